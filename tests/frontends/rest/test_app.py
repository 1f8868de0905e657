"""The REST application: dispatch, admission, and what every answer has."""

from __future__ import annotations

import gzip
import json
import re
import threading
import zlib

import pytest

from tfserve.core.executor import ThreadExecutor
from tfserve.errors import Code, NotFound, PermissionDenied, Unauthenticated
from tfserve.frontends.rest.exchange import Response
from tfserve.frontends.rest.routes import Route
from tfserve.limits import InflightBudget
from tfserve.security.access import Access
from tfserve.testing import FakeClock


class Observer:
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, str, Code, int]] = []

    def observe(self, record) -> None:
        entry = record.entry
        self.seen.append(
            (entry.transport, entry.method, record.asked, record.code, record.request_bytes)
        )


def route(endpoint, *, method="POST", path="/v1/models/(?P<model>[^/:]+):predict", **options):
    known = {"access": Access.PREDICT, "template": "/v1/models/{model}", "label": "predict"}
    return Route(method, re.compile(path), endpoint=endpoint, **(known | options))


def echo(request, respond, ended) -> None:
    respond(Response(request.body))
    ended()


def error_of(answered) -> str:
    return json.loads(answered.body)["error"]


TARGET = "/v1/models/m:predict"


# Dispatch


def test_an_endpoint_sees_the_request_as_it_was_sent(make_app, ask):
    requests = []

    def keep(request, respond, ended) -> None:
        requests.append(request)
        echo(request, respond, ended)

    app = make_app([route(keep)])
    answered = ask(app, "POST", "/v1/models/a%2Fb+c:predict?x=%20", b"body", {"X-A": "1"})
    assert (answered.status, answered.body) == (200, b"body")
    assert answered.headers["content-type"] == "application/json"
    assert answered.headers["x-content-type-options"] == "nosniff"
    (request,) = requests
    assert request.target == "/v1/models/a%2Fb+c:predict?x=%20"
    assert (request.method, request.query, request.body) == ("POST", "x=%20", b"body")
    assert request.names == {"model": "a/b+c"}
    assert (request.headers["x-a"], request.peer) == ("1", "127.0.0.1:5")


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/v1/foo"),
        ("PUT", "/v1/models/m"),
        ("DELETE", "/V1/models/m?a=b"),
        ("HEAD", "/v1/models/m:predict"),
        ("POST", "/v1/models/m:PREDICT"),
        ("GET", "/v1/models/../../metrics"),
    ],
)
def test_what_no_route_takes_below_v1_is_malformed(make_app, ask, method, target):
    answered = ask(make_app([route(echo)]), method, target)
    assert answered.status == 400
    assert answered.body.decode() == f'{{\n    "error": "Malformed request: {method} {target}"\n}}'


@pytest.mark.parametrize(
    ("method", "target", "status", "phrase"),
    [
        ("GET", "/", 404, "Not Found"),
        ("POST", "/foo", 404, "Not Found"),
        ("OPTIONS", "*", 404, "Not Found"),
        ("GET", "/..%2f..%2fetc%2fpasswd", 404, "Not Found"),
        ("TRACE", "/v1/models/m", 501, "Not Implemented"),
        ("CONNECT", "host:80", 501, "Not Implemented"),
    ],
)
def test_elsewhere_the_answer_is_tensorflow_servings_page(
    make_app, ask, method, target, status, phrase
):
    answered = ask(make_app([route(echo)]), method, target)
    assert (answered.status, answered.headers["content-type"]) == (status, "text/html")
    assert answered.body.decode() == (
        f"<HTML><HEAD>\n<TITLE>{status} {phrase}</TITLE>\n</HEAD><BODY>\n<H1>{phrase}</H1>\n"
        "</BODY></HTML>\n"
    )


@pytest.mark.parametrize("with_cors", [False, True])
@pytest.mark.parametrize(
    ("origin", "status"), [("http://a", 200), ("https://a", 200), ("null", 400), (None, 400)]
)
def test_options_depend_on_the_origin_alone(make_app, ask, with_cors, origin, status):
    headers = {} if origin is None else {"Origin": origin}
    app = make_app([route(echo)], sends_cors=with_cors)
    answered = ask(app, "OPTIONS", "/v1/anything", headers=headers)
    assert (answered.status, answered.body) == (status, b"")
    cors = {k: v for k, v in answered.headers.items() if k.startswith("access-control-")}
    assert cors == (
        {
            "access-control-allow-origin": "*",
            "access-control-allow-methods": "POST, GET",
            "access-control-allow-headers": "Content-Type",
        }
        if with_cors
        else {}
    )


def test_every_answer_below_v1_may_be_read_by_scripts_where_that_is_wanted(make_app, ask):
    app = make_app([route(echo)], sends_cors=True)
    for method, target in (("POST", TARGET), ("GET", "/v1/foo")):
        assert ask(app, method, target).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in ask(app, "GET", "/foo").headers


def test_head_is_get_for_routes_of_our_own(make_app, ask):
    live = route(echo, method="GET", path="/healthz", access=Access.OPEN)
    assert ask(make_app([live]), "HEAD", "/healthz").status == 200


# Errors


def test_an_error_of_ours_is_answered_and_others_are_internal_and_logged(make_app, ask, caplog):
    def missing(request, respond, ended) -> None:
        raise NotFound("no such thing", details={"available_models": "a"})

    def broken(request, respond, ended) -> None:
        msg = "secret"
        raise ValueError(msg)

    app = make_app([route(missing), route(broken, path="/broken")])
    answered = ask(app, "POST", TARGET)
    assert (answered.status, json.loads(answered.body)) == (404, {"error": "no such thing"})
    asking = {"Accept": "application/problem+json"}
    details = json.loads(ask(app, "POST", TARGET, headers=asking).body)["details"]
    assert details["available_models"] == "a"
    assert not caplog.records
    answered = ask(app, "POST", "/broken")
    assert (answered.status, error_of(answered)) == (500, "Internal error; see the server's log")
    assert "ValueError: secret" in caplog.text


def test_details_can_be_had_always(make_app, ask):
    app = make_app([route(echo)], sends_details=True)
    assert json.loads(ask(app, "GET", "/v1/foo").body)["details"]["code"] == "INVALID_ARGUMENT"


# The start


def test_before_the_start_is_over_only_health_is_answered(make_app, ask):
    live = route(echo, method="GET", path="/healthz", access=Access.OPEN)
    is_open: list[bool] = []
    app = make_app([live, route(echo)], is_open=lambda: bool(is_open))
    assert ask(app, "GET", "/healthz").status == 200
    answered = ask(app, "POST", TARGET)
    assert (answered.status, answered.headers["retry-after"]) == (503, "1")
    is_open.append(True)
    assert ask(app, "POST", TARGET).status == 200


# Bodies


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(make_app, ask):
    answered = ask(make_app([route(echo)]), "POST", TARGET, b"a" * 1001)
    assert (answered.status, answered.events_read) == (413, 0)
    assert "1000 bytes, the limit set by --max_request_bytes" in error_of(answered)


def test_a_body_without_a_length_is_refused_when_it_passes_the_limit(make_app, ask):
    answered = ask(make_app([route(echo)]), "POST", TARGET, [b"a" * 400] * 10)
    assert (answered.status, answered.events_read) == (413, 3)


def test_a_body_at_the_limit_is_taken(make_app, ask):
    assert ask(make_app([route(echo)]), "POST", TARGET, b"a" * 1000).status == 200
    assert ask(make_app([route(echo)]), "POST", TARGET, [b"a" * 500] * 2).status == 200


def test_many_tiny_pieces_make_one_body(make_app, ask):
    app = make_app([route(echo)], max_request_bytes=10_000)
    assert ask(app, "POST", TARGET, [b"ab"] * 3000).body == b"ab" * 3000


def test_a_request_is_charged_before_it_is_read_and_until_its_work_has_ended(make_app, ask):
    budget = InflightBudget(max_bytes=3200)
    seen, ends = [], []

    def work(request, respond, ended) -> None:
        seen.append(budget.statistics().size_bytes)
        respond(Response())
        ends.append(ended)

    app = make_app([route(work, charge=32)], budget=budget)
    assert ask(app, "POST", TARGET, b"a" * 100).status == 200
    assert (seen, budget.statistics().size_bytes) == ([3200], 3200)
    answered = ask(app, "POST", TARGET, b"a")
    assert (answered.status, answered.headers["retry-after"]) == (429, "1")
    assert answered.events_read == 0
    assert "--max_inflight_bytes" in error_of(answered)
    ends.pop()()
    assert ask(app, "POST", TARGET, b"a").status == 200


def test_a_body_of_unknown_length_is_charged_as_it_comes(make_app, ask):
    budget = InflightBudget(max_bytes=3200)
    app = make_app([route(echo, charge=32)], budget=budget)
    answered = ask(app, "POST", TARGET, [b"a" * 60] * 10)
    assert (answered.status, answered.events_read) == (429, 2)
    assert (budget.statistics().requests, budget.statistics().size_bytes) == (0, 0)


def test_health_is_answered_when_nothing_more_is_admitted(make_app, ask):
    live = route(echo, method="GET", path="/healthz", access=Access.OPEN)
    budget = InflightBudget(max_requests=1)
    budget.admit(0)
    app = make_app([live, route(echo)], budget=budget)
    assert ask(app, "GET", "/healthz").status == 200
    assert ask(app, "POST", TARGET).status == 429


@pytest.mark.parametrize("body", [b"a" * 10, [b"a" * 10, b"b"]])
def test_a_client_that_leaves_before_its_body_is_over_gets_nothing_run(make_app, ask, body):
    budget, ran, observer = InflightBudget(), [], Observer()
    app = make_app([route(lambda *_: ran.append(1))], budget=budget, observer=observer)
    ask(app, "POST", TARGET, body, leaves=True)
    assert (ran, budget.statistics().requests) == ([], 0)
    assert observer.seen[0][3] is Code.CANCELLED


# gzip


def test_a_compressed_body_is_taken(make_app, ask):
    body = gzip.compress(b"hello ") + gzip.compress(b"world")
    app = make_app([route(echo)])
    for coding in ("gzip", "x-gzip", "GZIP"):
        answered = ask(app, "POST", TARGET, body, {"Content-Encoding": coding})
        assert answered.body == b"hello world"


@pytest.mark.parametrize(
    "body",
    [b"junk", gzip.compress(b"hello")[:-1], gzip.compress(b"a") + b"junk", zlib.compress(b"a")],
)
def test_a_body_that_is_no_gzip_says_so(make_app, ask, body):
    budget = InflightBudget()
    app = make_app([route(echo)], budget=budget)
    answered = ask(app, "POST", TARGET, body, {"Content-Encoding": "gzip"})
    assert (answered.status, "gzip" in error_of(answered)) == (400, True)
    assert (budget.statistics().requests, budget.statistics().size_bytes) == (0, 0)


def test_a_bomb_is_refused_by_what_it_becomes(make_app, ask):
    budget = InflightBudget()
    bomb = gzip.compress(bytes(100_000_000))
    app = make_app([route(echo)], budget=budget, max_request_bytes=200_000)
    answered = ask(app, "POST", TARGET, bomb, {"Content-Encoding": "gzip"})
    assert (answered.status, "--max_request_bytes" in error_of(answered)) == (413, True)
    assert (budget.statistics().requests, budget.statistics().size_bytes) == (0, 0)


def test_what_a_body_decompresses_to_is_charged(make_app, ask):
    app = make_app([route(echo, charge=32)], budget=InflightBudget(max_bytes=20_000))
    body = gzip.compress(b"a" * 900)
    answered = ask(app, "POST", TARGET, body, {"Content-Encoding": "gzip"})
    assert (answered.status, "--max_inflight_bytes" in error_of(answered)) == (429, True)


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip"])
def test_other_codings_are_not_understood(make_app, ask, coding):
    answered = ask(make_app([route(echo)]), "POST", TARGET, b"a", {"Content-Encoding": coding})
    assert (answered.status, answered.events_read) == (415, 0)
    assert coding in error_of(answered)


@pytest.mark.parametrize(
    ("accept", "is_compressed"),
    [
        ("gzip, deflate", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("br", False),
        ("", False),
    ],
)
def test_a_large_answer_is_compressed_for_those_who_accept_it(make_app, ask, accept, is_compressed):
    app = make_app([route(echo)], gzip_from_bytes=500)
    headers = {"Accept-Encoding": accept}
    answered = ask(app, "POST", TARGET, b"a" * 500, headers)
    assert (answered.headers.get("content-encoding") == "gzip") is is_compressed
    content = gzip.decompress(answered.body) if is_compressed else answered.body
    assert content == b"a" * 500
    small = ask(app, "POST", TARGET, b"a" * 499, headers)
    assert "content-encoding" not in small.headers


# Threads, time


def test_small_bodies_stay_in_the_loops_thread_and_large_ones_leave_it(make_app, ask):
    threads = []

    def where(request, respond, ended) -> None:
        threads.append(threading.current_thread().name)
        echo(request, respond, ended)

    executor = ThreadExecutor("test-rest", 1)
    app = make_app([route(where)], executor=executor, max_request_bytes=1_000_000)
    ask(app, "POST", TARGET, b"a" * 1000)
    assert ask(app, "POST", TARGET, b"a" * 100_000).body == b"a" * 100_000
    assert threads == ["MainThread", "test-rest-0"]
    assert executor.close(10)


def test_an_answer_may_come_from_any_thread(make_app, ask):
    executor = ThreadExecutor("test-model", 1)

    def run(request, respond, ended) -> None:
        executor.submit(lambda: (respond(Response(b"late")), ended()))

    assert ask(make_app([route(run)]), "POST", TARGET).body == b"late"
    assert executor.close(10)


def test_the_time_limit_and_the_clients_leaving_travel_with_the_request(make_app, ask):
    clock, deadlines = FakeClock(now=100.0), []

    def keep(request, respond, ended) -> None:
        deadlines.append(request.deadline)
        echo(request, respond, ended)

    ask(make_app([route(keep)], clock=clock, timeout_s=2.5), "POST", TARGET, is_gone=lambda: True)
    ask(make_app([route(keep)], clock=clock, timeout_s=0.0), "POST", TARGET)
    assert [each.expires_at for each in deadlines] == [102.5, None]
    assert [each.is_cancelled() for each in deadlines] == [True, False]


# Who asks, who watches


class Doorkeeper:
    """Lets pass who has the header `x-key`, and knows the models a and b."""

    name = "k"

    def __init__(self) -> None:
        self.asked: list[Access] = []

    def authorize(self, access, caller, decided) -> None:
        self.asked.append(access)
        if access is Access.OPEN or caller.header("x-key"):
            decided(self, None)
        else:
            decided(None, Unauthenticated(f"who are you, {caller.peer}?"))

    def check_models(self, names) -> None:
        if not set(names) <= {"a", "b"}:
            raise PermissionDenied("not yours")


def test_nobody_gets_past_the_door(make_app, ask):
    door, ran = Doorkeeper(), []

    def run(request, respond, ended) -> None:
        ran.append(request.names)
        echo(request, respond, ended)

    live = route(echo, method="GET", path="/healthz", access=Access.OPEN)
    app = make_app([live, route(run)], authorizer=door)
    assert ask(app, "GET", "/healthz").status == 200
    refused = ask(app, "POST", "/v1/models/a:predict", b"a" * 10)
    assert (refused.status, refused.events_read) == (401, 0)
    assert refused.headers["www-authenticate"].startswith("Bearer ")
    assert ask(app, "GET", "/v1/foo").status == 401
    assert ask(app, "OPTIONS", "/v1/foo", headers={"Origin": "http://a"}).status == 200
    key = {"x-key": "k"}
    assert ask(app, "POST", "/v1/models/c:predict", headers=key).status == 403
    assert ran == []
    assert ask(app, "POST", "/v1/models/a:predict", headers=key).status == 200
    assert ask(app, "GET", "/v1/foo", headers=key).status == 400
    assert set(door.asked) == {Access.OPEN, Access.PREDICT, Access.KNOWN}


def test_every_call_is_observed_once_before_it_is_answered(make_app, ask):
    observer = Observer()
    live = route(echo, method="GET", path="/healthz", template="/healthz", label="live")
    app = make_app([live, route(echo)], observer=observer)
    ask(app, "POST", "/v1/models/x:predict", b"abc")
    ask(app, "GET", "/v1/foo")
    ask(app, "GET", "/healthz")
    ask(app, "POST", "/v1/models/x:predict", b"a" * 2000)
    assert observer.seen == [
        ("REST", "predict", "x", Code.OK, 3),
        ("REST", "", "", Code.INVALID_ARGUMENT, 0),
        ("HTTP", "live", "", Code.OK, 0),
        ("REST", "predict", "x", Code.RESOURCE_EXHAUSTED, 0),
    ]


def test_a_clients_name_for_its_request_comes_back(make_app, ask):
    app = make_app([route(echo)])
    answered = ask(app, "POST", TARGET, headers={"X-Request-Id": "r-1"})
    assert answered.headers["x-request-id"] == "r-1"
    assert "x-request-id" not in ask(app, "POST", TARGET).headers
