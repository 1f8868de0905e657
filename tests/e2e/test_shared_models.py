"""Models that TensorFlow Serving and Simple TensorFlow Serving made, through the official stubs."""

from __future__ import annotations

from pathlib import Path

import grpc
import numpy as np
import pytest

pytestmark = pytest.mark.tensorflow

TFS = "tensorflow_serving"
STFS = "simple_tensorflow_serving"

SERVED = {
    f"{TFS}/saved_model_half_plus_two_cpu": (123,),
    f"{TFS}/saved_model_half_plus_two_2_versions": (123, 124),
    f"{TFS}/saved_model_half_plus_two_tf2_cpu": (123,),
    f"{TFS}/saved_model_half_plus_three": (123,),
    f"{STFS}/tensorflow_template_application_model": (1, 2),
    f"{STFS}/tensorflow_estimator_model": (1533527330,),
}
# Base path -> version -> code and the beginning of the reason.
REFUSED = {
    f"{TFS}/bad_half_plus_two": {123: (12, "Session Bundle is deprecated and removed.")},
    "session_bundle/half_plus_two": {123: (12, "Session Bundle is deprecated and removed.")},
    f"{TFS}/saved_model_half_plus_two_tflite": {123: (5, "")},
    f"{TFS}/saved_model_half_plus_two_tflite_with_sigdef": {123: (5, "")},
    f"{STFS}/examples/custom_op/model": {1: (5, "Op type not registered 'ZeroOut'")},
}
WITHOUT_VERSIONS = {
    f"{STFS}/onnx_mnist_model",
    f"{STFS}/pmml_iris",
    f"{STFS}/mxnet_mlp",
}


def base_paths(root: Path) -> set[str]:
    """Every directory that is a model's base path, relative to `root`: the parent of numbered
    directories, or what holds a model's files itself.
    """
    found = set()
    for file in root.rglob("*"):
        if file.is_dir():
            continue
        parts = file.relative_to(root).parts[:-1]
        numbers = [index for index, part in enumerate(parts) if part.isdigit()]
        found.add("/".join(parts[: numbers[0]] if numbers else parts))
    return found - {TFS}  # files beside the models


def test_no_model_is_passed_over(shared_models):
    assert base_paths(shared_models) == {*SERVED, *REFUSED, *WITHOUT_VERSIONS}


@pytest.fixture(scope="module")
def server(shared_models, start_server, tmp_path_factory):
    models = "".join(
        f"config {{ name: '{path}' base_path: '{shared_models / path}' "
        "model_platform: 'tensorflow' model_version_policy { all {} } }\n"
        for path in sorted({*SERVED, *REFUSED, *WITHOUT_VERSIONS})
    )
    file = tmp_path_factory.mktemp("config") / "models.config"
    file.write_text(f"model_config_list {{ {models} }}")
    return start_server(f"--model_config_file={file}", "--max_num_load_retries=0")


@pytest.fixture
def client(server, connect):
    return connect(server.address)


@pytest.mark.parametrize("model", SERVED)
def test_a_good_model_serves_all_its_versions(model, client):
    # A server is ready when one version of each model serves.
    client.wait_for_versions(model, set(SERVED[model]))
    assert client.status(model) == dict.fromkeys(SERVED[model], ("AVAILABLE", 0, ""))


@pytest.mark.parametrize("model", REFUSED)
def test_a_bad_model_is_refused_with_its_reason(model, client):
    states = client.status(model)
    assert states.keys() == REFUSED[model].keys()
    for version, (code, reason) in REFUSED[model].items():
        assert states[version][:2] == ("END", code)
        assert states[version][2].startswith(reason)


@pytest.mark.parametrize("model", WITHOUT_VERSIONS)
def test_a_model_without_versions_has_no_status_and_no_servable(model, client):
    with pytest.raises(grpc.RpcError) as raised:
        client.status(model)
    assert raised.value.code() is grpc.StatusCode.NOT_FOUND
    assert raised.value.details() == f"Could not find any versions of model {model}"
    with pytest.raises(grpc.RpcError) as raised:
        client.predict(model, {"x": [1.0]})
    assert raised.value.details() == f"Servable not found for request: Latest({model})"


HALF_PLUS_TWO = [path for path in SERVED if "half_plus_two" in path]


@pytest.mark.parametrize("model", HALF_PLUS_TWO)
def test_half_plus_two_predicts(model, client):
    x = [1.0] if "tf2" in model else [[1.0], [2.0], [5.0]]
    outputs, version = client.predict(model, {"x": np.array(x, np.float32)})
    assert version == max(SERVED[model])
    assert outputs["y"].ravel().tolist() == [each / 2 + 2 for each in np.ravel(x)]


@pytest.mark.parametrize("model", SERVED)
def test_metadata_names_every_signature(model, client, shared_models):
    from tensorflow.core.protobuf import saved_model_pb2
    from tensorflow_serving.apis import get_model_metadata_pb2

    for version in SERVED[model]:
        request = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=["signature_def"])
        request.model_spec.name = model
        request.model_spec.version.value = version
        answer = client.predictions.GetModelMetadata(request, timeout=30)
        signatures = get_model_metadata_pb2.SignatureDefMap()
        assert answer.metadata["signature_def"].Unpack(signatures)
        (directory,) = [
            each for each in (shared_models / model).iterdir() if int(each.name) == version
        ]
        on_disk = saved_model_pb2.SavedModel.FromString((directory / "saved_model.pb").read_bytes())
        assert dict(signatures.signature_def) == dict(on_disk.meta_graphs[0].signature_def)
        assert answer.model_spec.version.value == version


def examples(*xs: float):
    """An Input of tf.Examples with a feature x."""
    import tensorflow as tf
    from tensorflow_serving.apis import input_pb2

    made = input_pb2.Input()
    for x in xs:
        feature = tf.train.Feature(float_list=tf.train.FloatList(value=[x]))
        made.example_list.examples.add().features.feature["x"].CopyFrom(feature)
    return made


@pytest.mark.parametrize("model", HALF_PLUS_TWO)
def test_half_plus_two_regresses(model, client):
    from tensorflow_serving.apis import regression_pb2

    request = regression_pb2.RegressionRequest(input=examples(1.0, 4.0))
    request.model_spec.name = model
    request.model_spec.signature_name = "regress_x_to_y"
    answer = client.predictions.Regress(request, timeout=30)
    assert [each.value for each in answer.result.regressions] == [2.5, 4.0]


@pytest.mark.parametrize("model", HALF_PLUS_TWO)
def test_half_plus_two_classifies(model, client):
    from tensorflow_serving.apis import classification_pb2

    request = classification_pb2.ClassificationRequest(input=examples(1.0, 4.0))
    request.model_spec.name = model
    request.model_spec.signature_name = "classify_x_to_y"
    answer = client.predictions.Classify(request, timeout=30)
    assert [
        [(each.label, each.score) for each in row.classes] for row in answer.result.classifications
    ] == [[("", 2.5)], [("", 4.0)]]


@pytest.mark.parametrize("model", [path for path in HALF_PLUS_TWO if "tf2" not in path])
def test_several_inferences_share_one_input(model, client):
    from tensorflow_serving.apis import inference_pb2

    request = inference_pb2.MultiInferenceRequest(input=examples(1.0))
    for signature, method in [
        ("regress_x_to_y", "tensorflow/serving/regress"),
        ("regress_x_to_y2", "tensorflow/serving/regress"),
        ("classify_x_to_y", "tensorflow/serving/classify"),
    ]:
        task = request.tasks.add(method_name=method)
        task.model_spec.name = model
        task.model_spec.signature_name = signature
    answer = client.predictions.MultiInference(request, timeout=30)
    first, second, third = answer.results
    assert first.regression_result.regressions[0].value == 2.5
    assert second.regression_result.regressions[0].value == 3.5
    assert third.classification_result.classifications[0].classes[0].score == 2.5


def test_half_plus_three_takes_a_scalar(client):
    outputs, _ = client.predict(f"{TFS}/saved_model_half_plus_three", {"x": np.float32(9.0)})
    assert outputs["y"].shape == ()
    assert float(outputs["y"]) == 7.5


@pytest.mark.parametrize("version", [1, 2])
def test_the_template_application_answers_keys_and_probabilities(version, client):
    outputs, answered = client.predict(
        f"{STFS}/tensorflow_template_application_model",
        {"keys": np.array([[11], [12]], np.int32), "features": np.ones((2, 9), np.float32)},
        version=version,
    )
    assert answered == version
    assert outputs["keys"].tolist() == [[11], [12]]
    assert outputs["prediction"].dtype == np.int64
    np.testing.assert_allclose(outputs["softmax"].sum(axis=1), [1.0, 1.0], rtol=1e-6)


def test_the_estimator_classifies(client):
    from tensorflow_serving.apis import classification_pb2

    request = classification_pb2.ClassificationRequest()
    request.model_spec.name = f"{STFS}/tensorflow_estimator_model"
    features = request.input.example_list.examples.add().features.feature
    features["a"].bytes_list.value.append(b"word")
    features["b"].float_list.value.append(0.5)
    answer = client.predictions.Classify(request, timeout=30)
    (row,) = answer.result.classifications
    assert [each.label for each in row.classes] == ["0", "1"]
    assert sum(each.score for each in row.classes) == pytest.approx(1.0)
