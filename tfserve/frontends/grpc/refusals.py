"""Calls that are refused before their method sees them: observed like all others."""

from __future__ import annotations

from collections.abc import Iterable

from tfserve.core.call_record import CallObserver, CallRecord, EntryPoint
from tfserve.core.clock import Clock
from tfserve.core.request_id import HEADER, RequestIds
from tfserve.errors import ServingError
from tfserve.frontends.grpc.call import ServerCall

__all__ = ["Refusals"]

_OPEN_INFERENCE = "/inference."
_UNKNOWN = EntryPoint("GRPC", "")


class Refusals:
    """Ends a call with an error, after it was shown to the observer. Thread-safe.

    Args:
        methods: full names of those there are; others count under "".
        clock: time.
        observer: shown every refused call.
        request_ids: names calls.
    """

    def __init__(
        self,
        methods: Iterable[str],
        *,
        clock: Clock,
        observer: CallObserver,
        request_ids: RequestIds,
    ) -> None:
        self._entries = {method: _entry_of(method) for method in methods}
        self._now = clock.now
        self._observe = observer.observe
        self._id_of = request_ids.of

    def __call__(self, call: ServerCall, error: ServingError) -> None:
        """Refuse `call`."""
        record = CallRecord(self._entries.get(call.method, _UNKNOWN), self._now, 0, call)
        record.request_id = self._id_of(call.header(HEADER))
        record.end(error.code)
        self._observe(record)
        call.fail(error, ((HEADER, record.request_id),) if record.request_id else ())


def _entry_of(method: str) -> EntryPoint:
    transport = "OIP" if method.startswith(_OPEN_INFERENCE) else "GRPC"
    return EntryPoint(transport, method.rpartition("/")[2])
