"""TensorFlow's errors as ours."""

from __future__ import annotations

import logging
import sys

from tfserve.errors import Internal, ServingError, error_of

__all__ = ["runtime_error", "serving_error"]

_log = logging.getLogger(__name__)

_PYTHON_NOISE = "\n\nOriginal stack trace for"  # TensorFlow's Python adds it to the C++ text
_PYTHON_TRACEBACK = "Traceback (most recent call last)"


def serving_error(error: Exception, *, prefix: str = "") -> ServingError:
    """What `error`, raised by TensorFlow, is to a client.

    An error of the runtime keeps its code and the text that C++ gave it, as TensorFlow Serving
    answers it. Two things never get out: the traceback of Python code inside a model (py_function),
    and anything that is no error of the runtime; both are logged.

    Args:
        error: what was caught; one of ours passes unchanged.
        prefix: put before the runtime's text.
    """
    if isinstance(error, ServingError):
        return error
    tf = sys.modules.get("tensorflow")  # what was not imported has raised nothing
    if tf is None or not isinstance(error, tf.errors.OpError):
        _log.error("Unexpected failure inside TensorFlow", exc_info=error)
        return Internal(f"{prefix}Unexpected failure inside the model")
    return runtime_error(error.error_code, error.message, prefix=prefix)


def runtime_error(code: int, message: str, *, prefix: str = "") -> ServingError:
    """A status of TensorFlow's runtime, as `serving_error` lets it out."""
    if _PYTHON_TRACEBACK in message:
        _log.error("Python code inside a model failed: %s", message)
        return Internal(f"{prefix}Python code inside the model failed")
    text = message.partition(_PYTHON_NOISE)[0].rstrip()
    return error_of(code, prefix + text)
