"""The page of metrics as an endpoint."""

from __future__ import annotations

import pytest

from tfserve.core.deadline import Deadline
from tfserve.errors import Unavailable
from tfserve.frontends.metrics_page import metrics_routes
from tfserve.frontends.rest.exchange import Request
from tfserve.frontends.rest.routes import RouteTable
from tfserve.security.access import Access
from tfserve.testing import ManualExecutor

PATH = "/monitoring/prometheus/metrics"


@pytest.fixture
def executor():
    return ManualExecutor()


class Page:
    text = b"# TYPE :a counter\n"

    def __call__(self):
        if self.text is None:
            raise ValueError("secret")
        return self.text


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def ask(page, executor):
    table = RouteTable(metrics_routes(page, path=PATH, executor=executor))

    def ask(method="GET", path=PATH, query=""):
        found = table.find(method, path, query)
        if found is None:
            return None
        route, _ = found
        assert route.access is Access.READ
        target = f"{path}?{query}" if query else path
        request = Request(method, target, {}, query, {}, b"", Deadline.NONE)
        events = []
        route.endpoint(request, events.append, lambda: events.append("ended"))
        return events

    return ask


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_the_page_is_plain_text_and_made_elsewhere(ask, executor, method):
    events = ask(method)
    assert events == []
    executor.run_all()
    response, ended = events
    assert (response.status, response.content_type) == (200, "text/plain")
    assert response.body == b"# TYPE :a counter\n"
    assert ended == "ended"


def test_a_query_is_refused_in_tensorflow_serving_s_words(ask):
    response, ended = ask(query="a=1")
    assert (response.status, response.content_type) == (400, "text/plain")
    assert response.body == f"Unexpected path: {PATH}?a=1. Should be {PATH}".encode()
    assert ended == "ended"


def test_another_path_is_not_the_page_s(ask):
    assert ask(path=f"{PATH}/") is None
    assert ask(path=PATH.upper()) is None


def test_a_page_that_cannot_be_made_tells_nobody_why_but_the_log(ask, page, executor, caplog):
    page.text = None
    events = ask()
    executor.run_all()
    assert events[0].status == 500
    assert b"secret" not in events[0].body
    assert "secret" in caplog.text


def test_a_closed_executor_is_unavailable(ask, executor):
    executor.close()
    with pytest.raises(Unavailable):
        ask()
