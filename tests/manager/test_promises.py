"""Whatever is aspired, removed, held, failed or delayed, in whatever order: the promises hold."""

import itertools

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tfserve.core.resources import ResourceAllocation
from tfserve.errors import NotFound, Unknown
from tfserve.manager import (
    AvailabilityPreservingPolicy,
    HarnessState,
    ResourcePreservingPolicy,
    ResourceTracker,
)
from tfserve.testing import FakeLoader, FakeServable

NAMES = ("available", "frugal")  # each under the policy that it is called after
TIMEOUT_S, RETRY_S = 30.0, 60.0
LEGAL_EVENTS = {
    None: {"START"},
    "START": {"LOADING", "END"},
    "LOADING": {"AVAILABLE", "END"},
    "AVAILABLE": {"UNLOADING"},
    "UNLOADING": {"END"},
    "END": {"START"},
}

names = st.sampled_from(NAMES)
versions = st.sets(st.integers(1, 4), min_size=1, max_size=2)
small = st.integers(0, 3)
failures = st.sampled_from([0, 0, 0, 1, 2])
meanwhile = st.sampled_from(["nothing"] * 4 + ["reconcile", "another load", "a timeout", "let go"])


class Loader(FakeLoader):
    """While it loads, other things happen."""

    def __init__(self, machine, name, happening, **kwargs):
        super().__init__(FakeServable(), **kwargs)
        self.machine = machine
        self.name = name
        self.happening = happening

    def load(self):
        self.machine.happen(self.happening, self.name)
        self.happening = "nothing"
        super().load()


class Promises(RuleBasedStateMachine):
    def __init__(self, make_world):
        super().__init__()
        self.world = make_world(
            policies={"available": AvailabilityPreservingPolicy()},
            default_policy=ResourcePreservingPolicy(),
            resources=ResourceTracker(ResourceAllocation.ram(6)),
            max_load_retries=1,
            load_retry_interval_s=RETRY_S,
            load_timeout_s=TIMEOUT_S,
        )
        self.made = []  # every loader
        self.handles = []
        self.wanted = dict.fromkeys(NAMES, frozenset())
        self.omitted = set()  # versions that some list left out since their START
        self.last_event = {}
        self.broken = []  # promises, as found by the subscriber: the bus would swallow its errors
        self.world.bus.subscribe(self.check_event)

    # What happens

    @rule(name=names, numbers=versions, failures=failures, size=small, happening=meanwhile)
    def aspire(self, name, numbers, failures, size, happening):
        content = []
        for each in sorted(numbers):
            loader = Loader(
                self,
                name,
                happening,
                failures=[Unknown("told to fail")] * failures,
                resources=ResourceAllocation.ram(size),
            )
            self.made.append(loader)
            content.append((each, loader))
        self.want(name, *content)

    def want(self, name, *content):
        self.wanted[name] = frozenset(each for each, _ in content)
        self.omitted |= {(name, each) for each in range(1, 5) if each not in self.wanted[name]}
        self.world.aspire(*content, name=name)

    @rule(name=names)
    def aspire_an_error(self, name):
        self.want(name, (4, Unknown("the source has an error")))

    @rule(name=names)
    def aspire_nothing(self, name):
        self.want(name)

    @rule()
    def reconcile_once(self):
        self.world.manager.reconcile()

    @rule()
    def reconcile(self):
        self.world.reconcile()

    @rule()
    def settle(self):
        self.world.settle()

    @precondition(lambda self: self.world.loads.pending)
    @rule(index=small)
    def run_a_load(self, index):
        self.world.loads.run_next(index % self.world.loads.pending)

    @precondition(lambda self: self.world.unloads.pending)
    @rule(index=small)
    def run_an_unload(self, index):
        self.world.unloads.run_next(index % self.world.unloads.pending)

    @rule(seconds=st.sampled_from([1.0, TIMEOUT_S, RETRY_S]))
    def let_time_pass(self, seconds):
        self.world.clock.advance(seconds)

    @rule(name=names, version=st.none() | st.integers(1, 4))
    def acquire(self, name, version):
        available = self.world.available(name)
        is_there = bool(available) if version is None else version in available
        try:
            handle = self.world.manager.acquire(name, version)
        except NotFound:
            assert not is_there
            return
        assert is_there
        assert handle.id.version == (max(available) if version is None else version)
        self.handles.append((handle, self.loader_of(handle)))

    def loader_of(self, handle):
        return next(each for each in self.made if each._servable is handle.servable)

    @precondition(lambda self: self.handles)
    @rule(index=small)
    def release(self, index):
        handle, _ = self.handles.pop(index % len(self.handles))
        handle.release()
        handle.release()

    def happen(self, happening, name):
        """What goes on while a loader loads."""
        if happening == "a timeout":
            self.world.clock.advance(TIMEOUT_S)
        if happening == "let go":
            self.want(name)
        if happening != "nothing":
            self.world.reconcile()
        if happening == "another load":
            self.world.loads.run_next()

    # What is promised

    def check_event(self, event):
        version = (event.id.name, event.id.version)
        new = event.state.name
        old = self.last_event.get(version)
        if new not in LEGAL_EVENTS[old]:
            self.broken.append(f"{event.id} went from {old} to {new}")
        self.last_event[version] = new
        if new == "START":
            self.omitted.discard(version)
        if new == "UNLOADING":
            if version not in self.omitted:
                self.broken.append(f"{event.id} was unloaded spontaneously")
            self.check_availability(event.id)

    def check_availability(self, leaving):
        others = [
            each
            for each in self.world.manager.statistics().versions
            if each.id.name == leaving.name and each.id != leaving
        ]
        has_ready = any(each.state is HarnessState.READY for each in others)
        if (
            leaving.name == "available"
            and any(each.is_aspired for each in others)
            and not has_ready
        ):
            self.broken.append(f"{leaving} was unloaded before its replacement was ready")

    @invariant()
    def subscribers_saw_no_promise_broken(self):
        assert self.broken == []

    @invariant()
    def requests_find_exactly_what_is_ready(self):
        ready = {
            (each.id.name, each.id.version)
            for each in self.world.manager.statistics().versions
            if each.state is HarnessState.READY
        }
        served = {(name, each) for name in NAMES for each in self.world.available(name)}
        assert served == ready

    @invariant()
    def what_is_held_stays_loaded(self):
        for handle, loader in self.handles:
            assert loader.is_loaded
            assert handle.servable is loader.servable

    @invariant()
    def resources_are_never_overdrawn(self):
        used = self.world.used()
        assert used.fits_into(self.world.manager.statistics().resources_total)

    def teardown(self):
        while self.handles:
            self.release(0)
        self.come_to_rest()
        self.check_that_wishes_came_true()
        for name in NAMES:
            self.want(name)
        self.come_to_rest()
        assert self.broken == []
        assert set(self.last_event.values()) <= {"END"}, "every managed version ends"
        assert self.world.manager.statistics().versions == ()
        assert self.world.used() == ResourceAllocation()
        assert self.world.manager.statistics().abandoned_loads == 0
        for each in self.made:
            assert not each.is_loaded
            assert each.unloads <= 1

    def come_to_rest(self):
        self.world.settle()
        for _ in range(3):
            self.world.advance(RETRY_S)

    def check_that_wishes_came_true(self):
        statistics = self.world.manager.statistics()
        assert statistics.pending == ()
        for name in NAMES:
            of_name = [each for each in statistics.versions if each.id.name == name]
            aspired = {each.id.version for each in of_name if each.is_aspired}
            assert aspired == self.wanted[name]
            states = {each.state for each in of_name if each.is_aspired}
            assert states <= {HarnessState.READY, HarnessState.ERROR}
            if name == "frugal" or not aspired or HarnessState.READY in states:
                assert len(of_name) == len(aspired), "what nobody wants is gone"


def test_promises(make_world):
    run_state_machine_as_test(
        lambda: Promises(make_world),
        settings=settings(max_examples=150, stateful_step_count=40, deadline=None),
    )


def test_the_machine_knows_every_public_state():
    following = set(itertools.chain.from_iterable(LEGAL_EVENTS.values()))
    assert following == {"START", "LOADING", "AVAILABLE", "UNLOADING", "END"}
