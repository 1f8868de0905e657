"""Small things by themselves: tensors in and out of messages, import times."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from benchmarks.table import Table
from tfserve.apis.tensorflow import tensor_pb2
from tfserve.tensors import decode, encode

__all__ = ["imports", "tensors"]

FLOATS = 1_000_000
REPEATS = 50
IMPORTS = 7


def tensors() -> Table:
    """A million float32 values between TensorProto and numpy, both encodings, beside a copy."""
    array = np.random.default_rng(0).random(FLOATS, np.float32)
    as_values, as_content = encode(array), encode(array, as_content=True)
    small = np.ones(1, np.float32)
    small_proto = encode(small)
    decoded = [decode(proto) for proto in (as_values, as_content)]
    if not all(np.array_equal(each, array) for each in decoded):
        raise SystemExit("decoded values differ from encoded ones")
    version = _protobuf_version()
    table = Table(f"1M float32 and protobuf {version}", ("what", "ms, median", "ms, best"))
    for name, call in (
        ("memory copy", array.copy),
        ("decode float_val", lambda: decode(as_values)),
        ("decode float_val, and touch it", lambda: decode(as_values).max()),
        ("decode tensor_content", lambda: decode(as_content)),
        ("decode tensor_content, and touch it", lambda: decode(as_content).max()),
        ("the touch alone", array.max),
        ("encode float_val", lambda: encode(array)),
        ("encode tensor_content", lambda: encode(array, as_content=True)),
        ("parse and decode float_val", _parsing(as_values)),
        ("parse and decode tensor_content", _parsing(as_content)),
        ("[1] decode", lambda: decode(small_proto)),
        ("[1] encode", lambda: encode(small)),
    ):
        median, best = _milliseconds(call)
        table.add(name, f"{median:.4f}", f"{best:.4f}")
    return table


def imports() -> Table:
    """What importing costs in a fresh interpreter, beyond starting it."""
    table = Table("imports", ("module", "s, median", "TensorFlow imported"))
    for module in ("tfserve", "tfserve.apis", "tfserve.apis.predict_pb2", "tfserve.tensors"):
        code = (
            "import sys, time; begun = time.perf_counter(); "
            f"import {module}; print(time.perf_counter() - begun, 'tensorflow' in sys.modules)"
        )
        runs = [
            subprocess.check_output([sys.executable, "-c", code], text=True).split()
            for _ in range(IMPORTS)
        ]
        median = statistics.median(float(seconds) for seconds, _ in runs)
        table.add(module, f"{median:.3f}", "yes" if runs[0][1] == "True" else "no")
    return table


def _parsing(proto: tensor_pb2.TensorProto) -> Callable[[], object]:
    wire = proto.SerializeToString()
    return lambda: decode(tensor_pb2.TensorProto.FromString(wire))


def _milliseconds(call: Callable[[], object]) -> tuple[float, float]:
    """Median and best of many calls."""
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        call()
        times.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(times), min(times)


def _protobuf_version() -> str:
    import google.protobuf

    return google.protobuf.__version__
