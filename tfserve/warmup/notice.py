"""Telling that recorded requests are there which nobody replays."""

from __future__ import annotations

import logging
from pathlib import Path

from tfserve.core.ids import ServableId
from tfserve.core.servable import Servable

__all__ = ["WARMUP_FILE", "warn_of_records"]

_log = logging.getLogger(__name__)

WARMUP_FILE = "assets.extra/tf_serving_warmup_requests"
"""Below a version directory. Matches: servables/tensorflow/saved_model_warmup_util.cc."""


def warn_of_records(servable_id: ServableId, path: str, _servable: Servable) -> None:
    """Name a warm-up file in a warning: warm-up is not supported yet, and must not seem to be.

    Args:
        servable_id: the version.
        path: its local directory.
    """
    file = Path(path) / WARMUP_FILE
    if file.exists():
        _log.warning("Servable %s is not warmed up: not supported yet: %s", servable_id, file)
