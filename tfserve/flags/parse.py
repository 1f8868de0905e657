"""The command line's syntax, as TensorFlow Serving's binary has it.

Matches: tsl/util/command_line_flags.cc. One thing differs: an unknown argument stops the start.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tfserve.errors import InvalidArgument
from tfserve.flags.flag import Flag, FlagType, Value

__all__ = ["HelpRequested", "ParsedFlags", "UnknownArgument", "WrongValue", "parse", "usage"]


class WrongValue(InvalidArgument):
    """A flag's value cannot be read."""


class UnknownArgument(InvalidArgument):
    """An argument that is no flag.

    Args:
        argument: as it was written.
        message: the error's text, with what to write instead.
    """

    def __init__(self, argument: str, message: str) -> None:
        super().__init__(message)
        self.argument = argument


class HelpRequested(Exception):
    """`--help` is the first argument that is no flag."""


@dataclass(frozen=True, slots=True)
class ParsedFlags:
    """What a command line says.

    Args:
        values: flag name -> value, for every flag of the table.
        given: the flags that were written out, whatever their value.
    """

    values: Mapping[str, Value]
    given: frozenset[str]


def parse(arguments: Sequence[str], table: Sequence[Flag]) -> ParsedFlags:
    """Read `arguments` (without the program's name); of a repeated flag the last one counts.

    Raises:
        WrongValue: the first value that cannot be read. Reported before unknown arguments, because
            TensorFlow Serving ends there.
        HelpRequested: see there.
        UnknownArgument: the first argument that is no flag.
    """
    values: dict[str, Value] = {flag.name: flag.default for flag in table}
    given: set[str] = set()
    unknown: list[str] = []
    for position, argument in enumerate(arguments):
        if argument == "--":  # it and all that follows are no flags
            unknown.extend(arguments[position:])
            break
        for flag in table:
            text = _value_text(flag, argument)
            if text is not None:
                values[flag.name] = _read(flag, text)
                given.add(flag.name)
                break
        else:
            unknown.append(argument)
    if unknown[:1] == ["--help"]:
        raise HelpRequested
    if unknown:
        raise UnknownArgument(unknown[0], _explain(unknown[0], table))
    return ParsedFlags(values, frozenset(given))


def _value_text(flag: Flag, argument: str) -> str | None:
    """What `argument` gives `flag` as value; None when it is not about this flag."""
    prefix = f"--{flag.name}"
    if not argument.startswith(prefix):
        return None
    rest = argument[len(prefix) :]
    if rest.startswith("="):
        return rest[1:]
    if flag.type is not FlagType.BOOL:
        return None
    if rest:  # --nameXYZ
        raise WrongValue(f"Couldn't interpret value {rest} for flag {flag.name}.")
    return "true"


def _read(flag: Flag, text: str) -> Value:
    try:
        return flag.read(text)
    except (ValueError, KeyError) as error:
        message = f"Couldn't interpret value {text} for flag {flag.name}."
        raise WrongValue(message) from error


def _explain(argument: str, table: Sequence[Flag]) -> str:
    """The error's text: what was written, and what was probably meant."""
    text = f"Unknown argument {argument}."
    name = argument.lstrip("-").partition("=")[0]
    names = [flag.name for flag in table]
    if not name or not argument.startswith("-"):
        return f"{text} Values are written --flag=value."
    if name in names:
        return f"{text} Write --{name}=VALUE."
    nearest = difflib.get_close_matches(name, names, n=1)
    return f"{text} Did you mean --{nearest[0]}?" if nearest else f"{text} --help lists all flags."


def usage(program: str, table: Sequence[Flag]) -> str:
    """The usage text: one line per flag with its default, type and help."""
    lines = [f"usage: {program}", "Flags:"]
    lines.extend(
        f"\t{f'--{flag.name}={flag.spelled(flag.default)}':<33}\t{flag.type.value}\t{flag.help}"
        for flag in table
    )
    return "\n".join(lines) + "\n"
