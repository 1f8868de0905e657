"""A real SavedModel that arrives piece by piece on a real file system."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tfserve.config.models import ModelConfig
from tfserve.servables.completeness import MODEL_FILES, missing_part
from tfserve.sources import FileSystemStoragePathSource, LocalStorage, Rules
from tfserve.testing import FakeClock, RecordingTarget


@pytest.fixture(scope="session")
def whole(shared_models):
    """Relative path -> content of a version with variables."""
    root = shared_models / "tensorflow_serving" / "saved_model_half_plus_two_tf2_cpu" / "00000123"
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


# What a copy may leave out and still be served: nobody reads it when a model is loaded.
_OPTIONAL = {"fingerprint.pb"}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_however_it_is_copied_it_is_not_aspired_before_its_last_byte(whole, tmp_path_factory, data):
    base = tmp_path_factory.mktemp("m")
    clock, target = FakeClock(), RecordingTarget()
    source = FileSystemStoragePathSource(
        storage=LocalStorage(),
        target=target,
        clock=clock,
        poll_interval_s=-1,
        rules=Rules(version_files=MODEL_FILES),
        missing_part=missing_part,
    )
    source.set_config([ModelConfig("m", str(base))])
    for name in data.draw(st.permutations(sorted(whole))):
        path = base / "7" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        cuts = sorted(data.draw(st.sets(st.integers(0, len(whole[name])), max_size=3)))
        for end in (*cuts, len(whole[name])):
            path.write_bytes(whole[name][:end])
            for _ in range(data.draw(st.integers(0, 4))):  # the copy may stall for many polls
                clock.advance(1)
                source.poll_once()
            is_aspired = (target.aspired("m") or {}).get(7) == str(base / "7")
            assert not is_aspired or is_whole(base / "7", whole)
    clock.advance(1)
    source.poll_once()
    clock.advance(1)
    source.poll_once()
    assert target.aspired("m") == {7: str(base / "7")}


def is_whole(directory, whole):
    return all(
        (directory / name).is_file() and (directory / name).read_bytes() == content
        for name, content in whole.items()
        if name not in _OPTIONAL and not name.startswith("assets/")
    )
