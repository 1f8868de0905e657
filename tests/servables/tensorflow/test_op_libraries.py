"""Op libraries come from files and packages, and nothing is loaded by mistake."""

from __future__ import annotations

import pytest

from tfserve.errors import FailedPrecondition, NotFound

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(120)]


@pytest.fixture
def libraries():
    from tfserve.servables.tensorflow import op_libraries

    return op_libraries


@pytest.mark.parametrize(
    ("paths", "packages", "text"),
    [
        (["/nowhere/ops.so"], [], "--custom_op_paths: there is no op library at /nowhere/ops.so"),
        ([], ["no_such_package"], "--custom_op_packages: there is no package no_such_package"),
        ([], ["os.path"], "--custom_op_packages: there is no package os.path"),
        ([], ["json"], "--custom_op_packages: package json has no op libraries"),
    ],
)
def test_what_is_not_there_is_refused_by_flag(libraries, paths, packages, text):
    with pytest.raises(NotFound) as caught:
        libraries.load_op_libraries(paths, packages, load=never)
    assert caught.value.message.startswith(text)
    assert text.startswith(f"--{caught.value.details['flag']}")


def never(path):
    """There is nothing to load."""
    raise AssertionError(path)


def test_a_directory_without_libraries_is_refused(libraries, tmp_path):
    with pytest.raises(NotFound, match="there is no op library at"):
        libraries.load_op_libraries([str(tmp_path)], [], load=never)


def test_a_library_that_does_not_load_is_named(libraries, tmp_path):
    from tfserve.servables.tensorflow.library import open_library

    (tmp_path / "broken.so").write_bytes(b"no library")
    with pytest.raises(FailedPrecondition, match=r"Cannot load op library .*broken\.so: "):
        libraries.load_op_libraries([str(tmp_path)], [], load=open_library().load_op_library)


def test_only_files_that_a_packages_python_names_and_no_extensions_are_libraries(
    libraries, tmp_path, monkeypatch
):
    package = tmp_path / "op_package"
    package.mkdir()
    source = "LIBRARY = 'deep/_ops.so'\nEXTENSION = '_extension.so'\nraise AssertionError\n"
    (package / "__init__.py").write_text(source)
    (package / "_ops.so").write_bytes(b"\0MyOp\0")
    (package / "_extension.so").write_bytes(b"PyInit__extension")
    (package / "libcommon.so").write_bytes(b"\0MyOp\0")
    monkeypatch.syspath_prepend(tmp_path)
    assert [path.name for path in libraries._libraries_of("op_package")] == ["_ops.so"]


@pytest.mark.parametrize(
    ("op", "package"),
    [
        ("Addons>Resampler", "tensorflow_addons"),
        ("IO>BigQueryClient", "tensorflow_io"),
        ("TFRA>CuckooHashTableFind", "tensorflow_recommenders_addons"),
        ("SentencepieceOp", "tensorflow_text"),
        ("TFText>NgramsStringJoin", "tensorflow_text"),
        ("ZeroOut", None),
    ],
)
def test_the_package_of_an_op_is_known(libraries, op, package):
    assert libraries.package_of_op(op) == package
