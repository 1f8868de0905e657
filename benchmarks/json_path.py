"""JSON of the REST API by itself: megabytes a second in and out, beside the C parser alone."""

from __future__ import annotations

import base64
import json
import statistics
import time
from collections.abc import Callable

import numpy as np
import orjson

from benchmarks.table import Table
from tfserve.core.servable import Signature, TensorSpec
from tfserve.frontends.rest.json_inputs import predict_inputs
from tfserve.frontends.rest.json_reader import read_document
from tfserve.frontends.rest.json_writer import columnar_body, row_body
from tfserve.tensors import DataType

__all__ = ["reading", "writing"]

IMAGE = (1, 1024, 1024, 3)
ROWS = (1000, 100)
FLOATS = 1_000_000
REPEATS = 5


def reading() -> Table:
    """Bodies of predict requests into tensors, and `orjson.loads` of the same body."""
    chance = np.random.default_rng(0)
    floats, rows = chance.random(IMAGE), chance.random(ROWS)
    pixels = chance.integers(0, 256, IMAGE, np.uint8)
    image = base64.b64encode(chance.bytes(4 << 20)).decode()
    table = Table(
        "JSON to tensors",
        ("body", "MB", "ms, median", "ms, best", "MB/s", "orjson.loads alone, ms", "share of it"),
    )
    for name, dtype, instances in (
        ("image, float32, 6 digits", DataType.DT_FLOAT, floats.round(6).tolist()),
        ("image, float32, 17 digits", DataType.DT_FLOAT, floats.tolist()),
        ("image, uint8", DataType.DT_UINT8, pixels.tolist()),
        ("1000 rows of 100 float32", DataType.DT_FLOAT, rows.round(6).tolist()),
        ("4 MiB as base64", DataType.DT_STRING, [{"b64": image}]),
        ("10000 short strings", DataType.DT_STRING, [f"word {at}" for at in range(10_000)]),
    ):
        signature = Signature("s", {"x": TensorSpec("x:0", dtype, None)}, {})
        body = json.dumps({"instances": instances}).encode()
        del instances
        median, best = _ms(lambda: predict_inputs(read_document(body), signature))  # noqa: B023 - called here
        _, alone = _ms(lambda: orjson.loads(body))  # noqa: B023 - called here
        size = len(body) / 1e6
        table.add(
            name, f"{size:.2f}", f"{median:.2f}", f"{best:.2f}", f"{size / best * 1e3:,.0f}",
            f"{alone:.2f}", f"{best / alone:.2f}",
        )  # fmt: skip
    return table


def writing() -> Table:
    """A million numbers into bodies, beside the printing of as many by one `%`."""
    chance = np.random.default_rng(0)
    normal = chance.normal(size=FLOATS).astype(np.float32)
    values = tuple(normal.tolist())
    table = Table("tensors to JSON", ("what", "MB", "ms, median", "ms, best"))
    for name, write in (
        ("1M float32, rows of 1000", lambda: row_body({"y": normal.reshape(-1, 1000)})),
        ("1M float32, rows of 4", lambda: row_body({"y": normal.reshape(-1, 4)})),
        ("1M float32, columnar", lambda: columnar_body({"y": normal.reshape(-1, 1000)})),
        ("1M whole float32", lambda: row_body({"y": np.arange(FLOATS, dtype=np.float32)})),
        ("1M small float32", lambda: row_body({"y": np.exp(normal * 9 - 20)})),
        ("1M int64", lambda: row_body({"y": np.arange(FLOATS)})),
        ("1M float64", lambda: row_body({"y": normal.astype(np.float64)})),
        (
            "for comparison: '%.9g, ' * n % values",
            lambda: bytes("%.9g, " * FLOATS % values, "ascii"),
        ),
    ):
        size = len(write()) / 1e6
        median, best = _ms(write)
        table.add(name, f"{size:.2f}", f"{median:.1f}", f"{best:.1f}")
    return table


def _ms(call: Callable[[], object]) -> tuple[float, float]:
    """Median and best of some calls, in processor time: the machine may be busy."""
    times = []
    for _ in range(REPEATS):
        begun = time.process_time()
        call()
        times.append((time.process_time() - begun) * 1e3)
    return statistics.median(times), min(times)
