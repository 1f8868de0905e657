"""The REST API: TensorFlow Serving's routes and ours, on any ASGI server."""
