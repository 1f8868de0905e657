"""An HTTP/1.1 server with strict framing and bounds, for ASGI applications."""
