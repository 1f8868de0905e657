"""Ask a server what three flowers are, by Classify and by Predict. No TensorFlow."""

from __future__ import annotations

import argparse

import grpc
import numpy as np

from tfserve.apis import classification_pb2, predict_pb2, prediction_service_pb2_grpc
from tfserve.apis.tensorflow import example_pb2
from tfserve.tensors import make_ndarray, make_tensor_proto

FEATURES = ("sepal_length", "sepal_width", "petal_length", "petal_width")
FLOWERS = ((5.1, 3.3, 1.7, 0.5), (5.9, 3.0, 4.2, 1.5), (6.9, 3.1, 5.4, 2.1))  # centimetres
NAMES = {"0": "setosa", "1": "versicolor", "2": "virginica"}


def example_of(flower: tuple[float, ...]) -> example_pb2.Example:
    """The flower as a tf.Example, one feature per length."""
    example = example_pb2.Example()
    for name, length in zip(FEATURES, flower, strict=True):
        example.features.feature[name].float_list.value.append(length)
    return example


def classify(
    stub: prediction_service_pb2_grpc.PredictionServiceStub, model: str
) -> list[tuple[str, float]]:
    """The likeliest class of each flower and its score, by Classify with `serving_default`."""
    request = classification_pb2.ClassificationRequest()
    request.model_spec.name = model
    request.input.example_list.examples.extend(map(example_of, FLOWERS))
    answers = stub.Classify(request, timeout=10).result.classifications
    best = [max(answer.classes, key=lambda each: each.score) for answer in answers]
    return [(each.label, each.score) for each in best]


def predict(
    stub: prediction_service_pb2_grpc.PredictionServiceStub, model: str
) -> list[tuple[str, float]]:
    """The same by Predict: the head `predict` takes serialized tf.Examples as a string tensor."""
    request = predict_pb2.PredictRequest()
    request.model_spec.name = model
    request.model_spec.signature_name = "predict"
    serialized = [example_of(flower).SerializeToString() for flower in FLOWERS]
    request.inputs["examples"].CopyFrom(make_tensor_proto(serialized))
    outputs = stub.Predict(request, timeout=10).outputs
    classes = make_ndarray(outputs["classes"])[:, 0]
    scores = make_ndarray(outputs["probabilities"]).max(axis=1).astype(np.float64)
    return [(label.decode(), score) for label, score in zip(classes, scores, strict=True)]


def main() -> None:
    """Print a line for each flower and way of asking."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="127.0.0.1:8500", help="host:port (%(default)s)")
    parser.add_argument("--model", default="iris", help="its name (%(default)s)")
    args = parser.parse_args()
    with grpc.insecure_channel(args.server) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        for ask in (classify, predict):
            for flower, (label, score) in zip(FLOWERS, ask(stub, args.model), strict=True):
                print(f"{ask.__name__}: {flower} is class {label} ({NAMES[label]}), {score:.3f}")


if __name__ == "__main__":
    try:
        main()
    except grpc.RpcError as error:
        raise SystemExit(f"The request failed: {error.code().name}: {error.details()}") from None
