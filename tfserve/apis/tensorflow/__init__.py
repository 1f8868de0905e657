"""Messages of TensorFlow itself that the serving API is built from."""
