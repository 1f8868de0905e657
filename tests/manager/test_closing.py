import threading

from tfserve.core.executor import InlineExecutor, ThreadExecutor
from tfserve.errors import Unknown
from tfserve.testing import Gate


def inline(name, threads):
    return InlineExecutor()


class Closing:
    """`close(10.0)` in a thread that waits by now."""

    def __init__(self, world):
        self._answers = []
        self._thread = threading.Thread(
            target=lambda: self._answers.append(world.manager.close(10.0))
        )
        self._thread.start()
        world.clock.wait_for_waiters()

    def answer(self):
        self._thread.join()
        return self._answers[0]


def test_close_unloads_everything_and_ends(make_world):
    world = make_world(make_executor=inline)
    world.serve(1, 2)
    world.serve(1, name="n")
    assert world.manager.close()
    assert world.manager.close()
    assert dict(world.manager.available()) == {}
    assert world.manager.statistics().versions == ()
    assert world.events_of(2) == world.events_of(1, "n") == ["UNLOADING", "END"]


def test_after_close_nothing_is_aspired(make_world):
    world = make_world(make_executor=inline)
    world.aspire(1)
    world.manager.close()
    world.aspire(2)
    world.reconcile()
    assert world.events == []


def test_close_does_not_wait_for_retries(make_world):
    world = make_world(make_executor=inline)
    world.aspire(1, failures=[Unknown("first")])
    world.reconcile()
    assert world.state(1) == "LOADING"
    assert world.manager.close()
    assert world.state(1) == "END"


def test_close_gives_up_on_handles_after_its_timeout_and_they_are_reclaimed_later(
    make_world, caplog
):
    world = make_world(make_executor=inline)
    world.serve(1)
    handle = world.manager.acquire("m", None)
    assert not world.manager.close(timeout_s=0.0)
    assert "<LoaderHarness m/1 QUIESCING handles=1>" in caplog.text
    handle.release()
    assert world.state(1) == "END"
    assert world.manager.close(timeout_s=0.0)


def test_close_waits_for_handles(make_world):
    world = make_world(make_executor=inline)
    world.serve(1)
    handle = world.manager.acquire("m", None)
    closing = Closing(world)
    handle.release()
    assert closing.answer() is True


def test_close_waits_no_longer_than_its_timeout(make_world):
    world = make_world(make_executor=inline, interval_s=100.0)
    world.serve(1)
    handle = world.manager.acquire("m", None)
    closing = Closing(world)
    world.clock.advance(10.0)
    assert closing.answer() is False
    handle.release()


def test_close_waits_for_a_running_load_and_unloads_what_it_brought(make_world):
    gate = Gate()
    world = make_world(make_executor=ThreadExecutor)
    world.aspire(1, gate=gate)
    world.manager.reconcile()
    gate.wait_until_entered()
    closing = Closing(world)
    gate.open()
    assert closing.answer() is True
    assert world.loader(1).unloads == 1


def test_leaving_the_with_block_closes_a_manager_that_works_by_itself(make_world):
    world = make_world(make_executor=ThreadExecutor)
    with world.manager:
        is_done = threading.Event()
        world.monitor.subscribe(lambda: world.state(1) == "AVAILABLE" and is_done.set())
        world.aspire(1)
        is_done.wait()
    assert world.state(1) == "END"
