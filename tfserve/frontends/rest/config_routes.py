"""`/v1/config`: read, try and change what is served, as a whole or model by model."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from tfserve.config.config_document import config_document, model_document
from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.core.config_control import (
    ConfigChange,
    ConfigControl,
    ConfigEdit,
    ConfigPlan,
    ModelPlan,
    Outcome,
)
from tfserve.core.deadline import Deadline
from tfserve.errors import Aborted, InvalidArgument, NotFound, PermissionDenied, ServingError
from tfserve.frontends.rest.config_body import (
    ConfigParser,
    MessageReader,
    read_config,
    read_model,
)
from tfserve.frontends.rest.document import document
from tfserve.frontends.rest.errors import asks_for_details, error_response
from tfserve.frontends.rest.exchange import Endpoint, Request, Respond, Response
from tfserve.frontends.rest.query import flag_value, query_values
from tfserve.frontends.rest.routes import Route
from tfserve.handlers.service import Handlers
from tfserve.security.access import Access

__all__ = ["config_routes"]

_log = logging.getLogger(__name__)

_FLAG = "enable_rest_management"
_PRECONDITION_FAILED = 412
_NOT_MODIFIED = 304
_ANSWER_S = 0.5  # before the request's deadline, so that there is time to answer

_Reader: TypeAlias = Callable[[Request], ConfigEdit]


class _Config:
    """The endpoints. Thread-safe.

    Args:
        control: the config.
        execute: `Handlers.execute`: reading storage and waiting for models may take their time.
        parse: reads text and JSON.
        of_message: reads messages.
        may_change: whether anything but reading is allowed.
        always_details: `--rest_error_details`.
    """

    def __init__(
        self,
        control: ConfigControl,
        execute: Callable[..., None],
        parse: ConfigParser,
        of_message: MessageReader,
        *,
        may_change: bool,
        always_details: bool,
    ) -> None:
        self._control = control
        self._execute = execute
        self._parse = parse
        self._of_message = of_message
        self._may_change = may_change
        self._always_details = always_details

    def read(self, request: Request, respond: Respond, ended: Callable[[], None]) -> None:
        """The config in force; 304 when `If-None-Match` has its ETag."""
        query_values(request.query, ())
        snapshot = self._control.snapshot()
        respond(_tagged(request, config_document(snapshot.config), snapshot.etag))
        ended()

    def read_one(self, request: Request, respond: Respond, ended: Callable[[], None]) -> None:
        """One model of it."""
        query_values(request.query, ())
        snapshot = self._control.snapshot()
        model = _find(snapshot.config, request.names["model"])
        respond(_tagged(request, model_document(model), snapshot.etag))
        ended()

    def replacing(self, request: Request) -> ConfigEdit:
        """The whole config becomes the body's."""
        config = read_config(request, self._parse, self._of_message)
        return lambda _: config

    def putting(self, request: Request) -> ConfigEdit:
        """One model is added, or configured otherwise."""
        model = read_model(request, request.names["model"], self._parse, self._of_message)
        return lambda config: _with_model(config, model)

    def deleting(self, request: Request) -> ConfigEdit:
        """One model is removed."""
        name = request.names["model"]

        def edit(config: ModelServerConfig) -> ModelServerConfig:
            gone = _find(config, name)
            return replace(config, models=tuple(m for m in config.models if m is not gone))

        return edit

    def changing(self, reader: _Reader) -> Endpoint:
        """An endpoint that applies what `reader` makes of a request, or only tries it."""

        def endpoint(request: Request, respond: Respond, ended: Callable[[], None]) -> None:
            if not self._may_change:
                raise PermissionDenied(
                    f"Changing the config over REST is not allowed; --{_FLAG} allows it to "
                    "everybody, authentication to those with the admin scope",
                    details={"flag": _FLAG},
                )
            is_dry = flag_value(query_values(request.query, ("dry_run",)), "dry_run")

            def done(response: Response | None, error: ServingError | None) -> None:
                if response is not None:
                    respond(response)
                elif error is not None:
                    respond(self._refusal(request, error))

            self._execute(lambda: self._change(request, reader, is_dry=is_dry), done, ended)

        return endpoint

    def _change(self, request: Request, reader: _Reader, *, is_dry: bool) -> Response:
        etag = self._expected(request)
        edit = reader(request)
        if is_dry:
            return _plan_response(self._control.plan(edit, etag))
        _log.info("Changing the config over REST: %s by %s", request.method, request.peer)
        return _change_response(self._control.change(edit, _earlier(request.deadline), etag))

    def _refusal(self, request: Request, error: ServingError) -> Response:
        status = _PRECONDITION_FAILED if isinstance(error, Aborted) else None
        wants_details = self._always_details or asks_for_details(request.headers)
        return error_response(error, wants_details, status=status)

    def _expected(self, request: Request) -> str | None:
        """The ETag that the config in force must have; None when any will do."""
        text = request.headers.get("if-match", "").strip()
        if text in ("", "*"):
            return None
        tags = _tags(text)
        in_force = self._control.snapshot().etag
        # Of several it must be one; which one is checked again when the config is replaced.
        return in_force if in_force in tags else tags[0]


def config_routes(
    control: ConfigControl,
    handlers: Handlers,
    *,
    parse: ConfigParser,
    of_message: MessageReader,
    may_change: bool,
    always_details: bool = False,
) -> Sequence[Route]:
    """Reading and changing the config. Every route needs the admin scope.

    Args:
        control: the config.
        handlers: run what blocks.
        parse: reads text and JSON.
        of_message: reads messages.
        may_change: whether it may be changed at all: `--enable_rest_management` is set, or callers
            are authenticated.
        always_details: `--rest_error_details`.
    """
    config = _Config(
        control,
        handlers.execute,
        parse,
        of_message,
        may_change=may_change,
        always_details=always_details,
    )
    one = r"/models/(?P<model>[^/:]+)"
    table = (
        ("GET", "", config.read, "The config in force, and its ETag"),
        ("PUT", "", config.changing(config.replacing), "Replace the config, or try it (dry_run)"),
        ("GET", one, config.read_one, "The config of one model"),
        ("PUT", one, config.changing(config.putting), "Add or reconfigure one model"),
        ("DELETE", one, config.changing(config.deleting), "Remove one model from the config"),
    )
    return tuple(
        Route(
            method=method,
            pattern=re.compile(f"/v1/config{where}"),
            access=Access.ADMIN,
            endpoint=endpoint,
            summary=summary,
            template="/v1/config/models/{model}" if where else "/v1/config",
            label="config",
        )
        for method, where, endpoint, summary in table
    )


def _find(config: ModelServerConfig, name: str) -> ModelConfig:
    for model in config.models:
        if model.name == name:
            return model
    names = ", ".join(sorted(model.name for model in config.models))
    raise NotFound(f"The config has no model {name}", details={"available_models": names})


def _with_model(config: ModelServerConfig, model: ModelConfig) -> ModelServerConfig:
    """`model` in the place of the one of its name, or behind all others."""
    if all(each.name != model.name for each in config.models):
        return ModelServerConfig((*config.models, model))
    return ModelServerConfig(
        tuple(model if each.name == model.name else each for each in config.models)
    )


def _earlier(deadline: Deadline) -> Deadline:
    if deadline.expires_at is None:
        return deadline
    return Deadline(deadline.expires_at - _ANSWER_S, deadline.is_cancelled, deadline.record)


def _tags(text: str) -> Sequence[str]:
    tags = re.findall(r'"([^"]*)"', text)
    if not tags:
        raise InvalidArgument(f'If-Match must be * or an ETag such as "0123abcd", not {text!r}')
    return tags


def _tagged(request: Request, content: Mapping[str, Any], etag: str) -> Response:
    headers = {"etag": f'"{etag}"'}
    if etag in re.findall(r'"([^"]*)"', request.headers.get("if-none-match", "")):
        return Response(status=_NOT_MODIFIED, content_type="", headers=headers)
    return document(content, headers=headers)


def _change_response(change: ConfigChange) -> Response:
    failed = any(each.outcome in (Outcome.FAILED, Outcome.PENDING) for each in change.models)
    models = [
        {
            "name": each.name,
            "change": each.change.value,
            "result": each.outcome.value,
            "reason": each.reason,
        }
        for each in change.models
    ]
    content = {"dry_run": False, "all_available": not failed, "models": models}
    return document(content, headers={"etag": f'"{change.etag}"'})


def _plan_response(plan: ConfigPlan) -> Response:
    """The ETag is that which the config would have; it is no header, since it is not in force."""
    models = [_plan(each) for each in plan.models]
    return document({"dry_run": True, "etag": f'"{plan.etag}"', "models": models})


def _plan(plan: ModelPlan) -> Mapping[str, Any]:
    return {
        "name": plan.name,
        "change": plan.change.value,
        "load": [str(version) for version in plan.load],
        "unload": [str(version) for version in plan.unload],
        "keep": [str(version) for version in plan.keep],
        "held_back": [
            {"version": str(version), "reason": reason}
            for version, reason in sorted(plan.held_back.items(), reverse=True)
        ],
        "labels": [
            {"label": label, "from": _text(before), "to": _text(after)}
            for label, (before, after) in plan.labels.items()
        ],
        "problem": plan.problem,
    }


def _text(version: int | None) -> str | None:
    return None if version is None else str(version)
