"""The protocol over gRPC, against a real server."""

from __future__ import annotations

import queue

import grpc
import numpy as np
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool
from grpc_reflection.v1alpha.reflection_pb2 import (
    ServerReflectionRequest,
    ServerReflectionResponse,
)

from tfserve.apis.oip import open_inference_grpc_pb2 as messages
from tfserve.core.ids import ServableId
from tfserve.tensors import DataType


def request(model, *inputs, raw=(), **more):
    return messages.ModelInferRequest(
        model_name=model, inputs=inputs, raw_input_contents=raw, **more
    )


def tensor(name, datatype, shape, **contents):
    made = messages.ModelInferRequest.InferInputTensor(name=name, datatype=datatype, shape=shape)
    if contents:
        made.contents.MergeFrom(messages.InferTensorContents(**contents))
    return made


def fails(call, *arguments):
    with pytest.raises(grpc.RpcError) as caught:
        call(*arguments, timeout=5)
    return caught.value.code().name, caught.value.details()


def test_health_and_metadata_are_told(service):
    stub = service.stub
    assert stub.ServerLive(messages.ServerLiveRequest()).live
    assert stub.ServerReady(messages.ServerReadyRequest()).ready
    assert stub.ModelReady(messages.ModelReadyRequest(name="float", version="3")).ready
    assert not stub.ModelReady(messages.ModelReadyRequest(name="nope")).ready
    assert stub.ServerMetadata(messages.ServerMetadataRequest()).name == "tfserve"
    model = stub.ModelMetadata(messages.ModelMetadataRequest(name="float"))
    assert (list(model.versions), model.platform) == (["3"], "tensorflow_savedmodel")
    assert [(each.name, each.datatype, list(each.shape)) for each in model.inputs] == [
        ("x", "FP32", [-1]),
        ("w", "FP32", [-1]),
    ]
    index = stub.RepositoryIndex(messages.RepositoryIndexRequest(ready=True))
    assert ("float", "3", "READY") in {(m.name, m.version, m.state) for m in index.models}


def test_a_server_that_is_not_ready_lives(service):
    service.models.set_ready(False)
    assert service.stub.ServerLive(messages.ServerLiveRequest()).live
    assert not service.stub.ServerReady(messages.ServerReadyRequest()).ready


@pytest.mark.parametrize(
    ("model", "datatype", "field", "data"),
    [
        ("bool", "BOOL", "bool_contents", [True, False]),
        ("uint8", "UINT8", "uint_contents", [0, 255]),
        ("uint16", "UINT16", "uint_contents", [0, 65535]),
        ("uint32", "UINT32", "uint_contents", [0, 2**32 - 1]),
        ("uint64", "UINT64", "uint64_contents", [0, 2**64 - 1]),
        ("int8", "INT8", "int_contents", [-128, 127]),
        ("int16", "INT16", "int_contents", [-1, 1]),
        ("int32", "INT32", "int_contents", [-1, 1]),
        ("int64", "INT64", "int64_contents", [-(2**63), 2**63 - 1]),
        ("float", "FP32", "fp32_contents", [0.5, 1.5]),
        ("double", "FP64", "fp64_contents", [0.1, 1e300]),
        ("string", "BYTES", "bytes_contents", [b"a", b"\xff"]),
    ],
)
def test_typed_contents_are_answered_in_kind(service, model, datatype, field, data):
    response = service.stub.ModelInfer(
        request(model, tensor("x", datatype, [2, 1], **{field: data}), id="7"), timeout=5
    )
    assert (response.model_name, response.model_version, response.id) == (model, "3", "7")
    output = response.outputs[0]
    assert (output.name, output.datatype, list(output.shape)) == ("y", datatype, [2, 1])
    assert list(getattr(output.contents, field)) == data
    assert not response.raw_output_contents


@pytest.mark.parametrize(
    ("model", "datatype"), [("half", "FP16"), ("bfloat16", "BF16"), ("float", "FP32")]
)
def test_raw_contents_are_answered_raw(service, model, datatype):
    raw = np.array([0.5, -1.5], DataType[f"DT_{model.upper()}"].numpy).tobytes()
    wanted = [messages.ModelInferRequest.InferRequestedOutputTensor(name="y")]
    response = service.stub.ModelInfer(
        request(model, tensor("x", datatype, [2]), raw=[raw], outputs=wanted), timeout=5
    )
    assert list(response.raw_output_contents) == [raw]
    assert not response.outputs[0].HasField("contents")


X = tensor("x", "FP32", [1], fp32_contents=[1.0])


@pytest.mark.parametrize(
    ("asked", "code", "text"),
    [
        (request("nope", X), "NOT_FOUND", "Servable not found for request: Latest(nope)"),
        (request("", X), "INVALID_ARGUMENT", "The request names no model"),
        (request("float", X, model_version="no"), "INVALID_ARGUMENT",
         "Unrecognized servable version label: no"),
        (request("float", tensor("x", "FP32", [2], fp32_contents=[1.0])), "INVALID_ARGUMENT",
         "Input x has 1 elements in fp32_contents, its shape [2] needs 2"),
        (request("float", tensor("x", "FP32", [1], fp64_contents=[1.0])), "INVALID_ARGUMENT",
         "Input x has 0 elements in fp32_contents, its shape [1] needs 1"),
        (request("int8", tensor("x", "INT8", [1], int_contents=[128])), "INVALID_ARGUMENT",
         "Input x has elements out of the range of int8"),
        (request("half", tensor("x", "FP16", [0])), "INVALID_ARGUMENT",
         "Input x of datatype FP16 must be sent in raw_input_contents"),
        (request("float", X, raw=[b"", b""]), "INVALID_ARGUMENT",
         "raw_input_contents has 2 entries, there are 1 inputs"),
        (request("float", X, raw=[b"1234"]), "INVALID_ARGUMENT",
         "Input x has contents, which does not go with raw_input_contents"),
        (request("float", X, parameters={"signature_name": messages.InferParameter(int64_param=1)}),
         "INVALID_ARGUMENT", "Parameter signature_name must be a string"),
        (request("float", X, parameters={"signature_name":
                                         messages.InferParameter(string_param="no")}),
         "NOT_FOUND",
         "The model has no signature no; the request parameter signature_name chooses one"),
    ],
)  # fmt: skip
def test_what_cannot_be_has_the_code_of_its_kind(service, asked, code, text):
    assert fails(service.stub.ModelInfer, asked) == (code, text)


def test_a_stream_answers_in_order_and_goes_on_after_an_error(service):
    asked = [
        request("float", tensor("x", "FP32", [1], fp32_contents=[float(n)]), id=str(n))
        for n in range(3)
    ]
    asked.insert(1, request("nope", X))
    answers = list(service.stub.ModelStreamInfer(iter(asked), timeout=5))
    assert [each.infer_response.id for each in answers] == ["0", "", "1", "2"]
    assert answers[1].error_message == "Servable not found for request: Latest(nope)"
    assert list(answers[3].infer_response.outputs[0].contents.fp32_contents) == [2.0]


def test_an_idle_stream_does_not_hold_up_the_end(service):
    waiting = queue.SimpleQueue()
    waiting.put(request("float", X))
    answers = service.stub.ModelStreamInfer(iter(waiting.get, None), timeout=30)
    next(answers)
    service.grpc.drain(10.0)
    with pytest.raises(grpc.RpcError) as caught:
        next(answers)
    waiting.put(None)
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


def test_the_messages_are_in_no_pool_that_others_use():
    with pytest.raises(KeyError):
        descriptor_pool.Default().FindMessageTypeByName("inference.ModelInferRequest")
    with pytest.raises(KeyError):
        descriptor_pool.Default().FindFileByName(messages.DESCRIPTOR.name)


def test_reflection_describes_the_service_all_the_same(service):
    call = service.channel.stream_stream(
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        request_serializer=ServerReflectionRequest.SerializeToString,
        response_deserializer=ServerReflectionResponse.FromString,
    )
    names = ["inference.GRPCInferenceService", "tensorflow.serving.PredictRequest", "no.Such"]
    questions = [ServerReflectionRequest(file_containing_symbol=name) for name in names]
    found, other, missing = call(iter(questions), timeout=5)
    (file,) = found.file_descriptor_response.file_descriptor_proto
    assert descriptor_pb2.FileDescriptorProto.FromString(file).name == messages.DESCRIPTOR.name
    assert other.file_descriptor_response.file_descriptor_proto
    assert missing.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0]


def test_inputs_beyond_the_limit_are_refused_by_the_flags_name(serve, form):
    service = serve({ServableId("m", 1): form.echo(DataType.DT_FLOAT)}, max_tensor_bytes=3)
    code, text = fails(service.stub.ModelInfer, request("m", X))
    assert (code, "--max_tensor_bytes=3" in text) == ("RESOURCE_EXHAUSTED", True)
