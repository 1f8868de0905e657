"""Train a classifier of iris flowers and export it as an Estimator would: `python export.py DIR`.

The graph is a TF1 one: a placeholder of serialized tf.Examples, `parse_example`, one layer. Three
heads share it; each takes tf.Examples with the float features sepal_length, sepal_width,
petal_length and petal_width, in centimetres:

* `serving_default`, `classification`: classes string[n, 3] and scores float32[n, 3], in the order
  of the classes; method name `tensorflow/serving/classify`.
* `predict`: class_ids int64[n, 1], classes string[n, 1], logits and probabilities float32[n, 3].
"""

from __future__ import annotations

import argparse
import pathlib

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from sklearn.datasets import load_iris

FEATURES = ("sepal_length", "sepal_width", "petal_length", "petal_width")
CLASSES = ("0", "1", "2")  # setosa, versicolor, virginica
STEPS = 2000
LEARNING_RATE = 2.0

tf1 = tf.compat.v1
Floats = npt.NDArray[np.float32]


def train() -> tuple[Floats, Floats]:
    """Weights float32[4, 3] and bias float32[3] for lengths in centimetres."""
    lengths, flowers = load_iris(return_X_y=True)
    mean, spread = lengths.mean(axis=0), lengths.std(axis=0)
    scaled, wanted = (lengths - mean) / spread, np.eye(len(CLASSES))[flowers]
    weights, bias = np.zeros((len(FEATURES), len(CLASSES))), np.zeros(len(CLASSES))
    for _ in range(STEPS):
        odds = np.exp(scaled @ weights + bias)
        slope = (odds / odds.sum(axis=1, keepdims=True) - wanted) / len(lengths)
        weights -= LEARNING_RATE * scaled.T @ slope
        bias -= LEARNING_RATE * slope.sum(axis=0)
    weights /= spread[:, np.newaxis]
    return weights.astype(np.float32), (bias - mean @ weights).astype(np.float32)


def heads(weights: Floats, bias: Floats) -> dict[str, tf1.SignatureDef]:
    """Build the model in the default graph; signature key -> SignatureDef."""
    examples = tf1.placeholder(tf.string, [None], name="input_example_tensor")
    columns = {name: tf.io.FixedLenFeature([1], tf.float32) for name in FEATURES}
    parsed = tf.io.parse_example(examples, columns)
    lengths = tf.concat([parsed[name] for name in FEATURES], axis=1)
    logits = lengths @ tf1.Variable(weights, name="weights") + tf1.Variable(bias, name="bias")
    scores = tf.nn.softmax(logits, name="probabilities")
    names = tf.constant(CLASSES)
    best = tf.argmax(logits, axis=1)[:, tf.newaxis]
    all_classes = tf.tile(names[tf.newaxis, :], [tf.shape(scores)[0], 1])

    signature_of = tf1.saved_model.signature_def_utils
    classification = signature_of.classification_signature_def(examples, all_classes, scores)
    predict = signature_of.predict_signature_def(
        {"examples": examples},
        {
            "class_ids": best,
            "classes": tf.gather(names, best),
            "logits": logits,
            "probabilities": scores,
        },
    )
    return {
        "serving_default": classification,
        "classification": classification,
        "predict": predict,
    }


def main() -> None:
    """Write DIR/1."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path, help="the model's base path")
    version = parser.parse_args().directory / "1"
    with tf1.Session(graph=tf.Graph()) as session:
        signatures = heads(*train())
        session.run(tf1.global_variables_initializer())
        builder = tf1.saved_model.Builder(str(version))
        builder.add_meta_graph_and_variables(
            session, [tf.saved_model.SERVING], signature_def_map=signatures
        )
        builder.save()
    print(f"exported {version}")


if __name__ == "__main__":
    main()
