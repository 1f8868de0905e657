"""A bare grpcio server that sends Predict requests back: what gRPC in Python costs by itself.

`python -m benchmarks.echo_server PORT [THREADS]`; no messages are parsed and no model is run.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import grpc

THREADS = 4  # the fastest of 1 to 10 on two cores


def main(port: str, threads: str = str(THREADS)) -> None:
    """Serve until killed."""
    server = grpc.server(ThreadPoolExecutor(int(threads)))
    echo = grpc.unary_unary_rpc_method_handler(lambda request, _: request)
    service = grpc.method_handlers_generic_handler(
        "tensorflow.serving.PredictionService", {"Predict": echo}
    )
    server.add_generic_rpc_handlers((service,))
    server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    print("ready", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main(*sys.argv[1:])
