from tfserve.core.event_bus import EventBus
from tfserve.manager.outbox import Outbox


def test_events_wait_for_the_flush_and_keep_their_order():
    bus, seen = EventBus(), []
    bus.subscribe(seen.append)
    outbox = Outbox(bus)
    outbox.put(1)
    outbox.put(2)
    assert seen == []
    outbox.flush()
    outbox.flush()
    assert seen == [1, 2]


def test_what_a_subscriber_causes_comes_after_what_everybody_is_told_now():
    bus, seen = EventBus(), []
    outbox = Outbox(bus)

    def cause(event):
        if event == 1:
            outbox.put(2)
            outbox.flush()

    bus.subscribe(cause)
    bus.subscribe(seen.append)
    outbox.put(1)
    outbox.flush()
    assert seen == [1, 2]
