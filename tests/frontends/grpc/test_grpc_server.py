"""The server as a client sees it: answers, errors, limits, deadlines, cancelling, draining."""

from __future__ import annotations

import socket
import threading
import time

import grpc
import numpy as np
import pytest
from google.rpc import error_details_pb2, status_pb2

from tfserve.apis.get_model_status_pb2 import GetModelStatusRequest
from tfserve.apis.model_management_pb2 import ReloadConfigRequest
from tfserve.apis.model_service_pb2_grpc import ModelServiceStub
from tfserve.apis.predict_pb2 import PredictResponse
from tfserve.apis.session_service_pb2 import SessionRunRequest
from tfserve.core.ids import ServableId
from tfserve.errors import InvalidArgument
from tfserve.limits import InflightBudget
from tfserve.tensors import make_ndarray
from tfserve.testing import FakeServable

PREDICT = "/tensorflow.serving.PredictionService/Predict"
RPCS = {
    "PredictionService/Classify": "ClassificationRequest",
    "PredictionService/Regress": "RegressionRequest",
    "PredictionService/Predict": "PredictRequest",
    "PredictionService/MultiInference": "MultiInferenceRequest",
    "PredictionService/GetModelMetadata": "GetModelMetadataRequest",
    "ModelService/GetModelStatus": "GetModelStatusRequest",
    "ModelService/HandleReloadConfigRequest": "ReloadConfigRequest",
    "SessionService/SessionRun": "SessionRunRequest",
}


def error_of(call, *args, **kwargs):
    """Code, text and ErrorInfo of a call that must fail."""
    with pytest.raises(grpc.RpcError) as caught:
        call(*args, **kwargs)
    error = caught.value
    info = error_details_pb2.ErrorInfo()
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            status = status_pb2.Status.FromString(value)
            assert (status.code, status.message) == (error.code().value[0], error.details())
            status.details[0].Unpack(info)
    return error.code(), error.details(), dict(info.metadata)


def test_predict_answers(running, predict_request):
    response = running().stub.Predict(predict_request(), timeout=5)
    assert make_ndarray(response.outputs["y"]).tolist() == [2.5, 3.0, 4.5]


@pytest.mark.parametrize(("method", "message"), RPCS.items())
def test_bytes_that_are_no_request_are_internal_and_name_the_message(running, method, message):
    call = running().channel.unary_unary(f"/tensorflow.serving.{method}")
    code, text, _ = error_of(call, b"\xff\xff\xff", timeout=5)
    assert (code, text) == (grpc.StatusCode.INTERNAL, f"Failed to parse {message}")


def test_variants_nested_too_deep_are_internal(running):
    tensor = b""
    for _ in range(250):  # TensorProto.variant_val (15) . VariantTensorDataProto.tensors (3)
        tensor = _field(3, tensor)
        tensor = _field(15, tensor)
    body = _field(2, _field(1, b"x") + _field(2, tensor))
    code, text, _ = error_of(running().channel.unary_unary(PREDICT), body, timeout=5)
    assert (code, text) == (grpc.StatusCode.INTERNAL, "Failed to parse PredictRequest")


def _field(number, payload):
    size, prefix = len(payload), bytearray()
    while size > 127:
        prefix.append(size & 127 | 128)
        size >>= 7
    prefix.append(size)
    return bytes([number << 3 | 2]) + bytes(prefix) + payload


def test_an_empty_message_is_a_request_without_model_spec(running):
    code, text, _ = error_of(running().channel.unary_unary(PREDICT), b"", timeout=5)
    assert (code, text) == (grpc.StatusCode.INVALID_ARGUMENT, "Missing ModelSpec")


def test_an_unknown_model_is_not_found_and_the_details_name_those_there_are(
    running, predict_request
):
    code, text, details = error_of(running().stub.Predict, predict_request("quik"), timeout=5)
    assert code is grpc.StatusCode.NOT_FOUND
    assert text == "Servable not found for request: Latest(quik)"
    assert details == {"available_models": "quick, slow", "did_you_mean": "quick"}


def test_an_unknown_signature_is_answered_with_those_there_are(running, predict_request):
    asked = predict_request(signature_name="predict_images")
    code, text, details = error_of(running().stub.Predict, asked, timeout=5)
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert text == 'Serving signature key "predict_images" not found.'
    assert details == {"available_signatures": "serving_default"}


@pytest.mark.parametrize(
    "name", ["m" * 2**20, "é" * 2**19, "a\0b\x1b[31m\u202e", "../../etc/passwd"]
)
def test_any_model_name_is_answered_in_bounds_and_printable(running, predict_request, name):
    code, text, _ = error_of(running().stub.Predict, predict_request(name), timeout=5)
    assert code is grpc.StatusCode.NOT_FOUND
    assert text.startswith("Servable not found for request: Latest(")
    assert len(text.encode()) <= 1024 + len("...TRUNCATED")
    assert text.isprintable()


def test_model_service_answers(running):
    stub = ModelServiceStub(running().channel)
    request = GetModelStatusRequest()
    request.model_spec.name = "quick"
    (status,) = stub.GetModelStatus(request, timeout=5).model_version_status
    assert (status.version, status.state) == (1, 30)
    reload = ReloadConfigRequest()
    reload.config.model_config_list.SetInParent()
    assert stub.HandleReloadConfigRequest(reload, timeout=5).status.error_code == 0


def test_errors_of_handlers_that_answer_at_once_reach_the_client(running):
    stub = ModelServiceStub(running().channel)
    code, text, _ = error_of(stub.GetModelStatus, GetModelStatusRequest(), timeout=5)
    assert (code, text) == (grpc.StatusCode.INVALID_ARGUMENT, "Missing ModelSpec")


def test_a_bug_in_a_handler_is_internal_without_its_text(running, caplog):
    served = running()

    def broken(name):
        text = "/secret"
        raise OSError(text)

    served.models.version_states = broken
    request = GetModelStatusRequest()
    request.model_spec.name = "quick"
    code, text, _ = error_of(ModelServiceStub(served.channel).GetModelStatus, request, timeout=5)
    assert code is grpc.StatusCode.INTERNAL
    assert "secret" not in text
    assert "/secret" in caplog.text


def test_session_run_is_unimplemented_unless_enabled(running):
    call = running().channel.unary_unary(
        "/tensorflow.serving.SessionService/SessionRun",
        request_serializer=SessionRunRequest.SerializeToString,
    )
    code, text, details = error_of(call, SessionRunRequest(), timeout=5)
    assert code is grpc.StatusCode.UNIMPLEMENTED
    assert "--enable_session_run" in text
    assert details == {"flag": "enable_session_run"}


@pytest.mark.parametrize(
    "method", ["/tensorflow.serving.PredictionService/Train", "/no.Service/Method", "/x"]
)
def test_unknown_methods_are_unimplemented_and_the_server_lives(running, predict_request, method):
    served = running()
    code, _, _ = error_of(served.channel.unary_unary(method), b"", timeout=5)
    assert code is grpc.StatusCode.UNIMPLEMENTED
    assert served.stub.Predict(predict_request(), timeout=5)


def test_a_unary_method_called_without_a_message_is_unimplemented(running, predict_request):
    served = running()
    code, _, _ = error_of(served.channel.stream_unary(PREDICT), iter(()), timeout=5)
    assert code is grpc.StatusCode.UNIMPLEMENTED
    assert served.stub.Predict(predict_request(), timeout=5)


def test_a_unary_method_called_with_two_messages_is_unimplemented(running, predict_request):
    served = running()
    data = predict_request().SerializeToString()
    code, _, _ = error_of(served.channel.stream_unary(PREDICT), iter((data, data)), timeout=5)
    assert code is grpc.StatusCode.UNIMPLEMENTED
    assert served.quick.calls == 0
    assert served.stub.Predict(predict_request(), timeout=5)


@pytest.mark.parametrize(("extra", "is_taken"), [(-1, True), (0, True), (1, False)])
def test_a_message_at_the_limit_is_taken_and_one_byte_more_is_refused(
    running, predict_request, extra, is_taken
):
    data = predict_request(values=np.zeros(1000)).SerializeToString()
    served = running(max_request_bytes=len(data) - extra)
    call = served.channel.unary_unary(PREDICT, response_deserializer=PredictResponse.FromString)
    if is_taken:
        assert call(data, timeout=5).outputs["y"]
    else:
        code, text, _ = error_of(call, data, timeout=5)
        assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert str(len(data)) in text
        assert str(len(data) - 1) in text


def test_a_compressed_message_counts_by_its_decompressed_size(running):
    served = running(max_request_bytes=2**20)
    call = served.channel.unary_unary(PREDICT)
    code, _, _ = error_of(call, bytes(2**24), timeout=5, compression=grpc.Compression.Gzip)
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_a_request_over_the_inflight_budget_is_refused_before_parsing(running):
    served = running(budget=InflightBudget(max_bytes=1999))
    code, _, details = error_of(served.channel.unary_unary(PREDICT), b"\xff" * 1000, timeout=5)
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert details == {"flag": "max_inflight_bytes"}


def test_requests_over_the_inflight_count_are_refused_until_others_end(running, predict_request):
    served = running(budget=InflightBudget(max_requests=1))
    waiting = served.stub.Predict.future(predict_request("slow"), timeout=5)
    served.executor.wait_for(1)
    code, _, details = error_of(served.stub.Predict, predict_request(), timeout=5)
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert details == {"flag": "max_inflight_requests"}
    served.executor.run_all()
    assert waiting.result().outputs["y"]
    assert served.stub.Predict(predict_request(), timeout=5)


def test_a_response_of_megabytes_arrives_whole(running, predict_request):
    values = np.arange(500_000, dtype=np.float32)
    response = running().stub.Predict(predict_request(values=values), timeout=9)
    assert np.array_equal(make_ndarray(response.outputs["y"]), values / 2 + 2)


def test_a_thousand_requests_wait_without_a_thread_each_and_others_are_answered(
    running, predict_request
):
    served = running(max_concurrent_streams=2000)
    before = threading.active_count()
    request = predict_request("slow")
    waiting = [served.stub.Predict.future(request, timeout=9) for _ in range(1000)]
    served.executor.wait_for(1000)
    assert threading.active_count() - before <= 3  # the client's own
    assert served.stub.Predict(predict_request(), timeout=5)
    status = GetModelStatusRequest()
    status.model_spec.name = "slow"
    assert ModelServiceStub(served.channel).GetModelStatus(status, timeout=5)
    served.executor.run_all()
    assert all(each.result().outputs["y"] for each in waiting)


def test_at_the_deadline_the_client_is_told_and_the_run_stays_charged(running, predict_request):
    served = running()
    code, _, _ = error_of(served.stub.Predict, predict_request("slow"), timeout=0.05)
    assert code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert served.budget.statistics().requests == 1
    assert served.models.held == 1


def test_queued_work_whose_deadline_has_passed_is_not_run(running, predict_request, eventually):
    served = running()
    assert served.stub.Predict(predict_request(), timeout=9)  # connected: the call will arrive
    error_of(served.stub.Predict, predict_request("slow"), timeout=0.1)
    served.executor.wait_for(1)
    deadline = _deadline(served)  # the server's, which began a little later than the client's
    eventually(lambda: deadline.has_passed(time.monotonic()) or deadline.is_cancelled())
    served.executor.run_all()
    assert served.slow.calls == 0


def test_queued_work_whose_client_has_cancelled_is_not_run(running, predict_request, eventually):
    served = running()
    call = served.stub.Predict.future(predict_request("slow"), timeout=9)
    served.executor.wait_for(1)
    call.cancel()
    eventually(_deadline(served).is_cancelled)
    served.executor.run_all()
    assert served.slow.calls == 0
    assert served.models.held == 0


def _deadline(served):
    """Of the call that waits."""
    closure = served.executor._tasks[0].__closure__
    cells = {type(cell.cell_contents).__name__: cell.cell_contents for cell in closure}
    return cells["Deadline"]


def test_a_client_that_goes_while_the_model_runs_leaves_nothing_behind(running, predict_request):
    served = running()
    channel = served.connect()
    call = channel.unary_unary(PREDICT).future(predict_request("slow").SerializeToString())
    served.executor.wait_for(1)
    channel.close()
    assert call.exception().code() is grpc.StatusCode.CANCELLED
    served.executor.run_all()
    assert served.models.held == 0


def test_a_client_that_goes_in_the_middle_of_its_message_leaves_nothing_behind(
    running, predict_request, eventually
):
    served = running()
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
        connection.sendall(_headers_frame() + b"\0\0\x0a\0\0\0\0\0\1" + b"\0\0\0\1\0xxxxx")
        eventually(lambda: served.server.statistics().started == 1)
    eventually(lambda: served.server.statistics().finished == 1)
    assert served.stub.Predict(predict_request(), timeout=5)


def _headers_frame():
    """HEADERS of a Predict call on stream 1, every field literal and never indexed."""
    fields = {
        ":method": "POST", ":scheme": "http", ":path": PREDICT, ":authority": "localhost",
        "content-type": "application/grpc", "te": "trailers",
    }  # fmt: skip
    block = b"".join(
        b"\x10" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
        for name, value in fields.items()
    )
    return len(block).to_bytes(3, "big") + b"\x01\x04\0\0\0\1" + block


def test_a_port_that_is_taken_stops_the_start_and_says_why(running):
    first = running()
    with pytest.raises(InvalidArgument) as caught:
        running(addresses=[f"127.0.0.1:{first.port}"])
    assert caught.value.message == (
        "Failed to BuildAndStart gRPC server: "
        f"cannot listen on 127.0.0.1:{first.port}: Address already in use"
    )


def test_nothing_keeps_listening_when_one_of_two_addresses_cannot_be_bound(running, accepts):
    first = running()
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    with pytest.raises(InvalidArgument):
        running(addresses=[f"127.0.0.1:{port}", f"127.0.0.1:{first.port}"])
    assert not accepts(port)


def test_a_port_is_shared_only_on_demand(running):
    first = running(reuse_port=True)
    second = running(addresses=[f"127.0.0.1:{first.port}"], reuse_port=True)
    assert second.port == first.port


def test_a_unix_socket_serves_beside_tcp(running, predict_request, tmp_path):
    served = running(addresses=["127.0.0.1:0", f"unix:{tmp_path}/socket"])
    with served.connect(f"unix:{tmp_path}/socket") as channel:
        call = channel.unary_unary(PREDICT)
        assert call(predict_request().SerializeToString(), timeout=5)


def test_a_stale_socket_file_is_replaced(running, predict_request, tmp_path):
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))
    served = running(addresses=[f"unix:{path}"])
    with served.connect(f"unix:{path}") as channel:
        assert channel.unary_unary(PREDICT)(predict_request().SerializeToString(), timeout=5)


def test_a_channel_argument_wins_over_ours(running, predict_request):
    served = running(channel_arguments=(("grpc.max_receive_message_length", 10),))
    code, _, _ = error_of(served.stub.Predict, predict_request(), timeout=5)
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_a_model_that_raises_harms_only_its_own_request(running, predict_request):
    def explode(_):
        text = "boom"
        raise ValueError(text)

    broken = FakeServable(running().quick.signatures, {"serving_default": explode})
    served = running(servables={ServableId("broken", 7): broken})
    code, text, _ = error_of(served.stub.Predict, predict_request("broken"), timeout=5)
    assert (code, text) == (
        grpc.StatusCode.INTERNAL,
        "Servable {name: broken version: 7} failed",
    )
    assert served.stub.Predict(predict_request(), timeout=5)


def test_many_clients_get_their_own_answers(running, predict_request):
    served = running(threads=2)

    def ask(number):
        with served.connect() as channel:
            call = channel.unary_unary(PREDICT, response_deserializer=PredictResponse.FromString)
            for step in range(20):
                value = number * 100 + step
                data = predict_request(values=[value]).SerializeToString()
                answer = make_ndarray(call(data, timeout=9).outputs["y"])
                answers.append(answer.tolist() == [value / 2 + 2])

    answers: list[bool] = []
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 160
    assert all(answers)


def test_metadata_beyond_its_limit_is_refused_and_the_connection_goes_on(running, predict_request):
    server = running(max_metadata_bytes=65536)
    request = predict_request()
    assert server.stub.Predict(request, metadata=[("k", "x" * 60_000)], timeout=5).outputs
    code, _, _ = error_of(server.stub.Predict, request, metadata=[("k", "x" * 70_000)], timeout=5)
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    many = [(f"k{number}", "x" * 1000) for number in range(70)]
    code, _, _ = error_of(server.stub.Predict, request, metadata=many, timeout=5)
    assert code is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert server.stub.Predict(request, timeout=5).outputs


def test_connections_beyond_their_number_are_closed_and_room_is_made_again(running, eventually):
    server = running(max_connections=3)
    opened = [socket.create_connection(("127.0.0.1", server.port), 5) for _ in range(3)]
    assert all(speaks(each) for each in opened)
    with socket.create_connection(("127.0.0.1", server.port), 5) as late:
        assert not speaks(late)
    opened.pop().close()

    def is_served() -> bool:
        with socket.create_connection(("127.0.0.1", server.port), 5) as later:
            return speaks(later)

    eventually(is_served)
    for each in opened:
        each.close()


def speaks(connection: socket.socket) -> bool:
    """Whether the server answers the first words of HTTP/2."""
    try:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")
        return bool(connection.recv(9))
    except ConnectionError:
        return False
