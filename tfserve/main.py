"""The commands `tensorflow_model_server` and `tfserve`: flags in, exit code out."""

from __future__ import annotations

import contextlib
import difflib
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import NoReturn

from tfserve import __version__
from tfserve.config.server import ServerConfig
from tfserve.core.executor import ThreadExecutor
from tfserve.errors import ServingError
from tfserve.flags import (
    FLAGS,
    HelpRequested,
    ParsedFlags,
    UnknownArgument,
    WrongValue,
    parse,
    server_config,
    usage,
)
from tfserve.security.commands import COMMANDS
from tfserve.signals import signals_to
from tfserve.supervisor import FAILED_START, Ended, Server, Supervisor
from tfserve.telemetry.logs import log_to
from tfserve.telemetry.stacks import write_stacks

__all__ = ["model_server", "run", "run_model_server", "tfserve"]

_STOP_MARGIN_S = 15.0  # beyond drain delay and grace: for unloading what is loaded

_COMMANDS = """\
usage: tfserve COMMAND [--flag=value ...]

Commands:
  serve          serve models over gRPC; takes the flags of tensorflow_model_server
  new-key        make an API key, and its hash for --auth_config_file
  hash-key       hash an API key that standard input gives
  hash-password  hash a password that standard input gives

tfserve serve --help lists the flags, tfserve --version prints the versions.
"""


def run_model_server() -> NoReturn:
    """The command `tensorflow_model_server`."""
    _exit(model_server("tensorflow_model_server", sys.argv[1:]))


def run() -> NoReturn:
    """The command `tfserve`."""
    _exit(tfserve(sys.argv[1:]))


def _exit(ended: Ended) -> NoReturn:
    """End the process. Abandoned work sits in native threads that nobody can end: leaving through
    the interpreter's shutdown would wait for them or crash under them.
    """
    logging.shutdown()
    with contextlib.suppress(AttributeError, OSError, ValueError):  # closed, or nobody reads it
        sys.stdout.flush()
    if not ended.is_clean:
        os._exit(ended.code)
    sys.exit(ended.code)


def tfserve(arguments: Sequence[str]) -> Ended:
    """Run `tfserve ARGUMENTS`."""
    command, *rest = arguments or ("--help",)
    if command == "serve":
        return model_server("tfserve serve", rest, help_code=0)
    if command == "--version":
        _print_versions()
        return Ended(0)
    if command in ("--help", "-h", "help"):
        sys.stdout.write(_COMMANDS)
        return Ended(0 if arguments else 2)
    if command in COMMANDS:
        return _print_secret(command, rest)
    nearest = difflib.get_close_matches(command, ("serve", *COMMANDS), n=1)
    hint = f"Did you mean {nearest[0]}?" if nearest else "tfserve --help lists the commands."
    sys.stderr.write(f"tfserve: no command {command}. {hint}\n")
    return Ended(2)


def _print_secret(command: str, rest: Sequence[str]) -> Ended:
    """Run a command that makes or hashes a secret."""
    if rest:
        reason = "it takes no arguments: secrets come from standard input"
    else:
        try:
            sys.stdout.write(COMMANDS[command](sys.stdin))
        except ValueError as error:
            reason = str(error)
        else:
            return Ended(0)
    sys.stderr.write(f"tfserve {command}: {reason}\n")
    return Ended(2)


def _server_of(config: ServerConfig) -> Server:
    from tfserve.server import ModelServer  # after --version and --help: it imports gRPC

    return ModelServer(config)


def model_server(
    program: str,
    arguments: Sequence[str],
    *,
    help_code: int = FAILED_START,
    make_server: Callable[[ServerConfig], Server] = _server_of,
) -> Ended:
    """Run `PROGRAM ARGUMENTS` until the server ends; belongs to the main thread, takes its signals
    and sets the log.

    Args:
        program: its name in the usage text.
        arguments: flags, without the program's name.
        help_code: exit code of `--help`; TensorFlow Serving's is that of a failed start.
        make_server: from its config to a server that is not started yet.
    """
    try:
        parsed = parse(arguments, FLAGS)
    except HelpRequested:
        sys.stdout.write(usage(program, FLAGS))
        return Ended(help_code)
    except WrongValue as error:
        sys.stderr.write(f"{error.message}\n")
        sys.stdout.write(usage(program, FLAGS))
        return _failed(error)
    except UnknownArgument as error:
        sys.stdout.write(f"unknown argument: {error.argument}\n{usage(program, FLAGS)}")
        return _failed(error)
    if parsed.values["version"]:
        _print_versions()
        return Ended(0)
    return _serve(parsed, make_server)


def _serve(parsed: ParsedFlags, make_server: Callable[[ServerConfig], Server]) -> Ended:
    supervisor = Supervisor(executor=ThreadExecutor("tfserve-main", 2))

    def signalled(number: int) -> None:
        if number != signal.SIGUSR1:
            supervisor.signalled(number)
        elif sys.stderr is not None:
            with contextlib.suppress(OSError, ValueError):  # it may be closed
                write_stacks(sys.stderr)

    with signals_to(signalled, (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1)):  # before all else
        log_to(sys.stderr, "info")  # until the configuration says otherwise
        try:
            config = server_config(parsed)
        except ServingError as error:
            return _failed(error)
        telemetry = config.telemetry
        log_to(sys.stderr, telemetry.log_level, form=telemetry.log_format)
        lifecycle = config.lifecycle
        limit_s = lifecycle.drain_delay_s + lifecycle.shutdown_grace_s + _STOP_MARGIN_S
        try:
            server = make_server(config)
        except ServingError as error:
            return _failed(error)
        ended = supervisor.run(server, stop_limit_s=limit_s)
    return _failed(ended.error) if ended.error else ended


def _failed(error: ServingError) -> Ended:
    """Say why there is no server, in TensorFlow Serving's form; what it does not say comes below
    it.
    """
    lines = [f"Failed to start server. Error: {error.status}"]
    lines.extend(f"  {key}: {value}" for key, value in error.details.items())
    sys.stdout.write("\n".join(lines) + "\n")
    return Ended(FAILED_START, is_clean=False, error=error)


def _print_versions() -> None:
    sys.stdout.write(f"TensorFlow ModelServer: {__version__}\n")
    sys.stdout.write(f"TensorFlow Library: {_tensorflow_version()}\n")


def _tensorflow_version() -> str:
    """Of the installed build, without importing it."""
    for name in ("tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tf-nightly"):
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return "not installed"
