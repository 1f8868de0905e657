"""What is served: signatures, calls, and the protocol that every kind of model implements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

import numpy.typing as npt

from tfserve.core.deadline import Deadline
from tfserve.errors import ServingError

if TYPE_CHECKING:
    from tfserve.apis.get_model_metadata_pb2 import SignatureDefMap
    from tfserve.tensors import DataType

__all__ = [
    "CLASSIFY_METHOD",
    "DEFAULT_SIGNATURE",
    "PREDICT_METHOD",
    "REGRESS_METHOD",
    "Array",
    "Call",
    "Done",
    "HasBatchSizes",
    "HasNativeSession",
    "HasSignatureDefs",
    "KnowsSideEffects",
    "LimitsConcurrency",
    "Outputs",
    "Preparable",
    "RawSession",
    "Servable",
    "SharesRuns",
    "Signature",
    "SignatureCall",
    "TensorSpec",
]

DEFAULT_SIGNATURE = "serving_default"
PREDICT_METHOD = "tensorflow/serving/predict"
CLASSIFY_METHOD = "tensorflow/serving/classify"
REGRESS_METHOD = "tensorflow/serving/regress"

Array: TypeAlias = npt.NDArray[Any]
"""A tensor in memory. Strings are object arrays whose elements are `bytes`."""

Outputs: TypeAlias = tuple[tuple[Array, ...], ...]
"""One tuple of arrays per part of the call, in the order in which that part names its outputs."""

Done: TypeAlias = Callable[[Outputs | None, ServingError | None], None]
"""Called exactly once, from any thread, with outputs or with an error."""


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """One input or output of a signature.

    Args:
        name: the tensor's name in the model, such as `serving_default_x:0`.
        dtype: TensorFlow's DataType; reference types are given as such.
        shape: dimensions, None where any size goes; None for unknown rank. Informative: TensorFlow
            Serving does not enforce it (spec 6.2), the runtime does.
    """

    name: str
    dtype: DataType
    shape: tuple[int | None, ...] | None


@dataclass(frozen=True, slots=True)
class Signature:
    """A callable of a model: named inputs and outputs.

    Args:
        name: its key, such as `serving_default`.
        inputs: alias -> tensor.
        outputs: alias -> tensor.
        method_name: `tensorflow/serving/predict|classify|regress`, or "".
        defaults: input alias -> value used when a request leaves that input out.
    """

    name: str
    inputs: Mapping[str, TensorSpec]
    outputs: Mapping[str, TensorSpec]
    method_name: str = PREDICT_METHOD
    defaults: Mapping[str, Array] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class SignatureCall:
    """One signature and the output aliases wanted from it, in the order in which they are
    answered.
    """

    signature: str
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One run: parts that share one set of inputs.

    Args:
        inputs: alias -> array, complete (defaults filled in) and of the right dtype. With several
            parts, every part's signature takes its inputs from here by alias.
        parts: what to compute; nearly always one.
    """

    inputs: Mapping[str, Array]
    parts: tuple[SignatureCall, ...]


class Servable(Protocol):
    """One loaded version of a model. Thread-safe.

    Implementations: servables/*. `check_servable` in `tfserve.testing` is the conformance kit.
    """

    @property
    def signatures(self) -> Mapping[str, Signature]:
        """Signature key -> signature; the same mapping for the servable's whole life."""
        ...

    def run(self, call: Call, deadline: Deadline) -> Outputs:
        """Run in the calling thread and return the outputs.

        Raises:
            ServingError: whatever went wrong; never a framework's own exception.
        """
        ...

    def submit(self, call: Call, deadline: Deadline, done: Done) -> None:
        """Begin a run and return; `done` is called exactly once, possibly before this returns.

        Never waits: a run known to be short may be done in the calling thread, others go to an
        executor. Work whose deadline has passed (RESOURCE_EXHAUSTED) or whose caller is gone
        (CANCELLED) before it began is dropped.

        A servable that lets calls wait says so where `deadline.record` is not None:
        `record.run_began_at = record.now()` when the run begins (the first of several), and
        `record.batch_size` where calls are merged; before `done` is called.
        """
        ...


@runtime_checkable
class HasSignatureDefs(Protocol):
    """Optional: a servable that knows its signatures as TensorFlow's messages, word for word."""

    def signature_defs(self) -> SignatureDefMap:
        """All signatures, internal ones such as `__saved_model_init_op` included; GetModelMetadata
        answers this.
        """
        ...


@runtime_checkable
class HasBatchSizes(Protocol):
    """Optional: a servable that merges calls to certain numbers of rows; warm-up runs them all."""

    @property
    def batch_sizes(self) -> Sequence[int]:
        """The numbers; empty where any may come."""
        ...


@runtime_checkable
class Preparable(Protocol):
    """Optional: a servable that can do beforehand what first requests would have to wait for."""

    def prepare(self) -> None:
        """Optimise graphs, compile code and the like, in native code mostly; called once before
        the servable serves, in a thread that yields to requests.

        Raises:
            ServingError: it cannot serve.
        """
        ...


@runtime_checkable
class RawSession(Protocol):
    """Optional: feed and fetch tensors by their names in the graph (SessionService.SessionRun)."""

    def run_raw(
        self,
        feeds: Mapping[str, Array],
        fetches: Sequence[str],
        targets: Sequence[str],
        deadline: Deadline,
    ) -> tuple[Array, ...]:
        """Values of `fetches` in order, after running `targets`; names are `op:index` (or `op` for
        targets).

        Raises:
            ServingError: unknown names are INVALID_ARGUMENT; runtime errors keep their code.
        """
        ...


@runtime_checkable
class KnowsSideEffects(Protocol):
    """Optional: a servable that knows whether running it does anything beside giving outputs.

    Batching asks: what has no side effects may be run again, and be merged by itself.
    """

    def has_side_effects(self, parts: tuple[SignatureCall, ...]) -> bool:
        """Whether a run of `parts` may change something, or depends on more than its inputs and the
        model's variables: counters, random numbers, files, calls into Python. In doubt, yes.
        """
        ...


@runtime_checkable
class LimitsConcurrency(Protocol):
    """Optional: a servable of which only so many runs are to be under way."""

    @property
    def max_concurrency(self) -> int:
        """How many; at least 1."""
        ...


@runtime_checkable
class SharesRuns(Protocol):
    """Optional: a servable whose waiting calls may share runs, whoever makes these."""

    def may_share(self, parts: tuple[SignatureCall, ...]) -> bool:
        """Whether calls with `parts` may be merged along dimension 0, where that pays.

        Raises:
            ServingError: there is no such signature or output.
        """
        ...


@runtime_checkable
class HasNativeSession(Protocol):
    """Optional: a servable that the native plane may run without asking it."""

    @property
    def native_session(self) -> object | None:
        """The native plane's own session; None where the graph is run in another way."""
        ...
