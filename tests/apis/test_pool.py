"""One process, several owners of the same messages: any order, any version, or none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
HIDE = """
import sys
from importlib.machinery import PathFinder

class Hiding:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.split(".")[0] in {"tensorflow", "tensorflow_serving"}:
            return None
        return PathFinder.find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Hiding
"""


def run(code, *, paths=()):
    """Run in a fresh interpreter: the descriptor pool is one per process."""
    process = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", code],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([*map(str, paths), str(REPOSITORY)]),
            "TF_CPP_MIN_LOG_LEVEL": "3",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


OURS = """
from tfserve.apis import predict_pb2 as ours, prediction_log_pb2, get_model_metadata_pb2
from tfserve.apis.tensorflow import tensor_pb2, config_pb2
from tfserve.apis.config import model_server_config_pb2
from tfserve.apis.servables import saved_model_config_pb2, session_bundle_config_pb2
"""
OFFICIAL = """
from tensorflow_serving.apis import predict_pb2 as theirs, prediction_log_pb2 as _
from tensorflow_serving.config import model_server_config_pb2 as _
"""
TENSORFLOW = "import tensorflow as tf\n"
SAME = "assert ours.PredictRequest is theirs.PredictRequest\n"
EXCHANGE = """
request = ours.PredictRequest()
request.inputs["x"].CopyFrom(tf.make_tensor_proto([1.0, 2.0]))
from tfserve.tensors import make_ndarray, make_tensor_proto
assert make_ndarray(request.inputs["x"]).tolist() == [1, 2]
assert tf.make_ndarray(make_tensor_proto([1.0, 2.0])).tolist() == [1, 2]
assert isinstance(tf.make_tensor_proto(1.0), tensor_pb2.TensorProto)
"""


def test_ours_alone():
    printed = run(
        HIDE + OURS + "request = ours.PredictRequest(); request.inputs['x'].float_val.append(1)\n"
        "print(request.inputs['x'].float_val[0], ours.PredictRequest.__module__)"
    )
    assert printed == "1.0 tfserve.apis.predict_pb2\n"


@pytest.mark.parametrize("order", [OURS + OFFICIAL, OFFICIAL + OURS], ids=["ours", "theirs"])
def test_with_the_official_package(order):
    pytest.importorskip("tensorflow_serving", reason="tensorflow-serving-api is not installed")
    run(order + SAME)


@pytest.mark.tensorflow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "order",
    [
        OURS + TENSORFLOW,
        TENSORFLOW + OURS,
        OURS + OFFICIAL + TENSORFLOW,
        OFFICIAL + TENSORFLOW + OURS,
    ],
    ids=["ours, tf", "tf, ours", "ours, theirs, tf", "theirs, tf, ours"],
)
def test_messages_are_exchangeable_with_tensorflow(order):
    pytest.importorskip("tensorflow_serving", reason="tensorflow-serving-api is not installed")
    run(order + EXCHANGE)


def test_neither_package_is_imported_and_it_is_quick():
    printed = run(
        "import sys, time\nstart = time.perf_counter()\nimport tfserve.apis\n" + OURS +
        "print(time.perf_counter() - start)\n"
        "assert not {'tensorflow', 'tensorflow_serving', 'grpc', 'numpy'} & set(sys.modules)"
    )  # fmt: skip
    assert float(printed) < 0.2 * 3  # a test machine may be busy: 0.2 is what is meant


@pytest.fixture
def old_package(tmp_path):
    """An official package of an older version: other files, and an old generator's module."""
    apis = tmp_path / "tensorflow_serving" / "apis"
    apis.mkdir(parents=True)
    for package in (apis.parent, apis):
        (package / "__init__.py").write_text("raise RuntimeError('must not be imported')")
    return apis


def write(path, name, *fields, template):
    """A generated module of a file with one message `ModelSpec` of string fields."""
    from google.protobuf.descriptor_pb2 import FileDescriptorProto

    file = FileDescriptorProto(name=name, package="tensorflow.serving", syntax="proto3")
    message = file.message_type.add(name="ModelSpec")
    for number, field in enumerate(fields, start=1):
        message.field.add(name=field, number=number, type=9, label=1)
    path.write_text(template.format(file.SerializeToString()))


GENERATED = "DESCRIPTOR = _descriptor_pool.Default().AddSerializedFile({!r})\n"
GENERATED_LONG_AGO = "DESCRIPTOR = _descriptor.FileDescriptor(name='x', serialized_pb={!r})\n"


@pytest.mark.parametrize("template", [GENERATED, GENERATED_LONG_AGO], ids=["new", "old"])
def test_the_descriptors_of_an_installed_older_version_are_adopted(old_package, template):
    name = "tensorflow_serving/apis/model.proto"
    write(old_package / "model_pb2.py", name, "name", "ancient", template=template)
    printed = run(
        "from tfserve.apis import predict_pb2, model_pb2\n"
        "print(list(model_pb2.ModelSpec.DESCRIPTOR.fields_by_name))\n"
        "print(type(predict_pb2.PredictRequest().model_spec) is model_pb2.ModelSpec)",
        paths=[old_package.parents[1]],
    )
    assert printed == "['name', 'ancient']\nTrue\n"


def test_a_module_that_cannot_be_read_is_left_alone(old_package):
    (old_package / "model_pb2.py").write_text("print 'Python 2'")
    printed = run(
        "from tfserve.apis import model_pb2\nprint('version' in dir(model_pb2.ModelSpec()))",
        paths=[old_package.parents[1]],
    )
    assert printed == "True\n"


def test_where_ours_does_not_go_with_theirs_it_has_messages_of_its_own(tmp_path):
    """An old TensorFlow lacks messages that our server-only files refer to."""
    protobuf = tmp_path / "tensorflow" / "core" / "protobuf"
    protobuf.mkdir(parents=True)
    (tmp_path / "tensorflow" / "__init__.py").touch()
    name = "tensorflow/core/protobuf/config.proto"
    write(protobuf / "config_pb2.py", name, "anything", template=GENERATED)
    printed = run(
        "import warnings\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n"
        "    from tfserve.apis.servables import session_bundle_config_pb2 as bundle\n"
        "config = bundle.SessionBundleConfig()\n"
        "config.session_config.intra_op_parallelism_threads = 2\n"
        "print(bundle.SessionBundleConfig.FromString(config.SerializeToString()) == config)\n"
        "print(any('cannot be exchanged' in str(warning.message) for warning in caught))",
        paths=[tmp_path],
    )
    assert printed == "True\nTrue\n"


def test_messages_can_be_pickled_also_inner_ones():
    run(
        HIDE + OURS + "import pickle\n"
        "request = ours.PredictRequest(); request.inputs['x'].float_val.append(1)\n"
        "request.request_options.handshake.estimated_payload_bytes = 3\n"
        "for message in (request, request.inputs['x'], request.request_options.handshake):\n"
        "    assert pickle.loads(pickle.dumps(message)) == message"
    )
