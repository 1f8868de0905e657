"""When the source looks at storage, and whom it tells."""


def test_polling_follows_the_interval(world):
    world.source = world.make_source(poll_interval_s=0.25)
    world.add(1)
    world.configure()
    with world.source:
        world.target.wait_for_calls(1)
        world.clock.wait_for_waiters()
        world.add(2)
        world.clock.advance(0.25)
        world.target.wait_for_calls(2)
    assert world.lists() == [[1], [2]]


def test_interval_zero_polls_once_after_each_config(world):
    world.source = world.make_source(poll_interval_s=0)
    world.add(1)
    world.configure()
    with world.source:
        world.target.wait_for_calls(1)
        world.clock.wait_for_waiters()
        world.add(2)
        world.clock.advance(1000)
        assert world.lists() == [[1]]
        world.configure()
        world.target.wait_for_calls(2)
    assert world.lists() == [[1], [2]]


def test_interval_zero_finds_models_that_are_added_later(world):
    world.source = world.make_source(poll_interval_s=0)
    world.add(1, model="later")
    with world.source:
        world.configure("later")
        world.target.wait_for_calls(1)
    assert world.aspired("later") == {1: "/later/1"}


def test_a_negative_interval_never_polls(world):
    world.add(1)
    world.configure()
    with world.source:
        pass
    assert world.storage.calls == 0


def test_who_wants_to_know_is_told_after_every_poll(world):
    world.configure("a", "b")
    world.poll()
    assert world.observed == 2
