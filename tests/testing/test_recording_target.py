import threading

from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.errors import NotFound
from tfserve.testing import RecordingTarget


def version(number, path):
    return ServableData(ServableId("m", number), path)


def test_every_call_is_recorded_in_order():
    target = RecordingTarget()
    target.aspire("m", [version(1, "/m/1")])
    target.aspire("m", [])
    assert target.calls == (("m", (version(1, "/m/1"),)), ("m", ()))
    target.clear()
    assert target.calls == ()


def test_the_newest_list_shows_data_and_errors():
    target, error = RecordingTarget(), NotFound("gone")
    target.aspire("m", [version(1, "/old")])
    target.aspire("m", [version(1, "/m/1"), ServableData(ServableId("m", 2), error=error)])
    target.aspire("n", [])
    assert target.aspired("m") == {1: "/m/1", 2: error}
    assert target.aspired("n") == {}
    assert target.aspired("x") is None


def test_a_test_can_wait_for_a_source_with_a_thread():
    target = RecordingTarget()
    thread = threading.Thread(target=lambda: [target.aspire("m", []) for _ in range(3)])
    thread.start()
    target.wait_for_calls(3)
    assert len(target.calls) == 3
    thread.join()
