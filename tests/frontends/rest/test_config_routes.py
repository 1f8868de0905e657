"""The config over REST: reading, trying, changing, and who comes too late."""

from __future__ import annotations

import json

import pytest

from tfserve.apis.config.model_server_config_pb2 import ModelServerConfig as Message
from tfserve.config.config_document import config_document, config_etag
from tfserve.config.model_file import parse_model_config
from tfserve.config.model_messages import model_server_config
from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.core.config_control import (
    Change,
    ConfigChange,
    ConfigPlan,
    ConfigSnapshot,
    ModelOutcome,
    ModelPlan,
    Outcome,
)
from tfserve.core.deadline import Deadline
from tfserve.core.executor import InlineExecutor
from tfserve.core.timer import Timers
from tfserve.errors import Aborted, InvalidArgument
from tfserve.frontends.rest.config_routes import config_routes
from tfserve.handlers.service import Handlers
from tfserve.security.access import Access
from tfserve.testing import Exchanges, FakeClock, FakeModels

A = ModelConfig("a", "/a")
B = ModelConfig("b", "/b")
TEXT = b'model_config_list { config { name: "b" base_path: "/b" model_platform: "tensorflow" } }'


class Control:
    """A ConfigControl that applies every edit at once."""

    def __init__(self, *models):
        self.config = ModelServerConfig(models)
        self.deadline = None
        self.outcome = Outcome.AVAILABLE

    def snapshot(self):
        return ConfigSnapshot(self.config, config_etag(self.config))

    def _edited(self, edit, etag):
        if etag not in (None, self.snapshot().etag):
            raise Aborted("The config has changed")
        return edit(self.config)

    def plan(self, edit, etag=None):
        config = self._edited(edit, etag)
        plans = tuple(
            ModelPlan(each.name, Change.ADD, (2,), (1,), (), {3: "half"}, {"l": (None, 2)}, "bad")
            for each in config.models
        )
        return ConfigPlan(config_etag(config), plans)

    def change(self, edit, deadline, etag=None):
        self.config = self._edited(edit, etag)
        self.deadline = deadline
        outcomes = tuple(
            ModelOutcome(each.name, Change.ADD, self.outcome, "why") for each in self.config.models
        )
        return ConfigChange(self.snapshot().etag, outcomes)


class Server:
    """The routes over one control."""

    def __init__(self, *models, may_change=True):
        self.control = Control(*models)
        fake, clock = FakeModels(), FakeClock()
        handlers = Handlers(
            models=fake,
            status=fake,
            reloader=fake,
            read_config=model_server_config,
            executor=InlineExecutor(),
            timers=Timers(name="test-deadlines", clock=clock),
            clock=clock,
        )
        self.routes = config_routes(
            self.control,
            handlers,
            parse=parse_model_config,
            of_message=model_server_config,
            may_change=may_change,
        )

    def ask(self, method, target, body=b"", deadline=Deadline.NONE, **headers):
        headers = {key.replace("_", "-"): value for key, value in headers.items()}
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        return Exchanges(self.routes).ask(method, target, body, headers, deadline)

    @property
    def names(self):
        return [each.name for each in self.control.config.models]


@pytest.fixture
def server():
    return Server(A)


def error_of(response):
    return response.status, json.loads(response.body)["error"]


def test_the_config_is_read_with_its_tag(server):
    response = server.ask("GET", "/v1/config")
    assert json.loads(response.body) == config_document(server.control.config)
    assert response.headers == {"etag": f'"{server.control.snapshot().etag}"'}


def test_what_was_read_can_be_put_back(server):
    body = server.ask("GET", "/v1/config").body
    before = server.control.config
    assert server.ask("PUT", "/v1/config", body).status == 200
    assert server.control.config == before


def test_who_has_it_already_is_told_so(server):
    etag = server.ask("GET", "/v1/config").headers["etag"]
    response = server.ask("GET", "/v1/config", if_none_match=f'W/"x", {etag}')
    assert (response.status, response.body, response.content_type) == (304, b"", "")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps(config_document(ModelServerConfig((B,)))).encode(), "application/json"),
        (TEXT, "text/plain"),
        (TEXT, ""),
    ],
)
def test_the_config_is_replaced_by_json_or_text(server, body, kind):
    response = server.ask("PUT", "/v1/config", body, content_type=kind)
    assert json.loads(response.body) == {
        "dry_run": False,
        "all_available": True,
        "models": [{"name": "b", "change": "add", "result": "available", "reason": "why"}],
    }
    assert response.headers["etag"] == f'"{server.control.snapshot().etag}"'
    assert server.control.config == ModelServerConfig((B,))


def test_the_config_is_replaced_by_the_message(server):
    message = Message()
    message.model_config_list.config.add(name="b", base_path="/b", model_platform="tensorflow")
    body = message.SerializeToString()
    server.ask("PUT", "/v1/config", body, content_type="application/x-protobuf")
    assert server.names == ["b"]


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.PENDING])
def test_a_model_that_does_not_serve_shows_in_the_answer(server, outcome):
    server.control.outcome = outcome
    answer = json.loads(server.ask("PUT", "/v1/config", TEXT).body)
    assert not answer["all_available"]
    assert answer["models"][0]["result"] == outcome.value


def test_a_dry_run_tells_the_plan_and_changes_nothing(server):
    response = server.ask("PUT", "/v1/config?dry_run=true", TEXT)
    assert json.loads(response.body) == {
        "dry_run": True,
        "etag": f'"{config_etag(ModelServerConfig((B,)))}"',
        "models": [
            {
                "name": "b",
                "change": "add",
                "load": ["2"],
                "unload": ["1"],
                "keep": [],
                "held_back": [{"version": "3", "reason": "half"}],
                "labels": [{"label": "l", "from": None, "to": "2"}],
                "problem": "bad",
            }
        ],
    }
    assert "etag" not in response.headers
    assert server.names == ["a"]


@pytest.mark.parametrize("target", ["/v1/config", "/v1/config?dry_run=true"])
def test_who_comes_too_late_changes_nothing(server, target):
    etag = server.ask("GET", "/v1/config").headers["etag"]
    server.ask("PUT", "/v1/config/models/c", {"base_path": "/c", "model_platform": "tensorflow"})
    status, text = error_of(server.ask("PUT", target, TEXT, if_match=etag))
    assert (status, text) == (412, "The config has changed")
    assert server.names == ["a", "c"]


@pytest.mark.parametrize("tag", ["*", '"{etag}"', '"other", "{etag}"'])
def test_who_is_in_time_may_change(server, tag):
    tag = tag.format(etag=server.control.snapshot().etag)
    assert server.ask("PUT", "/v1/config", TEXT, if_match=tag).status == 200


def test_one_model_is_read_added_changed_and_removed(server):
    body = {"base_path": "/b", "model_platform": "tensorflow"}
    assert server.ask("PUT", "/v1/config/models/b", body).status == 200
    assert server.names == ["a", "b"]
    server.ask("PUT", "/v1/config/models/a", {**body, "name": "a"})
    assert json.loads(server.ask("GET", "/v1/config/models/a").body)["base_path"] == "/b"
    text = b'base_path: "/b2" model_platform: "tensorflow"'
    server.ask("PUT", "/v1/config/models/b", text)
    assert server.control.config.models[1].base_path == "/b2"
    assert server.ask("DELETE", "/v1/config/models/a").status == 200
    assert server.names == ["b"]


def test_one_model_may_be_tried(server):
    assert server.ask("DELETE", "/v1/config/models/a?dry_run=1").status == 200
    assert server.names == ["a"]


@pytest.mark.parametrize(
    ("method", "target", "body", "status", "text"),
    [
        ("PUT", "", b"", 400, "The request has no body; a config is expected"),
        ("PUT", "", b"{}", 400, "The config has no model_config_list; an empty one unloads all"),
        ("PUT", "", b'{"x": 1, "x": 2}', 400, "request body: 'x' stands twice in one object"),
        ("PUT", "", b"nonsense", 400, "Invalid protobuf file: 'request body'"),
        ("PUT", "?dryrun=true", TEXT, 400, "Unknown query parameter dryrun; did you mean dry_run?"),
        ("PUT", "?dry_run=yes", TEXT, 400,
         "Query parameter dry_run must be true or false, not 'yes'"),
        ("GET", "?x=1", b"", 400, "Unknown query parameter x; there are none"),
        ("GET", "/models/z", b"", 404, "The config has no model z"),
        ("DELETE", "/models/z", b"", 404, "The config has no model z"),
        ("PUT", "/models/z", b'{"name": "y", "base_path": "/y", "model_platform": "tensorflow"}',
         400, "The body configures model y, the path names z"),
        ("PUT", "/models/z", b'{"base_path": "z", "model_platform": "tensorflow"}', 400,
         "Expected model z to have an absolute path or URI; got base_path()=z"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(server, method, target, body, status, text):
    before = server.control.config
    response = server.ask(method, f"/v1/config{target}", body)
    assert error_of(response) == (status, text)
    assert server.control.config == before


def test_a_message_that_is_none_is_refused(server):
    response = server.ask("PUT", "/v1/config", b"\xff", content_type="application/x-protobuf")
    assert response.status == 400


def test_an_if_match_that_is_no_tag_is_refused(server):
    status, text = error_of(server.ask("PUT", "/v1/config", TEXT, if_match="abc"))
    assert (status, text) == (400, "If-Match must be * or an ETag such as \"0123abcd\", not 'abc'")


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
@pytest.mark.parametrize("target", ["/v1/config", "/v1/config/models/a"])
def test_without_permission_nothing_can_be_changed_or_tried(query, target):
    server = Server(A, may_change=False)
    response = server.ask("PUT", target + query, TEXT)
    assert response.status == 403
    assert b"--enable_rest_management" in response.body
    assert server.ask("GET", "/v1/config").status == 200
    assert server.names == ["a"]


def test_the_wait_for_models_leaves_time_to_answer(server):
    server.ask("PUT", "/v1/config", TEXT, deadline=Deadline(10.0))
    assert server.control.deadline.expires_at == 9.5


def test_a_rejected_config_is_answered_as_such(server):
    server.control.change = server.control.plan = lambda *_: _rejected()
    for target in ("/v1/config", "/v1/config?dry_run=true"):
        assert error_of(server.ask("PUT", target, TEXT)) == (400, "no such platform")


def _rejected():
    raise InvalidArgument("no such platform")


def test_every_route_needs_the_admin_scope(server):
    assert {route.access for route in server.routes} == {Access.ADMIN}
