"""Managing a real server over REST: what is there, what would change, what has changed and why."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tfserve.testing.running_server import running_server

pytestmark = pytest.mark.tensorflow

ROOT = Path(__file__).resolve().parents[2]


class Rest:
    """A server's REST API."""

    def __init__(self, server) -> None:
        self._url = server.url

    def ask(self, method, path, body=None, **headers):
        """Status, headers and JSON; None for a body that is empty."""
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}{path}", data, method=method)  # noqa: S310
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return answer.status, answer.headers, _json(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, _json(error.read())

    def get(self, path):
        status, _, content = self.ask("GET", path)
        assert status == 200, content
        return content

    def models(self):
        return {each["name"]: each for each in self.get("/v1/models")["models"]}

    def available(self, name):
        """The versions of a model that serve."""
        versions = self.models()[name]["versions"]
        return [each["version"] for each in versions if each["state"] == "AVAILABLE"]


def _json(body):
    return json.loads(body) if body else None


def a_model(base_path, **more):
    return {"base_path": str(base_path), "model_platform": "tensorflow", **more}


def policy(*versions):
    return {"model_version_policy": {"specific": {"versions": [str(v) for v in versions]}}}


@pytest.fixture(scope="module")
def server(start_server, numbered_model, tmp_path_factory):
    file = tmp_path_factory.mktemp("config") / "models.config"
    file.write_text(
        f'model_config_list {{ config {{ name: "m" base_path: "{numbered_model}" '
        'model_platform: "tensorflow" model_version_policy { specific { versions: 1 } } } }'
    )
    return start_server(
        f"--model_config_file={file}", "--enable_rest_management", "--max_num_load_retries=0",
        "--file_system_poll_wait_seconds=0.1", with_rest=True,
    )  # fmt: skip


@pytest.fixture
def rest(server):
    """Before and after each test the config is that of the start."""
    made = Rest(server)
    config = made.get("/v1/config")
    while made.available("m") != ["1"]:  # the test's time limit ends it
        pass
    yield made
    made.ask("PUT", "/v1/config", config)


def test_all_models_are_listed_with_what_is_known_of_them(rest, numbered_model):
    (model,) = rest.models().values()
    assert (model["name"], model["ready"], model["base_path"]) == ("m", True, str(numbered_model))
    version = model["versions"][-1]
    assert (version["version"], version["state"]) == ("1", "AVAILABLE")
    assert int(version["memory_bytes"]) > 0


def test_one_model_is_added_tried_changed_and_removed(rest, numbered_model, connect, server, ones):
    body = a_model(numbered_model, **policy(2))
    status, _, plan = rest.ask("PUT", "/v1/config/models/more?dry_run=true", body)
    assert (status, [each["load"] for each in plan["models"]]) == (200, [[], ["2"]])
    assert list(rest.models()) == ["m"]
    status, headers, change = rest.ask("PUT", "/v1/config/models/more", body)
    assert (status, change["all_available"]) == (200, True)
    assert headers["etag"] == plan["etag"]
    assert connect(server.address).predict("more", {"x": ones})[1] == 2
    status, _, _ = rest.ask("DELETE", "/v1/config/models/more")
    assert status == 200
    assert list(rest.models()) == ["m"]


def test_why_a_version_was_unloaded_is_told(rest, numbered_model):
    rest.ask("PUT", "/v1/config/models/m", a_model(numbered_model, **policy(1, 2)))
    since = rest.get("/v1/events")["next"]
    rest.ask("PUT", "/v1/config/models/m", a_model(numbered_model, **policy(2)))
    reasons = {}
    while (1, "END") not in reasons:  # the test's time limit ends it
        events = rest.get(f"/v1/events?model=m&since={since}")["events"]
        reasons = {
            (int(each.get("version", 0)), each.get("state")): each["reason"] for each in events
        }
    assert reasons[0, None] == "The model is configured otherwise: version_policy"
    assert reasons[1, "UNLOADING"] == "The version policy asks for version 2 only"


def test_a_model_that_fails_says_why_and_others_come_all_the_same(rest, numbered_model, tmp_path):
    broken = tmp_path / "broken" / "1"
    broken.mkdir(parents=True)
    (broken / "saved_model.pb").write_bytes(b"no model")
    config = rest.get("/v1/config")
    models = config["model_config_list"]["config"]
    models += [
        {"name": "broken", **a_model(broken.parent)},
        {"name": "good", **a_model(numbered_model)},
    ]
    status, _, change = rest.ask("PUT", "/v1/config", config)
    results = {each["name"]: each for each in change["models"]}
    assert (status, change["all_available"]) == (200, False)
    assert [results[name]["result"] for name in ("m", "good", "broken")] == [
        "available", "available", "failed",
    ]  # fmt: skip
    assert results["broken"]["reason"]


def test_the_reload_call_changes_the_tag_and_who_had_the_old_one_is_refused(
    rest, connect, server, numbered_model
):
    etag = rest.ask("GET", "/v1/config")[1]["etag"]
    connect(server.address).reload([{"name": "m", "base_path": numbered_model, "versions": [3]}])
    assert rest.ask("GET", "/v1/config")[1]["etag"] != etag
    status, _, answer = rest.ask("DELETE", "/v1/config/models/m", If_Match=etag)
    assert status == 412
    assert "ETag" in answer["error"]
    assert list(rest.models()) == ["m"]


def test_of_many_who_add_at_the_same_time_nobody_loses(rest, numbered_model):
    body = a_model(numbered_model, **policy(1))
    with ThreadPoolExecutor(8) as pool:
        names = [f"n{number}" for number in range(8)]
        answers = list(pool.map(lambda n: rest.ask("PUT", f"/v1/config/models/{n}", body), names))
    assert [status for status, _, _ in answers] == [200] * 8
    assert list(rest.models()) == ["m", *names]


@pytest.mark.one_plane  # over REST only
def test_without_the_flag_the_config_can_be_read_and_not_changed(half_plus_two):
    with running_server(f"--model_base_path={half_plus_two}", with_rest=True) as server:
        rest = Rest(server)
        assert rest.get("/v1/config/models/default")["base_path"] == str(half_plus_two)
        status, _, answer = rest.ask("DELETE", "/v1/config/models/default")
        assert status == 403
        assert "--enable_rest_management" in answer["error"]


@pytest.mark.one_plane  # over REST only
def test_a_config_file_that_changes_is_in_the_config_and_the_events(numbered_model, tmp_path):
    file = tmp_path / "models.config"
    text = (
        'model_config_list {{ config {{ name: "{}" base_path: "{}" '
        'model_platform: "tensorflow" }} }}'
    )
    file.write_text(text.format("one", numbered_model))
    with running_server(
        f"--model_config_file={file}", "--model_config_file_poll_wait_seconds=1", with_rest=True
    ) as server:
        rest = Rest(server)
        etag = rest.ask("GET", "/v1/config")[1]["etag"]
        new = tmp_path / "new"
        new.write_text(text.format("two", numbered_model))
        shutil.move(new, file)
        while rest.ask("GET", "/v1/config")[1]["etag"] == etag:  # the time limit ends it
            pass
        assert [each["name"] for each in rest.get("/v1/config")["model_config_list"]["config"]] == [
            "two"
        ]
        events = rest.get("/v1/events?model=one")["events"]
        assert "The model has been removed from the config" in [each["reason"] for each in events]


def test_the_other_protocol_is_on_the_same_port(rest, ones):
    content = {
        "inputs": [
            {"name": "x", "datatype": "FP32", "shape": [len(ones)],
             "data": np.asarray(ones).tolist()}
        ]
    }  # fmt: skip
    status, _, answer = rest.ask("POST", "/v2/models/m/infer", content)
    assert (status, answer["model_version"]) == (200, "1")
    assert answer["outputs"][0]["data"] == [1.0] * len(ones)
    assert rest.ask("GET", "/v2/health/ready")[0] == 200
    assert rest.get("/v2/models/m")["platform"] == "tensorflow_savedmodel"


@pytest.mark.one_plane  # over REST only
def test_what_the_page_about_managing_models_says_can_be_done(tmp_path):
    page = (ROOT / "docs/rest_management.md").read_text()
    base_path = tmp_path / "half_plus_two"
    export = [sys.executable, "examples/half_plus_two/export.py", str(base_path)]
    subprocess.run(export, cwd=ROOT, check=True, capture_output=True)
    flags = ["--model_name=half_plus_two", f"--model_base_path={base_path}"]
    with running_server(*flags, "--enable_rest_management", with_rest=True) as server:
        for written in re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
            command = (
                written.replace("http://localhost:8501", server.url)
                .replace('/models/half_plus_two"', f'{base_path}"')
                .replace("curl ", "curl --silent --show-error --fail ")
            )
            done = subprocess.run(
                ["sh", "-ec", command], cwd=tmp_path, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, (command, done.stdout, done.stderr)
        assert [each["name"] for each in Rest(server).get("/v1/models")["models"]] == [
            "half_plus_two"
        ]


@pytest.mark.one_plane  # over REST only
def test_the_command_on_the_page_about_the_other_protocol_answers_as_it_says(tmp_path):
    page = (ROOT / "docs/oip.md").read_text()
    base_path = tmp_path / "half_plus_two"
    export = [sys.executable, "examples/half_plus_two/export.py", str(base_path)]
    subprocess.run(export, cwd=ROOT, check=True, capture_output=True)
    (command,) = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (said,) = re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    flags = ["--model_name=half_plus_two", f"--model_base_path={base_path}"]
    with running_server(*flags, with_rest=True) as server:
        command = command.replace("http://localhost:8501", server.url)
        done = subprocess.run(["sh", "-ec", command], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == json.loads(said)
