"""How the gRPC server ends: what is in flight, and what comes too late."""

from __future__ import annotations

import socket
import threading

import grpc
import pytest


def test_draining_finishes_what_is_in_flight_and_takes_nothing_new(
    running, predict_request, eventually, accepts
):
    served = running()
    waiting = served.stub.Predict.future(predict_request("slow"), timeout=9)
    served.executor.wait_for(1)
    drained = []
    thread = threading.Thread(target=lambda: drained.append(served.server.drain(9)))
    thread.start()
    eventually(lambda: not accepts(served.port))
    assert not drained
    served.executor.run_all()
    assert waiting.result().outputs["y"]
    thread.join()
    assert drained == [True]


def test_idle_connections_do_not_hold_up_the_drain(running, predict_request):
    served = running()
    served.stub.Predict(predict_request(), timeout=5)
    with socket.create_connection(("127.0.0.1", served.port)):
        served.stub.Predict(predict_request(), timeout=5)  # by now that one is accepted, too
        assert served.server.drain(5)


def test_a_drain_that_takes_too_long_cancels_and_says_so(running, predict_request):
    served = running()
    call = served.stub.Predict.future(predict_request("slow"), timeout=9)
    served.executor.wait_for(1)
    assert not served.server.drain(0.05)
    with pytest.raises(grpc.RpcError) as caught:
        call.result()
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    served.executor.run_all()


def test_closing_with_a_model_at_work_is_survived(running, predict_request, caplog):
    served = running()
    call = served.stub.Predict.future(predict_request("slow"), timeout=9)
    served.executor.wait_for(1)
    served.server.close()
    assert call.exception().code() is grpc.StatusCode.UNAVAILABLE
    assert "a model still works on" in caplog.text
    served.executor.run_all()


def test_close_is_idempotent_and_needs_no_start(running):
    served = running()
    served.server.close()
    served.server.close()
    assert served.server.drain(1)
