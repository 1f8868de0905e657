"""Our .proto files say what the official wheels say, and the shipped files are built from them."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto

from tfserve.apis import _pool

REPOSITORY = Path(__file__).parents[2]
APIS = REPOSITORY / "tfserve" / "apis"
SERVER_ONLY = {
    "tensorflow/core/grappler/optimizers/inference/batch_op_rewriter.proto",
    "tensorflow/core/tfrt/graph_executor/config.proto",
    "tensorflow_serving/apis/internal/serialized_input.proto",
    "tensorflow_serving/config/monitoring_config.proto",
    "tensorflow_serving/config/ssl_config.proto",
    "tensorflow_serving/resources/resources.proto",
    "tensorflow_serving/servables/hashmap/hashmap_source_adapter.proto",
    "tensorflow_serving/servables/tensorflow/remote_op_config_rewriter.proto",
    "tensorflow_serving/servables/tensorflow/saved_model_bundle_source_adapter.proto",
    "tensorflow_serving/servables/tensorflow/saved_model_config.proto",
    "tensorflow_serving/servables/tensorflow/session_bundle_config.proto",
    "tensorflow_serving/servables/tensorflow/tfrt_saved_model_source_adapter.proto",
    "tensorflow_serving/servables/tensorflow/thread_pool_factory_config.proto",
    "tensorflow_serving/session_bundle/oss/manifest.proto",
    "tensorflow_serving/sources/storage_path/static_storage_path_source.proto",
}


def official(file_name):
    """The serialized descriptor in the installed wheel; skips where it is not installed."""
    package = "tensorflow_serving" if file_name.startswith("tensorflow_serving") else "tensorflow"
    spec = importlib.util.find_spec(package)
    if spec is None:
        pytest.skip(f"the official {package} wheel is not installed")
    root = Path(spec.submodule_search_locations[0])
    relative = f"{file_name.removesuffix('.proto')}_pb2.py"
    path = root / "compiler" / relative if relative.startswith("xla/") else root.parent / relative
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "AddSerializedFile":
            return node.args[0].value
    raise AssertionError(path)


def test_every_proto_file_is_shipped():
    protos = REPOSITORY / "protos"
    assert set(_pool.own_files()) == {
        str(path.relative_to(protos)) for path in protos.rglob("*.proto")
    }


@pytest.mark.parametrize(
    "file_name",
    sorted(
        name
        for name in set(_pool.own_files()) - SERVER_ONLY
        if not name.startswith("inference/")  # no official wheel has those
    ),
)
def test_a_file_equals_the_one_in_the_official_wheel(file_name):
    theirs = FileDescriptorProto.FromString(official(file_name))
    assert FileDescriptorProto.FromString(_pool.own_files()[file_name]) == theirs


@pytest.mark.parametrize(
    "module",
    sorted(
        ".".join(("tfserve", "apis", *path.relative_to(APIS).with_suffix("").parts))
        for path in APIS.rglob("*_pb2*.py")
    ),
)
def test_every_module_can_be_imported_and_has_types(module):
    path = Path(importlib.import_module(module).__file__)
    assert path.with_suffix(".pyi").exists()


def test_the_generated_files_are_those_that_the_generator_writes():
    pytest.importorskip("grpc_tools", reason="grpcio-tools is not installed")
    build = REPOSITORY / "protos" / "build.py"
    check = subprocess.run(
        [sys.executable, build, "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr
