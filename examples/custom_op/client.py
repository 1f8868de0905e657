"""Ask a server how many Collatz steps numbers take: `python client.py 27` prints 111."""

from __future__ import annotations

import argparse

import grpc
import numpy as np

from tfserve.apis import predict_pb2, prediction_service_pb2_grpc
from tfserve.tensors import make_ndarray, make_tensor_proto


def main() -> None:
    """Print the steps of each number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", type=int, nargs="*", default=[1, 6, 27], help="each at least 1")
    parser.add_argument("--server", default="127.0.0.1:8500", help="host:port (%(default)s)")
    parser.add_argument("--model", default="collatz", help="its name (%(default)s)")
    args = parser.parse_args()

    request = predict_pb2.PredictRequest()
    request.model_spec.name = args.model
    numbers = np.array(args.numbers, np.int64)
    request.inputs["numbers"].CopyFrom(make_tensor_proto(numbers))
    with grpc.insecure_channel(args.server) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        try:
            steps = make_ndarray(stub.Predict(request, timeout=10).outputs["steps"])
        except grpc.RpcError as error:
            raise SystemExit(f"{error.code().name}: {error.details()}") from error
    for number, count in zip(numbers, steps, strict=True):
        print(f"{number}: {count} steps")


if __name__ == "__main__":
    try:
        main()
    except grpc.RpcError as error:
        raise SystemExit(f"The request failed: {error.code().name}: {error.details()}") from None
