"""TensorFlow's C API through ctypes: what goes in comes out, in one process with its package."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from tfserve.tensors import DataType

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(120)]

RUNS = """
from tfserve.core.deadline import Deadline
from tfserve.core.ids import ServableId
from tfserve.core.servable import Call, SignatureCall
from tfserve.servables.registry import servable_opener
from tfserve.testing import FakeClock, InlineExecutor

def half_plus_two():
    opener = servable_opener("tensorflow", None, executor=InlineExecutor(), clock=FakeClock())
    servable = opener(ServableId("m", 1), sys.argv[1])
    call = Call({"x": np.float32([2])}, (SignatureCall("serving_default", ("y",)),))
    return float(servable.run(call, Deadline.NONE)[0][0][0])

def twice():
    import tensorflow as tf
    return float(tf.function(lambda x: x * 2)(tf.constant(1.5)))
"""


@pytest.fixture(scope="module")
def library():
    from tfserve.servables.tensorflow.library import open_library

    return open_library()


@pytest.mark.parametrize(
    "value",
    [
        np.float32([[1, 2, 3]]),
        np.float64(2.5).reshape(()),
        np.zeros((2, 0, 3), np.int64),
        np.array([1 + 2j], np.complex128),
        np.arange(200_000, dtype=np.int32).reshape(2, -1),
        np.asfortranarray(np.arange(6, dtype=np.uint8).reshape(2, 3)),
        np.arange(400_000, dtype=np.float32)[::2],
        np.ones(3, DataType.DT_BFLOAT16.numpy),
        np.array([True, False]),
        np.array([[b"", b"short"], [b"x" * 1000, b"\0"]], dtype=object),
        np.array(b"scalar", dtype=object),
        np.array([], dtype=object),
    ],
    ids=lambda value: f"{value.dtype}{value.shape}",
)
def test_an_array_comes_out_of_a_tensor_as_it_went_in(library, value):
    (result,) = library.arrays_of([library.tensor_of(value)])
    assert (result.dtype, result.shape) == (value.dtype, value.shape)
    assert result.tolist() == value.tolist()


def test_a_large_result_lives_as_long_as_what_looks_into_it(library):
    freed = []
    delete = library.delete_tensor
    library.delete_tensor = lambda tensor: (freed.append(tensor), delete(tensor))
    try:
        (result,) = library.arrays_of([library.tensor_of(np.ones(1_000_000, np.float32))])
        part = result[10:20]
        del result
        assert (freed, part.sum()) == ([], 10)
        del part
        assert len(freed) == 1
    finally:
        library.delete_tensor = delete


@pytest.mark.parametrize(
    "order",
    [
        "print(half_plus_two(), 'tensorflow' in sys.modules, twice(), half_plus_two())",
        "print(twice(), 'tensorflow' in sys.modules, half_plus_two(), twice())",
    ],
    ids=["before", "after"],
)
def test_a_process_may_import_tensorflow_before_or_after_and_serving_does_not(
    exported_models, order
):
    program = f"import sys\nimport numpy as np\n{RUNS}\n{order}"
    directory = str(exported_models / "half_plus_two/1")
    ended = subprocess.run(
        [sys.executable, "-c", program, directory], capture_output=True, check=True, text=True
    )
    imported = "False" if order.startswith("print(half") else "True"
    assert ended.stdout.split() == ["3.0", imported, "3.0", "3.0"]
