"""Export the models that both planes are asked. Needs TensorFlow.

    python -m benchmarks.differential.export DIR

* types: for each type a signature of its name, `x` -> `y`, the same, and `shape`.
* mixed: `rows` float32[n, 2], `names` string[n] (by default one name), `scale` float32 (by default
  3) -> `scaled`, `scaled again`, `names`, `product`; versions 1 and 2.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys

import numpy as np

from benchmarks.differential.requests import TYPES
from tfserve.apis.tensorflow import saved_model_pb2
from tfserve.tensors import encode

__all__ = ["prepare"]


def prepare(directory: pathlib.Path) -> pathlib.Path:
    """Export all models into `directory` unless they are there, in a process of its own."""
    if not (directory / "done").exists():
        command = [sys.executable, "-m", "benchmarks.differential.export", str(directory)]
        subprocess.run(command, check=True, stderr=subprocess.PIPE)
        (directory / "done").touch()
    return directory


def export(directory: pathlib.Path) -> None:
    """Write every model."""
    import tensorflow as tf

    signatures = {each.label: _same(tf, int(each)) for each in TYPES}
    tf.saved_model.save(tf.Module(), str(directory / "types" / "1"), signatures=signatures)
    for version in (1, 2):
        path = directory / "mixed" / str(version)
        tf.saved_model.save(tf.Module(), str(path), signatures={"serving_default": _mixed(tf)})
        _add_defaults(path / "saved_model.pb")


def _same(tf, number: int) -> object:  # noqa: ANN001  a module
    @tf.function(input_signature=[tf.TensorSpec(None, tf.as_dtype(number), name="x")])
    def same(x: object) -> dict[str, object]:
        return {"y": tf.identity(x), "shape": tf.shape(x)}

    return same


def _mixed(tf) -> object:  # noqa: ANN001
    @tf.function(
        input_signature=[
            tf.TensorSpec(None, tf.float32, name="rows"),  # the runtime looks at the shape
            tf.TensorSpec([None], tf.string, name="names"),
            tf.TensorSpec([], tf.float32, name="scale"),
        ]
    )
    def mixed(rows: object, names: object, scale: object) -> dict[str, object]:
        scaled = rows * scale
        product = tf.linalg.matmul(rows, tf.constant([[1.0], [2.0]]))
        return {
            "scaled": scaled,
            "scaled again": scaled,
            "names": tf.identity(names),
            "product": product,
        }

    return mixed


def _add_defaults(path: pathlib.Path) -> None:
    model = saved_model_pb2.SavedModel.FromString(path.read_bytes())
    defaults = model.meta_graphs[0].signature_def["serving_default"].defaults
    defaults["names"].CopyFrom(encode(np.array([b"nobody"], object)))
    defaults["scale"].CopyFrom(encode(np.array(3.0, np.float32)))
    path.write_bytes(model.SerializeToString())


if __name__ == "__main__":
    export(pathlib.Path(sys.argv[1]))
