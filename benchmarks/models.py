"""Export the models that bench and soak use: `python -m benchmarks.models DIR`. Needs TensorFlow.

* half_plus_two: y = x / 2 + 2, the model of examples/half_plus_two; nothing but the way there.
* mlp: 784-512-512-10, about 100 us for one row.
* wide: 784-2048-2048-2048-2048-10, 57 MB of weights, about 2.6 ms for one row.
* plus: versions 1 to 4; version k answers x + k, so that an answer tells who gave it.
* slow: answers x after as many turns of a loop as its input `turns` says.
* echo: answers x after as many turns of that loop as take about a millisecond; can be batched.
* large: 20 MB of weights, answers x.
* deep: 800 small layers, answers x; takes seconds to load.
* image: the mean of each image, given as floats, or as their bytes (signature `raw`).

Beside them, `DIR/cases/NAME.npz` holds what bench sends and what must come back.
"""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

__all__ = ["PLUS_VERSIONS", "Case", "prepare"]

PLUS_VERSIONS = 4
_ECHO_TURNS = 150
_EDITION = "2"  # grows with every change of a model; directories of another one are made anew
_DEEP_LAYERS = 1200  # what either plane takes more than a second to load
_LARGE_FLOATS = 5_000_000  # 20 MB
_CASES = {  # name -> (model, input, rows); half_plus_two has a vector for input
    "half_plus_two": ("half_plus_two", "x", None),
    "mlp": ("mlp", "images", 1),
    "mlp-32": ("mlp", "images", 32),
    "wide": ("wide", "images", 1),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One request and its answer.

    Args:
        name: of the case.
        model: whom to ask.
        alias: of the one input.
        value: float32, what is sent.
        answers: output alias -> float32, what must come back.
    """

    name: str
    model: str
    alias: str
    value: npt.NDArray[np.float32]
    answers: dict[str, npt.NDArray[np.float32]]

    @classmethod
    def read(cls, directory: pathlib.Path, name: str) -> Case:
        """The case as `export` has left it."""
        model, alias, _ = _CASES[name]
        with np.load(directory / "cases" / f"{name}.npz") as arrays:
            answers = {key: arrays[key] for key in arrays.files if key != alias}
            return cls(name, model, alias, arrays[alias], answers)


def prepare(directory: pathlib.Path) -> pathlib.Path:
    """Export all models into `directory` unless they are there, in a process of its own."""
    edition = directory / "edition"
    if not edition.exists() or edition.read_text() != _EDITION:
        shutil.rmtree(directory, ignore_errors=True)
        print(f"exporting models into {directory} ...", flush=True)
        command = [sys.executable, "-m", "benchmarks.models", str(directory)]
        subprocess.run(command, check=True, stderr=subprocess.PIPE)
    return directory


def export(directory: pathlib.Path) -> None:
    """Write every model, then the cases, and last which edition they are."""
    import tensorflow as tf

    example = pathlib.Path(__file__).parents[1] / "examples" / "half_plus_two" / "export.py"
    subprocess.run([sys.executable, example, directory / "half_plus_two"], check=True)
    save = _saver(tf, directory)
    save("mlp", 1, *_perceptron(tf, 784, 512, 512, 10))
    save("wide", 1, *_perceptron(tf, 784, 2048, 2048, 2048, 2048, 10))
    for version in range(1, PLUS_VERSIONS + 1):
        save("plus", version, *_plus(tf, version))
    save("slow", 1, *_slow(tf))
    save("echo", 1, *_echo(tf))
    save("large", 1, *_large(tf))
    save("deep", 1, *_deep(tf))
    _save_image(tf, directory / "image" / "1")
    _write_cases(tf, directory)
    (directory / "edition").write_text(_EDITION)


def _saver(tf, directory: pathlib.Path) -> Callable[..., None]:  # noqa: ANN001  a module
    def save(name: str, version: int, function: object, *variables: object) -> None:
        module = tf.Module()
        module.variables_of_function = variables
        path = str(directory / name / str(version))
        tf.saved_model.save(module, path, signatures={"serving_default": function})

    return save


def _perceptron(tf, *widths: int) -> tuple[object, ...]:  # noqa: ANN001
    """Images: float32[n, widths[0]] -> scores: float32[n, widths[-1]]."""
    layers = [
        tf.Variable(tf.random.stateless_normal(shape, seed=[7, place]) / 20)
        for place, shape in enumerate(pairwise(widths))
    ]

    @tf.function(input_signature=[tf.TensorSpec([None, widths[0]], tf.float32, name="images")])
    def classify(images: object) -> dict[str, object]:
        for layer in layers[:-1]:
            images = tf.nn.relu(tf.matmul(images, layer))
        return {"scores": tf.nn.softmax(tf.matmul(images, layers[-1]))}

    return classify, *layers


def _plus(tf, version: int) -> tuple[object, ...]:  # noqa: ANN001
    """X: float32[n] -> y: float32[n]."""
    summand = tf.Variable(float(version))

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, name="x")])
    def plus(x: object) -> dict[str, object]:
        return {"y": x + summand}

    return plus, summand


def _slow(tf) -> tuple[object, ...]:  # noqa: ANN001
    """X: float32[n], turns: int32[] -> y: float32[n]; a turn takes about 7 us."""

    @tf.function(
        input_signature=[
            tf.TensorSpec([None], tf.float32, name="x"),
            tf.TensorSpec([], tf.int32, name="turns"),
        ]
    )
    def slow(x: object, turns: object) -> dict[str, object]:
        def turn(count: object, value: object) -> tuple[object, object]:
            return count + 1, tf.math.cos(value)

        noise = tf.fill([4096], 0.5)
        _, noise = tf.while_loop(lambda count, _: count < turns, turn, [0, noise])
        return {"y": x + 0 * tf.reduce_max(noise)}

    return (slow,)


def _echo(tf) -> tuple[object, ...]:  # noqa: ANN001
    """X: float64[n, m] -> y: float64[n, m]."""

    @tf.function(input_signature=[tf.TensorSpec([None, None], tf.float64, name="x")])
    def echo(x: object) -> dict[str, object]:
        def turn(count: object, value: object) -> tuple[object, object]:
            return count + 1, tf.math.cos(value)

        noise = tf.fill([4096], 0.5)
        _, noise = tf.while_loop(lambda count, _: count < _ECHO_TURNS, turn, [0, noise])
        return {"y": x + 0 * tf.cast(tf.reduce_max(noise), tf.float64)}

    return (echo,)


def _large(tf) -> tuple[object, ...]:  # noqa: ANN001
    """X: float32[n] -> y: float32[n]."""
    weights = tf.Variable(tf.random.stateless_uniform([_LARGE_FLOATS], seed=[1, 2]))

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, name="x")])
    def identity(x: object) -> dict[str, object]:
        return {"y": x + 0 * weights[0]}

    return identity, weights


def _save_image(tf, path: pathlib.Path) -> None:  # noqa: ANN001
    """Image: float32[n, 1024, 1024, 3], or image_bytes: string[n] -> mean: float32[n]."""
    shape = [1024, 1024, 3]

    @tf.function(input_signature=[tf.TensorSpec([None, *shape], tf.float32, name="image")])
    def mean(image: object) -> dict[str, object]:
        return {"mean": tf.reduce_mean(image, axis=[1, 2, 3])}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="image_bytes")])
    def mean_of_bytes(image_bytes: object) -> dict[str, object]:
        return mean(tf.reshape(tf.io.decode_raw(image_bytes, tf.float32), [-1, *shape]))

    signatures = {"serving_default": mean, "raw": mean_of_bytes}
    tf.saved_model.save(tf.Module(), str(path), signatures=signatures)


def _deep(tf) -> tuple[object, ...]:  # noqa: ANN001
    """X: float32[n] -> y: float32[n]."""
    layers = [tf.Variable(tf.ones([16, 16])) for _ in range(100)]

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, name="x")])
    def deep(x: object) -> dict[str, object]:
        row = tf.tile(x[:1, None], [1, 16])
        for place in range(_DEEP_LAYERS):
            row = tf.nn.relu(tf.matmul(row, layers[place % len(layers)]) + 0.1)
        return {"y": x + 0 * tf.math.tanh(tf.reduce_sum(row))}

    return deep, *layers


def _write_cases(tf, directory: pathlib.Path) -> None:  # noqa: ANN001
    random = np.random.default_rng(0)
    cases = directory / "cases"
    cases.mkdir()
    for name, (model, alias, rows) in _CASES.items():
        value = np.ones(1, np.float32)
        if rows is not None:
            value = random.random((rows, 784), np.float32)
        function = tf.saved_model.load(str(directory / model / "1")).signatures["serving_default"]
        answers = {key: output.numpy() for key, output in function(tf.constant(value)).items()}
        np.savez(cases / f"{name}.npz", **{alias: value}, **answers)


if __name__ == "__main__":
    export(pathlib.Path(sys.argv[1]))
