"""Ask a server for half_plus_two: `python client.py 1 2 5` prints 2.5, 3 and 4.5. No TensorFlow."""

from __future__ import annotations

import argparse

import grpc
import numpy as np

from tfserve.apis import predict_pb2, prediction_service_pb2_grpc
from tfserve.tensors import make_ndarray, make_tensor_proto


def main() -> None:
    """Send one Predict request and print its answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("x", type=float, nargs="*", default=[1.0, 2.0, 5.0], help="the numbers")
    parser.add_argument("--server", default="127.0.0.1:8500", help="host:port (%(default)s)")
    parser.add_argument("--model", default="half_plus_two", help="its name (%(default)s)")
    args = parser.parse_args()

    request = predict_pb2.PredictRequest()
    request.model_spec.name = args.model
    request.inputs["x"].CopyFrom(make_tensor_proto(np.array(args.x, np.float32)))
    with grpc.insecure_channel(args.server) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        answer = stub.Predict(request, timeout=10)
    for x, y in zip(args.x, make_ndarray(answer.outputs["y"]), strict=True):
        print(f"{x:g} / 2 + 2 = {y:g}")
    print(f"answered by version {answer.model_spec.version.value}")


if __name__ == "__main__":
    try:
        main()
    except grpc.RpcError as error:
        raise SystemExit(f"The request failed: {error.code().name}: {error.details()}") from None
