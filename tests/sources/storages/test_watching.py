"""What watching a base path on a store costs, in requests that the store sees."""

from tfserve.config.models import ModelConfig
from tfserve.core.ids import ServableId
from tfserve.core.state import ManagerState, ServableState
from tfserve.sources import FileSystemStoragePathSource
from tfserve.testing import FakeClock, RecordingTarget


def test_a_poll_that_finds_nothing_new_is_one_listing(proxy, storage, s3, prefix):
    clock, target = FakeClock(), RecordingTarget()
    source = FileSystemStoragePathSource(
        storage=storage, target=target, clock=clock, poll_interval_s=-1
    )
    for version in range(1, 6):
        s3.put(f"{prefix}/{version}/saved_model.pb", b"x")
    source.set_config([ModelConfig("m", f"s3://{s3.bucket}/{prefix}")])
    source.poll_once()
    clock.advance(5)
    source.poll_once()
    assert set(target.aspired("m")) == {5}
    source.on_servable_state(ServableState(ServableId("m", 5), ManagerState.AVAILABLE))
    before = len(proxy.requests)
    for _ in range(3):
        clock.advance(60)
        source.poll_once()
    assert [each.partition("?")[0] for each in proxy.requests[before:]] == ["GET /bucket"] * 3
    assert all("list-type=2" in each for each in proxy.requests[before:])
