"""The stub library: messages and stubs of `tensorflow_serving.apis`, without TensorFlow."""
