"""Version directories with warm-up files, and servables that note what is run on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tfserve.core.ids import ServableId
from tfserve.core.servable import CLASSIFY_METHOD, REGRESS_METHOD, Signature, TensorSpec
from tfserve.handlers.predict import PredictHandler
from tfserve.tensors import DataType
from tfserve.testing import FakeClock, FakeServable
from tfserve.warmup import RequestReader

ID = ServableId("m", 3)
X = TensorSpec("x:0", DataType.DT_FLOAT, (None,))
EXAMPLES = {"inputs": TensorSpec("e:0", DataType.DT_STRING, (None,))}
SIGNATURES = {
    "serving_default": Signature("serving_default", {"x": X}, {"y": X}),
    "classify": Signature("classify", EXAMPLES, {"scores": X}, CLASSIFY_METHOD),
    "regress": Signature("regress", EXAMPLES, {"outputs": X}, REGRESS_METHOD),
    "several": Signature(
        "several",
        {"x": X, "n": TensorSpec("n:0", DataType.DT_INT64, (None,))},
        {"y": X, "s": TensorSpec("s:0", DataType.DT_STRING, (None,))},
    ),
}


class Model(FakeServable):
    """Halves and adds two; a run takes `takes_s` seconds of a fake clock, the first ten times as
    long.
    """

    def __init__(self, clock: FakeClock, takes_s: float = 0.001):
        functions = {
            "serving_default": lambda inputs: {"y": inputs["x"] / 2 + 2},
            "classify": lambda inputs: {"scores": np.ones((len(inputs["inputs"]), 2), np.float32)},
            "regress": lambda inputs: {"outputs": np.ones(len(inputs["inputs"]), np.float32)},
            "several": lambda inputs: {
                "y": (inputs["x"] * inputs["n"]).astype(np.float32),
                "s": np.array([b"%d" % each for each in inputs["n"]], object),
            },
        }
        super().__init__(SIGNATURES, functions)
        self._fake_clock = clock
        self._takes_s = takes_s
        self.ran = []

    def run(self, call, deadline):
        self.ran.append(call)
        self._fake_clock.advance(self._takes_s * (10 if len(self.ran) == 1 else 1))
        return super().run(call, deadline)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def model(clock):
    return Model(clock)


@pytest.fixture
def slow_model(clock):
    return Model(clock, takes_s=0.5)


@pytest.fixture
def predict():
    return PredictHandler(
        max_tensor_bytes=1 << 20, check_method_names=False, as_tensor_content=True
    )


@pytest.fixture
def requests(predict):
    return RequestReader(predict=predict, check_method_names=False)


@pytest.fixture
def put(tmp_path):
    """`put(name, content)`: a file in assets.extra of the version directory `tmp_path`."""

    def write(name: str, content: bytes | str) -> Path:
        file = tmp_path / "assets.extra" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write
