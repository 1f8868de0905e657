"""How users write against the stub library: type-checked by `mypy --strict`, never run."""

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import assert_type

from tfserve import tensors
from tfserve.apis import model_pb2, predict_pb2, prediction_service_pb2_grpc
from tfserve.apis.config import model_server_config_pb2
from tfserve.apis.get_model_status_pb2 import ModelVersionStatus
from tfserve.apis.tensorflow import tensor_pb2, types_pb2
from tfserve.apis.tensorflow.error_codes_pb2 import NOT_FOUND, Code


def messages() -> predict_pb2.PredictRequest:
    spec = model_pb2.ModelSpec(name="half_plus_two")
    spec.version.value = 3
    assert_type(spec.HasField("version"), bool)
    assert_type(spec.name, str)
    request = predict_pb2.PredictRequest(model_spec=spec, output_filter=["y"])
    request.inputs["x"].CopyFrom(tensors.make_tensor_proto([1.0, 2.0]))
    assert_type(request.inputs["x"], tensor_pb2.TensorProto)
    assert_type(request.inputs["x"].float_val[0], float)
    proto = tensor_pb2.TensorProto(dtype=types_pb2.DT_FLOAT, float_val=[1])
    proto.dtype = tensors.DataType.DT_INT64
    assert_type(types_pb2.DataType.Name(proto.dtype), str)
    return request


def enums(status: ModelVersionStatus) -> str:
    if status.state == ModelVersionStatus.AVAILABLE:
        return ModelVersionStatus.State.Name(status.state)
    return Code.Name(NOT_FOUND)


def maps(config: model_server_config_pb2.ModelConfig) -> Mapping[str, int]:
    config.version_labels["stable"] = 3
    return config.version_labels


def calls(stub: prediction_service_pb2_grpc.PredictionServiceStub) -> tensors.Array:
    response = stub.Predict(messages(), 10.0)
    assert_type(response, predict_pb2.PredictResponse)
    later = stub.Predict.future(messages(), timeout=10.0)
    assert_type(later.result(), predict_pb2.PredictResponse)
    return tensors.make_ndarray(response.outputs["y"])


def mistakes(request: predict_pb2.PredictRequest) -> None:
    request.HasField("model_specs")  # type: ignore[arg-type]
    request.model_spec = model_pb2.ModelSpec()  # type: ignore[misc]
    request.inputs["x"].dtype = "DT_FLOAT"  # type: ignore[assignment]
