"""Config files: text and JSON forms, and what is said when they are wrong."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.apis.config.model_server_config_pb2 import ModelServerConfig as Message
from tfserve.apis.config.monitoring_config_pb2 import MonitoringConfig
from tfserve.config.json_config import read_options_file
from tfserve.config.model_file import parse_model_config, read_model_config_file
from tfserve.config.models import All, Latest, ModelConfig, ModelServerConfig, Specific
from tfserve.config.text_proto import read_text_proto
from tfserve.errors import (
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    ServingError,
    Unimplemented,
)


def parse(text, **more):
    return parse_model_config(text.encode(), "/c.conf", **more)


def model_list(*models):
    return "model_config_list {" + "".join(f"config {{ {each} }}" for each in models) + "}"


M = "name: 'm' base_path: '/m' model_platform: 'tensorflow'"


def test_reads_a_file_of_two_models(tmp_path):
    path = tmp_path / "models.config"
    path.write_text("""
        # two models; separators and quotes as they come
        model_config_list: {
          config: { name: "half_plus_two", base_path: "/a", model_platform: "tensorflow" },
          config { name: 'half_plus_three'; base_path: '/b'; model_platform: 'tensorflow' }
        }
    """)
    assert read_model_config_file(str(path)) == ModelServerConfig(
        (ModelConfig("half_plus_two", "/a"), ModelConfig("half_plus_three", "/b"))
    )


@pytest.mark.parametrize(
    ("policy", "value"),
    [
        ("", Latest()),
        ("model_version_policy {}", Latest()),
        ("model_version_policy { latest {} }", Latest()),
        ("model_version_policy { latest { num_versions: 3 } }", Latest(3)),
        ("model_version_policy { all {} }", All()),
        ("model_version_policy { specific { versions: 4 versions: [2, 4] } }", Specific((4, 2))),
        ("model_version_policy { specific {} }", Specific(())),
    ],
)
def test_version_policies(policy, value):
    assert parse(model_list(f"{M} {policy}")).models[0].version_policy == value


def test_labels_and_logging():
    text = (
        f"{M} version_labels {{ key: 'stable' value: 2 }} "
        "logging_config { sampling_config { sampling_rate: 0.5 } }"
    )
    (model,) = parse(model_list(text)).models
    assert model.version_labels == {"stable": 2}
    assert model.logging_config


@pytest.mark.parametrize(
    ("models", "text"),
    [
        ([M, M], "Illegal to list model m multiple times in config list"),
        (
            ["name: 'm' base_path: 'rel' model_platform: 'tensorflow'"],
            "Expected model m to have an absolute path or URI; got base_path()=rel",
        ),
        (
            ["name: 'm' model_platform: 'tensorflow'"],
            "Expected model m to have an absolute path or URI; got base_path()=",
        ),
        (
            ["name: 'm' base_path: '/m'"],
            (
                "Illegal setting neither ModelServerConfig::model_type (deprecated) nor "
                "ModelServerConfig::model_platform, model name is m"
            ),
        ),
        (
            [f"{M} model_type: TENSORFLOW"],
            (
                "Illegal setting both ModelServerConfig::model_type (deprecated) and "
                "ModelServerConfig::model_platform, model name is m"
            ),
        ),
        (
            ["name: 'm' base_path: '/m' model_type: OTHER"],
            "ModelServerConfig::model_type choice 2 not supported.",
        ),
    ],
)
def test_models_that_cannot_be_are_refused_in_tensorflow_servings_words(models, text):
    with pytest.raises(InvalidArgument) as caught:
        parse(model_list(*models))
    assert caught.value.message == text


@pytest.mark.parametrize("path", ["/m", "gs://bucket/m", "s3://b", "hdfs://host:1/m"])
def test_absolute_paths_and_uris_are_base_paths(path):
    text = model_list(f"name: 'm' base_path: '{path}' model_platform: 'tensorflow'")
    assert parse(text).models[0].base_path == path


def test_the_old_model_type_still_means_tensorflow(caplog):
    text = model_list("name: 'm' base_path: '/m' model_type: TENSORFLOW")
    assert parse(text).models[0].platform == "tensorflow"
    assert "Deprecated" in caplog.text


def test_a_custom_config_is_refused_without_crashing():
    with pytest.raises(Unimplemented) as caught:
        parse("custom_model_config {}")
    assert caught.value.message == "ModelServer does not yet support custom model config."


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n"])
def test_a_config_that_says_nothing_is_unset_while_an_empty_list_is_not(text):
    assert parse(text).is_unset
    assert parse("model_config_list {}") == ModelServerConfig(())


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("improperly formatted file", 1, 1, "no field named"),
        ("\n  model_config_list {\n    confg {} }", 3, 5, 'Did you mean "config"?'),
        ("model_config_list { config { nam: 'm' } }", 1, 30, 'Did you mean "name"?'),
        ("model_config_list { config { name: 3 } }", 1, 36, "Expected string"),
        ("model_config_list { config { name: 'm' }", 1, 40, "Expected"),
        ("name: '\xff'", 1, 1, "no field named"),
    ],
)
def test_where_and_why_a_file_is_wrong_is_logged_and_told(text, line, column, reason, caplog):
    with pytest.raises(InvalidArgument) as caught:
        parse(text)
    error = caught.value
    assert error.message == "Invalid protobuf file: '/c.conf'"
    assert (error.details["line"], error.details["column"]) == (str(line), str(column))
    assert reason in error.details["reason"]
    prefix = f"Error parsing text-format tensorflow.serving.ModelServerConfig: {line}:{column}: "
    assert prefix in caplog.text
    assert "/c.conf" in caplog.text


def test_bytes_that_are_no_text_are_refused_with_their_place():
    with pytest.raises(InvalidArgument) as caught:
        parse_model_config(b"\n model_config_list { \xff }", "/c.conf")
    assert caught.value.details["line"] == "2"
    assert caught.value.details["column"] == "22"


def test_a_missing_file_has_tensorflows_text():
    with pytest.raises(NotFound) as caught:
        read_model_config_file("/no/such.config")
    assert caught.value.message == "/no/such.config; No such file or directory"


def test_a_directory_in_place_of_a_file_is_refused(tmp_path):
    with pytest.raises(FailedPrecondition):
        read_model_config_file(str(tmp_path))


def test_an_empty_file_is_refused_as_tensorflow_serving_does(tmp_path):
    path = tmp_path / "empty"
    path.write_bytes(b"")
    with pytest.raises(InvalidArgument) as caught:
        read_model_config_file(str(path))
    assert caught.value.message == f"{path}; Invalid argument"


def test_other_messages_are_read_the_same_way(tmp_path, caplog):
    path = tmp_path / "monitoring"
    path.write_text("prometheus_config: { enable: true, path: '/metrics' }")
    assert read_text_proto(str(path), MonitoringConfig()).prometheus_config.path == "/metrics"
    path.write_text("prometheus_config: { enabled: true }")
    with pytest.raises(InvalidArgument):
        read_text_proto(str(path), MonitoringConfig())
    assert "Error parsing text-format tensorflow.serving.MonitoringConfig: 1:22" in caplog.text


@given(st.text(max_size=60))
def test_whatever_the_text_the_answer_is_a_config_or_one_of_our_errors(text):
    with contextlib.suppress(ServingError):
        assert isinstance(parse(text), ModelServerConfig)


@given(st.data())
def test_no_prefix_of_a_config_is_mistaken_for_another_one(data):
    text = model_list(M, M.replace("'m'", "'n'"))
    size = data.draw(st.integers(0, len(text) - 1))
    try:
        config = parse(text[:size])
    except ServingError:
        return
    assert config.is_unset


# JSON


@pytest.mark.parametrize("key", ["model_config_list", "modelConfigList"])
@pytest.mark.parametrize("wrap", [lambda models: models, lambda models: f'{{"config": {models}}}'])
def test_json_is_the_same_config_with_options(key, wrap):
    models = """[
      {"name": "m", "basePath": "/m", "model_platform": "tensorflow",
       "modelVersionPolicy": {"specific": {"versions": [3, "4"]}},
       "version_labels": {"stable": 3}, "options": {"batching": false}},
      {"name": "n", "base_path": "/n", "modelPlatform": "tensorflow"}
    ]"""
    assert parse(f'{{"{key}": {wrap(models)}}}') == ModelServerConfig(
        (
            ModelConfig(
                "m",
                "/m",
                version_policy=Specific((3, 4)),
                version_labels={"stable": 3},
                options={"batching": False},
            ),
            ModelConfig("n", "/n"),
        )
    )


def test_json_may_be_empty_as_the_text_may():
    assert parse("{}").is_unset
    assert parse('{"model_config_list": []}') == ModelServerConfig(())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"model_config_list": [', "1:24"),
        ('{"model_config_list": 3}', "must be a list"),
        ('{"model_config_list": [3]}', "model_config_list[0] must be an object"),
        ('{"model_config_list": [{"nam": "m"}]}', '"nam"'),
        ('{"model_config_list": [{"name": 3}]}', "name"),
        ('{"model_config_list": [{"name": "m", "options": 3}]}', "options of model m"),
        ('{"models": []}', '"models"'),
        ('{"model_config_list": {"configs": []}}', '"configs"'),
        ('{"model_config_list": [], "model_config_list": []}', "twice"),
        ("{" * 3, "1:2"),
        ('{"a":' * 100_000, ""),
    ],
)
def test_json_that_is_wrong_says_where(text, reason):
    with pytest.raises(InvalidArgument) as caught:
        parse(text)
    assert reason in caught.value.message
    assert caught.value.message.startswith("/c.conf: ")


@given(st.text(max_size=40))
def test_whatever_the_json_the_answer_is_a_config_or_one_of_our_errors(text):
    with contextlib.suppress(ServingError):
        assert isinstance(parse("{" + text), ModelServerConfig)


# Options


@pytest.fixture
def options_file(tmp_path):
    def write(text):
        path = tmp_path / "options.json"
        path.write_text(text)
        return str(path)

    return write


def test_options_come_from_their_own_file_and_the_configs_win(options_file):
    path = options_file('{"m": {"a": 1, "b": 1}, "unused": {"a": 1}}')
    text = (
        '{"model_config_list": [{"name": "m", "base_path": "/m", "model_platform": "tensorflow", '
    )
    config = parse(text + '"options": {"b": 2}}]}', options_path=path)
    assert config.models[0].options == {"a": 1, "b": 2}


def test_no_options_file_means_no_options():
    assert read_options_file("") == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"m": {"batchng": true}}', "model m has an unknown option 'batchng'; did you mean"),
        ('{"m": {"zzz": true}}', "there are: batching"),
        ('{"m": 3}', "model m must be an object"),
        ("[]", "the document must be an object"),
        ("{,}", "1:2"),
    ],
)
def test_options_that_are_wrong_say_where(options_file, text, reason):
    with pytest.raises(InvalidArgument, match="options") as caught:
        read_options_file(options_file(text), known=("batching",))
    assert reason in caught.value.message


def test_options_inside_the_config_are_checked_the_same_way():
    text = '{"model_config_list": [{"name": "m", "options": {"batchng": 1}}]}'
    with pytest.raises(InvalidArgument, match="did you mean 'batching'"):
        parse(text, known_options=("batching",))


def test_a_message_with_an_empty_list_is_set():
    message = Message()
    message.model_config_list.SetInParent()
    assert parse(str(message)) == ModelServerConfig(())
