"""Pages byte for byte as TensorFlow Serving prints them."""

from __future__ import annotations

import pytest

from tfserve.telemetry.metrics.exposition import exposition
from tfserve.telemetry.metrics.families import Buckets, Counter, Gauge, Histogram, exponential
from tfserve.telemetry.metrics.serving import ServingMetrics


def test_a_counter_has_a_line_for_each_combination_of_labels():
    counter = Counter("/tensorflow/serving/request_count", "model_name", "status")
    counter.cell("m", "OK").add(3)
    counter.cell("a", "NOT_FOUND").add()
    assert exposition([counter]) == (
        "# TYPE :tensorflow:serving:request_count counter\n"
        ':tensorflow:serving:request_count{model_name="a",status="NOT_FOUND"} 1\n'
        ':tensorflow:serving:request_count{model_name="m",status="OK"} 3\n'
    )


def test_a_metric_without_labels_has_braces_all_the_same():
    counter = Counter("/wrapped_run_count")
    counter.cell().add(3)
    assert exposition([counter]) == "# TYPE :wrapped_run_count counter\n:wrapped_run_count{} 3\n"


def test_a_histogram_has_cumulative_buckets_a_sum_and_a_count():
    histogram = Histogram("/h", exponential(10, 1.8, 3), "model")
    for sample in (9.99, 10, 18.5, 1e6):
        histogram.cell("m").add(sample)
    assert exposition([histogram]) == (
        "# TYPE :h histogram\n"
        ':h_bucket{model="m",le="10"} 1\n'
        ':h_bucket{model="m",le="18"} 2\n'
        ':h_bucket{model="m",le="32.4"} 3\n'
        ':h_bucket{model="m",le="+Inf"} 4\n'
        ':h_sum{model="m"} 1.00004e+06\n'
        ':h_count{model="m"} 4\n'
    )


def test_a_histogram_without_labels_has_only_limits_in_its_braces():
    histogram = Histogram("/h", Buckets((1.0,)))
    histogram.cell().add(0)
    assert exposition([histogram]).splitlines()[1:] == [
        ':h_bucket{le="1"} 1', ':h_bucket{le="+Inf"} 1', ":h_sum{} 0", ":h_count{} 1",
    ]  # fmt: skip


def test_a_metric_without_cells_has_its_type_unless_it_comes_with_its_first_cell():
    assert exposition([Counter("/b"), Gauge("/a"), Counter("/c", is_lazy=True)]) == (
        "# TYPE :a gauge\n# TYPE :b counter\n"
    )
    assert exposition([]) == ""


@pytest.mark.parametrize(
    ("name", "label", "value", "line"),
    [
        ("/a-b.c/d_e1", "x", "v", ':a:b:c:d_e1{x="v"} 1'),
        ("1a", "x", "v", '_1a{x="v"} 1'),
        ("a", "model-name", "v", 'a{model_name="v"} 1'),
        ("a", "1x", "v", 'a{_1x="v"} 1'),
        ("a", "x", 'C:\\dir "q"', 'a{x="C:\\\\dir \\"q\\""} 1'),
        ("a", "x", 'v"} 1\nforged 2', 'a{x="v\\"} 1\\nforged 2"} 1'),
    ],
)
def test_names_and_values_cannot_break_a_line(name, label, value, line):
    counter = Counter(name, label)
    counter.cell(value).add()
    assert exposition([counter]).splitlines()[1:] == [line]


def test_the_buckets_are_tensorflow_serving_s():
    limits = [f"{limit:g}" for limit in exponential(10, 1.8, 33).limits]
    assert limits[:7] == ["10", "18", "32.4", "58.32", "104.976", "188.957", "340.122"]
    assert (len(limits), limits[-1]) == (33, "1.47476e+09")


def test_all_of_tensorflow_serving_s_metrics_are_there_from_the_start_but_three():
    assert ServingMetrics().text() == (
        "# TYPE :tensorflow:cc:saved_model:load_attempt_count counter\n"
        "# TYPE :tensorflow:cc:saved_model:load_latency counter\n"
        "# TYPE :tensorflow:serving:batching_session:queuing_latency histogram\n"
        "# TYPE :tensorflow:serving:batching_session:wrapped_run_count counter\n"
        "# TYPE :tensorflow:serving:mlmd_map gauge\n"
        "# TYPE :tensorflow:serving:model_warmup_latency histogram\n"
        "# TYPE :tensorflow:serving:model_warmup_records_read counter\n"
        "# TYPE :tensorflow:serving:request_count counter\n"
        "# TYPE :tensorflow:serving:request_example_count_total counter\n"
        "# TYPE :tensorflow:serving:request_example_counts histogram\n"
        "# TYPE :tensorflow:serving:request_latency histogram\n"
        "# TYPE :tensorflow:serving:request_log_count counter\n"
        "# TYPE :tensorflow:serving:runtime_latency histogram\n"
    )


def lines(serving, *names):
    return [each for each in serving.text().splitlines() if each.startswith(names)]


def test_a_batch_counts_its_inputs_its_size_and_its_padding():
    serving = ServingMetrics()
    serving.count_queued(0.0002)
    serving.count_batch([1, 2], 4)
    serving.count_padding(1, 4)
    prefix = ":tensorflow:serving:batching_session:"
    assert f"{prefix}wrapped_run_count{{}} 1" in lines(serving, prefix)
    assert f"{prefix}input_batch_size_count{{}} 2" in lines(serving, prefix)
    assert f"{prefix}processed_batch_size_sum{{}} 4" in lines(serving, prefix)
    assert f'{prefix}padding_size_count{{execution_batch_size="4"}} 1' in lines(serving, prefix)
    assert f'{prefix}padding_size_bucket{{execution_batch_size="4",le="1"}} 0' in lines(
        serving, prefix
    )
    assert f'{prefix}queuing_latency_sum{{thread_pool_name=""}} 200' in lines(serving, prefix)


def test_a_warm_up_counts_by_path_and_status_until_its_version_is_forgotten():
    serving = ServingMetrics()
    serving.count_warmup("/m/1", "OK", 0.5, 7)
    serving.count_warmup("/m/1", "INVALID_ARGUMENT: no", 0.1, 1)
    serving.count_load("/m/1", 2.0, is_success=True)
    serving.count_load("/m/2", 1.0, is_success=False)
    records = ":tensorflow:serving:model_warmup_records_read{"
    latency = ":tensorflow:cc:saved_model:load_"
    assert lines(serving, records) == [
        f'{records}model_path="/m/1",status="INVALID_ARGUMENT: no"}} 1',
        f'{records}model_path="/m/1",status="OK"}} 7',
    ]
    assert lines(serving, latency) == [
        f'{latency}attempt_count{{model_path="/m/1",status="success"}} 1',
        f'{latency}attempt_count{{model_path="/m/2",status="fail"}} 1',
        f'{latency}latency{{model_path="/m/1"}} 2000000',
        f'{latency}latency{{model_path="/m/2"}} 1000000',
    ]
    serving.forget_path("/m/1")
    assert lines(serving, records) == []
    assert len(lines(serving, latency)) == 2


def test_warm_up_runs_and_log_writes_have_their_counters():
    serving = ServingMetrics()
    serving.count_runtime("m", "Predict", 0.001)
    serving.count_logged("m", "OK")
    runtime = ":tensorflow:serving:runtime_latency_sum"
    assert lines(serving, runtime) == [
        f'{runtime}{{model_name="m",API="Predict",runtime="TF1"}} 1000'
    ]
    assert serving.first_value("/tensorflow/serving/request_log_count") == 1
    assert serving.first_value("/tensorflow/serving/unknown") == 0
    assert serving.first_value("/tensorflow/serving/runtime_latency") == 0
