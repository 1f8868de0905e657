"""Documentation that is made from the code, or that must be true of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tfserve.flags import FLAGS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def test_the_page_of_flags_is_up_to_date():
    made = subprocess.run(
        [sys.executable, "scripts/flags_page.py"],
        cwd=ROOT, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert made.stdout == (ROOT / "docs/flags.md").read_text(), "make docs writes it anew"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_flag_that_is_mentioned_exists(page):
    names = {flag.name for flag in FLAGS} | {"help", "server"}
    mentioned = set(re.findall(r"--([a-z]\w*[a-z]\w*)", page.read_text()))
    assert {name for name in mentioned if "_" in name} <= names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if not target.startswith("https://"):
            assert (page.parent / target).exists(), target


def test_every_proof_of_a_promise_exists():
    page = (ROOT / "docs/faults.md").read_text()
    proofs = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page))
    assert len(proofs) > 100
    for file, test in proofs:
        assert f"\ndef {test}(" in (ROOT / file).read_text(), f"{file}::{test}"
    assert page.count("::") == len(re.findall(r"`tests/[\w/]+\.py::\w+`", page))


def test_every_long_run_that_is_named_exists():
    named = set(re.findall(r"soak: (\w+)", (ROOT / "docs/faults.md").read_text()))
    rows = (ROOT / "benchmarks/soak.py").read_text()
    assert {row for row in named if f'\n    "{row}":' not in rows} == {"row"}  # the legend


def test_make_without_a_target_lists_the_targets():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    makefile = (ROOT / "Makefile").read_text()
    (targets,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert re.findall(r"^  (\w+) ", listed, re.MULTILINE) == targets.split()
