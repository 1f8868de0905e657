"""What a flag is: its type, default, help, the configuration field it fills and how far it is
supported.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tfserve.errors import InvalidArgument

__all__ = ["Flag", "FlagType", "Support", "Value"]

Value: TypeAlias = bool | int | float | str

_INTEGER = re.compile(r"[ \t\n\v\f\r]*[+-]?[0-9]+")
_DECIMAL = re.compile(r"[ \t\n\v\f\r]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


class FlagType(enum.Enum):
    """The types of TensorFlow's command line, by the names that its usage text prints."""

    INT32 = "int32"
    INT64 = "int64"
    BOOL = "bool"
    STRING = "string"
    FLOAT = "float"


class Support(enum.Enum):
    """How far a flag's feature goes in this version."""

    FULL = "supported"
    MOOT = "accepted, nothing to do"
    """What the flag asks for cannot make a visible difference here; its help says why."""
    LATER = "not supported yet"
    """Given with a value that asks for the feature, it stops the start."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One row of the table.

    Args:
        name: without dashes.
        default: its Python type goes with `type`.
        help: one line, ends without a period, says what is ours when TensorFlow Serving differs.
        field: dotted path in `ServerConfig`, such as `grpc.port`; "" when no value reaches it.
        type: decides the syntax.
        support: see `Support`.
        default_means: what a default that depends on the machine stands for.
        is_optional: not given means None: something else, such as a file, decides.
        off: for LATER, the values that ask for nothing; empty means just the default.
        choices: for strings, the only values allowed; empty means any.
        words: for bools, what may stand there besides true and false.
        least: for numbers, the smallest value allowed.
        most: for numbers, the largest value allowed.
        convert: value on the command line -> value in the config (units, lists, enums). Raises
            ValueError, whose text follows "--name: ".
    """

    name: str
    type: FlagType
    default: Value
    help: str
    field: str = ""
    support: Support = Support.FULL
    default_means: str = ""
    is_optional: bool = False
    off: tuple[Value, ...] = ()
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    convert: Callable[[Value], object] | None = None

    def read(self, text: str) -> Value:
        """The value that `text`, the part after `=`, stands for, as C's `sscanf` would read all of
        it.

        Raises:
            ValueError: it is no value of the flag's type, or does not fit.
        """
        if self.type is FlagType.STRING:
            return text
        if self.type is FlagType.BOOL:
            if text in self.words:
                return text
            return {"true": True, "false": False}[text.lower()]
        if self.type is FlagType.FLOAT:
            return float(_matched(_DECIMAL, text))
        number = int(_matched(_INTEGER, text))
        bits = 31 if self.type is FlagType.INT32 else 63
        if not -(1 << bits) <= number < (1 << bits):
            raise ValueError(text)
        return number

    def asks(self, value: Value) -> bool:
        """Whether `value`, given on the command line, asks for a feature that is not there yet."""
        return self.support is Support.LATER and value not in (self.off or (self.default,))

    def configured(self, value: Value) -> object:
        """`value` as `ServerConfig` has it.

        Raises:
            InvalidArgument: out of range, or no value that the flag knows.
        """
        if self.choices and value not in self.choices:
            raise InvalidArgument(f"--{self.name}={value}: use one of {', '.join(self.choices)}")
        if isinstance(value, int | float):
            if self.least is not None and value < self.least:
                raise InvalidArgument(f"--{self.name}={value}: must be at least {self.least:g}")
            if self.most is not None and value > self.most:
                raise InvalidArgument(f"--{self.name}={value}: must be at most {self.most:.0f}")
        if self.convert is None:
            return value
        try:
            return self.convert(value)
        except ValueError as error:
            raise InvalidArgument(f"--{self.name}: {error}") from error

    def spelled(self, value: Value) -> str:
        """`value` as the usage text prints it."""
        if self.type is FlagType.BOOL and isinstance(value, bool):
            return "true" if value else "false"
        if self.type is FlagType.STRING:
            return f'"{value}"'
        return f"{value:f}" if self.type is FlagType.FLOAT else f"{value}"


def _matched(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ValueError(text)
    return text
