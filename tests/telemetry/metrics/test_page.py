"""The page: both sets, the process, and what goes when versions go."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tfserve.core.config_control import Change, ConfigChange, ModelOutcome, Outcome
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.state import ManagerState, ServableState
from tfserve.errors import Code, InvalidArgument
from tfserve.telemetry.metrics import (
    InflightFacts,
    Kind,
    Metrics,
    Reading,
    ServerFacts,
    VersionFacts,
    readings_of,
)
from tfserve.telemetry.metrics.retirement import KEEP_S
from tfserve.testing import FakeLoader

FACTS = ServerFacts(
    versions=(
        VersionFacts(ServableId("m", 1), ManagerState.AVAILABLE, 2, 1200),
        VersionFacts(ServableId("m", 2), ManagerState.LOADING, 0, 1300),
        VersionFacts(ServableId("n", 7), ManagerState.END, 0, 0),
    ),
    models={"m": True, "n": False},
    is_ready=False,
    inflight=InflightFacts(3, 4096, 10, 1),
    abandoned_loads=1,
    memory_limit_bytes=10**9,
)


@pytest.fixture
def metrics(clock):
    return Metrics(clock=clock, readings=(lambda: readings_of(FACTS),))


def own(metrics):
    """Name and labels -> value, of everything after TensorFlow Serving's set."""
    text = metrics.page().decode()
    text = text[text.index("# HELP tfserve_requests_total") :]
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_tensorflow_serving_s_set_comes_first_and_then_ours_and_the_process(metrics, call):
    metrics.observe(call())
    page = metrics.page().decode()
    assert page.startswith("# TYPE :tensorflow:cc:saved_model:load_attempt_count counter\n")
    assert page.index(":tensorflow:serving:runtime_latency") < page.index("tfserve_requests_total")
    assert "process_resident_memory_bytes" in page


def test_no_series_is_on_the_page_twice(metrics, call):
    for asked in ("x", "y"):
        metrics.observe(call(asked=asked, model="", version=None, code=Code.NOT_FOUND))
    metrics.observe(call())
    series = [
        line.rpartition(" ")[0]
        for line in metrics.page().decode().splitlines()
        if not line.startswith("#")
    ]
    assert len(series) == len(set(series))


def test_our_set_counts_calls_by_everything(metrics, call):
    metrics.observe(call(queue_s=0.0))
    labels = (
        ("code", "OK"), ("entrypoint", "GRPC"), ("method", "Predict"), ("model", "m"),
        ("signature", "serving_default"), ("version", "1"),
    )  # fmt: skip
    values = own(metrics)
    assert values[("tfserve_requests_total", *labels)] == 1
    assert values[("tfserve_request_bytes_total", *labels)] == 10
    assert values[("tfserve_response_bytes_total", *labels)] == 5
    assert values[("tfserve_request_duration_seconds_sum", *labels)] == pytest.approx(0.003)
    assert values[("tfserve_queue_duration_seconds_count", *labels)] == 1
    assert values[("tfserve_run_duration_seconds_sum", *labels)] == pytest.approx(0.002)


def test_facts_about_the_server_are_gauges_and_counters(metrics):
    values = own(metrics)
    version = (("model", "m"), ("version", "1"))
    state = (("model", "m"), ("state", "AVAILABLE"), ("version", "1"))
    assert values[("tfserve_model_version_state", *state)] == 1
    assert values[("tfserve_model_resident_bytes", *version)] == 1200
    assert values[("tfserve_model_handles", *version)] == 2
    assert values["tfserve_model_ready", ("model", "n")] == 0
    assert values["tfserve_ready",] == 0
    assert values["tfserve_inflight_requests",] == 3
    assert values["tfserve_inflight_bytes",] == 4096
    assert values["tfserve_requests_refused_total",] == 1
    assert values["tfserve_abandoned_loads",] == 1
    assert values["tfserve_model_memory_limit_bytes",] == 10**9


def test_a_name_with_quotes_and_line_ends_stays_within_its_label(clock):
    name = 'm"} 1\nforged 2 <script>\\'
    reading = Reading("tfserve_x", "X", Kind.GAUGE, ("model",), [((name,), 1.0)])
    metrics = Metrics(clock=clock, readings=(lambda: [reading],))
    assert own(metrics)["tfserve_x", ("model", name)] == 1


def test_a_name_without_an_encoding_does_not_break_the_page(metrics, call):
    metrics.observe(call(asked="\ud800", model="", version=None, code=Code.NOT_FOUND))
    assert b'request_count{model_name="",status="NOT_FOUND"} 1' in metrics.page()


def test_loads_are_measured_in_both_sets(metrics, clock):
    class Slow(FakeLoader):
        def load(self):
            clock.advance(2)
            super().load()

    make = metrics.loads.measuring(lambda servable_id, path: Slow(servable_id))
    loader = make(ServableId("m", 1), "/models/m/1")
    loader.estimate()
    loader.load()
    assert loader.servable is not None
    loader.unload()
    values = own(metrics)
    assert values["tfserve_model_loads_total", ("model", "m"), ("result", "success")] == 1
    assert values["tfserve_model_load_duration_seconds", ("model", "m"), ("version", "1")] == 2
    line = ':tensorflow:cc:saved_model:load_latency{model_path="/models/m/1"} 2000000'
    assert line in metrics.page().decode()


def test_a_load_that_fails_is_counted_as_such(metrics):
    class Bad(FakeLoader):
        def load(self):
            raise InvalidArgument("no")

    make = metrics.loads.measuring(lambda servable_id, path: Bad(servable_id))
    with pytest.raises(InvalidArgument):
        make(ServableId("m", 1), "/m/1").load()
    assert own(metrics)["tfserve_model_loads_total", ("model", "m"), ("result", "failure")] == 1
    assert 'load_attempt_count{model_path="/m/1",status="fail"} 1' in metrics.page().decode()


class Reloader:
    def __init__(self):
        self.error = None

    def reload(self, config, deadline):
        if self.error is not None:
            raise self.error


def test_a_config_that_fails_is_counted_by_where_it_came_from(metrics):
    reloader = Reloader()
    by_file = metrics.reloads.counting(reloader, "file")
    by_rpc = metrics.reloads.counting(reloader, "grpc")
    by_file.reload(None, Deadline.NONE)
    failures = "tfserve_config_reload_failures_total"
    assert own(metrics)[failures, ("source", "file")] == 0
    assert own(metrics)["tfserve_config_last_reload_successful",] == 1
    reloader.error = InvalidArgument("no")
    with pytest.raises(InvalidArgument):
        by_rpc.reload(None, Deadline.NONE)
    with pytest.raises(ZeroDivisionError):
        by_file.reading(lambda content, path: 1 // 0)(b"", "x")
    values = own(metrics)
    assert values[failures, ("source", "file")] == values[failures, ("source", "grpc")] == 1
    assert values["tfserve_config_last_reload_successful",] == 0


class Control:
    """A ConfigControl whose every change ends as a test says."""

    outcome = Outcome.AVAILABLE

    def plan(self, edit, etag=None):
        raise InvalidArgument("no")

    def change(self, edit, deadline, etag=None):
        return ConfigChange("tag", (ModelOutcome("m", Change.ADD, self.outcome),))


def test_a_change_over_rest_counts_as_failed_when_a_model_does_not_come_up(metrics):
    fake = Control()
    control = metrics.reloads.controlling(fake, "rest")
    failures = ("tfserve_config_reload_failures_total", ("source", "rest"))
    control.change(None, Deadline.NONE)
    with pytest.raises(InvalidArgument):  # to try is no failure
        control.plan(None)
    assert own(metrics)[failures] == 0
    fake.outcome = Outcome.FAILED
    control.change(None, Deadline.NONE)
    assert own(metrics)[failures] == 1
    assert own(metrics)["tfserve_config_last_reload_successful",] == 0


def test_the_metrics_of_a_version_outlive_it_for_a_while_and_then_go(metrics, clock, call):
    id_ = ServableId("m", 1)
    metrics.observe(call())
    metrics.loads.count(id_, "/m/1", 1.0, is_success=True)
    metrics.retirement.on_servable_state(ServableState(id_, ManagerState.END))
    clock.advance(KEEP_S - 1)
    assert 'version="1"' in metrics.page().decode().split("tfserve_model_version_state")[0]
    clock.advance(1)
    page = metrics.page().decode()
    assert "tfserve_requests_total{" not in page
    assert "/m/1" not in page
    assert ':tensorflow:serving:request_count{model_name="m",status="OK"} 1' in page


def test_a_version_that_comes_back_keeps_its_metrics(metrics, clock, call):
    id_ = ServableId("m", 1)
    metrics.observe(call())
    metrics.retirement.on_servable_state(ServableState(id_, ManagerState.END))
    metrics.retirement.on_servable_state(ServableState(id_, ManagerState.START))
    clock.advance(KEEP_S + 1)
    assert "tfserve_requests_total{" in metrics.page().decode()


def test_a_reload_may_ask_for_the_first_cell_of_a_counter(metrics, call):
    metrics.observe(call())
    assert metrics.first_value("/tensorflow/serving/request_count") == 1
