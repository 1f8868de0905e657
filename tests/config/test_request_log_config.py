"""What a model's LoggingConfig may ask for."""

from __future__ import annotations

import pytest

from tfserve.apis.config.logging_config_pb2 import LoggingConfig
from tfserve.config.models import ModelConfig
from tfserve.config.request_log import Collector, LogFiles, RequestLogConfig, request_log_config
from tfserve.errors import InvalidArgument, NotFound

FILES = LogFiles("/logs", 100, 10.0, 1000, ("secret",))


def model(kind="file", prefix="m/requests", rate=0.5, options=None):
    message = LoggingConfig()
    message.log_collector_config.type = kind
    message.log_collector_config.filename_prefix = prefix
    message.sampling_config.sampling_rate = rate
    return ModelConfig("m", "/m", logging_config=message.SerializeToString(), options=options or {})


def test_a_model_without_a_logging_config_has_no_log():
    assert request_log_config(ModelConfig("m", "/m"), FILES) is None


def test_form_place_rate_and_what_is_left_out_are_taken():
    asked = model(options={"request_log_redact": ["name"]})
    assert request_log_config(asked, FILES) == RequestLogConfig(
        Collector.FILE, "/logs/m/requests", 0.5, frozenset({"secret", "name"})
    )
    assert request_log_config(model("json"), FILES).collector is Collector.JSON


def test_where_no_directory_is_given_the_answer_is_tensorflow_serving_s():
    files = LogFiles("", 100, 10.0, 1000, ())
    for logging_config in (b"", model().logging_config):
        with pytest.raises(InvalidArgument) as refused:
            request_log_config(ModelConfig("m", "/m", logging_config=logging_config), files)
        assert refused.value.message == "No request-logger-creator provided."
        assert refused.value.details["flag"] == "request_log_dir"


@pytest.mark.parametrize("kind", ["", "kafka"])
def test_an_unknown_type_is_refused_in_tensorflow_serving_s_words(kind):
    with pytest.raises(NotFound) as refused:
        request_log_config(model(kind), FILES)
    assert refused.value.message == f"Cannot find LogCollector::Factory for type: {kind}"
    assert refused.value.details["types"] == "file, json"


@pytest.mark.parametrize(
    "prefix", ["", "/", "..", "../x", "a/../../x", "/etc/passwd", "a/", ".", "/logsx/a"]
)
def test_a_prefix_that_leads_out_of_the_directory_is_refused(prefix):
    with pytest.raises(InvalidArgument, match="below /logs; got filename_prefix"):
        request_log_config(model(prefix=prefix), FILES)


def test_an_absolute_prefix_below_the_directory_is_as_good():
    assert request_log_config(model(prefix="/logs/a"), FILES).prefix == "/logs/a"


def test_the_first_sampling_entry_for_this_task_replaces_the_rate():
    message = LoggingConfig.FromString(model().logging_config)
    for dc, index, rate in (("xx", None, 0.1), ("", 3, 0.2), ("", None, 0.3), ("", None, 0.4)):
        entry = message.sampling_config.per_task_sampling_configs.add(dc=dc, sampling_rate=rate)
        if index is not None:
            entry.task_index = index
    asked = ModelConfig("m", "/m", logging_config=message.SerializeToString())
    assert request_log_config(asked, FILES).rate == pytest.approx(0.3)


@pytest.mark.parametrize("names", ["x", [1], {"x": 1}])
def test_what_to_leave_out_must_be_a_list_of_names(names):
    with pytest.raises(InvalidArgument, match="must be a list of input names"):
        request_log_config(model(options={"request_log_redact": names}), FILES)
