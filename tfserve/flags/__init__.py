"""The command line: one table of flags, TensorFlow Serving's syntax, and the way to a
`ServerConfig`.
"""

from tfserve.flags.flag import Flag, FlagType, Support, Value
from tfserve.flags.parse import (
    HelpRequested,
    ParsedFlags,
    UnknownArgument,
    WrongValue,
    parse,
    usage,
)
from tfserve.flags.settings import server_config
from tfserve.flags.table import BY_NAME, FLAGS

__all__ = [
    "BY_NAME",
    "FLAGS",
    "Flag",
    "FlagType",
    "HelpRequested",
    "ParsedFlags",
    "Support",
    "UnknownArgument",
    "Value",
    "WrongValue",
    "parse",
    "server_config",
    "usage",
]
