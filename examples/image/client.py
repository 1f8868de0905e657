"""Ask a server for the colour of JPEG files: `python client.py PICTURE...`. No TensorFlow."""

from __future__ import annotations

import argparse
import pathlib

import grpc

from tfserve.apis import predict_pb2, prediction_service_pb2_grpc
from tfserve.tensors import make_ndarray, make_tensor_proto


def main() -> None:
    """Send all files in one request, as they are; print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=pathlib.Path, nargs="+", help="JPEG files")
    parser.add_argument("--server", default="127.0.0.1:8500", help="host:port (%(default)s)")
    parser.add_argument("--model", default="image", help="its name (%(default)s)")
    args = parser.parse_args()

    request = predict_pb2.PredictRequest()
    request.model_spec.name = args.model
    files = [picture.read_bytes() for picture in args.pictures]
    request.inputs["image_bytes"].CopyFrom(make_tensor_proto(files))
    with grpc.insecure_channel(args.server) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        outputs = stub.Predict(request, timeout=10).outputs
    labels = make_ndarray(outputs["label"])
    scores = make_ndarray(outputs["scores"]).max(axis=1)
    for picture, label, score in zip(args.pictures, labels, scores, strict=True):
        print(f"{picture.name}: {label.decode()} ({score:.2f})")


if __name__ == "__main__":
    try:
        main()
    except grpc.RpcError as error:
        raise SystemExit(f"The request failed: {error.code().name}: {error.details()}") from None
