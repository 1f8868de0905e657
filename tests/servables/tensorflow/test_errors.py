"""TensorFlow's errors as clients see them."""

from __future__ import annotations

import pytest

from tfserve.errors import Internal, InvalidArgument, NotFound, ResourceExhausted

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(120)]


def runtime_error(kind, message):
    import tensorflow as tf

    return getattr(tf.errors, kind)(None, None, message)


@pytest.mark.parametrize(
    ("kind", "message", "expected"),
    [
        (
            "InvalidArgumentError",
            "bad\n\t [[{{node a}}]]",
            InvalidArgument("bad\n\t [[{{node a}}]]"),
        ),
        ("NotFoundError", "gone\n\nOriginal stack trace for 'a':\n x.py", NotFound("gone")),
        ("ResourceExhaustedError", "OOM when allocating", ResourceExhausted("OOM when allocating")),
        ("InternalError", "broken", Internal("broken")),
        (
            "InvalidArgumentError",
            "ValueError: secret\nTraceback (most recent call last):\n ...",
            Internal("Python code inside the model failed"),
        ),
    ],
)
def test_runtime_errors_keep_code_and_text_without_python(kind, message, expected):
    from tfserve.servables.tensorflow.errors import serving_error

    assert serving_error(runtime_error(kind, message)) == expected


def test_any_other_exception_becomes_internal_without_its_text(caplog):
    from tfserve.servables.tensorflow.errors import serving_error

    assert serving_error(ValueError("secret")) == Internal("Unexpected failure inside the model")
    assert "secret" in caplog.text


def test_ours_pass_unchanged():
    from tfserve.servables.tensorflow.errors import serving_error

    error = NotFound("x")
    assert serving_error(error) is error
