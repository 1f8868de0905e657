"""The old call style: results, errors, futures."""

from __future__ import annotations

import threading
from concurrent import futures

import grpc
import pytest
from grpc.framework.foundation import future as old_future
from grpc.framework.interfaces.face import face

from tfserve.apis import _beta, predict_pb2, prediction_service_pb2, prediction_service_pb2_grpc

CODES = {code.name: code for code in grpc.StatusCode}


class Server(prediction_service_pb2_grpc.PredictionServiceServicer):
    """Fails with the code that the model's name says; waits where it is `wait`."""

    def __init__(self):
        self.release = threading.Event()
        self.metadata = ()

    def Predict(self, request, context):  # noqa: N802 - the name of the RPC
        self.metadata = context.invocation_metadata()
        name = request.model_spec.name
        if name == "wait":
            self.release.wait(30)
        elif name:
            context.set_trailing_metadata((("why", "test"),))
            context.abort(CODES[name], f"as {name} wants")
        return predict_pb2.PredictResponse()


@pytest.fixture
def servicer():
    servicer = Server()
    yield servicer
    servicer.release.set()


@pytest.fixture
def channel(servicer):
    server = grpc.server(futures.ThreadPoolExecutor(2))
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port("localhost:0")
    server.start()
    with grpc.insecure_channel(f"localhost:{port}") as channel:
        yield channel
        servicer.release.set()
        server.stop(None).wait()


@pytest.fixture
def stub(channel):
    return prediction_service_pb2.beta_create_PredictionService_stub(_beta.Channel(channel))


def request_for(name):
    request = predict_pb2.PredictRequest()
    request.model_spec.name = name
    return request


def test_a_call_returns_the_response(stub):
    assert isinstance(stub.Predict(request_for(""), 10.0), predict_pb2.PredictResponse)


def test_a_channel_of_today_goes_as_well(channel):
    with prediction_service_pb2.beta_create_PredictionService_stub(channel) as stub:
        assert stub.Predict(request_for(""), timeout=10.0) == predict_pb2.PredictResponse()


def test_with_call_returns_the_call_beside_the_response(stub):
    response, call = stub.Predict(request_for(""), 10.0, with_call=True)
    assert response == predict_pb2.PredictResponse()
    assert call.code() is grpc.StatusCode.OK


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("NOT_FOUND", face.AbortionError),
        ("INVALID_ARGUMENT", face.AbortionError),
        ("UNKNOWN", face.RemoteError),
        ("UNIMPLEMENTED", face.LocalError),
        ("CANCELLED", face.CancellationError),
        ("DEADLINE_EXCEEDED", face.ExpirationError),
    ],
)
def test_an_error_is_of_the_old_kind_and_of_todays(stub, code, kind):
    with pytest.raises(kind) as old:
        stub.Predict(request_for(code), 10.0)
    assert isinstance(old.value, grpc.RpcError)
    assert (old.value.code, old.value.details) == (CODES[code], f"as {code} wants")
    assert ("why", "test") in [(key, value) for key, value in old.value.terminal_metadata]


def test_a_deadline_is_an_expiration_error(stub):
    with pytest.raises(face.ExpirationError):
        stub.Predict(request_for("wait"), 0.05)


def test_a_future_has_the_result_and_no_exception(stub):
    future = stub.Predict.future(request_for(""), 10.0)
    assert future.result() == predict_pb2.PredictResponse()
    assert future.exception() is None
    assert future.done()
    assert future.code() is grpc.StatusCode.OK


def test_a_future_has_the_error_and_raises_it(stub):
    future = stub.Predict.future(request_for("NOT_FOUND"), 10.0)
    error = future.exception()
    assert isinstance(error, face.AbortionError)
    assert error.code is grpc.StatusCode.NOT_FOUND
    with pytest.raises(face.AbortionError):
        future.result()


def test_a_callback_gets_the_future_itself(stub):
    called = threading.Event()
    seen = []
    future = stub.Predict.future(request_for(""), 10.0)
    future.add_done_callback(lambda done: (seen.append(done), called.set()))
    assert called.wait(10)
    assert seen == [future]


def test_waiting_too_short_is_the_old_timeout_and_todays(stub):
    future = stub.Predict.future(request_for("wait"), 10.0)
    for wait in (future.result, future.exception):
        with pytest.raises(old_future.TimeoutError) as late:
            wait(timeout=0.01)
        assert isinstance(late.value, grpc.FutureTimeoutError)


def test_a_cancelled_future_says_so(stub):
    future = stub.Predict.future(request_for("wait"), 10.0)
    assert future.cancel()
    for wait in (future.result, future.exception):
        with pytest.raises(old_future.CancelledError) as cancelled:
            wait()
        assert isinstance(cancelled.value, grpc.FutureCancelledError)


def test_metadata_goes_through_the_transformer(channel, servicer):
    stub = prediction_service_pb2.beta_create_PredictionService_stub(
        channel, metadata_transformer=lambda metadata: [*metadata, ("added", "2")]
    )
    stub.Predict(request_for(""), 10.0, metadata=[("given", "1")])
    assert {("given", "1"), ("added", "2")} <= {(k, v) for k, v in servicer.metadata}
