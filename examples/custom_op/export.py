"""Export a model that uses the op CollatzSteps: `python export.py DIR --op libcollatz_op.so`.

Signature `serving_default`: numbers int64[n] -> steps int64[n].
"""

from __future__ import annotations

import argparse
import pathlib

import tensorflow as tf


def main() -> None:
    """Write DIR/1."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path, help="the model's base path")
    parser.add_argument("--op", type=pathlib.Path, default="libcollatz_op.so", help="the library")
    args = parser.parse_args()
    library = tf.load_op_library(str(args.op.resolve()))

    @tf.function(input_signature=[tf.TensorSpec([None], tf.int64, name="numbers")])
    def count(numbers: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"steps": library.collatz_steps(numbers=numbers)}

    version = args.directory / "1"
    tf.saved_model.save(tf.Module(), str(version), signatures={"serving_default": count})
    print(f"exported {version}")


if __name__ == "__main__":
    main()
