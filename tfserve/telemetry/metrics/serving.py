"""TensorFlow Serving's own metrics: names, labels and buckets as dashboards know them (spec 10)."""

from __future__ import annotations

from collections.abc import Sequence

from tfserve.telemetry.metrics.bounded_names import BoundedNames
from tfserve.telemetry.metrics.exposition import exposition
from tfserve.telemetry.metrics.families import Counter, Gauge, Histogram, exponential

__all__ = ["LATENCY_US", "ServingMetrics"]

_SERVING = "/tensorflow/serving/"
_BATCHING = f"{_SERVING}batching_session/"
_SAVED_MODEL = "/tensorflow/cc/saved_model/"
LATENCY_US = exponential(10, 1.8, 33)
"""Buckets of TensorFlow Serving's latencies in microseconds."""

_QUEUING = exponential(100, 1.2, 52)  # microseconds
_SIZES = exponential(1, 2, 14)
_MICROSECONDS = 1e6
_POOL = ""  # TensorFlow Serving leaves the label empty


class ServingMetrics:
    """The families, and one method for each thing that happens. Thread-safe.

    Of the client's own words only model names are label values; `BoundedNames` says which.
    """

    def __init__(self) -> None:
        self._invented = BoundedNames()
        self.request_count = Counter(f"{_SERVING}request_count", "model_name", "status")
        self.request_latency = Histogram(
            f"{_SERVING}request_latency", LATENCY_US, "model_name", "API", "entrypoint"
        )
        self.runtime_latency = Histogram(
            f"{_SERVING}runtime_latency", LATENCY_US, "model_name", "API", "runtime"
        )
        self._example_counts = Histogram(
            f"{_SERVING}request_example_counts", exponential(1, 2, 15), "model"
        )
        self._example_count_total = Counter(f"{_SERVING}request_example_count_total", "model")
        self._request_log_count = Counter(
            f"{_SERVING}request_log_count", "model_name", "status_code"
        )
        self._warmup_latency = Histogram(
            f"{_SERVING}model_warmup_latency", LATENCY_US, "model_path", "status"
        )
        self._warmup_records = Counter(
            f"{_SERVING}model_warmup_records_read", "model_path", "status"
        )
        self._mlmd_map = Gauge(f"{_SERVING}mlmd_map", "model_name", "version")  # always empty
        self._queuing_latency = Histogram(
            f"{_BATCHING}queuing_latency", _QUEUING, "thread_pool_name"
        )
        self._wrapped_runs = Counter(f"{_BATCHING}wrapped_run_count")
        self._padding_size = Histogram(
            f"{_BATCHING}padding_size", _SIZES, "execution_batch_size", is_lazy=True
        )
        self._input_batch_size = Histogram(f"{_BATCHING}input_batch_size", _SIZES, is_lazy=True)
        self._processed_batch_size = Histogram(
            f"{_BATCHING}processed_batch_size", _SIZES, is_lazy=True
        )
        self._load_attempts = Counter(f"{_SAVED_MODEL}load_attempt_count", "model_path", "status")
        self._load_latency = Counter(f"{_SAVED_MODEL}load_latency", "model_path")

    # Calls

    def name_of(self, asked: str) -> str:
        """The `model_name` under which calls for a model that is not configured count: the client's
        word, within bounds.
        """
        return self._invented.admit(asked)

    def count_examples(self, model: str, examples: int) -> None:
        """A MultiInference over `examples` Examples was answered."""
        self._example_counts.cell(model).add(examples)
        self._example_count_total.cell(model).add(examples)

    def count_runtime(self, model: str, api: str, seconds: float) -> None:
        """A run that no client asked for, such as one of a warm-up, succeeded; `api` is `Predict`,
        `Classify` or `Regress`.
        """
        self.runtime_latency.cell(model, api, "TF1").add(seconds * _MICROSECONDS)

    def count_logged(self, model: str, status: str) -> None:
        """A sampled request was written to its log, or not: `status` is a code's name."""
        self._request_log_count.cell(model, status).add()

    # Loading

    def count_load(self, path: str, seconds: float, *, is_success: bool) -> None:
        """An attempt to load the version directory `path` is over."""
        self._load_attempts.cell(path, "success" if is_success else "fail").add()
        self._load_latency.cell(path).add(int(seconds * _MICROSECONDS))

    def count_warmup(self, path: str, status: str, seconds: float, records: int) -> None:
        """A warm-up of the version directory `path` is over; `status` is `OK` or an error's status
        in full.
        """
        self._warmup_latency.cell(path, status).add(seconds * _MICROSECONDS)
        self._warmup_records.cell(path, status).add(records)

    def forget_path(self, path: str) -> None:
        """Show nothing more of a version directory that was let go long ago."""
        for family in (self._load_attempts, self._load_latency, self._warmup_latency,
                       self._warmup_records):  # fmt: skip
            for labels, _ in family.cells():
                if labels[0] == path:
                    family.remove(*labels)

    # Batching

    def count_queued(self, seconds: float) -> None:
        """A request was taken out of a batch queue after `seconds`."""
        self._queuing_latency.cell(_POOL).add(seconds * _MICROSECONDS)

    def count_batch(self, input_sizes: Sequence[int], padded_size: int) -> None:
        """A batch was run.

        Args:
            input_sizes: rows of every input tensor of every request in it.
            padded_size: rows that were run, padding included.
        """
        self._wrapped_runs.cell().add()
        for size in input_sizes:
            self._input_batch_size.cell().add(size)
        self._processed_batch_size.cell().add(padded_size)

    def count_padding(self, padding: int, padded_size: int) -> None:
        """A batch of `padded_size` rows had `padding` rows that nobody asked for."""
        self._padding_size.cell(str(padded_size)).add(padding)

    # Reading

    def text(self) -> str:
        """The page, byte for byte as TensorFlow Serving prints it."""
        return exposition(self._families())

    def first_value(self, name: str) -> int:
        """The value of a counter's first cell by the counter's internal name; 0 where there is
        none. What ReloadConfigRequest.metric_names ask for.
        """
        for family in self._families():
            if family.name == name and isinstance(family, Counter):
                return next((cell.value for _, cell in family.cells()), 0)
        return 0

    def _families(self) -> Sequence[Counter | Histogram]:
        return [each for each in vars(self).values() if isinstance(each, Counter | Histogram)]
