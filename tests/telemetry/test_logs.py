"""Log lines are lines, whatever is in them."""

from __future__ import annotations

import io
import json
import logging
import os
import re
from contextlib import contextmanager, suppress

import pytest

from tfserve.core.executor import InlineExecutor
from tfserve.telemetry.logs import LineFormatter, log_to


def line(message: str, *arguments: object, name: str = "tfserve.server") -> str:
    record = logging.LogRecord(name, logging.INFO, "f.py", 1, message, arguments, None)
    return LineFormatter().format(record)


def test_a_line_has_time_level_and_place():
    head, text = line("Running gRPC ModelServer at %s ...", "0.0.0.0:8500").split(" INFO ")
    assert text == "server: Running gRPC ModelServer at 0.0.0.0:8500 ..."
    date, time = head.split(" ")
    assert (len(date), len(time)) == (len("2026-01-31"), len("14:05:09.123"))


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("a\nb", r"a\nb"),
        ("a\r\nb", r"a\r\nb"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("nul\0", r"nul\x00"),
        ("right\u202eleft", r"right\u202eleft"),
        ("line\u2028end", r"line\u2028end"),
        ("tab\tstays, ümläut stays", "tab\tstays, ümläut stays"),
    ],
)
def test_nothing_from_outside_can_forge_a_line(given, written):
    assert line("model %s", given).endswith(f"server: model {written}")


def test_a_long_message_is_cut():
    text = line("%s", "x" * 1_000_000)
    assert text.endswith("x...TRUNCATED")
    assert len(text) < 5000


@contextmanager
def logging_to(stream, form="console"):
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    try:
        yield log_to(
            stream, "info", form=form, make_executor=lambda name, threads: InlineExecutor()
        )
    finally:
        root.handlers[:], root.level, logging.raiseExceptions = before


def fail():
    try:
        raise ValueError("boom")
    except ValueError:
        logging.getLogger("tfserve.x").exception("It failed")


def test_a_traceback_follows_its_line():
    stream = io.StringIO()
    with logging_to(stream):
        fail()
        logging.getLogger("tfserve.x").debug("not at this level")
    first, *rest = stream.getvalue().splitlines()
    assert first.endswith("ERROR x: It failed")
    assert rest[0] == "Traceback (most recent call last):"
    assert rest[-1] == "ValueError: boom"


def test_a_json_line_has_everything_in_one_object():
    stream = io.StringIO()
    with logging_to(stream, "json"):
        fail()
        logging.getLogger("tfserve.x").info("model %s", "a\nb\u202e\x1b" + "x" * 5000)
    failed, named = (json.loads(each) for each in stream.getvalue().splitlines())
    assert failed["level"] == "ERROR"
    assert (failed["logger"], failed["message"]) == ("x", "It failed")
    assert failed["exception"].endswith("ValueError: boom")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", failed["time"])
    assert named["message"].startswith("model a\nb")
    assert named["message"].endswith("...TRUNCATED")
    assert stream.getvalue().isascii()


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_a_stream_that_cannot_be_written_to_harms_nobody(stream):
    if stream is not None:
        stream.close()
    with logging_to(stream) as handler:
        logging.getLogger("tfserve.x").info("lost")
        logging.getLogger("tfserve.x").info("%d arguments are wrong")
        logging.getLogger("tfserve.x").info("%d", "no number")
        handler.close()
    assert handler.statistics().lost == 2


def test_a_reader_that_does_not_read_holds_up_nobody():
    read_end, write_end = os.pipe()
    stream = os.fdopen(write_end, "w", errors="replace")
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    try:
        handler = log_to(stream, "info")
        for _ in range(12_000):
            logging.getLogger("tfserve.x").info("x" * 200)
        assert handler.statistics().dropped > 0
    finally:
        root.handlers[:], root.level, logging.raiseExceptions = before
        os.close(read_end)  # the blocked write ends
        handler.close()
        with suppress(OSError):
            stream.close()


def test_the_log_of_before_is_written_to_its_end_when_another_one_begins():
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    try:
        log_to(stream, "info")
        logging.getLogger("tfserve.x").info("first")
        handler = log_to(None, "info")
        assert stream.getvalue().endswith("first\n")
        handler.close()
    finally:
        root.handlers[:], root.level, logging.raiseExceptions = before
