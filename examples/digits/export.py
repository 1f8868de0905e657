"""Train a softmax regression on digits and export it: `python export.py DIR` writes DIR/1, DIR/2.

Version 1 has learnt for a few steps only, version 2 for long, so that a client sees the server
change over. Signatures of both:

* `predict_images`: images float32[n, pixels] -> scores float32[n, 10].
* `serving_default`: for Classify; `inputs`, string[n] of tf.Examples with a feature `x`
  float[pixels] -> `classes` string[n, 10] and `scores` float32[n, 10], the likeliest first.
"""

from __future__ import annotations

import argparse
import pathlib

import data
import numpy as np
import numpy.typing as npt
import tensorflow as tf

CLASSES = 10
STEPS = {1: 20, 2: 1000}  # version -> steps
LEARNING_RATE = 0.5

Floats = npt.NDArray[np.float32]


class SoftmaxRegression(tf.Module):
    """One layer: scores = softmax(images @ weights + bias)."""

    def __init__(self, weights: Floats, bias: Floats) -> None:
        super().__init__()
        self.weights = tf.Variable(weights, name="weights")
        self.bias = tf.Variable(bias, name="bias")
        self.labels = tf.constant([str(digit) for digit in range(CLASSES)])
        pixels = len(weights)
        images = tf.TensorSpec([None, pixels], tf.float32, name="images")
        examples = tf.TensorSpec([None], tf.string, name="inputs")
        self.predict = tf.function(self._predict, input_signature=[images])
        self.classify = tf.function(self._classify, input_signature=[examples])

    def _predict(self, images: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"scores": tf.nn.softmax(images @ self.weights + self.bias)}

    def _classify(self, inputs: tf.Tensor) -> dict[str, tf.Tensor]:
        pixels = self.weights.shape[0]
        features = tf.io.parse_example(inputs, {"x": tf.io.FixedLenFeature([pixels], tf.float32)})
        scores, digits = tf.math.top_k(self._predict(features["x"])["scores"], k=CLASSES)
        return {"classes": tf.gather(self.labels, digits), "scores": scores}


def train(digits: data.Digits, steps: int) -> tuple[Floats, Floats]:
    """Weights float32[pixels, 10] and bias float32[10] after `steps` of gradient descent."""
    count, pixels = digits.images.shape
    weights, bias = np.zeros((pixels, CLASSES), np.float32), np.zeros(CLASSES, np.float32)
    wanted = np.eye(CLASSES, dtype=np.float32)[digits.labels]
    for _ in range(steps):
        logits = digits.images @ weights + bias
        scores = np.exp(logits - logits.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
        slope = (scores - wanted) / np.float32(count)  # of the cross entropy, by the logits
        weights -= LEARNING_RATE * digits.images.T @ slope
        bias -= LEARNING_RATE * slope.sum(axis=0)
    return weights, bias


def main() -> None:
    """Train and export each version."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path, help="the model's base path")
    parser.add_argument("--data_dir", type=pathlib.Path, help="the MNIST files, instead of digits")
    parser.add_argument("--versions", type=int, nargs="+", default=[1, 2], choices=STEPS)
    args = parser.parse_args()
    digits = data.load("train", args.data_dir)
    for version in args.versions:
        model = SoftmaxRegression(*train(digits, STEPS[version]))
        path = args.directory / str(version)
        signatures = {"predict_images": model.predict, "serving_default": model.classify}
        tf.saved_model.save(model, str(path), signatures=signatures)
        print(f"exported {path}, learnt from {len(digits.labels)} images in {STEPS[version]} steps")


if __name__ == "__main__":
    main()
