import logging

from tfserve.core.event_bus import EventBus


def test_subscribers_see_events_in_order():
    bus, seen = EventBus(), []
    bus.subscribe(seen.append)
    bus.publish(1)
    bus.publish(2)
    assert seen == [1, 2]


def test_a_closed_subscription_sees_nothing_more():
    bus, seen = EventBus(), []
    subscription = bus.subscribe(seen.append)
    with subscription:
        bus.publish(1)
    subscription.close()
    bus.publish(2)
    assert seen == [1]


def test_one_function_may_subscribe_twice_and_leave_once():
    bus, seen = EventBus(), []
    bus.subscribe(seen.append)
    with bus.subscribe(seen.append):
        bus.publish(1)
    bus.publish(2)
    assert seen == [1, 1, 2]


def test_a_subscriber_that_fails_harms_nobody(caplog):
    bus, seen = EventBus(), []

    def fail(event):
        raise ValueError(event)

    bus.subscribe(fail)
    bus.subscribe(seen.append)
    with caplog.at_level(logging.ERROR):
        bus.publish(1)
    assert seen == [1]
    assert "A subscriber failed on 1" in caplog.text


def test_a_subscriber_may_leave_while_it_is_told():
    bus, seen = EventBus(), []
    subscriptions = []

    def once(event):
        seen.append(event)
        subscriptions[0].close()

    subscriptions.append(bus.subscribe(once))
    bus.publish(1)
    bus.publish(2)
    assert seen == [1]
