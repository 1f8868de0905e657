"""grpc.health.v1 (spec 12.5, and beyond it: the real state, single models, draining)."""

from __future__ import annotations

import grpc
import pytest
from grpc_health.v1 import health_pb2
from grpc_health.v1.health_pb2_grpc import HealthStub

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING
SERVICE_UNKNOWN = health_pb2.HealthCheckResponse.SERVICE_UNKNOWN


def check(served, service=""):
    stub = HealthStub(served.channel)
    return stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=5).status


def watch(served, service=""):
    stub = HealthStub(served.channel)
    return stub.Watch(health_pb2.HealthCheckRequest(service=service), timeout=9)


@pytest.mark.parametrize(
    "service", ["", "ModelService", "PredictionService", "PredictionService/quick"]
)
def test_known_names_follow_the_server_s_readiness(running, service):
    served = running()
    assert check(served, service) == SERVING
    served.models.set_ready(False)
    assert check(served, service) == NOT_SERVING


@pytest.mark.parametrize(
    "service", ["x", "tensorflow.serving.PredictionService", "PredictionService/x", "modelservice"]
)
def test_other_names_are_not_found(running, service):
    with pytest.raises(grpc.RpcError) as caught:
        check(running(), service)
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND


def test_without_the_flag_there_is_no_health_service(running):
    with pytest.raises(grpc.RpcError) as caught:
        check(running(enable_health=False))
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


@pytest.mark.parametrize("method", ["Check", "Watch"])
def test_bytes_that_are_no_request_are_internal(running, method):
    call = running().channel.unary_stream(f"/grpc.health.v1.Health/{method}")
    with pytest.raises(grpc.RpcError) as caught:
        list(call(b"\xff\xff", timeout=5))
    assert caught.value.code() is grpc.StatusCode.INTERNAL
    assert caught.value.details() == "Failed to parse HealthCheckRequest"


def test_a_watcher_is_told_now_and_at_every_change(running):
    served = running()
    updates = watch(served)
    assert next(updates).status == SERVING
    served.models.set_ready(False)
    assert next(updates).status == NOT_SERVING
    served.models.set_ready(True)
    assert next(updates).status == SERVING
    updates.cancel()


def test_a_change_that_changes_nothing_is_not_told(running):
    served = running()
    updates = watch(served)
    assert next(updates).status == SERVING
    served.models.set_ready(True)
    served.models.set_ready(False)
    assert next(updates).status == NOT_SERVING
    updates.cancel()


def test_watching_an_unknown_name_waits_for_it(running):
    updates = watch(running(), "PredictionService/x")
    assert next(updates).status == SERVICE_UNKNOWN
    updates.cancel()


def test_at_the_drain_watchers_are_told_and_sent_away(running):
    served = running()
    updates = watch(served)
    assert next(updates).status == SERVING
    assert served.server.drain(5)
    assert next(updates).status == NOT_SERVING
    with pytest.raises(grpc.RpcError) as caught:
        next(updates)
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


def test_a_watcher_that_leaves_is_forgotten(running, eventually):
    served = running()
    updates = watch(served)
    next(updates)
    updates.cancel()
    eventually(lambda: not served.server._health._watchers)
    eventually(lambda: served.server.statistics().finished == 1)


def test_watchers_are_forgotten_at_the_drain(running):
    served = running()
    updates = watch(served)
    next(updates)
    assert served.server.drain(5)
    assert served.server._health._watchers == set()


def test_a_change_while_the_first_status_is_found_out_is_not_overtaken_by_it(running, monkeypatch):
    served = running()
    models = served.models
    models.set_ready(False)
    old = models.is_ready

    def is_ready():
        monkeypatch.setattr(models, "is_ready", old)
        models.set_ready(True)  # the change, between asking and telling
        return False

    monkeypatch.setattr(models, "is_ready", is_ready)
    updates = watch(served)
    told = [next(updates).status]
    if told == [NOT_SERVING]:
        told.append(next(updates).status)
    assert served.server.drain(5)
    told.extend(_rest(updates))
    assert told == [NOT_SERVING, SERVING, NOT_SERVING]


def _rest(updates):
    try:
        for each in updates:
            yield each.status
    except grpc.RpcError:
        return
