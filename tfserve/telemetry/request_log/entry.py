"""One logged request: what is kept until it is written, and the message that is written then."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from google.protobuf import json_format

from tfserve.apis import (
    classification_pb2,
    inference_pb2,
    input_pb2,
    predict_pb2,
    prediction_log_pb2,
    regression_pb2,
)
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, Outputs
from tfserve.records import frame
from tfserve.tensors import make_tensor_proto

__all__ = ["Exchange", "exchange_of_arrays", "exchange_of_messages", "json_line", "tf_record"]

Exchange: TypeAlias = Callable[[Collection[str]], prediction_log_pb2.PredictionLog]
"""Makes the message of one request and its answer, without the values of the inputs named; called
in the writing thread."""

_KINDS: Mapping[type, str] = {
    predict_pb2.PredictRequest: "predict_log",
    classification_pb2.ClassificationRequest: "classify_log",
    regression_pb2.RegressionRequest: "regress_log",
    inference_pb2.MultiInferenceRequest: "multi_inference_log",
}


def exchange_of_messages(request: Any, response: Any) -> Exchange:
    """Of a request and a response of one of the four inference calls."""

    def make(redact: Collection[str]) -> prediction_log_pb2.PredictionLog:
        log = prediction_log_pb2.PredictionLog()
        kind = _KINDS[type(request)]
        part = getattr(log, kind)
        part.request.CopyFrom(request)
        part.response.CopyFrom(response)
        if redact:
            _redact(part, redact)
        answered = response.results[0] if kind == "multi_inference_log" else response
        log.log_metadata.model_spec.CopyFrom(answered.model_spec)
        return log

    return make


def exchange_of_arrays(servable_id: ServableId, call: Call, outputs: Outputs) -> Exchange:
    """Of a call whose request and response were no messages: as a Predict by its first signature,
    whatever the method was.
    """

    def make(redact: Collection[str]) -> prediction_log_pb2.PredictionLog:
        part = call.parts[0]
        request = predict_pb2.PredictRequest()
        for message in (request.model_spec, (response := predict_pb2.PredictResponse()).model_spec):
            message.name = servable_id.name
            message.version.value = servable_id.version
            message.signature_name = part.signature
        for alias, array in call.inputs.items():
            request.inputs[alias].CopyFrom(make_tensor_proto(array))
        for alias, array in zip(part.outputs, outputs[0], strict=True):
            response.outputs[alias].CopyFrom(make_tensor_proto(array))
        return exchange_of_messages(request, response)(redact)

    return make


def _redact(part: Any, names: Collection[str]) -> None:
    """Leave values out, and shapes and dtypes in, so that the record can still be replayed."""
    if isinstance(part, prediction_log_pb2.PredictLog):
        for tensors in (part.request.inputs, part.response.outputs):
            for name in names:
                if name in tensors:
                    _empty(tensors[name])
        return
    for example in _examples(part.request.input):
        for name in names:
            example.features.feature.pop(name, None)


def _empty(tensor: Any) -> None:  # a TensorProto
    dtype, shape = tensor.dtype, tensor.tensor_shape.SerializeToString()
    tensor.Clear()
    tensor.dtype = dtype
    tensor.tensor_shape.MergeFromString(shape)


def _examples(message: input_pb2.Input) -> Collection[Any]:  # tf.Example messages
    if message.WhichOneof("kind") == "example_list_with_context":
        with_context = message.example_list_with_context
        return (*with_context.examples, with_context.context)
    return tuple(message.example_list.examples)


def tf_record(log: prediction_log_pb2.PredictionLog) -> bytes:
    """As TensorFlow Serving has it in files: also a warm-up file's record."""
    return frame(log.SerializeToString())


def json_line(log: prediction_log_pb2.PredictionLog) -> bytes:
    """As one line of JSON, fields under their names in the message."""
    document = json_format.MessageToDict(log, preserving_proto_field_name=True)
    return f"{json.dumps(document)}\n".encode()
