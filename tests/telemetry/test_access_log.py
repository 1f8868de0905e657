"""One line per call, whatever its client sent."""

from __future__ import annotations

import json

import pytest

from tfserve.core.call_record import CallRecord, EntryPoint
from tfserve.core.executor import InlineExecutor
from tfserve.errors import Code
from tfserve.telemetry.access_log import AccessLog
from tfserve.testing import FakeClock


class Lines:
    def __init__(self):
        self.lines = []

    def write(self, data):
        self.lines.extend(data.decode().splitlines(keepends=True))

    def close(self):
        pass


class Origin:
    peer = "ipv4:127.0.0.1:5"

    def header(self, name):
        raise AssertionError(name)


@pytest.fixture
def clock():
    return FakeClock(wall=1_000_000_000.25)


@pytest.fixture
def lines():
    return Lines()


@pytest.fixture
def log(clock, lines):
    def make(form):
        return AccessLog(lines, form=form, clock=clock, executor=InlineExecutor())

    return make


@pytest.fixture
def record(clock):
    made = CallRecord(EntryPoint("GRPC", "Predict"), clock.now, 50, Origin())
    made.request_id, made.principal = "abc-1", "alice"
    made.asked = made.model = "m"
    made.version, made.signature = 3, "serving_default"
    made.submitted_at = made.now()
    clock.advance(0.0005)
    made.run_began_at = made.now()
    clock.advance(0.002)
    made.run_ended_at = made.now()
    made.batch_size = 8
    made.end(Code.OK, 40)
    return made


def test_a_json_line_has_all_that_is_known_of_a_call(log, lines, record, clock):
    clock.advance(1)  # the line is made later than the call was answered
    log("json").observe(record)
    assert [json.loads(each) for each in lines.lines] == [
        {
            "time": "2001-09-09T01:46:40.252Z",
            "request_id": "abc-1",
            "peer": "ipv4:127.0.0.1:5",
            "principal": "alice",
            "transport": "GRPC",
            "method": "Predict",
            "model": "m",
            "version": 3,
            "signature": "serving_default",
            "code": "OK",
            "request_bytes": 50,
            "response_bytes": 40,
            "batch_size": 8,
            "queue_ms": 0.5,
            "run_ms": 2.0,
            "total_ms": 2.5,
        }
    ]


def test_a_console_line_has_the_same_as_pairs(log, lines, record):
    log("console").observe(record)
    assert "".join(lines.lines) == (
        "time=2001-09-09T01:46:40.252Z request_id=abc-1 peer=ipv4:127.0.0.1:5 principal=alice "
        "transport=GRPC method=Predict model=m version=3 signature=serving_default code=OK "
        "request_bytes=50 response_bytes=40 batch_size=8 queue_ms=0.5 run_ms=2.0 total_ms=2.5\n"
    )


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize(
    "name", ["a\nforged", "\x1b[31mred", "nul\0", 'quote" code=OK', "right\u202eleft", "\ud800"]
)
def test_names_from_outside_stay_in_their_line_and_place(log, lines, record, form, name):
    record.asked, record.model = name, ""
    log(form).observe(record)
    (line,) = lines.lines
    assert line.endswith("\n")
    assert line[:-1].isprintable()
    if form == "json":
        assert json.loads(line)["model"] == name
    else:
        assert line.count(" code=OK") == 1 + name.count(" code=OK")
        assert f"model={name}" not in line


def test_a_long_name_is_cut(log, lines, record):
    record.asked, record.model = "x" * 2**20, ""
    log("json").observe(record)
    assert len(lines.lines[0]) < 1000


def test_a_call_that_was_refused_has_dashes_where_nothing_is_known(log, lines, clock):
    record = CallRecord(EntryPoint("GRPC", "Predict"), clock.now)
    record.end(Code.NOT_FOUND)
    log("console").observe(record)
    (line,) = lines.lines
    assert "request_id=- peer=- principal=- " in line
    assert "version=- signature=- code=NOT_FOUND" in line
    assert "run_ms=- " in line
