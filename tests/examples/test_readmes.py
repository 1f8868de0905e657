"""Every command of the examples' READMEs is run, and prints what the README says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NUMBER = re.compile(r"\d+\.\d+")


def steps(readme: Path) -> list[tuple[list[str], str]]:
    """Commands, and what they print; empty where the README does not say."""
    found: list[tuple[list[str], str]] = []
    for kind, text in BLOCK.findall(readme.read_text()):
        if kind == "sh":
            found.append((text.splitlines(), ""))
        else:
            found[-1] = (found[-1][0], text)
    return found


def test_every_example_has_a_readme():
    folders = {path.name for path in EXAMPLES.iterdir() if (path / "client.py").exists()}

    assert folders == {path.parent.name for path in EXAMPLES.glob("*/README.md")}
    assert len(folders) == 5


@pytest.mark.parametrize(
    "readme", sorted(EXAMPLES.glob("*/README.md")), ids=lambda it: it.parent.name
)
def test_the_readme_works(terminal, readme):
    if "make -C" in readme.read_text() and not shutil.which("g++"):
        pytest.skip("g++ is not installed")

    for commands, promised in steps(readme):
        printed = "".join(map(terminal.run, commands))

        if promised:
            assert NUMBER.sub("", printed) == NUMBER.sub("", promised)
            figures = [float(each) for each in NUMBER.findall(promised)]
            assert [float(each) for each in NUMBER.findall(printed)] == pytest.approx(
                figures, rel=0.15
            )
