"""Tells the native plane what is served."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import tfserve_native

from tfserve.batching import Counts, Lesson, Phase, QueueStatistics
from tfserve.core.call_record import EntryPoint
from tfserve.core.clock import Clock
from tfserve.core.event_bus import Subscription
from tfserve.core.ids import ModelSpec, ServableId
from tfserve.core.lookup import ServedModels
from tfserve.core.periodic import PeriodicTask
from tfserve.core.servable import (
    CLASSIFY_METHOD,
    PREDICT_METHOD,
    REGRESS_METHOD,
    HasNativeSession,
    Servable,
    SharesRuns,
    Signature,
    SignatureCall,
    TensorSpec,
)
from tfserve.errors import Code, ServingError
from tfserve.telemetry.metrics import FINE_LIMITS_S, CountedElsewhere, VersionCounts
from tfserve.tensors import DataType, encode

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["NativePublisher"]

# Resources and variants have no values; integers and floats of less than a byte are left to Python.
_NATIVE_TYPES = frozenset({
    DataType.DT_FLOAT, DataType.DT_DOUBLE, DataType.DT_HALF, DataType.DT_BFLOAT16,
    DataType.DT_INT8, DataType.DT_INT16, DataType.DT_INT32, DataType.DT_INT64,
    DataType.DT_UINT8, DataType.DT_UINT16, DataType.DT_UINT32, DataType.DT_UINT64,
    DataType.DT_COMPLEX64, DataType.DT_COMPLEX128, DataType.DT_BOOL, DataType.DT_STRING,
    DataType.DT_QINT8, DataType.DT_QUINT8, DataType.DT_QINT16, DataType.DT_QUINT16,
    DataType.DT_QINT32, DataType.DT_FLOAT8_E5M2, DataType.DT_FLOAT8_E4M3FN,
    DataType.DT_FLOAT8_E4M3FNUZ, DataType.DT_FLOAT8_E4M3B11FNUZ, DataType.DT_FLOAT8_E5M2FNUZ,
})  # fmt: skip
_METHODS = frozenset({PREDICT_METHOD, CLASSIFY_METHOD, REGRESS_METHOD})
_CLOSE_S = 5.0
_AGAIN_S = 1.0
_PREDICT = EntryPoint("GRPC", "Predict")


class NativePublisher:
    """Tells the native side what is served, whenever that changes. A context manager.

    One handle is held for each version that is published; it is given back when the version has
    left and its last native request has ended, and only then is the version unloaded.

    Args:
        server: told.
        ledger: knows what was refused natively.
        models: what is served.
        check_method_names: only signatures that are made for Predict are run natively.
        is_watched: whether Python has to see each call of a model: for rules, logs, spans.
        merge: takes what was counted of a version that has gone.
        width: how many batches of a signature may run at a time.
        clock: time.
    """

    def __init__(
        self,
        *,
        server: tfserve_native.NativeServer,
        ledger: tfserve_native.NativeLedger,
        models: ServedModels,
        check_method_names: bool,
        is_watched: Callable[[str], bool],
        merge: Callable[[Iterable[VersionCounts]], None],
        width: int,
        clock: Clock,
    ) -> None:
        self._server = server
        self._ledger = ledger
        self._is_watched = is_watched
        self._merge = merge
        self._width = width
        self._models = models
        self._check_method_names = check_method_names
        # Replaced whole under _lock; None: that version is for Python alone.
        self._versions: dict[ServableId, tfserve_native.NativeVersion | None] = {}
        self._lock = threading.Lock()  # held while publishing
        self._task = PeriodicTask(
            "tfserve-publish", self.publish_once, interval_s=_AGAIN_S, clock=clock
        )
        self._subscription: Subscription | None = None

    def publish_once(self) -> None:
        """Make the native side serve what is served now. Called in the thread that has changed it:
        when a reload has answered, the next request finds what it asked for.
        """
        with self._lock:
            self._publish()

    def _on_change(self) -> None:
        self.publish_once()
        # A version that is to be unloaded is still found when that is announced, and only then
        # withdrawn: look again.
        self._task.wake()

    def _publish(self) -> None:  # under _lock
        available = self._models.available()
        ids = {
            ServableId(name, version)
            for name, versions in available.items()
            for version in versions
            if not self._is_watched(name)
        }
        kept = {each: native for each, native in self._versions.items() if each in ids}
        for servable_id in sorted(ids - kept.keys()):
            kept[servable_id] = self._adopt(servable_id)
        self._versions = kept
        labels = self._models.version_labels()
        self._server.publish(
            [
                (
                    name,
                    {
                        version: native
                        for version in versions
                        if (native := kept.get(ServableId(name, version))) is not None
                    },
                    max(versions),
                    dict(labels.get(name, {})),
                )
                for name, versions in available.items()
                if versions
            ]
        )

    def _adopt(self, servable_id: ServableId) -> tfserve_native.NativeVersion | None:
        """Borrow a version for the native side; None where only Python can serve it."""
        try:
            handle = self._models.acquire(ModelSpec(servable_id.name, servable_id.version))
        except ServingError:  # it has gone since
            return None
        servable = handle.servable
        session = servable.native_session if isinstance(servable, HasNativeSession) else None
        if not isinstance(session, tfserve_native.NativeSession):
            handle.release()
            return None
        signatures = [
            (
                key,
                _ports(signature.inputs),
                _ports(signature.outputs),
                _defaults(signature),
                _shares_runs(servable, key, signature),
            )
            for key, signature in servable.signatures.items()
            if self._is_native(signature, session)
        ]

        def released(counts: Sequence[tfserve_native.Counted]) -> None:
            try:
                self._merge(_counts(servable_id, counts))
            finally:
                handle.release()

        return tfserve_native.NativeVersion(
            session,
            servable_id.name,
            servable_id.version,
            signatures,
            FINE_LIMITS_S,
            self._width,
            released,
        )

    def in_flight(self) -> Mapping[ServableId, int]:
        """Published version -> requests under way; one handle is held for all of them."""
        return {
            servable_id: native.in_flight()
            for servable_id, native in self._versions.items()
            if native is not None
        }

    def queues(self) -> Iterable[QueueStatistics]:
        """Where requests wait for company, as it is now."""
        for servable_id, native in tuple(self._versions.items()):
            for queue in native.queues() if native is not None else ():
                yield _queue(servable_id, queue)

    def counts(self) -> Iterable[VersionCounts]:
        """What was counted natively since the last time."""
        for servable_id, native in tuple(self._versions.items()):
            if native is not None:
                yield from _counts(servable_id, native.take_counts())
        refused = self._ledger.take_refused()
        if refused is not None:
            numbers = CountedElsewhere(*refused)
            yield VersionCounts(_PREDICT, None, "", Code.RESOURCE_EXHAUSTED, numbers)

    def _is_native(self, signature: Signature, session: tfserve_native.NativeSession) -> bool:
        """Whether requests for it need nothing that only Python has."""
        if signature.name.startswith("__") or not signature.outputs:
            return False
        if self._check_method_names and signature.method_name not in _METHODS:
            return False
        tensors = (*signature.inputs.values(), *signature.outputs.values())
        if len({each.name for each in signature.inputs.values()}) < len(signature.inputs):
            return False
        return all(
            each.dtype in _NATIVE_TYPES and session.dtype_of(each.name) == each.dtype
            for each in tensors
        )

    def start(self) -> None:
        """Publish now, and from now on at every change."""
        self._subscription = self._models.subscribe(self._on_change)
        self.publish_once()
        self._task.start()

    def close(self) -> None:
        """Nothing is served natively any more."""
        if self._subscription is not None:
            self._subscription.close()
        self._task.close(_CLOSE_S)
        with self._lock:
            self._versions = {}
            self._server.publish([])

    def __enter__(self) -> Self:
        """Started."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Closed."""
        self.close()


def _ports(specs: Mapping[str, TensorSpec]) -> list[tuple[str, str]]:
    return [(alias, spec.name) for alias, spec in sorted(specs.items())]


def _shares_runs(servable: Servable, key: str, signature: Signature) -> bool:
    parts = (SignatureCall(key, tuple(sorted(signature.outputs))),)
    return isinstance(servable, SharesRuns) and servable.may_share(parts)


def _queue(servable_id: ServableId, queue: tfserve_native.Queue) -> QueueStatistics:
    signature, waiting, counts, phase, reason, max_rows, alone_us = queue
    requests, batches, rows, dropped, failed, repeated, compared = counts
    return QueueStatistics(
        servable=servable_id,
        signature=signature,
        outputs=(),
        waiting=waiting,
        waiting_batches=0,
        counts=Counts(
            requests=requests,
            batches=batches,
            rows=rows,
            dropped=dropped,
            failed=failed,
            repeated=repeated,
            compared=compared,
        ),
        lesson=Lesson(Phase(phase), reason, max_rows, 1, alone_us),
    )


def _defaults(signature: Signature) -> dict[str, bytes]:
    """Input alias -> what it is when a request leaves it out, a TensorProto."""
    return {
        alias: encode(value, signature.inputs[alias].dtype).SerializeToString()
        for alias, value in signature.defaults.items()
        if alias in signature.inputs
    }


def _counts(
    servable_id: ServableId, counts: Sequence[tfserve_native.Counted]
) -> Iterable[VersionCounts]:
    for signature, code, numbers in counts:
        counted = CountedElsewhere(*numbers)
        yield VersionCounts(_PREDICT, servable_id, signature, Code(code), counted)
