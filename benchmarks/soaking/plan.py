"""How much a run of the soak does, and what its rows share."""

from __future__ import annotations

import pathlib
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.soaking.subject import CANARY, PROGRAM, Subject, model_config

__all__ = ["Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Handed to every row.

    Args:
        models: where `benchmarks.models` has exported to.
        scratch: an empty directory of the row's own.
        scale: 1 does what the bars ask for, 0.1 a tenth of it.
        seed: of everything random; printed, so that a run can be repeated.
        flags: further ones for every server.
        program: what starts a server.
    """

    models: pathlib.Path
    scratch: pathlib.Path
    scale: float
    seed: int
    flags: Sequence[str] = ()
    program: Sequence[str] = PROGRAM

    def count(self, full: int, *, least: int = 1) -> int:
        """`full`, scaled."""
        return max(least, round(full * self.scale))

    def random(self) -> random.Random:
        """A new source of chance; the same for the same seed."""
        return random.Random(self.seed)

    def versions(self, name: str, count: int, of: Sequence[int] = (1,)) -> pathlib.Path:
        """A base path whose versions 1 to `count` are in turn the exported versions `of`."""
        base_path = self.scratch / name
        base_path.mkdir()
        for version in range(1, count + 1):
            exported = self.models / name / str(of[(version - 1) % len(of)])
            (base_path / str(version)).symlink_to(exported.resolve())
        return base_path

    @contextmanager
    def serving(self, *models: str, flags: Sequence[str] = ()) -> Iterator[Subject]:
        """A server for the canary and the exported `models`."""
        config = self.scratch / "models.config"
        names = dict.fromkeys((CANARY, *models))
        config.write_text(model_config({name: self.models / name for name in names}))
        with self.subject((f"--model_config_file={config}", *flags)) as subject:
            yield subject

    def subject(self, flags: Sequence[str], *, port: int | None = None) -> Subject:
        """A server with `flags`, not yet waited for."""
        return Subject((*flags, *self.flags), port=port, program=self.program)
