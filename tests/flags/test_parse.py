"""The command line's syntax, by tables."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.flags import (
    FLAGS,
    Flag,
    FlagType,
    HelpRequested,
    UnknownArgument,
    WrongValue,
    parse,
    usage,
)

TABLE = (
    Flag("port", FlagType.INT32, 8500, "the port"),
    Flag("retries", FlagType.INT64, 5, "how often"),
    Flag("name", FlagType.STRING, "default", "the name"),
    Flag("fraction", FlagType.FLOAT, 0.5, "a part"),
    Flag("quiet", FlagType.BOOL, False, "say less"),
)


def value(flag: str, *arguments: str) -> object:
    return parse(arguments, TABLE).values[flag]


@pytest.mark.parametrize(
    ("flag", "argument", "expected"),
    [
        ("port", "--port=1", 1),
        ("port", "--port=-1", -1),
        ("port", "--port=+7", 7),
        ("port", "--port= 7", 7),
        ("port", "--port=007", 7),
        ("retries", "--retries=9223372036854775807", 2**63 - 1),
        ("name", "--name=", ""),
        ("name", "--name=a=b", "a=b"),
        ("name", "--name=--port=3", "--port=3"),
        ("fraction", "--fraction=.25", 0.25),
        ("fraction", "--fraction=1.", 1.0),
        ("fraction", "--fraction=-1e-3", -0.001),
        ("quiet", "--quiet", True),
        ("quiet", "--quiet=true", True),
        ("quiet", "--quiet=TRUE", True),
        ("quiet", "--quiet=False", False),
    ],
)
def test_a_value_is_read_as_the_flags_type_says(flag, argument, expected):
    assert value(flag, argument) == expected
    assert type(value(flag, argument)) is type(expected)


@pytest.mark.parametrize(
    ("argument", "text", "flag"),
    [
        ("--port=", "", "port"),
        ("--port=8500x", "8500x", "port"),
        ("--port=1 ", "1 ", "port"),
        ("--port=1.0", "1.0", "port"),
        ("--port=2147483648", "2147483648", "port"),
        ("--port=1_000", "1_000", "port"),
        ("--port=\u0663", "\u0663", "port"),
        ("--retries=9223372036854775808", "9223372036854775808", "retries"),
        ("--fraction=", "", "fraction"),
        ("--fraction=1e", "1e", "fraction"),
        ("--fraction=nan", "nan", "fraction"),
        ("--fraction=.", ".", "fraction"),
        ("--quiet=1", "1", "quiet"),
        ("--quiet=yes", "yes", "quiet"),
        ("--quiet=", "", "quiet"),
        ("--quietly", "ly", "quiet"),
        ("--quiettrue", "true", "quiet"),
    ],
)
def test_a_value_that_cannot_be_read_is_named_with_its_flag(argument, text, flag):
    with pytest.raises(WrongValue) as raised:
        parse([argument], TABLE)
    assert raised.value.message == f"Couldn't interpret value {text} for flag {flag}."


def test_flags_that_are_not_given_have_their_defaults():
    parsed = parse(["--port=1"], TABLE)
    assert dict(parsed.values) == {
        "port": 1, "retries": 5, "name": "default", "fraction": 0.5, "quiet": False,
    }  # fmt: skip
    assert parsed.given == {"port"}


def test_of_a_repeated_flag_the_last_one_counts():
    assert value("port", "--port=1", "--port=2") == 2


@pytest.mark.parametrize(
    ("arguments", "unknown", "hint"),
    [
        (["--prot=1"], "--prot=1", "Did you mean --port?"),
        (["--nam=x"], "--nam=x", "Did you mean --name?"),
        (["--port", "8500"], "--port", "Write --port=VALUE."),
        (["-port=1"], "-port=1", "Write --port=VALUE."),
        (["stray"], "stray", "Values are written --flag=value."),
        (["--", "--port=1"], "--", "Values are written --flag=value."),
        (["--zzzzzzzz"], "--zzzzzzzz", "--help lists all flags."),
        (["--port=1", "--x=1", "--y=2"], "--x=1", "--help lists all flags."),
    ],
)
def test_the_first_unknown_argument_is_named_with_what_to_write(arguments, unknown, hint):
    with pytest.raises(UnknownArgument) as raised:
        parse(arguments, TABLE)
    assert raised.value.argument == unknown
    assert raised.value.message == f"Unknown argument {unknown}. {hint}"


def test_help_is_heard_when_it_is_the_first_unknown_argument():
    with pytest.raises(HelpRequested):
        parse(["--port=1", "--help", "stray"], TABLE)
    with pytest.raises(UnknownArgument):
        parse(["stray", "--help"], TABLE)


def test_everything_after_two_dashes_is_unknown():
    with pytest.raises(UnknownArgument) as raised:
        parse(["--", "--help"], TABLE)
    assert raised.value.argument == "--"


def test_the_usage_text_has_one_line_per_flag_in_columns():
    assert usage("prog", TABLE) == (
        "usage: prog\n"
        "Flags:\n"
        "\t--port=8500                      \tint32\tthe port\n"
        "\t--retries=5                      \tint64\thow often\n"
        '\t--name="default"                 \tstring\tthe name\n'
        "\t--fraction=0.500000              \tfloat\ta part\n"
        "\t--quiet=false                    \tbool\tsay less\n"
    )


@given(st.integers(-(2**31), 2**31 - 1))
def test_every_int32_is_read_back(number):
    assert value("port", f"--port={number}") == number


@given(st.lists(st.text(max_size=20), max_size=4))
def test_no_command_line_ends_in_anything_but_a_verdict(arguments):
    with suppress(WrongValue, UnknownArgument, HelpRequested):
        parse(arguments, FLAGS)
