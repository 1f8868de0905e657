"""Triton's own client against a real server, over HTTP and gRPC: everything that a user of it does
with a model.
"""

from __future__ import annotations

import queue

import ml_dtypes
import numpy as np
import pytest

pytest.importorskip("tritonclient", reason="Triton's client is not here; see `make triton`")

import tritonclient.grpc as triton_grpc
import tritonclient.http as triton_http
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

pytestmark = pytest.mark.timeout(300)  # the first test exports the models and starts the server

ARRAYS = {
    "bool": np.array([[True, False]]),
    "int8": np.array([[-128, 127]], np.int8),
    "int16": np.array([[-1, 1]], np.int16),
    "int32": np.array([[-1, 1]], np.int32),
    "int64": np.array([[-(2**63), 2**63 - 1]], np.int64),
    "uint8": np.array([[0, 255]], np.uint8),
    "uint16": np.array([[0, 65535]], np.uint16),
    "uint32": np.array([[0, 2**32 - 1]], np.uint32),
    "uint64": np.array([[0, 2**64 - 1]], np.uint64),
    "float16": np.array([[0.5, -1.5]], np.float16),
    "bfloat16": np.array([[0.5, -1.5]], ml_dtypes.bfloat16),
    "float32": np.array([[0.1, np.nan]], np.float32),
    "float64": np.array([[0.1, 1e300]]),
    "string": np.array([[b"a", b"\xff\x00"]], object),
}


@pytest.fixture(params=["grpc", "http"])
def triton(request):
    """The client's module; the two have the same names."""
    return {"grpc": triton_grpc, "http": triton_http}[request.param]


@pytest.fixture
def client(triton, server):
    address = server.address if triton is triton_grpc else f"localhost:{server.rest_port}"
    client = triton.InferenceServerClient(address)
    yield client
    client.close()


def make_input(triton, name, array, **how):
    tensor = triton.InferInput(name, list(array.shape), np_to_triton_dtype(array.dtype))
    tensor.set_data_from_numpy(array, **how)
    return tensor


def as_dict(answer):
    """Metadata, which the gRPC client gives as messages."""
    if isinstance(answer, dict | list):
        return answer
    from google.protobuf.json_format import MessageToDict

    return MessageToDict(answer, preserving_proto_field_name=True)


def test_health(client):
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready("half_plus_two")
    assert client.is_model_ready("half_plus_two", "1")
    assert client.is_model_ready("half_plus_two", "stable")
    assert not client.is_model_ready("half_plus_two", "2")
    assert not client.is_model_ready("nope")


def test_metadata(client):
    assert as_dict(client.get_server_metadata())["name"] == "tfserve"
    model = as_dict(client.get_model_metadata("half_plus_two"))
    assert model["platform"] == "tensorflow_savedmodel"
    assert model["versions"] == ["1"]
    assert [each["name"] for each in model["inputs"]] == ["x"]
    assert {each["name"] for each in model["outputs"]} == {"y", "z"}
    assert [int(size) for size in model["inputs"][0]["shape"]] == [-1]


def test_repository_index(client):
    index = as_dict(client.get_model_repository_index())
    models = index if isinstance(index, list) else index["models"]
    assert {(each["name"], each["version"], each["state"]) for each in models} == {
        ("identities", "1", "READY"),
        ("half_plus_two", "1", "READY"),
    }


@pytest.mark.parametrize("dtype", ARRAYS)
def test_every_type_comes_back_as_it_went(triton, client, dtype):
    array = ARRAYS[dtype]
    result = client.infer(
        "identities",
        [make_input(triton, "x", array)],
        outputs=[triton.InferRequestedOutput("y")],
        parameters={"signature_name": dtype},
        request_id="7",
    )
    answer = result.as_numpy("y")
    assert answer.dtype == array.dtype
    np.testing.assert_array_equal(answer, array)
    response = as_dict(result.get_response())
    assert (response["model_name"], response["model_version"]) == ("identities", "1")
    assert response["id"] == "7"


@pytest.mark.parametrize("dtype", sorted(ARRAYS.keys() - {"float16", "bfloat16", "string"}))
def test_every_type_goes_as_json(server, dtype):
    client = triton_http.InferenceServerClient(f"localhost:{server.rest_port}")
    array = ARRAYS[dtype]
    result = client.infer(
        "identities",
        [make_input(triton_http, "x", array, binary_data=False)],
        outputs=[triton_http.InferRequestedOutput("y", binary_data=False)],
        parameters={"signature_name": dtype},
    )
    client.close()
    np.testing.assert_array_equal(result.as_numpy("y"), array)


def test_text_goes_as_json(server):
    client = triton_http.InferenceServerClient(f"localhost:{server.rest_port}")
    array = np.array(["a", "é"], object)
    result = client.infer(
        "identities",
        [make_input(triton_http, "x", array, binary_data=False)],
        outputs=[triton_http.InferRequestedOutput("y", binary_data=False)],
        parameters={"signature_name": "string"},
    )
    client.close()
    assert result.as_numpy("y").tolist() == ["a", "é"]


def test_versions_and_labels(triton, client):
    inputs = [make_input(triton, "x", np.array([1, 2], np.float32))]
    for version in ("", "1", "stable"):
        result = client.infer("half_plus_two", inputs, model_version=version)
        np.testing.assert_array_equal(result.as_numpy("y"), [2.5, 3.0])


def test_a_megabyte_goes_and_comes(triton, client):
    array = np.random.default_rng(1).random((256, 1024), np.float32)
    result = client.infer(
        "identities",
        [make_input(triton, "x", array)],
        parameters={"signature_name": "float32"},
    )
    np.testing.assert_array_equal(result.as_numpy("y"), array)


@pytest.mark.parametrize("algorithm", ["gzip", "deflate", None])
def test_compressed_requests_and_answers(triton, client, algorithm):
    if algorithm == "deflate" and triton is triton_http:
        pytest.skip("HTTP bodies may be compressed by gzip only")
    how = {"compression_algorithm": algorithm}
    if triton is triton_http:
        how = {
            "request_compression_algorithm": algorithm,
            "response_compression_algorithm": algorithm,
        }
    array = np.zeros((64, 1024), np.float32)
    result = client.infer(
        "identities",
        [make_input(triton, "x", array)],
        parameters={"signature_name": "float32"},
        **how,
    )
    np.testing.assert_array_equal(result.as_numpy("y"), array)


@pytest.mark.parametrize(
    ("model", "version", "text"),
    [
        ("nope", "", "Servable not found for request: Latest(nope)"),
        ("half_plus_two", "9", "Servable not found for request: Specific(half_plus_two, 9)"),
        ("half_plus_two", "canary", "Unrecognized servable version label: canary"),
    ],
)
def test_errors_reach_the_client(triton, client, model, version, text):
    inputs = [make_input(triton, "x", np.array([1], np.float32))]
    with pytest.raises(InferenceServerException) as caught:
        client.infer(model, inputs, model_version=version)
    assert text in str(caught.value)


def test_many_at_the_same_time(triton, client):
    inputs = [make_input(triton, "x", np.array([1], np.float32))]
    if triton is triton_http:
        pending = [client.async_infer("half_plus_two", inputs) for _ in range(20)]
        results = [each.get_result() for each in pending]
    else:
        answers: queue.SimpleQueue = queue.SimpleQueue()
        for _ in range(20):
            client.async_infer(
                "half_plus_two", inputs, lambda result, error: answers.put((result, error))
            )
        results = [answers.get(timeout=30)[0] for _ in range(20)]
    assert [each.as_numpy("y").tolist() for each in results] == [[2.5]] * 20


def test_a_stream(server):
    client = triton_grpc.InferenceServerClient(server.address)
    answers: queue.SimpleQueue = queue.SimpleQueue()
    client.start_stream(lambda result, error: answers.put((result, error)))
    for number, model in enumerate(["half_plus_two", "nope", "half_plus_two"]):
        inputs = [make_input(triton_grpc, "x", np.array([number], np.float32))]
        client.async_stream_infer(model, inputs, request_id=str(number))
    first, failed, last = (answers.get(timeout=30) for _ in range(3))
    client.stop_stream()
    client.close()
    assert first[0].as_numpy("y").tolist() == [2.0]
    assert "Servable not found" in str(failed[1])
    assert (last[0].get_response().id, last[0].as_numpy("y").tolist()) == ("2", [3.0])


def test_our_messages_and_tritons_live_in_one_process():
    from tritonclient.grpc import service_pb2

    from tfserve.apis.oip import open_inference_grpc_pb2 as ours

    request = service_pb2.ModelInferRequest(model_name="m", raw_input_contents=[b"1"])
    assert ours.ModelInferRequest.FromString(request.SerializeToString()).model_name == "m"


@pytest.mark.parametrize(
    "name",
    [
        "ServerLiveRequest", "ServerLiveResponse", "ServerReadyResponse", "ModelReadyRequest",
        "ModelReadyResponse", "ServerMetadataResponse", "ModelMetadataRequest",
        "ModelMetadataResponse", "InferParameter", "InferTensorContents", "ModelInferRequest",
        "ModelInferResponse", "ModelStreamInferResponse", "RepositoryIndexRequest",
        "RepositoryIndexResponse",
    ],
)  # fmt: skip
def test_our_messages_are_tritons_field_for_field(name):
    from tritonclient.grpc import service_pb2

    from tfserve.apis.oip import open_inference_grpc_pb2 as ours

    def fields(descriptor):
        return {
            (each.name, each.number, each.type, each.message_type and each.message_type.name)
            for each in descriptor.fields
        } | {
            (nested.name, inner)
            for nested in descriptor.nested_types
            for inner in sorted(fields(nested), key=str)
        }

    theirs = fields(getattr(service_pb2, name).DESCRIPTOR)
    assert fields(getattr(ours, name).DESCRIPTOR) == theirs
