"""Following the config file while it is edited, replaced and removed."""

import threading

import pytest

from tfserve.config.model_file import parse_model_config
from tfserve.errors import FailedPrecondition
from tfserve.server_core import ConfigFilePoller
from tfserve.testing import FakeClock


class RecordingReloader:
    def __init__(self):
        self.configs = []
        self.error = None
        self._reloaded = threading.Semaphore(0)

    def wait(self):
        self._reloaded.acquire()

    def reload(self, config, deadline):
        self.configs.append(config)
        self._reloaded.release()
        if self.error is not None:
            raise self.error

    @property
    def names(self):
        return [[model.name for model in config.models] for config in self.configs]


def text(*names):
    models = (
        f"config {{ name: '{name}' base_path: '/{name}' model_platform: 'tensorflow' }}\n"
        for name in names
    )
    return f"model_config_list {{\n{''.join(models)}}}\n"


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def reloader():
    return RecordingReloader()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "models.config"
    path.write_text(text("m"))
    return path


@pytest.fixture
def poller(file, reloader, clock):
    return ConfigFilePoller(
        path=str(file), parse=parse_model_config, reloader=reloader, interval_s=10, clock=clock
    )


def test_a_file_is_applied_when_two_reads_agree(poller, reloader):
    poller.poll_once()
    assert reloader.names == []
    poller.poll_once()
    assert reloader.names == [["m"]]


def test_every_round_applies_the_file_again_whatever_else_was_reloaded(poller, reloader):
    for _ in range(4):
        poller.poll_once()
    assert reloader.names == [["m"]] * 3


def test_a_file_that_is_being_written_is_never_applied_half(poller, reloader, file):
    whole = text("first", "second").encode()
    for size in range(len(whole) + 1):
        file.write_bytes(whole[:size])
        poller.poll_once()
    assert reloader.names == []
    poller.poll_once()
    assert reloader.names == [["first", "second"]]


def test_a_prefix_that_stays_for_a_while_is_applied_only_if_it_means_something(
    poller, reloader, file, caplog
):
    whole = text("first", "second").encode()
    for size in range(len(whole)):
        file.write_bytes(whole[:size])
        poller.poll_once()
        poller.poll_once()
    assert all(names in ([], ["first", "second"]) for names in reloader.names)
    assert all(config.models or config.is_unset for config in reloader.configs)


def test_a_change_that_the_clock_of_the_file_does_not_show_is_seen(poller, reloader, file):
    poller.poll_once()
    file.write_text(text("n"))
    poller.poll_once()
    assert reloader.names == []


@pytest.mark.parametrize("is_directory", [False, True])
def test_a_file_that_is_gone_or_a_directory_changes_nothing(
    poller, reloader, file, caplog, is_directory
):
    poller.poll_once()
    poller.poll_once()
    file.unlink()
    if is_directory:
        file.mkdir()
    for _ in range(5):
        poller.poll_once()
    assert reloader.names == [["m"]]
    (record,) = caplog.records
    assert record.getMessage().startswith(f"Failed to read ModelServerConfig file: {file}; ")


@pytest.mark.parametrize("content", ["", " \n"])
def test_an_empty_file_is_no_action(poller, reloader, file, caplog, content):
    file.write_text(content)
    for _ in range(3):
        poller.poll_once()
    assert reloader.configs == []
    assert [record.getMessage() for record in caplog.records] == [
        "Taking no action for empty config."
    ]


def test_a_file_that_comes_back_is_applied(poller, reloader, file):
    file.unlink()
    poller.poll_once()
    file.write_text(text("n"))
    poller.poll_once()
    poller.poll_once()
    assert reloader.names == [["n"]]


def test_a_swapped_link_applies_the_whole_new_file(tmp_path, reloader, clock):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "models.config").write_text(text(name))
    data = tmp_path / "..data"
    data.symlink_to("one")
    (tmp_path / "models.config").symlink_to("..data/models.config")
    poller = ConfigFilePoller(
        path=str(tmp_path / "models.config"),
        parse=parse_model_config,
        reloader=reloader,
        interval_s=10,
        clock=clock,
    )
    poller.poll_once()
    poller.poll_once()
    (tmp_path / "new").symlink_to("two")
    (tmp_path / "new").rename(data)
    poller.poll_once()
    poller.poll_once()
    assert reloader.names == [["one"], ["two"]]


def test_a_file_that_does_not_parse_is_complained_about_once_a_minute(
    poller, reloader, file, clock, caplog
):
    file.write_text("improperly formatted file")
    for _ in range(13):
        poller.poll_once()
        clock.advance(10)
    complaints = [
        record for record in caplog.records if record.getMessage().startswith("Failed to read")
    ]
    assert len(complaints) == 2
    assert len(caplog.records) == 4, "the parser's own line comes with each"
    assert reloader.configs == []


def test_a_rejected_config_is_tried_again_and_complained_about_once(poller, reloader, caplog):
    reloader.error = FailedPrecondition("not yet")
    for _ in range(4):
        poller.poll_once()
    assert len(reloader.configs) == 3
    assert [record.getMessage() for record in caplog.records] == [
        "PollFilesystemAndReloadConfig failed to ReloadConfig: not yet"
    ]


def test_the_thread_confirms_a_change_soon_and_polls_by_the_interval(poller, reloader, file, clock):
    with poller:
        clock.wait_for_waiters()
        assert reloader.names == []
        clock.advance(0.5)
        reloader.wait()
        clock.wait_for_waiters()
        clock.advance(10)
        reloader.wait()
    assert reloader.names == [["m"], ["m"]]
