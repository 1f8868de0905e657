"""Where things go that no flag names a place for."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

__all__ = ["cache_directory"]


def cache_directory(environment: Mapping[str, str] = os.environ) -> str:
    """`tfserve` in the user's cache directory; where the user has no home that can be written to,
    as services often have not, one of the user's own in the directory for temporary files.
    """
    base = environment.get("XDG_CACHE_HOME", "")
    if base and Path(base).is_absolute():
        return str(Path(base) / "tfserve")
    home = environment.get("HOME", "")
    if home and os.access(home, os.W_OK):
        return str(Path(home) / ".cache" / "tfserve")
    return str(Path(tempfile.gettempdir()) / f"tfserve-{os.geteuid()}")
