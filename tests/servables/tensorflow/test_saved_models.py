"""Every kind of SavedModel loads and answers, or is refused with its reason."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tfserve.errors import (
    Code,
    DataLoss,
    FailedPrecondition,
    NotFound,
    ServingError,
    Unimplemented,
)

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(120)]


@pytest.fixture
def copy_of(exported_models, tmp_path):
    """`copy_of(name)`: a version directory that a test may damage."""

    def copy(name: str) -> Path:
        return shutil.copytree(exported_models / name / "1", tmp_path / name)

    return copy


def edit(directory: Path, change) -> None:
    """Let `change` alter the first MetaGraph of the SavedModel in `directory`."""
    from tensorflow.core.protobuf import saved_model_pb2

    file = directory / "saved_model.pb"
    saved = saved_model_pb2.SavedModel.FromString(file.read_bytes())
    change(saved.meta_graphs[0])
    file.write_bytes(saved.SerializeToString())


def refusal(open_model, directory, **settings) -> ServingError:
    with pytest.raises(ServingError) as caught:
        open_model(directory, **settings)
    return caught.value


def test_a_tf2_module_answers(open_model, exported_models, call):
    outputs = call(open_model(exported_models / "half_plus_two/1"), inputs={"x": np.float32([2])})
    assert {alias: array.tolist() for alias, array in outputs.items()} == {"y": [3.0], "z": [1.0]}


def test_a_module_without_variables_answers(open_model, exported_models, call):
    outputs = call(open_model(exported_models / "stateless/1"), inputs={"x": np.float32(2)})
    assert outputs["y"].shape == ()
    assert outputs["y"] == 4


def test_a_module_without_variables_needs_no_checkpoint(open_model, copy_of, call):
    directory = copy_of("stateless")
    shutil.rmtree(directory / "variables")
    assert call(open_model(directory), inputs={"x": np.float32(2)})["y"] == 4


def test_the_init_op_fills_tables_from_assets(open_model, exported_models, call):
    words = np.array([b"two", b"zero", b"?"], dtype=object)
    servable = open_model(exported_models / "vocabulary/1")
    (alias,) = servable.signatures["serving_default"].inputs
    assert call(servable, inputs={alias: words})["numbers"].tolist() == [2, 0, -1]


@pytest.mark.parametrize(("tags", "answer"), [(("serve",), 10), (("gpu", "serve"), 100)])
def test_the_meta_graph_with_exactly_the_tag_set_is_loaded(
    open_model, exported_models, call, tags, answer
):
    servable = open_model(exported_models / "tag_sets/1", tags=tags)
    word = np.array([b"b"], dtype=object)
    assert call(servable, inputs={"word": word})["n"].tolist() == [answer]


def test_a_tag_set_that_is_not_there_is_named_beside_those_that_are(open_model, exported_models):
    error = refusal(open_model, exported_models / "tag_sets/1", tags=("serve", "tpu"))
    assert error == NotFound(
        "Could not find meta graph def matching supplied tags: { serve tpu }. To inspect available "
        "tag-sets in the SavedModel, please use the SavedModel CLI: `saved_model_cli`",
        details={"available_tag_sets": "{ serve }, { serve gpu }"},
    )


def test_no_tags_mean_serve(open_model, exported_models):
    assert open_model(exported_models / "tag_sets/1", tags=()).signatures


def test_shards_devices_of_a_cluster_and_a_missing_method_name_do_no_harm(
    open_model, exported_models, call
):
    servable = open_model(exported_models / "cluster/1")
    assert servable.signatures["serving_default"].method_name == ""
    assert call(servable, inputs={"x": np.float64([0, 1])})["y"].tolist() == [6.0, 7.0]


IDENTITY_VALUES = {
    "string": np.array([b"", b"\x00\xff", "ü".encode()], dtype=object),
    "bool": np.array([True, False]),
    "complex64": np.array([1 + 2j, complex("nan")], np.complex64),
    "complex128": np.array([[1 - 2j]]),
    "float32": np.array([0.0, -0.0, np.inf, 1e-45, np.nan], np.float32),
    "int64": np.array([-(2**63), 2**63 - 1]),
}


def test_values_of_every_dtype_come_back_bit_by_bit(open_model, exported_models, call):
    servable = open_model(exported_models / "identities/1")
    assert len(servable.signatures) == 16
    for name, signature in servable.signatures.items():
        dtype = signature.inputs["x"].dtype.numpy
        given = IDENTITY_VALUES.get(name, np.arange(3).astype(dtype))
        for value in (given, given[:0], given.ravel()[0:1].reshape(())):
            got = call(servable, name, {"x": value})["y"]
            assert (got.dtype, got.shape) == (given.dtype, value.shape), name
            same = (
                got.tolist() == value.tolist()
                if name == "string"
                else got.tobytes() == (value.tobytes())
            )
            assert same, name


def test_a_counter_counts_each_request_once_across_signatures(open_model, exported_models, call):
    servable = open_model(exported_models / "counter/1")
    assert call(servable, "get_counter")["output"] == 0
    for _ in range(5):
        call(servable, "incr_counter")
    assert call(servable, "incr_counter_by", {"delta": np.float32(2)})["output"] == 7
    assert call(servable, "get_counter")["output"] == 7
    assert call(servable, "reset_counter")["output"] == 0


def test_reference_outputs_are_declared_as_such(open_model, exported_models):
    servable = open_model(exported_models / "counter/1")
    dtypes = [str(each.outputs["output"].dtype.name) for each in servable.signatures.values()]
    assert dtypes == ["DT_FLOAT_REF"] * 4


def test_two_versions_of_one_model_keep_their_state_apart(open_model, exported_models, call):
    first, second = (open_model(exported_models / "counter/1") for _ in range(2))
    call(first, "incr_counter")
    assert call(first, "get_counter")["output"] == 1
    assert call(second, "get_counter")["output"] == 0


def test_a_loaded_model_does_not_notice_what_happens_to_its_files(open_model, copy_of, call):
    directory = copy_of("half_plus_two")
    servable = open_model(directory)
    for file in directory.rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    shutil.rmtree(directory / "variables")
    assert call(servable, inputs={"x": np.float32([2])})["y"].tolist() == [3.0]


def test_both_files_present_means_the_binary_one(open_model, copy_of):
    directory = copy_of("half_plus_two")
    (directory / "saved_model.pbtxt").write_text("nonsense")
    assert open_model(directory).signatures


def test_a_session_bundle_is_refused_even_beside_a_saved_model(open_model, copy_of):
    directory = copy_of("half_plus_two")
    (directory / "export.meta").touch()
    expected = Unimplemented("Session Bundle is deprecated and removed.")
    assert refusal(open_model, directory) == expected


def test_a_directory_without_a_saved_model_is_refused(open_model, tmp_path):
    assert refusal(open_model, tmp_path) == NotFound(
        "Specified file path does not appear to contain a SavedModel bundle (should have a file "
        f"called `saved_model.pb`)\nSpecified file path: {tmp_path}"
    )


@pytest.mark.parametrize("tenth", range(10))
def test_a_saved_model_cut_short_is_refused_by_name(open_model, copy_of, tenth):
    directory = copy_of("half_plus_two")
    file = directory / "saved_model.pb"
    content = file.read_bytes()
    file.write_bytes(content[: len(content) * tenth // 10])
    error = refusal(open_model, directory)
    assert isinstance(error, DataLoss)
    assert error.message.startswith(f"Can't parse {file} as binary proto")


@pytest.mark.parametrize("content", [b"<html>404</html>", b"\x00" * 64, b"\xff" * 999])
@pytest.mark.parametrize("name", ["saved_model.pb", "saved_model.pbtxt"])
def test_a_file_that_is_no_saved_model_is_refused_by_name(open_model, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    error = refusal(open_model, tmp_path)
    assert isinstance(error, DataLoss)
    assert str(tmp_path / name) in error.message


def test_a_file_beyond_what_protobuf_can_hold_is_refused_unread(open_model, tmp_path):
    with (tmp_path / "saved_model.pb").open("wb") as file:
        file.truncate(3 * 2**30)  # sparse: takes no space
    error = refusal(open_model, tmp_path)
    assert "is larger than 2 GiB" in error.message


def lost(name):
    return lambda variables: (variables / name).unlink()


def cut(name, size):
    return lambda variables: (variables / name).write_bytes((variables / name).read_bytes()[:size])


SHARD = "variables.data-00001-of-00003"


@pytest.mark.parametrize(
    ("damage", "code", "named"),
    [
        (shutil.rmtree, Code.NOT_FOUND, "variables/variables.index; No such file or directory"),
        (lost("variables.index"), Code.NOT_FOUND, "variables/variables.index; No such file"),
        (lost(SHARD), Code.NOT_FOUND, f"variables/{SHARD}; No such file or directory"),
        (
            lambda variables: (variables / SHARD).rename(variables / f"{SHARD[:-1]}4"),
            Code.NOT_FOUND,
            f"variables/{SHARD}; No such file or directory",
        ),
        (cut(SHARD, 100), Code.OUT_OF_RANGE, "variables/variables: Read less bytes than requested"),
        (cut("variables.index", 0), Code.DATA_LOSS, "variables/variables: file is too short"),
        (cut("variables.index", 100), Code.DATA_LOSS, "variables/variables: not an sstable"),
    ],
)
def test_an_incomplete_checkpoint_is_refused_by_name(open_model, copy_of, damage, code, named):
    directory = copy_of("cluster")
    damage(directory / "variables")
    error = refusal(open_model, directory)
    assert error.code == code
    assert f"{directory}/{named}" in error.message


def constant(name, **attr):
    def change(meta_graph):
        node = meta_graph.graph_def.node.add(name=name, op="Const")
        node.attr["dtype"].type = 1
        for dim in attr.get("dims", ()):
            node.attr["value"].tensor.tensor_shape.dim.add(size=dim)

    return change


def recursive(meta_graph):
    function = meta_graph.graph_def.library.function.add()
    function.signature.name = "loop"
    function.node_def.add(name="again", op="loop")


def two_init_ops(meta_graph):
    meta_graph.collection_def["saved_model_main_op"].node_list.value.extend(["a", "b"])


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            constant("empty"),
            (
                'Saved model contains node "empty" which is a constant tensor but no value has '
                "been provided"
            ),
        ),
        (
            constant("negative", dims=(2, -1)),
            (
                'Saved model contains node "negative" (op "Const") which initializes from a tensor '
                "with -1 elements"
            ),
        ),
        (
            constant("huge", dims=(2**40, 2**40)),
            (
                'Saved model contains node "huge" (op "Const") which initializes from a tensor '
                "with -1 elements"
            ),
        ),
        (
            recursive,
            "Function loop is self recursive and TensorFlow does not support this scenario.",
        ),
        (two_init_ops, "Expected exactly one main op in : {directory}"),
    ],
)
def test_a_graph_that_cannot_be_is_refused(open_model, copy_of, change, text):
    directory = copy_of("counter")
    edit(directory, change)
    expected = FailedPrecondition(text.format(directory=directory))
    assert refusal(open_model, directory) == expected


def test_a_failing_init_op_refuses_the_model(open_model, copy_of):
    directory = copy_of("vocabulary")
    (directory / "assets" / "words.txt").unlink()
    error = refusal(open_model, directory)
    assert error.code == Code.NOT_FOUND
    assert f"{directory}/assets/words.txt; No such file or directory" in error.message


def test_the_legacy_init_op_is_run_where_there_is_no_main_op(open_model, copy_of, call):
    directory = copy_of("tag_sets")

    def rename(meta_graph):
        collections = meta_graph.collection_def
        (name,) = collections["saved_model_main_op"].node_list.value
        del collections["saved_model_main_op"]
        collections["legacy_init_op"].node_list.value.append(name)

    edit(directory, rename)
    word = np.array([b"b"], dtype=object)
    assert call(open_model(directory), inputs={"word": word})["n"].tolist() == [10]


def test_a_signature_of_tensors_that_are_not_there_fails_alone(open_model, copy_of, call):
    directory = copy_of("half_plus_two")

    def break_one(meta_graph):
        meta_graph.signature_def["multiply"].outputs["product"].name = "gone:0"

    edit(directory, break_one)
    servable = open_model(directory)
    assert call(servable, inputs={"x": np.float32([2])})["y"].tolist() == [3.0]
    with pytest.raises(ServingError, match="Tensor gone:0, specified in either"):
        call(servable, "multiply", {"rows": np.ones((1, 3), np.float32)})


def test_a_missing_op_names_the_package_that_has_it(open_model, exported_models):
    directory = exported_models / "tokenizer/1"
    if not directory.exists():
        pytest.skip("tensorflow-text is not installed")
    code = (
        "import sys\n"
        "from tfserve.core.clock import SystemClock\n"
        "from tfserve.core.executor import InlineExecutor\n"
        "from tfserve.errors import ServingError\n"
        "from tfserve.servables.registry import servable_opener\n"
        "seams = {'executor': InlineExecutor(), 'clock': SystemClock()}\n"
        "opener = servable_opener('tensorflow', None, **seams)\n"
        "try:\n"
        "    opener(None, sys.argv[1])\n"
        "except ServingError as error:\n"
        "    print(error.status, error.details)\n"
    )
    text = subprocess.run(  # another process: an op library stays loaded for good
        [sys.executable, "-c", code, str(directory)], capture_output=True, text=True, check=True
    ).stdout
    assert text.startswith("NOT_FOUND: Op type not registered 'TFText>WhitespaceTokenize")
    assert "tensorflow_text has it: load that with --custom_op_packages=tensorflow_text." in text
    assert "'package': 'tensorflow_text'" in text


def test_a_tokenizer_runs_once_its_package_is_named_and_the_package_is_not_imported(
    open_model, exported_models, call
):
    directory = exported_models / "tokenizer/1"
    if not directory.exists():
        pytest.skip("tensorflow-text is not installed")
    servable = open_model(directory, custom_op_packages=("tensorflow_text",))
    (alias,) = servable.signatures["serving_default"].inputs
    outputs = call(servable, inputs={alias: np.array([b"to be", b"not"], dtype=object)})
    assert outputs["tokens"].tolist() == [[b"to", b"be"], [b"not", b""]]
    assert outputs["counts"].tolist() == [2, 1]
    assert "tensorflow_text" not in sys.modules
