"""Which children of a base path are versions, and which of those a policy chooses. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tfserve.config.models import All, Latest, ServableVersionPolicy
from tfserve.core.storage import Entry

__all__ = ["Candidates", "Choice", "candidates", "choose", "version_of"]

# Not str.isdigit and int(): those take superscripts, full-width digits, "1_000" and " 7".
_VERSION_NAME = re.compile(r"[0-9]+", re.ASCII)
_LARGEST = 2**63 - 1
_LARGEST_DIGITS = 19  # of 2^63 - 1; also keeps int() away from names of a thousand digits


@dataclass(frozen=True, slots=True)
class Candidates:
    """The versions that a base path has.

    Args:
        names: version -> name of its directory.
        remarks: what was passed over and why, one line each; child names are quoted.
    """

    names: Mapping[int, str]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a policy wants of the versions there are.

    Args:
        versions: highest first.
        missing: versions named by a Specific policy that are not there.
    """

    versions: tuple[int, ...]
    missing: tuple[int, ...] = ()


def version_of(name: str) -> int | None:
    """The version number that a directory name stands for; None when it stands for none.

    Only ASCII digits, leading zeros included, whose value fits int64.
    """
    if _VERSION_NAME.fullmatch(name) is None:
        return None
    digits = name.lstrip("0") or "0"
    if len(digits) > _LARGEST_DIGITS:
        return None
    version = int(digits)
    return version if version <= _LARGEST else None


def candidates(children: Iterable[Entry]) -> Candidates:
    """The versions among the children of a base path.

    Of several names for one number (`1`, `001`) the canonical one wins, else the last in order.
    """
    names: dict[int, str] = {}
    remarks: list[str] = []
    for child in sorted(children, key=lambda each: each.name):
        version = version_of(child.name)
        if version is None or not child.is_directory:
            remarks.append(_why_not(child, version))
            continue
        other = names.get(version)
        if other is not None:
            kept = other if other == str(version) else child.name
            passed_over = child.name if kept is other else other
            remarks.append(
                f"{passed_over!r} and {kept!r} are both version {version}; {kept!r} is taken"
            )
            names[version] = kept
        else:
            names[version] = child.name
    return Candidates(names, tuple(remarks))


def _why_not(child: Entry, version: int | None) -> str:
    if version is not None:
        reason = "is neither a directory nor a link to one"
    elif _VERSION_NAME.fullmatch(child.name):
        reason = f"is more than the largest version number, {_LARGEST}"
    else:
        reason = "is not a version number"
    return f"{child.name!r} {reason}"


def choose(policy: ServableVersionPolicy, versions: Collection[int]) -> Choice:
    """The versions of `versions` that `policy` wants."""
    descending: Sequence[int] = sorted(versions, reverse=True)
    if isinstance(policy, All):
        return Choice(tuple(descending))
    if isinstance(policy, Latest):
        return Choice(tuple(descending[: max(policy.num_versions, 1)]))
    wanted = frozenset(policy.versions)
    return Choice(
        versions=tuple(version for version in descending if version in wanted),
        missing=tuple(sorted(wanted.difference(descending))),
    )
