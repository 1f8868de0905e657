"""Every RPC has a rule, and the rule is enforced before a message is read."""

from __future__ import annotations

import base64
import json

import grpc
import pytest

from tfserve.apis.inference_pb2 import MultiInferenceRequest
from tfserve.apis.model_management_pb2 import ReloadConfigRequest
from tfserve.apis.oip import open_inference_grpc_pb2 as oip
from tfserve.apis.predict_pb2 import PredictRequest
from tfserve.core.executor import InlineExecutor
from tfserve.frontends.grpc.guard import RULES, guarded, models_of
from tfserve.frontends.grpc.transport import refuse_unknown
from tfserve.security.access import Access
from tfserve.security.authorizer import Book, PrincipalsAuthorizer
from tfserve.security.hashes import PasswordHash, hash_key
from tfserve.security.passwords import PasswordBook
from tfserve.security.principals import parse_principals
from tfserve.testing import FakeClock

PREDICT = "/tensorflow.serving.PredictionService/Predict"
SCOPES = ("predict", "read", "admin")
ALICE = "Basic " + base64.b64encode(b"alice:pw").decode()


@pytest.fixture(scope="module")
def authorizer():
    entries = [{"name": scope, "keys": [hash_key(scope)], "scopes": [scope]} for scope in SCOPES]
    entries.append(
        {"name": "tenant", "keys": [hash_key("tenant")], "scopes": ["predict", "read"],
         "models": ["slow"]}
    )  # fmt: skip
    cheap = str(PasswordHash.of("pw", log2_n=2, r=1, p=1))
    entries.append({"name": "alice", "password": cheap, "scopes": ["predict"]})
    principals = parse_principals(json.dumps({"principals": entries}).encode(), "f")
    book = Book(principals, PasswordBook(principals.by_name, InlineExecutor()))
    return PrincipalsAuthorizer(lambda: book, clock=FakeClock())


def code_of(channel, method, *, message=b"", **metadata):
    """Code and text of the answer, OK for one that is none."""
    pairs = [(name.replace("_", "-"), value) for name, value in metadata.items()]
    call = channel.stream_stream(method)
    try:
        list(call(iter([message]), metadata=pairs, timeout=5))
    except grpc.RpcError as error:
        return error.code(), error.details()
    return grpc.StatusCode.OK, ""


def served(server) -> set[str]:
    """The methods that a server has, whatever they are."""
    return set(server.server._transport._behaviours)


def test_every_method_has_a_rule_and_enforces_it(running, authorizer):
    server = running(authorizer=authorizer)
    methods = served(server)
    assert len(methods) > 10
    for method in methods:
        access = RULES[method]
        if access is Access.OPEN:
            continue  # streams that go on for ever; asked below
        for metadata in ({}, {"x_api_key": "wrong"}, {"authorization": "Bearer wrong"}):
            code, _ = code_of(server.channel, method, **metadata)
            assert code is grpc.StatusCode.UNAUTHENTICATED, (method, metadata)
        for scope in SCOPES:
            code, text = code_of(server.channel, method, message=b"\xff", x_api_key=scope)
            is_allowed = scope in (access.value, "admin")
            assert (code is grpc.StatusCode.PERMISSION_DENIED) != is_allowed, (method, scope)
            assert code is not grpc.StatusCode.UNAUTHENTICATED
            if not is_allowed:
                assert text == f"{scope} needs the scope {access.value} for this, and has {scope}"


def test_a_method_without_a_rule_fails_at_the_start():
    with pytest.raises(KeyError, match=r"/new\.Service/Method"):
        guarded({"/new.Service/Method": refuse_unknown}, refuse_unknown, None)


def test_health_asks_nobody(running, authorizer):
    server = running(authorizer=authorizer)
    assert code_of(server.channel, "/grpc.health.v1.Health/Check")[0] is grpc.StatusCode.OK


def test_what_does_not_exist_is_told_to_those_who_say_who_they_are(running, authorizer):
    server = running(authorizer=authorizer)
    assert code_of(server.channel, "/a.B/C")[0] is grpc.StatusCode.UNAUTHENTICATED
    assert code_of(server.channel, "/a.B/C", x_api_key="read") == (
        grpc.StatusCode.UNIMPLEMENTED,
        "Unknown method /a.B/C",
    )


def test_no_message_is_charged_or_read_of_a_stranger(running, authorizer, predict_request):
    server = running(authorizer=authorizer)
    with pytest.raises(grpc.RpcError) as raised:
        server.stub.Predict(predict_request(), timeout=5)
    assert raised.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert server.budget.statistics().admitted == 0


@pytest.mark.parametrize("metadata", [("x-api-key", "predict"), ("authorization", ALICE)])
def test_the_right_credentials_are_answered(running, authorizer, predict_request, metadata):
    server = running(authorizer=authorizer)
    assert server.stub.Predict(predict_request(), metadata=[metadata], timeout=5).outputs


def test_a_tenant_uses_its_models_only(running, authorizer, predict_request):
    server = running(authorizer=authorizer)
    how = {"metadata": [("x-api-key", "tenant")], "timeout": 5}
    future = server.stub.Predict.future(predict_request("slow"), **how)
    server.executor.wait_for(1)
    server.executor.run_all()
    assert future.result().outputs
    with pytest.raises(grpc.RpcError) as raised:
        server.stub.Predict(predict_request("quick"), **how)
    assert raised.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert raised.value.details() == "tenant may not use model quick"


def test_the_models_of_every_kind_of_request_are_found():
    tasks = MultiInferenceRequest()
    tasks.tasks.add().model_spec.name = "a"
    tasks.tasks.add().model_spec.name = "b"
    assert list(models_of(tasks)) == ["a", "b"]
    predict = PredictRequest()
    predict.model_spec.name = "a"
    assert list(models_of(predict)) == ["a"]
    assert list(models_of(ReloadConfigRequest())) == []
    assert list(models_of(oip.ModelInferRequest(model_name="a"))) == ["a"]
    assert list(models_of(oip.ModelMetadataRequest(name="a"))) == ["a"]
    assert list(models_of(oip.RepositoryIndexRequest())) == []
