"""HandleReloadConfigRequest: spec 3.8."""

from __future__ import annotations

from tfserve.apis.model_management_pb2 import ReloadConfigRequest
from tfserve.config.models import ModelConfig
from tfserve.errors import FailedPrecondition, Internal, InvalidArgument
from tfserve.testing import ManualExecutor


def request(*models, metrics=()):
    message = ReloadConfigRequest(metric_names=metrics)
    message.config.model_config_list.SetInParent()
    for name, path in models:
        message.config.model_config_list.config.add(name=name, base_path=path)
    return message


def test_the_config_is_applied_and_the_answer_is_ok(serving):
    response = serving.ask("reload_config", request(("a", "/a"), ("b", "/b"))).response
    assert response.HasField("status")
    assert response.status.error_code == 0
    (config,) = serving.models.reloads
    assert config.models == (ModelConfig("a", "/a"), ModelConfig("b", "/b"))


def test_an_empty_list_is_a_config_too(serving):
    assert serving.ask("reload_config", request()).response
    assert serving.models.reloads[0].models == ()


def test_a_config_without_a_list_is_refused(serving):
    text = (
        "ServerModelConfig type not supported by HandleReloadConfigRequest. "
        "Only ModelConfigList is currently supported"
    )
    assert serving.ask("reload_config", ReloadConfigRequest()).error == InvalidArgument(text)
    custom = ReloadConfigRequest()
    custom.config.custom_model_config.SetInParent()
    assert serving.ask("reload_config", custom).error == InvalidArgument(text)
    assert serving.models.reloads == []


def test_a_failed_reload_fails_the_call(serving):
    serving.models.reload_error = FailedPrecondition("Cannot transition to requested config.")
    error = serving.ask("reload_config", request()).error
    assert error == FailedPrecondition("Cannot transition to requested config.")


def test_a_foreign_exception_does_not_leave_the_server(serving, caplog):
    serving.models.reload_error = OSError("/secret")
    error = serving.ask("reload_config", request()).error
    assert isinstance(error, Internal)
    assert "secret" not in error.message
    assert "/secret" in caplog.text


def test_metrics_tell_how_much_they_grew_during_the_reload(serve, toy):
    values = {"loads": 3}

    def read(name):
        return values.get(name, 0)

    served = serve(toy, metric=read)
    apply = served.models.reload

    def reload_and_count(config, deadline):
        values["loads"] += 2
        apply(config, deadline)

    served.models.reload = reload_and_count
    response = served.ask("reload_config", request(metrics=["loads", "unknown"])).response
    grown = [(each.name, each.int64_value_increase) for each in response.metric]
    assert grown == [("loads", 2), ("unknown", 0)]


def test_a_reload_does_not_hold_up_the_caller_s_thread(serve, toy):
    executor = ManualExecutor()
    served = serve(toy, executor=executor)
    answer = served.ask("reload_config", request())
    assert answer.events == []
    executor.run_all()
    assert answer.events == ["done", "ended"]
