"""Handing lists to the target in order, though several threads make them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

from tfserve.core.executor import run_logged
from tfserve.core.source import NO_REASONS, AspiredVersionsTarget, Reasons, ServableData

__all__ = ["Outbox", "Ticket"]


_Versions: TypeAlias = tuple[ServableData[str], ...]


class Ticket:
    """The right to aspire versions of one servable, until it is withdrawn."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Outbox:
    """Delivers each servable's lists one after the other, without a lock held. Thread-safe.

    A list that comes with a withdrawn ticket is dropped: a poll that was under way when its model
    was removed cannot bring the model back, nor disturb another one that took the name.
    """

    def __init__(self, target: AspiredVersionsTarget[str]) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._tickets: dict[str, Ticket] = {}  # guarded by _lock
        # guarded by _lock: lists to be delivered; there is a key while a thread delivers
        self._queues: dict[str, deque[tuple[_Versions, Reasons]]] = {}

    def open(self, name: str) -> Ticket:
        """A ticket for `name`; an older one is withdrawn."""
        ticket = Ticket(name)
        with self._lock:
            self._tickets[name] = ticket
        return ticket

    def withdraw(self, ticket: Ticket, left_out: Reasons = NO_REASONS) -> None:
        """Let go of all versions of the ticket's servable, for the reasons `left_out`; nothing
        more comes with this ticket.
        """
        self._deliver(ticket, (((), left_out),), is_last=True)

    def post(self, ticket: Ticket, *lists: _Versions, left_out: Reasons = NO_REASONS) -> bool:
        """Deliver `lists` after those that came before; False when the ticket was withdrawn.

        Another thread may do the delivering, when it does so already.
        """
        return self._deliver(ticket, tuple((versions, left_out) for versions in lists))

    def _deliver(
        self,
        ticket: Ticket,
        lists: Sequence[tuple[_Versions, Reasons]],
        *,
        is_last: bool = False,
    ) -> bool:
        name = ticket.name
        with self._lock:
            if self._tickets.get(name) is not ticket:
                return False
            if is_last:  # in one step with queueing: nothing can come behind
                del self._tickets[name]
            if name in self._queues:
                self._queues[name].extend(lists)
                return True
            self._queues[name] = deque(lists)
        while (next_list := self._next(name)) is not None:
            run_logged(partial(self._target.aspire, name, *next_list))
        return True

    def _next(self, name: str) -> tuple[_Versions, Reasons] | None:
        with self._lock:
            if queue := self._queues[name]:
                return queue.popleft()
            del self._queues[name]
            return None
