"""Messages of `tensorflow_serving/config`: the model config file and the other text files that
flags name.
"""
