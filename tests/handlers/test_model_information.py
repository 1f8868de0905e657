"""GetModelMetadata (spec 6.10) and GetModelStatus (spec 3.8)."""

from __future__ import annotations

import numpy as np
import pytest

from tfserve.apis.get_model_metadata_pb2 import GetModelMetadataRequest, SignatureDefMap
from tfserve.apis.get_model_status_pb2 import GetModelStatusRequest
from tfserve.core.ids import ServableId
from tfserve.core.servable import Signature, TensorSpec
from tfserve.core.state import ManagerState, ServableState
from tfserve.errors import InvalidArgument, NotFound
from tfserve.handlers.model_status import model_status
from tfserve.tensors import DataType
from tfserve.testing import FakeModels, FakeServable


def metadata_request(*fields, name="m"):
    message = GetModelMetadataRequest(metadata_field=fields)
    message.model_spec.name = name
    return message


def signature_defs(response):
    defs = SignatureDefMap()
    assert response.metadata["signature_def"].Unpack(defs)
    return defs.signature_def


def test_metadata_has_every_signature_and_the_resolved_version(serving, toy):
    response = serving.handlers.get_model_metadata(metadata_request("signature_def"))
    assert set(signature_defs(response)) == set(toy.signatures)
    spec = response.model_spec
    assert (spec.name, spec.version.value, spec.signature_name) == ("m", 3, "")
    assert (
        response.metadata["signature_def"].type_url
        == "type.googleapis.com/tensorflow.serving.SignatureDefMap"
    )


def test_metadata_describes_tensors_and_defaults(serve):
    shaped = Signature(
        "s",
        {"x": TensorSpec("x:0", DataType.DT_FLOAT, (None, 3))},
        {"y": TensorSpec("y:0", DataType.DT_INT64, None)},
        "tensorflow/serving/predict",
        {"x": np.array([1], np.float32)},
    )
    response = serve(FakeServable({"s": shaped})).handlers.get_model_metadata(
        metadata_request("signature_def")
    )
    message = signature_defs(response)["s"]
    assert message.method_name == "tensorflow/serving/predict"
    assert message.inputs["x"].name == "x:0"
    assert message.inputs["x"].dtype == DataType.DT_FLOAT
    assert [dim.size for dim in message.inputs["x"].tensor_shape.dim] == [-1, 3]
    assert message.outputs["y"].tensor_shape.unknown_rank
    assert list(message.defaults["x"].float_val) == [1.0]


def test_metadata_is_the_model_s_own_where_it_has_one(serve):
    class Own(FakeServable):
        def signature_defs(self):
            message = SignatureDefMap()
            message.signature_def["__saved_model_init_op"].method_name = "init"
            return message

    response = serve(Own()).handlers.get_model_metadata(metadata_request("signature_def"))
    assert set(signature_defs(response)) == {"__saved_model_init_op"}


@pytest.mark.parametrize(
    ("asked", "leaf", "text"),
    [
        (GetModelMetadataRequest(), InvalidArgument, "Missing ModelSpec"),
        (
            metadata_request(name="x"),
            InvalidArgument,
            "GetModelMetadataRequest must specify at least one metadata_field",
        ),
        (
            metadata_request("signature_def", "size", name="x"),
            InvalidArgument,
            "Metadata field size is not supported",
        ),
        (
            metadata_request("signature_def", name=""),
            InvalidArgument,
            "ModelSpec has no name specified.",
        ),
        (
            metadata_request("signature_def", name="x"),
            NotFound,
            "Servable not found for request: Latest(x)",
        ),
    ],
)
def test_metadata_refuses_fields_before_it_looks_for_the_model(serving, asked, leaf, text):
    with pytest.raises(leaf) as caught:
        serving.handlers.get_model_metadata(asked)
    assert caught.value.message == text


STATES = FakeModels(
    states=[
        ServableState(ServableId("m", 1), ManagerState.END, NotFound("no such file")),
        ServableState(ServableId("m", 3), ManagerState.AVAILABLE),
        ServableState(ServableId("m", 2), ManagerState.UNLOADING),
    ]
)


def status_request(name="m", version=None, label=None):
    message = GetModelStatusRequest()
    message.model_spec.name = name
    if version is not None:
        message.model_spec.version.value = version
    if label is not None:
        message.model_spec.version_label = label
    return message


def told(response):
    return [
        (each.version, each.state, each.status.error_code, each.status.error_message)
        for each in response.model_version_status
    ]


ALL = [(3, 30, 0, ""), (2, 40, 0, ""), (1, 50, 5, "no such file")]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (status_request(), ALL),
        (status_request(label="anything"), ALL),
        (status_request(version=2), ALL[1:2]),
    ],
)
def test_status_tells_all_versions_highest_first_or_the_one(asked, answer):
    response = model_status(asked, STATES)
    assert told(response) == answer
    assert all(each.HasField("status") for each in response.model_version_status)


@pytest.mark.parametrize(
    ("asked", "leaf", "text", "details"),
    [
        (GetModelStatusRequest(), InvalidArgument, "Missing ModelSpec", {}),
        (
            status_request(version=9),
            NotFound,
            "Could not find version 9 of model m",
            {"available_versions": "3, 2, 1"},
        ),
        (
            status_request(version=0),
            NotFound,
            "Could not find version 0 of model m",
            {"available_versions": "3, 2, 1"},
        ),
        (
            status_request(name="x"),
            NotFound,
            "Could not find any versions of model x",
            {"available_models": "m"},
        ),
        (
            status_request(name="x", version=1),
            NotFound,
            "Could not find version 1 of model x",
            {"available_models": "m"},
        ),
    ],
)
def test_status_refuses_with_the_exact_text(asked, leaf, text, details):
    with pytest.raises(leaf) as caught:
        model_status(asked, STATES)
    assert (caught.value.message, caught.value.details) == (text, details)


def test_status_of_a_version_that_is_well_may_carry_a_note():
    noted = ServableState(ServableId("m", 1), ManagerState.AVAILABLE, note="changed on disk")
    response = model_status(status_request(), FakeModels(states=[noted]))
    assert told(response) == [(1, 30, 0, "changed on disk")]


def test_status_of_a_configured_model_without_versions_says_why_it_has_none():
    models = FakeModels(unserved={"m": "NOT_FOUND: /m; No such file or directory"})
    for asked in status_request(), status_request(version=1):
        with pytest.raises(NotFound) as caught:
            model_status(asked, models)
        assert caught.value.details == {"reason": "NOT_FOUND: /m; No such file or directory"}
