"""The commands in process, with a server that does what the test says."""

from __future__ import annotations

import signal

import pytest

from tfserve import __version__
from tfserve.errors import InvalidArgument, Unknown
from tfserve.main import _exit, model_server, tfserve
from tfserve.supervisor import Ended

BASE = "--model_base_path=/models/m"


class FakeServer:
    """Ends as soon as it has started, as a server that fails does."""

    def __init__(self, config, error=None):
        self.config = config
        self._error = error or Unknown("it was only a test")

    def start(self):
        raise self._error

    def stop(self):
        return ()

    def in_flight(self):
        return ()


@pytest.fixture(autouse=True)
def _restored_process():
    """The command sets the log and the stack dump, as it owns the process."""
    import faulthandler
    import logging

    root = logging.getLogger()
    log = root.handlers[:], root.level, logging.raiseExceptions
    yield
    root.handlers[:], level, logging.raiseExceptions = log
    root.setLevel(level)
    faulthandler.unregister(signal.SIGUSR1)


def run(*arguments: str, error=None) -> Ended:
    return model_server("prog", arguments, make_server=lambda config: FakeServer(config, error))


def test_version_prints_two_lines_and_ends_with_0(capsys):
    assert run("--version").code == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"TensorFlow ModelServer: {__version__}"
    assert lines[1].startswith("TensorFlow Library: ")
    assert len(lines) == 2


def test_version_is_answered_before_anything_is_checked(capsys):
    assert run("--version", "--port=0", "--rest_api_port=1").code == 0


def test_help_prints_the_usage_and_ends_with_255(capsys):
    assert run("--help").code == 255
    assert capsys.readouterr().out.startswith("usage: prog\nFlags:\n\t--port=8500 ")


def test_a_wrong_value_is_named_on_stderr_and_the_usage_printed(capsys):
    assert run("--port=x", BASE).code == 255
    captured = capsys.readouterr()
    assert captured.err == "Couldn't interpret value x for flag port.\n"
    assert captured.out.startswith("usage: prog\n")
    assert captured.out.endswith(
        "\nFailed to start server. Error: "
        "INVALID_ARGUMENT: Couldn't interpret value x for flag port.\n"
    )


def test_an_unknown_argument_stops_the_start_and_the_nearest_flag_is_named(capsys):
    assert run("--modle_name=m", BASE).code == 255
    out = capsys.readouterr().out
    assert out.startswith("unknown argument: --modle_name=m\nusage: prog\n")
    assert out.endswith(
        "\nFailed to start server. Error: "
        "INVALID_ARGUMENT: Unknown argument --modle_name=m. Did you mean --model_name?\n"
    )


def test_a_wrong_configuration_is_reported_with_its_status(capsys):
    assert run().code == 255
    assert capsys.readouterr().out == (
        "Failed to start server. Error: INVALID_ARGUMENT: Both server_options.model_base_path and "
        "server_options.model_config_file are empty!\n"
    )


def test_a_failed_start_is_reported_with_its_details(capsys):
    error = InvalidArgument("Failed to BuildAndStart gRPC server", details={"address": "0.0.0.0:1"})
    assert run(BASE, error=error) == Ended(255, is_clean=False, error=error)
    assert capsys.readouterr().out == (
        "Failed to start server. Error: INVALID_ARGUMENT: Failed to BuildAndStart gRPC server\n"
        "  address: 0.0.0.0:1\n"
    )


def test_the_server_gets_the_configuration_of_the_flags(capsys):
    seen = []

    def make_server(config):
        seen.append(config)
        return FakeServer(config)

    model_server("prog", [BASE, "--port=9000"], make_server=make_server)
    assert seen[0].grpc.port == 9000


def test_signals_are_listened_to_before_the_server_is_made_and_not_after_its_end(capsys):
    seen = []

    def make_server(config):
        seen.extend(map(signal.getsignal, (signal.SIGTERM, signal.SIGINT)))
        return FakeServer(config)

    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    model_server("prog", [BASE], make_server=make_server)
    assert not set(seen) & set(before)
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


@pytest.mark.parametrize(
    ("arguments", "code", "printed"),
    [
        ([], 2, "usage: tfserve COMMAND"),
        (["--help"], 0, "usage: tfserve COMMAND"),
        (["--version"], 0, "TensorFlow ModelServer: "),
        (["serve", "--help"], 0, "usage: tfserve serve"),
        (["serve", "--version"], 0, "TensorFlow ModelServer: "),
        (["serve"], 255, "Failed to start server. Error: "),
    ],
)
def test_tfserve_has_commands(arguments, code, printed, capsys):
    assert tfserve(arguments).code == code
    assert capsys.readouterr().out.startswith(printed)


@pytest.mark.parametrize(
    ("command", "hint"),
    [("serv", "Did you mean serve?"), ("banana", "tfserve --help lists the commands.")],
)
def test_an_unknown_command_is_named_with_a_hint(command, hint, capsys):
    assert tfserve([command]).code == 2
    assert capsys.readouterr().err == f"tfserve: no command {command}. {hint}\n"


class BrokenOutput:
    """What is left of standard output when its reader is gone."""

    def write(self, text):
        return len(text)

    def flush(self):
        raise BrokenPipeError


@pytest.mark.parametrize("output", [BrokenOutput(), None])
def test_the_exit_code_does_not_depend_on_who_reads_the_output(monkeypatch, output):
    codes = []
    monkeypatch.setattr("os._exit", codes.append)
    monkeypatch.setattr("sys.stdout", output)
    with pytest.raises(SystemExit):  # as os._exit did nothing
        _exit(Ended(255, is_clean=False))
    assert codes == [255]
