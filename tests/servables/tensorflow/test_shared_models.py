"""Every model directory made by other servers is loaded, refused with its reason, or is of another
platform; none is passed over.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tfserve.errors import Code, ServingError

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(120)]

HALF_PLUS_TWO = ({"x": np.array([[1.0], [2.0], [5.0]], np.float32)}, {"y": [[2.5], [3.0], [4.5]]})
KEYS = {"keys": np.ones((2, 1), np.int32), "features": np.ones((2, 9), np.float32)}

# Directory -> inputs of its serving_default, outputs expected from it (None: only their shapes).
LOADED = {
    "tensorflow_serving/saved_model_half_plus_three/00000123": (
        {"x": np.array([1.0, 2.0], np.float32)},
        {"y": [3.5, 4.0]},
    ),
    "tensorflow_serving/saved_model_half_plus_two_2_versions/00000123": HALF_PLUS_TWO,
    "tensorflow_serving/saved_model_half_plus_two_2_versions/00000124": HALF_PLUS_TWO,
    "tensorflow_serving/saved_model_half_plus_two_cpu/00000123": HALF_PLUS_TWO,
    "tensorflow_serving/saved_model_half_plus_two_tf2_cpu/00000123": (
        {"x": np.array([2.0], np.float32)},
        {"y": [3.0]},
    ),
    "simple_tensorflow_serving/tensorflow_template_application_model/1": (
        KEYS,
        {"keys": [[1], [1]], "prediction": [0, 0], "softmax": None},
    ),
    "simple_tensorflow_serving/tensorflow_template_application_model/2": (
        KEYS,
        {"keys": [[1], [1]], "prediction": [0, 0], "softmax": None},
    ),
    "simple_tensorflow_serving/tensorflow_estimator_model/1533527330": (
        {
            "inputs": np.array(
                [b"\n\x1d\n\r\n\x01b\x12\x08\x12\x06\n\x04\x00\x00\x80?\n\x0c\n\x01a\x12\x07\n\x05\n\x03red"],
                dtype=object,
            )
        },
        {"classes": [[b"0", b"1"]], "scores": None},
    ),
}  # fmt: skip

# Directory -> code, what the text says.
REFUSED = {
    "session_bundle/half_plus_two/00000123": (
        Code.UNIMPLEMENTED,
        "Session Bundle is deprecated and removed.",
    ),
    "tensorflow_serving/bad_half_plus_two/00000123": (
        Code.UNIMPLEMENTED,
        "Session Bundle is deprecated and removed.",
    ),
    "simple_tensorflow_serving/examples/custom_op/model/1": (
        Code.NOT_FOUND,
        "Op type not registered 'ZeroOut' in binary running on ",
    ),
}

OTHER_PLATFORMS = {
    "simple_tensorflow_serving/mxnet_mlp": "mxnet",
    "simple_tensorflow_serving/onnx_mnist_model": "onnx",
    "simple_tensorflow_serving/pmml_iris": "pmml",
    "tensorflow_serving/saved_model_half_plus_two_tflite/00000123": "tflite",
    "tensorflow_serving/saved_model_half_plus_two_tflite_with_sigdef/00000123": "tflite",
}

CONFIG_FILES = "tensorflow_serving"  # this directory itself has files, none of them a model
PARTS_OF_A_VERSION = {"variables", "assets"}


def test_no_directory_is_passed_over(shared_models):
    found = {
        path.parent.relative_to(shared_models).as_posix()
        for path in shared_models.rglob("*")
        if path.is_file() and path.parent.name not in PARTS_OF_A_VERSION
    }
    assert found - {CONFIG_FILES} == {*LOADED, *REFUSED, *OTHER_PLATFORMS}


@pytest.mark.parametrize("name", LOADED)
def test_it_loads_and_answers(open_model, shared_models, call, name):
    inputs, expected = LOADED[name]
    outputs = call(open_model(shared_models / name), inputs=inputs)
    assert set(outputs) == set(expected)
    for alias, value in expected.items():
        if value is not None:
            assert outputs[alias].tolist() == value
        else:
            assert outputs[alias].shape[0] == len(next(iter(inputs.values())))


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_its_reason(open_model, shared_models, name):
    code, text = REFUSED[name]
    with pytest.raises(ServingError) as caught:
        open_model(shared_models / name)
    assert caught.value.code == code
    assert caught.value.message.startswith(text)


@pytest.mark.parametrize("name", OTHER_PLATFORMS)
def test_models_of_other_platforms_are_refused_as_no_saved_model(open_model, shared_models, name):
    with pytest.raises(ServingError, match="does not appear to contain a SavedModel bundle"):
        open_model(shared_models / name)


def test_every_signature_of_half_plus_two_answers(open_model, shared_models, call):
    directory = shared_models / "tensorflow_serving/saved_model_half_plus_two_cpu/00000123"
    servable = open_model(directory)
    example = np.array([b"\n\x0f\n\r\n\x01x\x12\x08\x12\x06\n\x04\x00\x00\x00@"], dtype=object)
    for key, alias, answer in (
        ("regress_x_to_y", "outputs", 3.0),
        ("regress_x_to_y2", "outputs", 4.0),
        ("classify_x_to_y", "scores", 3.0),
    ):
        assert call(servable, key, {"inputs": example})[alias].tolist() == [[answer]]
    x2 = {"inputs": np.array([[2.0]], np.float32)}
    assert call(servable, "regress_x2_to_y3", x2)["outputs"].tolist() == [[4.0]]


def test_signatures_are_the_files_word_for_word(open_model, shared_models):
    from tensorflow.core.protobuf import saved_model_pb2

    directory = shared_models / "tensorflow_serving/saved_model_half_plus_two_tf2_cpu/00000123"
    content = Path(directory / "saved_model.pb").read_bytes()
    (expected,) = saved_model_pb2.SavedModel.FromString(content).meta_graphs
    servable = open_model(directory)
    definitions = servable.signature_defs().signature_def
    assert set(definitions) == set(expected.signature_def) == set(servable.signatures)
    for key, definition in definitions.items():
        same = expected.signature_def[key].SerializeToString(deterministic=True)
        assert definition.SerializeToString(deterministic=True) == same
    default = servable.signatures["serving_default"].defaults["x"]
    assert (default.dtype, default.tolist()) == (np.float32, [0.0])
