"""Which call counts where, in TensorFlow Serving's set and in ours."""

from __future__ import annotations

import threading

import pytest

from tfserve.core.ids import ServableId
from tfserve.errors import Code
from tfserve.telemetry.metrics.call_cell import SECONDS
from tfserve.telemetry.metrics.calls import CallLabels, CallMetrics
from tfserve.telemetry.metrics.serving import ServingMetrics


@pytest.fixture
def serving():
    return ServingMetrics()


@pytest.fixture
def metrics(serving):
    return CallMetrics(serving)


@pytest.fixture
def lines(serving, metrics):
    """The lines of TensorFlow Serving's page about one metric, without buckets."""

    def find(name):
        metrics.hand_on()
        prefix = f":tensorflow:serving:{name}"
        found = [each for each in serving.text().splitlines() if each.startswith(prefix)]
        return [each.removeprefix(prefix) for each in found if "_bucket{" not in each]

    return find


def test_a_grpc_call_counts_with_its_latencies(metrics, lines, call):
    metrics.observe(call())
    assert lines("request_count") == ['{model_name="m",status="OK"} 1']
    label = 'model_name="m",API="Predict",entrypoint="GRPC"'
    assert lines("request_latency") == [f"_sum{{{label}}} 3000", f"_count{{{label}}} 1"]
    label = 'model_name="m",API="Predict",runtime="TF1"'
    assert lines("runtime_latency") == [f"_sum{{{label}}} 2000", f"_count{{{label}}} 1"]


def test_the_runtime_of_a_call_that_waited_for_a_batch_is_with_its_waiting(metrics, lines, call):
    metrics.observe(call(queue_s=0.004))
    assert lines("runtime_latency")[0].endswith("} 6000")


def test_a_call_that_failed_counts_without_latency(metrics, lines, call):
    metrics.observe(call(code=Code.INVALID_ARGUMENT))
    assert lines("request_count") == ['{model_name="m",status="INVALID_ARGUMENT"} 1']
    assert lines("request_latency") == lines("runtime_latency") == []


@pytest.mark.parametrize("method", ["MultiInference", "GetModelStatus"])
def test_other_grpc_methods_count_in_our_set_only(metrics, lines, call, method):
    metrics.observe(call(method=method))
    assert lines("request_count") == lines("request_latency") == []
    assert [labels.method for labels, _ in metrics.calls()] == [method]


def test_the_open_inference_protocol_counts_in_our_set_only(metrics, lines, call):
    metrics.observe(call("OIP", "infer"))
    assert lines("request_count") == lines("runtime_latency") == []
    assert [labels.entrypoint for labels, _ in metrics.calls()] == ["OIP"]


def test_a_rest_call_counts_under_its_own_entry_point(metrics, lines, call):
    metrics.observe(call("REST", "predict"))
    metrics.observe(call("REST", "status", run_s=None))
    assert lines("request_count") == ['{model_name="m",status="OK"} 2']
    assert lines("request_latency_count") == [
        '{model_name="m",API="",entrypoint="REST"} 1',
        '{model_name="m",API="predict",entrypoint="REST"} 1',
    ]
    assert lines("runtime_latency_count") == ['{model_name="m",API="Predict",runtime="TF1"} 1']


def test_a_rest_request_that_no_route_takes_counts_without_a_model(metrics, lines, call):
    metrics.observe(
        call("REST", "", asked="", model="", version=None, signature="", run_s=None,
             code=Code.INVALID_ARGUMENT)
    )  # fmt: skip
    assert lines("request_count") == ['{model_name="",status="INVALID_ARGUMENT"} 1']


def test_routes_that_tensorflow_serving_has_not_count_in_our_set_only(metrics, lines, call):
    metrics.observe(call("REST", "model_ready", run_s=None))
    assert lines("request_count") == []
    assert [labels.method for labels, _ in metrics.calls()] == ["model_ready"]


def test_multi_inference_counts_its_examples(metrics, lines, call):
    record = call(method="MultiInference")
    record.examples = 3
    metrics.observe(record)
    assert lines("request_example_count_total") == ['{model="m"} 3']
    assert lines("request_example_counts_count") == ['{model="m"} 1']


def test_latencies_are_handed_on_once(metrics, lines, call):
    metrics.observe(call())
    assert lines("request_count") == lines("request_count")
    metrics.observe(call())
    assert lines("request_latency_sum")[0].endswith("} 6000")


def test_our_set_has_every_label_and_three_histograms(metrics, call):
    metrics.observe(call(queue_s=0.0025))
    ((labels, numbers),) = metrics.calls()
    assert labels == CallLabels("GRPC", "Predict", "m", "1", "serving_default", "OK")
    assert numbers.total_s.total == pytest.approx(0.0055)
    assert numbers.queue_s.total == pytest.approx(0.0025)
    assert numbers.run_s.total == pytest.approx(0.002)
    assert [sum(each.counts) for each in (numbers.total_s, numbers.queue_s, numbers.run_s)] == [
        1, 1, 1,
    ]  # fmt: skip
    assert (numbers.request_bytes, numbers.response_bytes) == (10, 5)


def test_a_sample_at_a_limit_is_below_it_in_our_set(metrics, call):
    record = call()
    record.began_at, record.ended_at = 0.0, 0.25
    metrics.observe(record)
    ((_, numbers),) = metrics.calls()
    assert numbers.total_s.counts.index(1) == SECONDS.limits.index(0.25)


def test_a_call_that_never_ran_has_neither_queue_nor_run(metrics, call):
    metrics.observe(call(code=Code.NOT_FOUND, version=None, signature="", run_s=None))
    ((labels, numbers),) = metrics.calls()
    assert (labels.version, sum(numbers.total_s.counts)) == ("", 1)
    assert sum(numbers.queue_s.counts) == sum(numbers.run_s.counts) == 0


def test_names_that_clients_invent_make_no_series(metrics, lines, call, serving):
    for number in range(2000):
        metrics.observe(
            call(asked=f"x{number}", model="", version=None, signature="", run_s=None,
                 code=Code.NOT_FOUND)
        )  # fmt: skip
    for asked in ("y" * 2**20, "a\nb", "\x1b[31m", "\0"):
        metrics.observe(
            call(asked=asked, model="", version=None, signature="", run_s=None,
                 code=Code.NOT_FOUND)
        )  # fmt: skip
    counts = lines("request_count")
    assert len(counts) == 33
    assert counts[0] == f'{{model_name="",status="NOT_FOUND"}} {2000 - 32 + 4}'
    assert {labels.model for labels, _ in metrics.calls()} == {""}
    assert len(metrics.calls()) <= 33


def test_the_page_of_our_set_adds_up_calls_with_equal_labels(metrics, call):
    for asked in ("x1", "x2"):
        metrics.observe(
            call(asked=asked, model="", version=None, signature="", run_s=None,
                 code=Code.NOT_FOUND)
        )  # fmt: skip
    ((labels, numbers),) = metrics.calls()
    assert (labels.model, sum(numbers.total_s.counts)) == ("", 2)


def test_a_forgotten_version_leaves_our_set_and_stays_in_tensorflow_serving_s(metrics, lines, call):
    metrics.observe(call(version=1))
    metrics.observe(call(version=2))
    metrics.forget(ServableId("m", 1))
    assert [labels.version for labels, _ in metrics.calls()] == ["2"]
    assert lines("request_count") == ['{model_name="m",status="OK"} 2']


def test_calls_from_many_threads_are_all_counted(metrics, lines, call):
    record = call()
    threads = [
        threading.Thread(target=lambda: [metrics.observe(record) for _ in range(500)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    lines("request_count")  # read meanwhile
    for thread in threads:
        thread.join()
    assert lines("request_count") == ['{model_name="m",status="OK"} 2000']
    ((_, numbers),) = metrics.calls()
    assert sum(numbers.run_s.counts) == 2000
