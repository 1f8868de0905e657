"""Messages of TensorFlow that lie under `xla/tsl`."""
