"""Which half-copied versions are recognised as such."""

import base64
import contextlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.apis.tensorflow.saved_model_pb2 import SavedModel
from tfserve.errors import DataLoss, NotFound
from tfserve.servables.checkpoint_index import shard_sizes
from tfserve.servables.completeness import MODEL_FILES, missing_part
from tfserve.servables.wire_fields import Damaged
from tfserve.sources import LocalStorage

# The index that TensorFlow 2.21 wrote for three scalars and an object graph: one shard, 631 bytes.
INDEX = base64.b64decode(
    "wAHwbQAABggBGgIIAQAcDl9DSEVDS1BPSU5UQUJMRV9PQkpFQ1RfR1JBUEgIBxIAIAwo6wQ1kNG3RwAcC2EvLkFUVFJJ"
    "QlVURVMvVkFSSUFCTEVfVkFMVUUIARIAKAQ1BjgnHwAcDWIvLkFUVFJJQlVUUioANCAEKAQ1EP14TwAcDWMvdlYAQCAI"
    "KAQ179aCwwAAAAABAAAAAf1+z4gAAAAAAQAAAADA8qGwAAEDZACZAQAAAAABAAAAAOiuc7qeAQirAQ8AAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAV/uAiyR1R9s="
)
DATA_BYTES = 631


def saved_model(*, variables=True, asset=""):
    model = SavedModel(saved_model_schema_version=1)
    graph = model.meta_graphs.add()
    graph.meta_info_def.tags.append("serve")
    graph.graph_def.node.add(name="x", op="Placeholder")
    if variables:
        graph.graph_def.node.add(name="v", op="VarHandleOp")
        graph.saver_def.restore_op_name = "save/restore_all"
    if asset:
        graph.asset_file_def.add(filename=asset).tensor_info.name = "asset:0"
    return model


@pytest.fixture
def version(tmp_path):
    """A complete version directory; tests break it."""
    (tmp_path / "variables").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "saved_model.pb").write_bytes(saved_model(asset="words.txt").SerializeToString())
    (tmp_path / "assets" / "words.txt").write_text("a\nb\n")
    (tmp_path / "variables" / "variables.index").write_bytes(INDEX)
    (tmp_path / "variables" / "variables.data-00000-of-00001").write_bytes(b"\0" * DATA_BYTES)
    return tmp_path


def missing(path, platform="tensorflow"):
    storage = LocalStorage()
    return missing_part(platform, storage, str(path), dict(storage.walk(str(path))))


def test_a_whole_version_lacks_nothing(version):
    assert missing(version) is None


def test_other_platforms_are_not_judged(tmp_path):
    assert missing(tmp_path, "onnx") is None


@pytest.mark.parametrize(
    "name",
    [
        "variables/variables.index",
        "variables/variables.data-00000-of-00001",
        "assets/words.txt",
        "saved_model.pb",
    ],
)
def test_a_missing_file_is_named(version, name):
    (version / name).unlink()
    reason = missing(version)
    assert isinstance(reason, NotFound)
    assert (str(version) if name == "saved_model.pb" else name) in reason.message


def test_without_any_model_file_the_text_is_tensorflows(tmp_path):
    assert missing(tmp_path) == NotFound(
        f"Could not find SavedModel .pb or .pbtxt at supplied export directory path: {tmp_path}. "
        "Check that the directory exists and that you have the right permissions for accessing it."
    )


def test_the_whole_variables_directory_missing_is_noticed_by_the_graph(version):
    for file in (version / "variables").iterdir():
        file.unlink()
    (version / "variables").rmdir()
    assert "variables/variables.index is missing" in missing(version).message


def test_a_graph_without_variables_needs_none(tmp_path):
    (tmp_path / "saved_model.pb").write_bytes(saved_model(variables=False).SerializeToString())
    assert missing(tmp_path) is None


@pytest.mark.parametrize("percent", range(0, 100, 10))
def test_a_truncated_model_is_damaged(version, percent):
    content = (version / "saved_model.pb").read_bytes()
    (version / "saved_model.pb").write_bytes(content[: len(content) * percent // 100])
    reason = missing(version)
    assert isinstance(reason, DataLoss)
    assert reason.message == f"Can't parse {version}/saved_model.pb as binary proto"


@given(st.data())
def test_no_proper_prefix_of_a_model_passes(tmp_path_factory, data):
    content = saved_model(variables=False).SerializeToString()
    path = tmp_path_factory.mktemp("v")
    size = data.draw(st.integers(0, len(content) - 1))
    (path / "saved_model.pb").write_bytes(content[:size])
    assert isinstance(missing(path), DataLoss)


@pytest.mark.parametrize(
    "content", [b"<html><body>404 Not Found</body></html>", b"\0" * 4096, os.urandom(4096)]
)
def test_what_is_no_model_at_all_is_damaged(version, content):
    (version / "saved_model.pb").write_bytes(content)
    assert isinstance(missing(version), DataLoss)


def test_a_sparse_giant_costs_nothing(version):
    with (version / "saved_model.pb").open("r+b") as file:
        file.truncate(3 << 30)
    assert isinstance(missing(version), DataLoss)


def test_a_truncated_shard_tells_how_much_is_there(version):
    (version / "variables" / "variables.data-00000-of-00001").write_bytes(b"\0" * 600)
    assert "it has 600 of 631 bytes" in missing(version).message


def test_a_wrong_number_of_shards_is_noticed(version):
    variables = version / "variables"
    (variables / "variables.data-00000-of-00001").rename(
        variables / "variables.data-00000-of-00002"
    )
    assert "variables.data-00000-of-00001 is missing" in missing(version).message


@pytest.mark.parametrize("size", range(0, len(INDEX), 7))
def test_a_truncated_index_is_damaged(version, size):
    (version / "variables" / "variables.index").write_bytes(INDEX[:size])
    assert isinstance(missing(version), DataLoss)


def test_variables_without_an_index_are_incomplete_even_in_text_form(version):
    (version / "saved_model.pb").unlink()
    (version / "saved_model.pbtxt").write_text("saved_model_schema_version: 1\nmeta_graphs { }\n")
    assert missing(version) is None
    (version / "variables" / "variables.index").unlink()
    assert "variables.index is missing" in missing(version).message


@pytest.mark.parametrize("text", ["", "meta_graphs {", 'meta_graphs { a: "}" ', "meta_gra"])
def test_a_truncated_text_form_is_damaged(tmp_path, text):
    (tmp_path / "saved_model.pbtxt").write_text(text)
    assert isinstance(missing(tmp_path), DataLoss)


def test_a_session_bundle_needs_all_its_shards(tmp_path):
    (tmp_path / "export.meta").write_bytes(b"x")
    (tmp_path / "export-00000-of-00002").write_bytes(b"x")
    assert "export-00001-of-00002 is missing" in missing(tmp_path).message
    (tmp_path / "export-00001-of-00002").write_bytes(b"x")
    assert missing(tmp_path) is None


def test_the_index_tells_the_size_of_its_shard():
    assert shard_sizes(INDEX) == {0: DATA_BYTES}


@given(st.binary(max_size=300))
def test_random_bytes_are_no_index(content):
    with pytest.raises(Damaged):
        shard_sizes(content)


@given(st.integers(0, len(INDEX) - 1), st.integers(0, 255))
def test_a_wrong_byte_never_raises_anything_else(position, byte):
    content = bytearray(INDEX)
    content[position] = byte
    with contextlib.suppress(Damaged):
        shard_sizes(bytes(content))


def test_models_of_other_servers_lack_nothing(shared_models):
    found = 0
    for directory, _, files in os.walk(shared_models):
        if MODEL_FILES & set(files):
            assert missing(directory) is None, directory
            found += 1
    assert found > 10
