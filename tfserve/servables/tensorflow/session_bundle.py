"""The format before SavedModel."""

from __future__ import annotations

from pathlib import Path

from tfserve.errors import Unimplemented

__all__ = ["refuse_session_bundle"]


def refuse_session_bundle(directory: Path) -> None:
    """Refuse a version that has `export.meta`, even when it has a SavedModel too.

    Raises:
        Unimplemented: it has one. Matches: servables/tensorflow/saved_model_bundle_factory.cc.
    """
    if (directory / "export.meta").exists():
        raise Unimplemented("Session Bundle is deprecated and removed.")
