"""A loader that does what a test tells it."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from tfserve.core.resources import ResourceAllocation
from tfserve.core.servable import Servable
from tfserve.testing.servable import FakeServable

__all__ = ["FakeLoader", "Gate"]


class Gate:
    """A door that a fake waits at until the test opens it. Thread-safe."""

    def __init__(self) -> None:
        self._entered = threading.Event()
        self._opened = threading.Event()

    def open(self) -> None:
        """Let everybody through, now and later."""
        self._opened.set()

    def wait_until_entered(self) -> None:
        """Return when somebody stands at the gate, or has passed it."""
        self._entered.wait()

    def pass_through(self) -> None:
        """Stand at the gate until it is open."""
        self._entered.set()
        self._opened.wait()


class FakeLoader:
    """A Loader that counts. Thread-safe as far as Loaders must be.

    Args:
        servable: what is loaded; by default a FakeServable that echoes.
        resources: the estimate before the load.
        loaded_resources: the estimate once loaded; by default the same.
        failures: what the first attempts raise, one after the other; later ones succeed.
        estimate_failures: the same for `estimate`.
        unload_failure: what `unload` raises.
        gate: `load` waits here first.
        unload_gate: `unload` waits here first.

    Attributes:
        loads: attempts begun.
        unloads: unloads begun.
        is_loaded: whether the servable is in memory.
        load_thread: name of the thread of the latest `load`.
        unload_thread: name of the thread of `unload`.
    """

    def __init__(
        self,
        servable: Servable | None = None,
        *,
        resources: ResourceAllocation | None = None,
        loaded_resources: ResourceAllocation | None = None,
        failures: Sequence[BaseException] = (),
        estimate_failures: Sequence[BaseException] = (),
        unload_failure: BaseException | None = None,
        gate: Gate | None = None,
        unload_gate: Gate | None = None,
    ) -> None:
        self.loads = 0
        self.unloads = 0
        self.is_loaded = False
        self.load_thread: str | None = None
        self.unload_thread: str | None = None
        self._servable: Servable = servable or FakeServable()
        self._resources = resources or ResourceAllocation()
        self._loaded_resources = loaded_resources or self._resources
        self._failures = list(failures)
        self._estimate_failures = list(estimate_failures)
        self._unload_failure = unload_failure
        self._gate = gate
        self._unload_gate = unload_gate

    def estimate(self) -> ResourceAllocation:
        """The estimate that was given."""
        if self._estimate_failures:
            raise self._estimate_failures.pop(0)
        return self._loaded_resources if self.is_loaded else self._resources

    def load(self) -> None:
        """Wait at the gate, then fail if a failure is left, else be loaded."""
        self.loads += 1
        self.load_thread = threading.current_thread().name
        if self._gate is not None:
            self._gate.pass_through()
        if self._failures:
            raise self._failures.pop(0)
        if self.is_loaded:
            msg = "load was called for what is loaded"
            raise AssertionError(msg)
        self.is_loaded = True

    def unload(self) -> None:
        """Wait at the gate, then be unloaded."""
        self.unloads += 1
        self.unload_thread = threading.current_thread().name
        if self._unload_gate is not None:
            self._unload_gate.pass_through()
        if not self.is_loaded:
            msg = "unload was called for what is not loaded"
            raise AssertionError(msg)
        self.is_loaded = False
        if self._unload_failure is not None:
            raise self._unload_failure

    @property
    def servable(self) -> Servable:
        """The servable; only while loaded."""
        if not self.is_loaded:
            msg = "the servable was asked for while nothing is loaded"
            raise AssertionError(msg)
        return self._servable

    def __repr__(self) -> str:
        """`<FakeLoader loaded loads=1 unloads=0>`."""
        state = "loaded" if self.is_loaded else "not loaded"
        return f"<FakeLoader {state} loads={self.loads} unloads={self.unloads}>"
