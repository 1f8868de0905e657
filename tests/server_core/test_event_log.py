"""Why things happened, as the history tells it."""

from tfserve.config.models import ModelConfig, ModelServerConfig, Specific
from tfserve.core.call_record import CallRecord, EntryPoint
from tfserve.core.deadline import Deadline
from tfserve.core.history import EventKind
from tfserve.server_core import EventLog
from tfserve.testing import FakeClock


def told(server, *, model="m", kind=EventKind.STATE):
    return [
        (each.version, each.state.name if each.state else None, each.reason)
        for each in server.history.events()
        if each.model == model and each.kind is kind
    ]


def test_why_a_version_was_unloaded_is_told(server):
    server.add("m", 7)
    server.start("m")
    server.add("m", 8)
    server.settle()
    latest = "the version policy asks for the latest version"
    why = f"Replaced by version 8: {latest}"
    assert [each for each in told(server) if each[0] == 7] == [
        (7, "START", latest.capitalize()),
        (7, "LOADING", latest.capitalize()),
        (7, "AVAILABLE", latest.capitalize()),
        (7, "UNLOADING", why),
        (7, "END", why),
    ]


def test_a_version_that_another_policy_drops_is_not_called_replaced(server):
    server.add("m", 7, 8)
    server.start(ModelConfig("m", "/m", version_policy=Specific((7,))))
    server.reload_now(ModelConfig("m", "/m", version_policy=Specific((8,))))
    server.settle()
    assert (7, "END", "The version policy asks for version 8 only") in told(server)


def test_a_model_that_was_removed_says_so_for_its_versions_and_itself(server):
    server.add("m", 1)
    server.start("m")
    server.reload_now()
    server.settle()
    assert told(server)[-1] == (1, "END", "Its model is not in the config any more")
    assert told(server, kind=EventKind.CONFIG) == [
        (None, None, "The model has been added to the config"),
        (None, None, "The model has been removed from the config"),
    ]


def test_a_failed_load_is_told_with_its_error_attempt_by_attempt(make_server):
    server = make_server(retries=1)
    server.add("m", 1, file="broken")
    server.core.start(server.config("m"))
    server.settle()
    server.settle(after_s=60.0)
    attempts = [each for each in server.history.events() if each.kind is EventKind.ATTEMPT_FAILED]
    end = server.history.events()[-1]
    assert [each.error.message for each in attempts] == ["cut off"] * 2
    assert (end.state.name, end.error.message) == ("END", "cut off")


def test_labels_that_come_move_and_go_are_told(server):
    server.add("m", 1, 2)

    def labelled(**labels):
        policy = Specific((1, 2))
        return ModelConfig("m", "/m", version_policy=policy, version_labels=labels)

    server.start(labelled(stable=1))
    server.reload_now(labelled(stable=2))
    server.reload_now(labelled())
    assert told(server, kind=EventKind.LABEL) == [
        (1, None, "Label stable has been given to version 1"),
        (2, None, "Label stable has moved from version 1 to version 2"),
        (None, None, "Label stable has been taken from version 2"),
    ]
    assert (
        told(server, kind=EventKind.CONFIG)[1:]
        == [(None, None, "The model is configured otherwise: version_labels")] * 2
    )


def test_changes_of_the_config_have_the_name_of_who_asked_for_them(server):
    server.start()
    record = CallRecord(EntryPoint("REST", "put_config"), server.clock.now)
    record.principal = "alice"
    change = ModelServerConfig((ModelConfig("m", "/m"),))
    server.core.change(lambda _: change, Deadline(0.0, record=record))
    server.reload_now()
    assert [(each.kind, each.by) for each in server.history.events()] == [
        (EventKind.CONFIG, "alice"),
        (EventKind.CONFIG, ""),
    ]


def test_the_oldest_events_make_room_and_numbers_go_on():
    clock = FakeClock()
    log = EventLog(clock, most=2)
    for reason in "abc":
        log.note(EventKind.CONFIG, "m", reason)
        clock.advance(1.0)
    assert [(each.number, each.reason) for each in log.events()] == [(2, "b"), (3, "c")]
    first, second = log.events()
    assert second.at - first.at == 1.0
