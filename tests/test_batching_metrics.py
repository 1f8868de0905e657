"""Metrics of batching: TensorFlow Serving's and ours."""

from __future__ import annotations

from tfserve.batching import BatchRun, Counts, QueueStatistics
from tfserve.batching.auto import Lesson, Phase
from tfserve.batching_metrics import BatchMetrics, batching_readings
from tfserve.core.ids import ServableId
from tfserve.telemetry.metrics.serving import ServingMetrics

ID = ServableId("m", 3)


def test_tensorflow_servings_metrics_count_tasks_batches_inputs_and_padding():
    metrics = ServingMetrics()
    observer = BatchMetrics(metrics)
    assert "batching_session:padding_size" not in metrics.text()
    observer.on_taken(0.000150)
    observer.on_taken(0.000150)
    observer.on_run(BatchRun(ID, "s", (1, 2), 2, 1, 0.01))
    name = ":tensorflow:serving:batching_session:"
    lines = metrics.text().splitlines()
    for line in (
        f'{name}queuing_latency_count{{thread_pool_name=""}} 2',
        f"{name}wrapped_run_count{{}} 1",
        f"{name}input_batch_size_count{{}} 4",
        f"{name}input_batch_size_sum{{}} 6",
        f"{name}processed_batch_size_sum{{}} 4",
        f'{name}padding_size_sum{{execution_batch_size="4"}} 1',
    ):
        assert line in lines


def queue(outputs, waiting, lesson=None):
    counts = Counts(requests=5, batches=2)
    return QueueStatistics(ID, "s", outputs, waiting, 1, counts, lesson)


def test_queues_of_one_signature_count_together_and_what_is_learnt_is_shown():
    lesson = Lesson(Phase.ON, "", max_rows=64, width=1, alone_us_per_row=None)
    readings = {
        each.name: dict(each.samples)
        for each in batching_readings([queue(("a",), 2, lesson), queue(("a", "b"), 1, lesson)])
    }
    labels = ("m", "3", "s")
    assert readings["tfserve_batching_requests"] == {labels: 10}
    assert readings["tfserve_batching_queued"] == {labels: 3}
    assert readings["tfserve_batching_phase"] == {(*labels, "on"): 1}
    assert readings["tfserve_batching_max_rows"] == {labels: 64}


def test_without_batching_there_are_no_metrics_of_it():
    assert list(batching_readings([])) == []
