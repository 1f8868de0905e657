"""Export y = x / 2 + 2 as a SavedModel: `python export.py DIR` writes version 1 into DIR/1.

Signatures: `serving_default` takes plain numbers; for clients that send
tf.Examples with a feature `x` there are `regress_x_to_y` and `classify_x_to_y`.
"""

from __future__ import annotations

import argparse
import pathlib

import tensorflow as tf


class HalfPlusTwo(tf.Module):
    """The smallest model that is a real one: two variables, one line of arithmetic."""

    def __init__(self) -> None:
        super().__init__()
        self.a = tf.Variable(0.5, name="a")
        self.b = tf.Variable(2.0, name="b")

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, name="x")])
    def predict(self, x: tf.Tensor) -> dict[str, tf.Tensor]:
        """X: float32[n] -> y: float32[n]."""
        return {"y": self.a * x + self.b}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="inputs")])
    def regress(self, inputs: tf.Tensor) -> dict[str, tf.Tensor]:
        """Serialized tf.Examples, string[n] -> outputs: float32[n, 1]."""
        return {"outputs": self._of_examples(inputs)}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="inputs")])
    def classify(self, inputs: tf.Tensor) -> dict[str, tf.Tensor]:
        """Serialized tf.Examples, string[n] -> scores: float32[n, 1]."""
        return {"scores": self._of_examples(inputs)}

    def _of_examples(self, serialized: tf.Tensor) -> tf.Tensor:
        features = tf.io.parse_example(serialized, {"x": tf.io.FixedLenFeature([1], tf.float32)})
        return self.a * features["x"] + self.b


def main() -> None:
    """Write DIR/1."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path, help="the model's base path")
    version = parser.parse_args().directory / "1"
    model = HalfPlusTwo()
    tf.saved_model.save(
        model,
        str(version),
        signatures={
            "serving_default": model.predict,
            "regress_x_to_y": model.regress,
            "classify_x_to_y": model.classify,
        },
    )
    print(f"exported {version}")


if __name__ == "__main__":
    main()
