"""The assembled server, whatever it is made of: every RPC and every route asks who is there."""

from __future__ import annotations

import base64
import http.client
import json
import re
from collections.abc import Mapping
from contextlib import ExitStack

import grpc
import pytest

from tfserve.frontends.grpc.guard import RULES
from tfserve.frontends.monitoring import health_routes
from tfserve.security.access import Access
from tfserve.security.hashes import PasswordHash, hash_key
from tfserve.server import ModelServer
from tfserve.testing import Exchanges

SCOPES = ("predict", "read", "admin")
WRONG = (
    {},
    {"authorization": "Bearer wrong"},
    {"x-api-key": "wrong"},
    {"authorization": "Basic " + base64.b64encode(b"alice:wrong").decode()},
    {"authorization": "Negotiate x"},
)


@pytest.fixture(scope="module")
def principals(tmp_path_factory):
    """A file with a key per scope, which is the scope's name; a tenant; a password."""
    entries = [{"name": name, "keys": [hash_key(name)], "scopes": [name]} for name in SCOPES]
    entries.append({"name": "tenant", "keys": [hash_key("tenant")], "scopes": ["predict", "read"],
                    "models": ["mine"]})  # fmt: skip
    cheap = str(PasswordHash.of("pw", log2_n=2, r=1, p=1))
    entries.append({"name": "alice", "password": cheap, "scopes": ["read"]})
    path = tmp_path_factory.mktemp("auth") / "auth.json"
    path.write_text(json.dumps({"principals": entries}))
    return path


@pytest.fixture(scope="module")
def assemble(empty_server, principals, tmp_path_factory):
    """Starts servers with everything that can be switched on, and no model."""
    with ExitStack() as started:
        yield lambda *flags: started.enter_context(
            empty_server(
                tmp_path_factory.mktemp("server"), f"--auth_config_file={principals}",
                "--enable_grpc_healthcheck_service", "--enable_session_run", *flags,
            )
        )  # fmt: skip


@pytest.fixture(scope="module")
def server(assemble) -> ModelServer:
    return assemble()


def routes(server: ModelServer):
    return server._rest.routes.routes


def status(server, method: str, path: str, headers: Mapping[str, str]):
    """Code and headers of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server._config.rest.port, timeout=10)
    try:
        connection.request(method, path, body=b"", headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def example(route) -> str:
    """A path that is the route's."""
    path = re.sub(r"\{\w*version\w*\}", "1", route.template)
    path = re.sub(r"\{\w+\}", "mine", path)
    assert route.pattern.fullmatch(path), (route.template, path)
    return path


def test_every_route_has_a_rule_and_enforces_it(server):
    assert len(routes(server)) > 8
    for route in routes(server):
        path = example(route)
        where = (route.method, path)
        if route.access is Access.OPEN:
            assert status(server, *where, {})[0] not in {401, 403}, where
            continue
        assert route.access in {Access.PREDICT, Access.READ, Access.ADMIN}, where
        for headers in WRONG:
            code, told = status(server, *where, headers)
            assert code == 401, (where, headers)
            assert told["www-authenticate"].startswith('Bearer realm="tfserve"')
        for scope in SCOPES:
            code, _ = status(server, *where, {"x-api-key": scope})
            is_allowed = scope in (route.access.value, "admin")
            assert (code == 403) != is_allowed, (where, scope, code)
            assert code != 401


def test_routes_that_change_something_need_the_admin_scope(server):
    for route in routes(server):
        if route.method in {"PUT", "PATCH", "DELETE"}:
            assert route.access is Access.ADMIN
    for route in routes(server):
        if route.access is Access.OPEN:
            assert "health" in route.template or "ready" in route.template or (
                "live" in route.template
            )  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"])
def test_what_does_not_exist_is_told_to_those_who_say_who_they_are(server, method):
    for path in ("/", "/v1", "/v1/nothing", "/metrics2", "/v1/models/m:explain", "//", "/%00"):
        assert status(server, method, path, {})[0] == 401, path
        assert status(server, method, path, {"x-api-key": "predict"})[0] not in {401, 403}, path


def test_heads_of_routes_ask_as_the_routes_do(server):
    for route in routes(server):
        if route.method == "GET" and route.access is not Access.OPEN:
            assert status(server, "HEAD", example(route), {})[0] == 401


def test_a_tenant_sees_and_uses_its_models_only(server):
    mine = {"x-api-key": "tenant"}
    for route in routes(server):
        if route.access is Access.OPEN:
            continue
        path = example(route)
        is_of_a_model = "{model}" in route.template and route.access is not Access.ADMIN
        code, _ = status(server, route.method, path, mine)
        assert (code == 403) != is_of_a_model, (route.method, path, code)
        if is_of_a_model:
            theirs = path.replace("mine", "theirs")
            assert status(server, route.method, theirs, mine)[0] == 403, theirs


def test_passwords_are_taken(server):
    token = base64.b64encode(b"alice:pw").decode()
    code, _ = status(server, "GET", "/v1/models", {"authorization": f"Basic {token}"})
    assert code == 200


def test_health_may_be_closed_too(assemble):
    closed = assemble("--auth_protects_health")
    assert status(closed, "GET", "/healthz", {})[0] == 401
    assert status(closed, "GET", "/healthz", {"x-api-key": "predict"})[0] == 200


def test_every_rpc_of_the_assembled_server_has_a_rule(server):
    (address,) = server._config.grpc.addresses
    methods = server._grpc._transport._behaviours
    with grpc.insecure_channel(address) as channel:
        for method in methods:
            if RULES[method] is Access.OPEN:
                continue
            call = channel.stream_stream(method)
            with pytest.raises(grpc.RpcError) as raised:
                list(call(iter([b""]), timeout=10))
            assert raised.value.code() is grpc.StatusCode.UNAUTHENTICATED, method


def test_scripts_of_other_pages_may_send_keys_of_their_own_where_cors_is_on(assemble):
    server = assemble("--rest_api_enable_cors_support")
    path, origin = "/v1/models/mine/metadata", {"origin": "https://evil.example"}
    code, told = status(server, "OPTIONS", path, origin)
    assert code == 200
    assert "x-api-key" in told["access-control-allow-headers"].lower()
    code, told = status(server, "GET", path, origin)
    assert code == 401
    assert told["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in told


def test_no_other_page_may_read_anything_by_default(server):
    for method in ("GET", "OPTIONS"):
        _, told = status(server, method, "/v1/models/mine", {"origin": "https://evil.example"})
        assert not [name for name in told if name.startswith("access-control")]


class NotReady:
    """Waits for a model."""

    def is_ready(self):
        return False

    def not_ready(self):
        return {"secret_model": "no such path: /secret"}

    def is_model_ready(self, name):
        return None


@pytest.mark.parametrize("tells_why", [True, False])
def test_why_a_server_is_not_ready_is_told_only_where_anybody_may_know(tells_why):
    routes = health_routes(NotReady(), tells_why=tells_why)
    answer = Exchanges(routes).ask("GET", "/readyz")
    assert answer.status == 503
    assert (b"secret" in answer.body) == tells_why


def test_calls_and_changes_are_noted_with_the_name_of_who_made_them(
    empty_server, principals, tmp_path
):
    log = tmp_path / "access.log"
    flags = [
        f"--auth_config_file={principals}", f"--access_log={log}", "--log_format=json",
        "--reload_timeout_seconds=0.01",
    ]  # fmt: skip
    config = (
        f"model_config_list {{ config {{ name: 'm' base_path: '{tmp_path}' "
        "model_platform: 'tensorflow' } }"
    )
    with empty_server(tmp_path, *flags) as server:
        sent = [("GET", "/v1/models", key) for key in ("read", "predict", "wrong")]
        for method, path, key in (*sent, ("PUT", "/v1/config", "admin")):
            ask(server, method, path, key, config)
        (address,) = server._config.grpc.addresses
        with grpc.insecure_channel(address) as channel:
            status_of = channel.unary_unary("/tensorflow.serving.ModelService/GetModelStatus")
            with pytest.raises(grpc.RpcError):
                status_of(b"", metadata=[("x-api-key", "tenant")], timeout=10)
        events = json.loads(ask(server, "GET", "/v1/events", "read"))["events"]
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(each["transport"], each["code"], each["principal"]) for each in lines] == [
        ("REST", "OK", "read"),
        ("REST", "PERMISSION_DENIED", "predict"),
        ("REST", "UNAUTHENTICATED", ""),
        ("REST", "OK", "admin"),
        ("GRPC", "PERMISSION_DENIED", "tenant"),
        ("REST", "OK", "read"),
    ]
    assert [each["by"] for each in events if each["kind"] == "config"] == ["admin"]


def ask(server, method: str, path: str, key: str, body: str = "") -> bytes:
    """The body of the answer to the holder of `key`."""
    connection = http.client.HTTPConnection("127.0.0.1", server._config.rest.port, timeout=10)
    try:
        connection.request(method, path, body=body, headers={"x-api-key": key})
        return connection.getresponse().read()
    finally:
        connection.close()
