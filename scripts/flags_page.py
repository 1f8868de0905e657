"""Print docs/flags.md from the table of flags: `make docs` writes it, a test compares it."""

from __future__ import annotations

import sys

from tfserve.flags import Flag, Support
from tfserve.flags.table import OURS, TENSORFLOW_SERVING

_HEAD = """\
# Flags

Generated from `tfserve/flags/table.py` by `make docs`.

`tensorflow_model_server` and `tfserve serve` take the same flags, written `--name=value`; a bool
may be written `--name`. Of a repeated flag the last one counts. An unknown flag stops the start and
the nearest name is suggested; so does a value that cannot be read, and any failure of the start:
the exit code is 255 and standard output ends with `Failed to start server. Error: ...`.

A flag marked *not supported yet* is known; given with a value that asks for its feature it stops
the start with `not supported yet: --flag`. None of them is ignored in silence.
"""

_TABLE = "\n| flag | type | default | meaning |\n|---|---|---|---|\n"


def _row(flag: Flag) -> str:
    default = flag.default_means or f"`{flag.spelled(flag.default)}`"
    note = "*not supported yet* " if flag.support is Support.LATER else ""
    return f"| `{flag.name}` | {flag.type.value} | {default} | {note}{flag.help} |\n"


def page() -> str:
    """The page: TensorFlow Serving's flags, then ours."""
    theirs, ours = "".join(map(_row, TENSORFLOW_SERVING)), "".join(map(_row, OURS))
    return (
        f"{_HEAD}\n## TensorFlow Serving's flags\n{_TABLE}{theirs}"
        f"\n## Flags of this server\n{_TABLE}{ours}"
    )


if __name__ == "__main__":
    sys.stdout.write(page())
