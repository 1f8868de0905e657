"""Send every test image to a server and print how many it gets wrong. No TensorFlow.

`python client.py` asks Classify, one image after the other; `--concurrency=8` keeps eight requests
under way; `--predict` sends the pixels to Predict instead of tf.Examples to Classify.
"""

from __future__ import annotations

import argparse
import collections
import pathlib
import threading

import data
import grpc
import numpy as np

from tfserve.apis import classification_pb2, predict_pb2, prediction_service_pb2_grpc
from tfserve.tensors import make_ndarray, make_tensor_proto

TIMEOUT_S = 10.0


class ByClassify:
    """One image as a tf.Example; the first class of the answer is the digit."""

    def __init__(self, stub: prediction_service_pb2_grpc.PredictionServiceStub, model: str) -> None:
        self._stub, self._model = stub, model

    def ask(self, image: np.ndarray) -> grpc.Future:
        """Begin the call."""
        request = classification_pb2.ClassificationRequest()
        request.model_spec.name = self._model
        example = request.input.example_list.examples.add()
        example.features.feature["x"].float_list.value.extend(image.tolist())
        return self._stub.Classify.future(request, timeout=TIMEOUT_S)

    def digit(self, answer: classification_pb2.ClassificationResponse) -> int:
        """What the server sees."""
        return int(answer.result.classifications[0].classes[0].label)


class ByPredict:
    """One image as a tensor; the place of the highest score is the digit."""

    def __init__(self, stub: prediction_service_pb2_grpc.PredictionServiceStub, model: str) -> None:
        self._stub, self._model = stub, model

    def ask(self, image: np.ndarray) -> grpc.Future:
        """Begin the call."""
        request = predict_pb2.PredictRequest()
        request.model_spec.name = self._model
        request.model_spec.signature_name = "predict_images"
        request.inputs["images"].CopyFrom(make_tensor_proto(image[np.newaxis]))
        return self._stub.Predict.future(request, timeout=TIMEOUT_S)

    def digit(self, answer: predict_pb2.PredictResponse) -> int:
        """What the server sees."""
        return int(make_ndarray(answer.outputs["scores"])[0].argmax())


def count_outcomes(
    caller: ByClassify | ByPredict, digits: data.Digits, concurrency: int
) -> collections.Counter[str]:
    """Send each image, at most `concurrency` at a time; counts of right, wrong and failed."""
    outcomes: collections.Counter[str] = collections.Counter()
    under_way = threading.Semaphore(concurrency)
    counting = threading.Lock()

    def receive(call: grpc.Future, label: int) -> None:
        outcome = "failed"
        try:
            outcome = "right" if caller.digit(call.result()) == label else "wrong"
        except grpc.RpcError as error:
            print(f"{error.code().name}: {error.details()}")
        finally:
            with counting:
                outcomes[outcome] += 1
            under_way.release()

    for image, label in zip(digits.images, digits.labels, strict=True):
        under_way.acquire()
        call = caller.ask(image)
        call.add_done_callback(lambda call, label=int(label): receive(call, label))
    for _ in range(concurrency):  # the last answers
        under_way.acquire()
    return outcomes


def main() -> None:
    """Print the error rate; exit with 1 when a request failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--server", default="127.0.0.1:8500", help="host:port (%(default)s)")
    parser.add_argument("--model", default="digits", help="its name (%(default)s)")
    parser.add_argument("--concurrency", type=int, default=1, help="requests under way at a time")
    parser.add_argument("--num_tests", type=int, help="how many images to send (all)")
    parser.add_argument("--data_dir", type=pathlib.Path, help="the MNIST files, instead of digits")
    parser.add_argument("--predict", action="store_true", help="ask Predict, not Classify")
    args = parser.parse_args()
    tests = data.load("test", args.data_dir)
    tests = data.Digits(tests.images[: args.num_tests], tests.labels[: args.num_tests])
    with grpc.insecure_channel(args.server) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        caller = (ByPredict if args.predict else ByClassify)(stub, args.model)
        outcomes = count_outcomes(caller, tests, args.concurrency)
    if outcomes["failed"]:
        raise SystemExit(f"{outcomes['failed']} of {outcomes.total()} requests failed")
    print(f"Inference error rate: {100 * outcomes['wrong'] / outcomes.total():.1f}%")


if __name__ == "__main__":
    try:
        main()
    except grpc.RpcError as error:
        raise SystemExit(f"The request failed: {error.code().name}: {error.details()}") from None
