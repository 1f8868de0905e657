"""Messages of `tensorflow_serving/apis/internal`: the wire format of `Input` with Examples left as
bytes.
"""
