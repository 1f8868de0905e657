"""Warm-up files that nobody replays are named."""

from __future__ import annotations

from tfserve.core.ids import ServableId
from tfserve.testing import FakeServable
from tfserve.warmup.notice import WARMUP_FILE, warn_of_records


def test_a_warm_up_file_is_named_in_a_warning(tmp_path, caplog):
    file = tmp_path / WARMUP_FILE
    file.parent.mkdir()
    file.touch()
    warn_of_records(ServableId("m", 3), str(tmp_path), FakeServable())
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.getMessage() == (
        f"Servable {{name: m version: 3}} is not warmed up: not supported yet: {file}"
    )


def test_a_version_without_one_is_not_mentioned(tmp_path, caplog):
    warn_of_records(ServableId("m", 3), str(tmp_path), FakeServable())
    assert caplog.records == []
