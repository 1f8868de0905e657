"""Server reflection."""

from __future__ import annotations

import threading

import grpc
import pytest
from google.protobuf import descriptor_pb2
from grpc_reflection.v1alpha.reflection_pb2 import (
    ServerReflectionRequest,
    ServerReflectionResponse,
)

from tfserve.frontends.grpc.reflection import REFLECTION_SERVICES


def ask(served, *questions, service=REFLECTION_SERVICES[0]):
    call = served.channel.stream_stream(
        f"/{service}/ServerReflectionInfo",
        request_serializer=ServerReflectionRequest.SerializeToString,
        response_deserializer=ServerReflectionResponse.FromString,
    )
    return list(call(iter(questions), timeout=5))


@pytest.mark.parametrize("service", REFLECTION_SERVICES)
def test_lists_the_services_that_are_served(running, service):
    (answer,) = ask(running(), ServerReflectionRequest(list_services=""), service=service)
    names = {each.name for each in answer.list_services_response.service}
    assert names == {
        "tensorflow.serving.PredictionService",
        "tensorflow.serving.ModelService",
        "tensorflow.serving.SessionService",
        "grpc.health.v1.Health",
        *REFLECTION_SERVICES,
    }


def test_describes_messages_one_answer_per_question(running):
    symbols = ["tensorflow.serving.PredictRequest", "tensorflow.TensorProto"]
    answers = ask(
        running(), *(ServerReflectionRequest(file_containing_symbol=name) for name in symbols)
    )
    files = [
        descriptor_pb2.FileDescriptorProto.FromString(
            each.file_descriptor_response.file_descriptor_proto[0]
        ).name
        for each in answers
    ]
    assert files == [
        "tensorflow_serving/apis/predict.proto",
        "tensorflow/core/framework/tensor.proto",
    ]


def test_an_unknown_symbol_is_an_error_in_the_answer(running):
    (answer,) = ask(running(), ServerReflectionRequest(file_containing_symbol="no.Such"))
    assert answer.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0]


def test_bytes_that_are_no_question_are_internal(running):
    call = running().channel.stream_stream(f"/{REFLECTION_SERVICES[0]}/ServerReflectionInfo")
    with pytest.raises(grpc.RpcError) as caught:
        list(call(iter((b"\xff\xff",)), timeout=5))
    assert caught.value.code() is grpc.StatusCode.INTERNAL


def test_it_can_be_switched_off(running):
    with pytest.raises(grpc.RpcError) as caught:
        ask(running(enable_reflection=False), ServerReflectionRequest(list_services=""))
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


def test_a_stream_that_nobody_asks_on_does_not_hold_up_the_drain(running):
    served, is_over = running(), threading.Event()

    def questions():
        yield ServerReflectionRequest(list_services="")
        is_over.wait()

    answers = served.channel.stream_stream(
        f"/{REFLECTION_SERVICES[0]}/ServerReflectionInfo",
        request_serializer=ServerReflectionRequest.SerializeToString,
        response_deserializer=ServerReflectionResponse.FromString,
    )(questions(), timeout=9)
    next(answers)
    assert served.server.drain(5)
    is_over.set()
    with pytest.raises(grpc.RpcError) as caught:
        next(answers)
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    assert served.server._reflection._calls == set()
