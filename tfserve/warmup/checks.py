"""Everything that a loaded version goes through before it serves, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tfserve.config.server import WarmUpConfig
from tfserve.core.clock import Clock
from tfserve.core.ids import ServableId
from tfserve.core.servable import Servable
from tfserve.handlers.predict import PredictHandler
from tfserve.warmup.golden import AdmissionTests
from tfserve.warmup.replay import CountRun, WarmUp, WarmUpObserver, uncounted, unobserved
from tfserve.warmup.requests import RequestReader

__all__ = ["Check", "checks_of"]

Check: TypeAlias = Callable[[ServableId, str, Servable], None]
"""A `BeforeAvailable`: raises ServingError to refuse a version."""


def checks_of(
    config: WarmUpConfig,
    *,
    predict: PredictHandler,
    check_method_names: bool,
    clock: Clock,
    observer: WarmUpObserver = unobserved,
    count_run: CountRun = uncounted,
) -> Check:
    """Warm-up, then the admission tests, which find the version warm; as far as `config` wants.

    Args:
        config: which of them.
        predict: makes calls of Predict requests.
        check_method_names: `--enable_signature_method_name_check`.
        clock: measures runs.
        observer: told of every file of recorded requests.
        count_run: told of every run that one of these asks for.
    """
    steps: list[Check] = []
    if config.enable:
        requests = RequestReader(predict=predict, check_method_names=check_method_names)
        warm_up = WarmUp(
            requests=requests,
            clock=clock,
            iterations=config.iterations,
            observer=observer,
            count_run=count_run,
        )
        steps.append(warm_up)
    if config.admission_tests:
        steps.append(AdmissionTests(predict=predict, clock=clock))

    def check(servable_id: ServableId, path: str, servable: Servable) -> None:
        for step in steps:
            step(servable_id, path, servable)

    return check
