"""How requests are merged into batches: the mode, and the parameters of queues and threads."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tfserve.config.machine import available_cpus
from tfserve.config.text_proto import read_text_proto
from tfserve.errors import InvalidArgument

if TYPE_CHECKING:
    from tfserve.apis.servables.session_bundle_config_pb2 import BatchingParameters as Message

__all__ = ["BatchingConfig", "BatchingMode", "BatchingParameters", "read_batching_parameters"]

_MAX_BATCH_SIZE = 1000
_MAX_ENQUEUED_BATCHES = 10


class BatchingMode(enum.Enum):
    """What `--enable_batching` says."""

    OFF = "false"
    """Every request is a run of its own."""
    ON = "true"
    """As TensorFlow Serving batches: by parameters, the same for all models or one set for each."""
    AUTO = "auto"
    """By what is learnt from the requests, without parameters."""


@dataclass(frozen=True, slots=True)
class BatchingParameters:
    """A BatchingParameters message with its defaults filled in; sizes are in rows, which are the
    elements of dimension 0.

    Matches: servables/tensorflow/session_bundle_config.proto, bundle_factory_util.cc.

    Args:
        max_batch_size: of one request and, without splitting, of a batch.
        batch_timeout_micros: how long a batch waits for company, in microseconds.
        max_enqueued_batches: how many batches of a signature may wait; 0 counts as 1.
        num_batch_threads: how many batches may run at a time, all models together.
        thread_pool_name: what the names of those threads begin with.
        allowed_batch_sizes: batches are padded to the next of these; empty allows every size.
        pad_variable_length_inputs: requests of different inner lengths share a batch, filled up.
        enable_large_batch_splitting: cut requests to fit, up to `max_execution_batch_size`.
        max_execution_batch_size: of a batch, with splitting; 0 stands for `max_batch_size`.

    Raises:
        InvalidArgument: a value that cannot be, in TensorFlow Serving's words where it has them.
    """

    max_batch_size: int = _MAX_BATCH_SIZE
    batch_timeout_micros: int = 0
    max_enqueued_batches: int = _MAX_ENQUEUED_BATCHES
    num_batch_threads: int = field(default_factory=available_cpus)
    thread_pool_name: str = "batch_threads"
    allowed_batch_sizes: tuple[int, ...] = ()
    pad_variable_length_inputs: bool = False
    enable_large_batch_splitting: bool = False
    max_execution_batch_size: int = 0

    def __post_init__(self) -> None:
        if self.num_batch_threads < 1:
            raise _invalid("num_batch_threads", f"must be positive; was {self.num_batch_threads}")
        if self.max_batch_size < 1:
            raise _invalid(
                "max_batch_size",
                f"must be positive; was {self.max_batch_size}",
                says="input_batch_size_limit",
            )
        if self.batch_timeout_micros < 0:
            raise _invalid(
                "batch_timeout_micros", f"must be non-negative; was {self.batch_timeout_micros}"
            )
        self._check_allowed_sizes()
        self._check_queue()

    def _check_allowed_sizes(self) -> None:
        sizes = self.allowed_batch_sizes
        if not sizes:
            return
        if sizes[-1] != self.max_batch_size:
            raise InvalidArgument(
                "Last entry in allowed_batch_sizes must match max_batch_size; last entry was "
                f"{sizes[-1]}; expected {self.max_batch_size}",
                details={"field": "allowed_batch_sizes"},
            )
        if sizes[0] < 1:
            raise _invalid("allowed_batch_sizes", f"entries must be positive; one was {sizes[0]}")
        if list(sizes) != sorted(set(sizes)):
            raise _invalid("allowed_batch_sizes", "entries must be monotonically increasing")

    def _check_queue(self) -> None:
        least = 1 if self.enable_large_batch_splitting else 0
        if self.max_enqueued_batches < least:
            raise _invalid(
                "max_enqueued_batches", f"must be positive; was {self.max_enqueued_batches}"
            )
        if self.max_execution_batch_size < 0:
            raise _invalid(
                "max_execution_batch_size", f"must be positive; was {self.max_execution_batch_size}"
            )
        if self.enable_large_batch_splitting and self.max_batch_size < self.execution_rows:
            raise _invalid(
                "max_execution_batch_size",
                "When enable_large_batch_splitting is true, input_batch_size_limit must be greater "
                "than or equal to max_execution_batch_size."
                f"1{self.max_batch_size}{self.execution_rows}",
                says="",
            )

    @property
    def execution_rows(self) -> int:
        """How many rows one batch may have before it is padded."""
        if self.enable_large_batch_splitting and self.max_execution_batch_size:
            return self.max_execution_batch_size
        return self.max_batch_size

    @property
    def timeout_s(self) -> float:
        """How long a batch waits for company, in seconds."""
        return self.batch_timeout_micros / 1e6


def _invalid(name: str, text: str, *, says: str | None = None) -> InvalidArgument:
    """An error about field `name`, whose text begins with what TensorFlow Serving calls it."""
    subject = name if says is None else says
    return InvalidArgument(f"{subject} {text}".strip(), details={"field": name})


@dataclass(frozen=True, slots=True)
class BatchingConfig:
    """Batching of the whole server.

    Args:
        mode: see there.
        per_model: a model is batched by the `batching_params.pbtxt` in its version directory.
        parameters: of threads, and of the queues of models that have no parameters of their own;
            None where no file is given.
    """

    mode: BatchingMode
    per_model: bool
    parameters: BatchingParameters | None = None


def read_batching_parameters(path: str) -> BatchingParameters:
    """The parameters in the text file `path`.

    Raises:
        ServingError: the file cannot be read, is no such message (the log says where), or says
            what cannot be.
    """
    from tfserve.apis.servables.session_bundle_config_pb2 import BatchingParameters as Message

    return _from_message(read_text_proto(path, Message()))


def _from_message(message: Message) -> BatchingParameters:
    given = {
        name: getattr(message, name).value
        for name in (
            "max_batch_size", "batch_timeout_micros", "max_enqueued_batches", "num_batch_threads",
            "thread_pool_name", "enable_large_batch_splitting", "max_execution_batch_size",
        )
        if message.HasField(name)
    }  # fmt: skip
    return BatchingParameters(
        allowed_batch_sizes=tuple(message.allowed_batch_sizes),
        pad_variable_length_inputs=message.pad_variable_length_inputs,
        **given,
    )
