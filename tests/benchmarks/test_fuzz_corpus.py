"""Every input that `make fuzz` has found worth keeping."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fuzzing.campaign import fuzz, replay
from benchmarks.fuzzing.targets import targets

CORPUS = Path(__file__).resolve().parents[2] / "benchmarks" / "corpus"


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_no_stored_input_breaks_anything(target):
    found = {name: finding for name, finding in replay(target, CORPUS) if finding}

    assert not found


def test_every_target_has_a_corpus():
    assert all((CORPUS / target.name).is_dir() for target in targets())


def test_a_defect_is_found_and_made_short(tmp_path):
    def run(data: bytes) -> str:
        if b"\xff" in data:
            raise ValueError(data)
        return "fine"

    from benchmarks.fuzzing.campaign import Target

    result = fuzz(Target("toy", run, (b"abc",)), tmp_path, seconds=5, seed=1)

    assert result.finding.data == b"\xff"
    assert "ValueError" in result.finding.report
