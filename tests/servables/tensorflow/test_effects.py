"""Which signatures may be run again, or beside others, without anybody noticing."""

from __future__ import annotations

import pytest

from tfserve.core.servable import SignatureCall
from tfserve.errors import FailedPrecondition

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize(
    ("model", "signature", "expected"),
    [
        ("half_plus_two", "serving_default", False),  # reads variables
        ("half_plus_two", "multiply", False),
        ("stateless", "serving_default", False),
        ("vocabulary", "serving_default", False),  # looks up in a table
        ("counter", "get_counter", False),
        ("counter", "incr_counter", True),
        ("python_inside", "serving_default", True),
    ],
)
def test_graphs_that_change_something_or_call_out_are_known(
    open_model, exported_models, model, signature, expected
):
    servable = open_model(exported_models / model / "1")
    outputs = tuple(servable.signatures[signature].outputs)
    assert servable.has_side_effects((SignatureCall(signature, outputs),)) is expected


def test_only_what_a_run_reaches_counts(open_model, exported_models):
    """The init op of a model fills its tables, but no request runs it."""
    servable = open_model(exported_models / "vocabulary" / "1")
    assert servable._effective_nodes
    outputs = tuple(servable.signatures["serving_default"].outputs)
    assert not servable.has_side_effects((SignatureCall("serving_default", outputs),))


def test_a_signature_that_does_not_exist_is_refused(open_model, exported_models):
    servable = open_model(exported_models / "counter" / "1")
    with pytest.raises(FailedPrecondition):
        servable.has_side_effects((SignatureCall("nope", ()),))


@pytest.fixture(scope="module")
def judged():
    """Names of top-level nodes with effects, of a graph that has a bit of everything."""
    import tensorflow as tf

    from tfserve.apis.tensorflow import meta_graph_pb2
    from tfserve.servables.tensorflow.effects import effective_nodes
    from tfserve.servables.tensorflow.library import open_library
    from tfserve.servables.tensorflow.python_engine import PythonEngine

    with tf.Graph().as_default():
        x = tf.compat.v1.placeholder(tf.float32, [None], name="x")
        noise = tf.random.uniform([1], name="noise")
        tf.identity(x + noise, name="noisy")
        with tf.control_dependencies([noise]):
            tf.constant(1, name="after_noise")
        tf.cond(tf.reduce_sum(x) > 0, lambda: tf.random.uniform([1]), lambda: x, name="lottery")
        tf.cond(tf.reduce_sum(x) > 0, lambda: x + 1, lambda: x, name="choice")
        tf.while_loop(lambda i: i < 3, lambda i: (i + 1,), [0], name="loop")
        old = tf.compat.v1.get_variable("old", [], use_resource=False)
        tf.compat.v1.assign(old, 1, name="set")
        exported = tf.compat.v1.train.export_meta_graph()
    message = meta_graph_pb2.MetaGraphDef.FromString(exported.SerializeToString())
    message.graph_def.node.add(name="foreign", op="NobodyKnowsThisOp")
    return effective_nodes(message, PythonEngine(open_library()).op_definition)


@pytest.mark.parametrize("name", ["noise", "noisy", "after_noise", "lottery", "set", "foreign"])
def test_what_has_effects_or_follows_them_counts(judged, name):
    assert any(each.partition("/")[0] == name for each in judged)


@pytest.mark.parametrize("name", ["x", "choice", "choice/Identity", "loop", "old", "old/read"])
def test_what_only_computes_or_reads_does_not(judged, name):
    assert name not in judged
