"""Handing sampled requests to the request log, once they are answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tfserve.core.handle import ServableHandle
from tfserve.core.servable import Outputs
from tfserve.errors import ServingError
from tfserve.handlers.run import Done, Prepared
from tfserve.telemetry.request_log import RequestLog

__all__ = ["logging_arrays", "logging_messages"]

R = TypeVar("R")


def logging_messages(
    log: RequestLog,
    model: str,
    request: Any,  # one of the four inference calls' messages
    done: Done[R],
) -> Done[R]:
    """`done`, which also logs `request` and its response where it is sampled."""
    if not log.samples(model):
        return done

    def logged(response: R | None, error: ServingError | None) -> None:
        done(response, error)
        if response is not None:
            log.put_messages(model, request, response)

    return logged


def logging_arrays(
    log: RequestLog, model: str, prepare: Callable[[ServableHandle], Prepared[R]]
) -> Callable[[ServableHandle], Prepared[R]]:
    """`prepare`, which also logs what goes into the model and comes out of it where the request is
    sampled.
    """
    if not log.samples(model):
        return prepare

    def logging(handle: ServableHandle) -> Prepared[R]:
        call, answer = prepare(handle)
        servable_id = handle.id

        def logged(outputs: Outputs) -> R:
            response = answer(outputs)
            log.put_arrays(servable_id, call, outputs)
            return response

        return call, logged

    return logging
