"""An HTTP/1.1 server with strict framing and bounds, for ASGI applications."""

from tfserve.frontends.http.server import HttpServer
from tfserve.frontends.http.serving_loop import HttpStatistics

__all__ = ["HttpServer", "HttpStatistics"]
