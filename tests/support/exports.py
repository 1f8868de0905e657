"""Export the models that tests need, into one directory: `python exports.py DIRECTORY`.

Run as a program of its own, since exporting leaves TensorFlow's process-wide state changed. Each
function makes one model; its docstring says what is special about it.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

v1 = tf.compat.v1

IDENTITY_DTYPES = (
    "float32", "float64", "float16", "bfloat16", "int8", "int16", "int32", "int64", "uint8",
    "uint16", "uint32", "uint64", "bool", "string", "complex64", "complex128",
)  # fmt: skip


def signature(inputs, outputs, method="tensorflow/serving/predict"):
    def infos(tensors):
        return {
            alias: v1.saved_model.build_tensor_info(tensor) for alias, tensor in tensors.items()
        }

    return v1.saved_model.build_signature_def(infos(inputs), infos(outputs), method)


def builder_at(path):
    return v1.saved_model.Builder(str(path / "1"))


def half_plus_two(path, _):
    """TF2: y = x / 2 + 2 with x float32[n], and a matrix product that fails on wrong shapes."""

    class Module(tf.Module):
        def __init__(self):
            super().__init__()
            self.half, self.two = tf.Variable(0.5), tf.Variable(2.0)
            self.weights = tf.Variable(tf.ones([3, 2]))

        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, name="x")])
        def predict(self, x):
            return {"y": self.half * x + self.two, "z": self.half * x}

        @tf.function(input_signature=[tf.TensorSpec(None, tf.float32, name="rows")])
        def multiply(self, rows):
            return {"product": tf.matmul(rows, self.weights)}

    module = Module()
    signatures = {"serving_default": module.predict, "multiply": module.multiply}
    tf.saved_model.save(module, str(path / "1"), signatures=signatures)


def stateless(path, _):
    """TF2: no variables at all."""

    class Module(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
        def double(self, x):
            return {"y": x + x}

    module = Module()
    tf.saved_model.save(module, str(path / "1"), signatures=module.double)


def vocabulary(path, scratch):
    """TF2: a table initialised from an asset by the init op."""
    words = scratch / "words.txt"
    words.write_text("zero\none\ntwo\n")

    class Module(tf.Module):
        def __init__(self):
            super().__init__()
            initializer = tf.lookup.TextFileInitializer(
                str(words), tf.string, tf.lookup.TextFileIndex.WHOLE_LINE, tf.int64,
                tf.lookup.TextFileIndex.LINE_NUMBER,
            )  # fmt: skip
            self.table = tf.lookup.StaticHashTable(initializer, -1)

        @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
        def look_up(self, words):
            return {"numbers": self.table.lookup(words)}

    module = Module()
    tf.saved_model.save(module, str(path / "1"), signatures=module.look_up)


def tag_sets(path, scratch):
    """TF1: two MetaGraphs in one file, each with a table from an asset of the same file name, which
    the exporter makes one file. `serve` answers 10 for "b", `serve gpu` 100.
    """
    builder = builder_at(path)
    for tags, factor in (["serve"], 10), (["serve", "gpu"], 100):
        directory = scratch / "-".join(tags)
        directory.mkdir()
        (directory / "vocabulary.txt").write_text("a\nb\n")
        with tf.Graph().as_default(), v1.Session() as session:
            initializer = tf.lookup.TextFileInitializer(
                tf.constant(str(directory / "vocabulary.txt")), tf.string,
                tf.lookup.TextFileIndex.WHOLE_LINE, tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER,
            )  # fmt: skip
            table = tf.lookup.StaticHashTable(initializer, -1)
            one = v1.get_variable("one", initializer=np.int64(1))
            word = v1.placeholder(tf.string, [None])
            number = table.lookup(word) * one * factor
            session.run([v1.global_variables_initializer(), v1.tables_initializer()])
            options = {
                "signature_def_map": {"serving_default": signature({"word": word}, {"n": number})},
                "main_op": v1.tables_initializer(),
                "assets_collection": v1.get_collection(v1.GraphKeys.ASSET_FILEPATHS),
            }
            if len(tags) == 1:
                builder.add_meta_graph_and_variables(session, tags, **options)
            else:
                builder.add_meta_graph(tags, **options)
    builder.save()


def cluster(path, _):
    """TF1: trained by a cluster: three checkpoint shards, device strings of other machines, no
    method_name.
    """
    with (
        tf.Graph().as_default(),
        v1.Session(config=v1.ConfigProto(device_count={"CPU": 3})) as session,
    ):
        parts = []
        for shard in range(3):
            with tf.device(f"/device:CPU:{shard}"):
                parts.append(v1.get_variable(f"part{shard}", initializer=np.full(100, shard + 1.0)))
        x = v1.placeholder(tf.float64, [None])
        with tf.device("/device:CPU:1"):
            y = x + tf.add_n([part[0] for part in parts])
        session.run(v1.global_variables_initializer())
        builder = builder_at(path)
        builder.add_meta_graph_and_variables(
            session,
            ["serve"],
            {"serving_default": signature({"x": x}, {"y": y}, "")},
            saver=v1.train.Saver(sharded=True),
        )
        builder.save()
    file = path / "1" / "saved_model.pb"
    saved = saved_model_pb2.SavedModel.FromString(file.read_bytes())
    for node in saved.meta_graphs[0].graph_def.node:
        shard = node.device[-1:]
        node.device = f"/job:ps/replica:0/task:{shard}/device:CPU:0" if shard else "/job:worker"
    file.write_bytes(saved.SerializeToString())


def counter(path, _):
    """TF1: state in a reference variable; signatures without inputs, outputs of DT_FLOAT_REF."""
    with tf.Graph().as_default(), v1.Session() as session:
        value = v1.Variable(0.0, dtype=tf.float32, use_resource=False, name="counter")
        delta = v1.placeholder(tf.float32, [], name="delta")
        signatures = {
            "get_counter": signature({}, {"output": value._ref()}),
            "incr_counter": signature({}, {"output": v1.assign_add(value, 1.0)}),
            "incr_counter_by": signature({"delta": delta}, {"output": v1.assign_add(value, delta)}),
            "reset_counter": signature({}, {"output": v1.assign(value, 0.0)}),
        }
        session.run(v1.global_variables_initializer())
        builder = builder_at(path)
        builder.add_meta_graph_and_variables(session, ["serve"], signatures)
        builder.save()


def identities(path, _):
    """TF1, as text: a signature per dtype that gives back what it is given."""
    with tf.Graph().as_default(), v1.Session() as session:
        signatures = {}
        for dtype in IDENTITY_DTYPES:
            x = v1.placeholder(dtype, None, name=f"x_{dtype}")
            signatures[dtype] = signature({"x": x}, {"y": tf.identity(x)})
        builder = builder_at(path)
        builder.add_meta_graph_and_variables(session, ["serve"], signatures)
        builder.save(as_text=True)


def two_heads(path, _):
    """TF1, as an Estimator exports it: classify and regress heads over serialized Examples."""
    with tf.Graph().as_default(), v1.Session() as session:
        examples = v1.placeholder(tf.string, [None], name="examples")
        spec = {"x": tf.io.FixedLenFeature([1], tf.float32)}
        x = tf.io.parse_example(examples, spec)["x"]
        half = v1.get_variable("half", initializer=0.5)
        score = x * half
        big, small = (tf.fill(tf.shape(score), name) for name in ("big", "small"))
        classes = tf.where(score > 1.0, big, small)
        session.run(v1.global_variables_initializer())
        signatures = {
            "classification": signature(
                {"inputs": examples},
                {"classes": classes, "scores": score},
                "tensorflow/serving/classify",
            ),
            "regression": signature(
                {"inputs": examples}, {"outputs": score}, "tensorflow/serving/regress"
            ),
        }
        builder = builder_at(path)
        builder.add_meta_graph_and_variables(session, ["serve"], signatures)
        builder.save()


def python_inside(path, _):
    """TF1: calls a Python function, which no server has."""
    with tf.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float32, [None])
        y = v1.py_func(lambda value: value, [x], tf.float32)
        builder = builder_at(path)
        signatures = {"serving_default": signature({"x": x}, {"y": y})}
        builder.add_meta_graph_and_variables(session, ["serve"], signatures)
        builder.save()


def tokenizer(path, _):
    """TF2: splits text with an op of tensorflow-text; absent where that is not installed."""
    if importlib.util.find_spec("tensorflow_text") is None:
        return
    import tensorflow_text

    class Module(tf.Module):
        def __init__(self):
            super().__init__()
            self.tokenizer = tensorflow_text.WhitespaceTokenizer()

        @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
        def tokenize(self, text):
            tokens = self.tokenizer.tokenize(text)
            return {"tokens": tokens.to_tensor(""), "counts": tokens.row_lengths()}

    module = Module()
    tf.saved_model.save(module, str(path / "1"), signatures=module.tokenize)


MODELS = (
    half_plus_two, stateless, vocabulary, tag_sets, cluster, counter, identities, two_heads,
    python_inside, tokenizer,
)  # fmt: skip


def main(directory):
    with tempfile.TemporaryDirectory() as scratch:  # gone when the models are used
        for model in MODELS:
            path = directory / model.__name__
            path.mkdir()
            model(path, Path(scratch))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
