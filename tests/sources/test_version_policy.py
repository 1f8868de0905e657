"""Names of directories to versions, versions to what a policy wants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.config.models import All, Latest, Specific
from tfserve.core.storage import Entry
from tfserve.sources.version_policy import candidates, choose, version_of


def directory(name):
    return Entry(name, is_directory=True, size_bytes=0, fingerprint="1")


def file(name):
    return Entry(name, is_directory=False, size_bytes=1, fingerprint="1")


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("0", 0),
        ("7", 7),
        ("00000123", 123),
        ("20170111173521", 20170111173521),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", None),
        ("0" * 5000 + "3", 3),
        ("1" * 5000, None),
        ("", None),
        ("abc", None),
        ("7.tmp", None),
        (".7", None),
        ("_7", None),
        ("7.0", None),
        ("1e3", None),
        ("１２", None),  # noqa: RUF001 - full-width digits on purpose
        ("²", None),
        ("1_000", None),
        ("-7", None),
        ("+7", None),
        (" 7", None),
        ("7\n", None),
        ("v1", None),
    ],
)
def test_only_plain_decimal_numbers_within_int64_name_a_version(name, version):
    assert version_of(name) == version


@given(st.text(max_size=25))
def test_whatever_the_name_the_answer_is_a_version_or_none(name):
    version = version_of(name)
    assert version is None or (0 <= version < 2**63 and int(name) == version)


def test_a_plain_file_with_a_number_for_a_name_is_no_version():
    found = candidates([file("7"), directory("3")])
    assert found.names == {3: "3"}
    assert found.remarks == ("'7' is neither a directory nor a link to one",)


@pytest.mark.parametrize(
    ("names", "winner"),
    [(["1", "001"], "1"), (["001", "1"], "1"), (["01", "001"], "01"), (["0001", "1", "01"], "1")],
)
def test_of_two_names_for_one_number_the_canonical_one_wins_else_the_last(names, winner):
    found = candidates(map(directory, names))
    assert found.names == {1: winner}
    assert len(found.remarks) == len(names) - 1
    assert all("are both version 1" in remark for remark in found.remarks)


def test_a_name_beyond_int64_is_remarked_on():
    (remark,) = candidates([directory("9223372036854775808")]).remarks
    assert "more than the largest version number" in remark


@pytest.mark.parametrize(
    ("policy", "versions", "missing"),
    [
        (Latest(), (9,), ()),
        (Latest(0), (9,), ()),
        (Latest(2), (9, 4), ()),
        (Latest(7), (9, 4, 2), ()),
        (All(), (9, 4, 2), ()),
        (Specific((4,)), (4,), ()),
        (Specific((2, 9)), (9, 2), ()),
        (Specific((2, 5, 3)), (2,), (3, 5)),
        (Specific(()), (), ()),
    ],
)
def test_policies_choose_highest_first(policy, versions, missing):
    choice = choose(policy, {2, 9, 4})
    assert choice.versions == versions
    assert choice.missing == missing


@given(
    st.sets(st.integers(0, 2**63 - 1)),
    st.one_of(
        st.builds(Latest, st.integers(0, 5)),
        st.just(All()),
        st.builds(Specific, st.lists(st.integers(0, 20)).map(tuple)),
    ),
)
def test_a_choice_is_always_a_descending_part_of_what_exists(existing, policy):
    versions = choose(policy, existing).versions
    assert set(versions) <= existing
    assert list(versions) == sorted(versions, reverse=True)
