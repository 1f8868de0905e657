"""The REST API as an ASGI application: finds the endpoint, admits the request, calls it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote

from tfserve.core.call_record import CallObserver, CallRecord, EntryPoint, Unobserved
from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.executor import Executor
from tfserve.core.request_id import HEADER, RequestIds
from tfserve.errors import Code, ServingError, Unavailable
from tfserve.frontends.rest.body import ClientGone, IncomingBody
from tfserve.frontends.rest.call import Asked, RestCall, failure
from tfserve.frontends.rest.caller import Caller
from tfserve.frontends.rest.exchange import Response
from tfserve.frontends.rest.handover import Handover
from tfserve.frontends.rest.routes import Route, RouteTable
from tfserve.frontends.rest.sending import ResponseSender
from tfserve.frontends.rest.strays import is_api, stray_response
from tfserve.limits import InflightBudget
from tfserve.security.access import Access
from tfserve.security.authorizer import Authorizer
from tfserve.security.principals import Principal

__all__ = ["RestApplication", "RestSettings"]

_Event: TypeAlias = dict[str, Any]  # as ASGI has them
_Receive: TypeAlias = Callable[[], Awaitable[_Event]]
_Send: TypeAlias = Callable[[_Event], Awaitable[None]]

_IN_LOOP_BYTES = 16 * 1024  # a body up to here is parsed faster than it is handed to another thread


@dataclass(frozen=True, slots=True)
class RestSettings:
    """What the flags say.

    Args:
        timeout_s: how long a request may take; 0 or less: as long as it wants.
        max_request_bytes: of a body, as sent and as decompressed.
        gzip_from_bytes: answers at least this large are compressed for who accepts it; 0 never.
        sends_cors: whether the scripts of any page may read the answers.
        sends_details: whether errors tell everybody all they know.
    """

    timeout_s: float
    max_request_bytes: int
    gzip_from_bytes: int
    sends_cors: bool
    sends_details: bool


class RestApplication:
    """An ASGI 3 application for scopes of type `http`. Belongs to one event loop.

    Args:
        routes: what there is, in order of precedence.
        settings: what the flags say.
        budget: what may be in flight; shared with other frontends. Health questions are free.
        executor: parses large bodies; others are answered meanwhile.
        compressor: compresses large answers.
        clock: time.
        is_open: whether the start is over; until then only health questions are answered.
        authorizer: decides who may do what; None: anybody anything.
        observer: shown every call before its answer is sent.
        request_ids: names calls; None takes only the names that clients bring.

    Attributes:
        table: the routes.
    """

    def __init__(  # noqa: PLR0913 - collaborators, each by name
        self,
        routes: Sequence[Route],
        *,
        settings: RestSettings,
        budget: InflightBudget,
        executor: Executor,
        compressor: Executor,
        clock: Clock,
        is_open: Callable[[], bool],
        authorizer: Authorizer | None = None,
        observer: CallObserver | None = None,
        request_ids: RequestIds | None = None,
    ) -> None:
        self.table = RouteTable(routes)
        self._entries = {id(route): _entry_of(route) for route in self.table.routes}
        self._settings = settings
        self._budget = budget
        self._unlimited = InflightBudget()
        self._executor = executor
        self._now = clock.now
        self._authorizer = authorizer
        self._id_of = (request_ids or RequestIds()).of
        self._observe = (observer or Unobserved()).observe
        self._sender = ResponseSender(
            compressor,
            gzip_from_bytes=settings.gzip_from_bytes,
            asks_credentials=authorizer is not None,
        )
        self._is_open = is_open

    async def __call__(self, scope: _Event, receive: _Receive, send: _Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            msg = f"only HTTP is spoken here, not {scope['type']}"
            raise RuntimeError(msg)
        asked = Asked.of(scope)
        route, names = self._find(asked)
        entry = _stray_entry(asked.path) if route is None else self._entries[id(route)]
        record = CallRecord(entry, self._now, 0, asked.caller)
        record.request_id = self._id_of(asked.caller.header(HEADER))
        record.asked = names.get("model", "")
        try:
            if route is None:
                response = await self._stray(asked, record)
            else:
                response = await self._call(route, names, asked, record, receive)
        except ClientGone as gone:
            response = Response(code=gone.code)  # nobody takes it
        except Exception as error:  # noqa: BLE001 - a bug of ours answers, too
            response = failure(error, asked, sends_details=self._settings.sends_details)
        if response.code is Code.OK and not record.model:
            record.model = record.asked  # there is such a model
        record.end(response.code, len(response.body))
        self._observe(record)
        with_cors = self._settings.sends_cors and is_api(asked.path)
        await self._sender.send(
            response, asked.caller, send, with_cors=with_cors, request_id=record.request_id
        )

    def _find(self, asked: Asked) -> tuple[Route | None, Mapping[str, str]]:
        """Whose request it is, and the groups of its pattern, decoded."""
        found = self.table.find(asked.method, asked.path, asked.query)
        if found is None and asked.method == "HEAD" and not is_api(asked.path):
            found = self.table.find("GET", asked.path, asked.query)
        if found is None:
            return None, {}
        route, match = found
        groups = match.groupdict().items()
        return route, {key: unquote(text) for key, text in groups if text is not None}

    async def _call(
        self,
        route: Route,
        names: Mapping[str, str],
        asked: Asked,
        record: CallRecord,
        receive: _Receive,
    ) -> Response:
        """Admit the request, let its endpoint begin, and wait for the response."""
        is_free = route.access is Access.OPEN
        if not is_free and not self._is_open():
            raise Unavailable("The server is starting; GET /readyz tells what it waits for")
        await self._check(route.access, asked.caller, names, record)
        body = IncomingBody(
            asked.caller.headers,
            self._unlimited if is_free or not route.charge else self._budget,
            factor=route.factor(asked.caller.headers),
            max_bytes=self._settings.max_request_bytes,
        )
        answer: Handover[Response] = Handover()
        try:
            data = await body.read(receive)
            record.request_bytes = len(data)
            call = RestCall(
                route,
                names,
                asked,
                body,
                data,
                self._deadline(asked, record),
                answer,
                self._settings.sends_details,
            )
            self._begin(call)
        except BaseException:
            body.charge.release()
            raise
        del data, call  # the body is not kept while a model runs
        return await answer.wait()

    async def _stray(self, asked: Asked, record: CallRecord) -> Response:
        """Nobody's request: what there is not, is told to those who say who they are; but a browser
        asks for OPTIONS without doing so.
        """
        if asked.method != "OPTIONS":
            await self._check(Access.KNOWN, asked.caller, {}, record)
        return stray_response(asked.method, asked.target, asked.caller.headers)

    def _deadline(self, asked: Asked, record: CallRecord) -> Deadline:
        """Counted from the moment at which the whole request has arrived."""
        record.began_at = self._now()
        timeout_s = self._settings.timeout_s
        expires_at = record.began_at + timeout_s if timeout_s > 0 else None
        return Deadline(expires_at, asked.is_gone, record)

    def _begin(self, call: RestCall) -> None:
        if not call.body.is_compressed and len(call.data) <= _IN_LOOP_BYTES:
            call.begin()
            return
        try:
            self._executor.submit(call.begin)
        except RuntimeError as error:  # closed, or no thread can be started
            raise Unavailable("No thread is left for the request; try again later") from error

    async def _check(
        self, access: Access, caller: Caller, names: Mapping[str, str], record: CallRecord
    ) -> None:
        """Whether the caller may have it; who it is goes into `record`.

        Raises:
            ServingError: it may not.
        """
        if self._authorizer is None:
            return
        verdict: Handover[tuple[Principal | None, ServingError | None]] = Handover()
        self._authorizer.authorize(
            access, caller, lambda principal, error: verdict.give((principal, error))
        )
        principal, error = await verdict.wait()
        if principal is not None:
            record.principal = principal.name
        if error is not None:
            raise error
        if principal is not None and access not in (Access.OPEN, Access.KNOWN):
            principal.check_models((names["model"],) if "model" in names else ())


def _entry_of(route: Route) -> EntryPoint:
    """How its calls are counted."""
    if route.template.startswith("/v2"):
        return EntryPoint("OIP", route.label)
    return EntryPoint("REST" if is_api(route.template) else "HTTP", route.label)


_STRAY_API = EntryPoint("REST", "")
_STRAY = EntryPoint("HTTP", "")


def _stray_entry(path: str) -> EntryPoint:
    return _STRAY_API if is_api(path) else _STRAY
