"""Changing what is served while it is served: by call and by file."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest

pytestmark = pytest.mark.tensorflow

SWITCHES = 200
CLIENTS = 8


@pytest.fixture(scope="module")
def server(start_server, numbered_model):
    return start_server(
        "--model_name=m", f"--model_base_path={numbered_model}", "--max_num_load_retries=0",
        "--file_system_poll_wait_seconds=0.1",
    )  # fmt: skip


@pytest.fixture
def client(server, connect, numbered_model):
    """Every test begins with version 1 of `m` alone."""
    made = connect(server.address)
    made.reload([{"name": "m", "base_path": numbered_model, "versions": [1]}])
    made.wait_for_versions("m", {1})
    return made


def error(call, *arguments, **named) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.RpcError) as raised:
        call(*arguments, **named)
    return raised.value.code(), raised.value.details()


def test_a_model_is_added_when_the_call_returns(client, numbered_model, ones):
    client.reload(
        [
            {"name": "m", "base_path": numbered_model, "versions": [1]},
            {"name": "more", "base_path": numbered_model, "versions": [3]},
        ]
    )
    outputs, version = client.predict("more", {"x": ones})
    assert (outputs["version"].tolist(), version) == ([3.0, 3.0], 3)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process has one priority")
def test_a_server_that_begins_with_no_model_runs_graphs_at_the_priority_of_requests(
    start_server, connect, numbered_model, tmp_path, ones
):
    config = tmp_path / "models.config"
    config.write_text("model_config_list {}")
    server = start_server(f"--model_config_file={config}")
    client = connect(server.address)
    client.reload([{"name": "m", "base_path": numbered_model, "versions": [1]}])
    client.predict("m", {"x": ones})
    pools = []
    for thread in Path(f"/proc/{server.process.pid}/task").iterdir():
        name, fields = (thread / "stat").read_text().rpartition(")")[::2]
        if name.endswith("(tf_Compute"):
            pools.append(int(fields.split()[16]))
    assert set(pools) == {os.getpriority(os.PRIO_PROCESS, 0)}


def test_a_model_that_is_removed_serves_no_more(client, ones):
    client.reload([])
    client.wait_for_versions("m", set())
    assert error(client.predict, "m", {"x": ones}) == (
        grpc.StatusCode.NOT_FOUND, "Servable not found for request: Latest(m)",
    )  # fmt: skip


def test_a_model_is_renamed_by_removing_and_adding(client, numbered_model, ones):
    client.reload([{"name": "n", "base_path": numbered_model, "versions": [1]}])
    assert client.predict("n", {"x": ones})[1] == 1
    client.wait_for_versions("m", set())


def test_a_label_moves_to_a_version_that_serves(client, numbered_model, ones):
    both = {"name": "m", "base_path": numbered_model, "versions": [1, 2]}
    client.reload([both])
    client.wait_for_versions("m", {1, 2})
    for version in (1, 2, 1):
        client.reload([{**both, "labels": {"stable": version}}])
        assert client.predict("m", {"x": ones}, label="stable")[1] == version


def test_a_label_on_a_version_that_does_not_serve_changes_nothing(client, numbered_model, ones):
    wrong = {"name": "m", "base_path": numbered_model, "versions": [2], "labels": {"stable": 9}}
    assert error(client.reload, [wrong]) == (
        grpc.StatusCode.FAILED_PRECONDITION,
        (
            "Request to assign label to version 9 of model m, which is not currently available for "
            "inference"
        ),
    )
    assert client.predict("m", {"x": ones})[1] == 1


def test_an_unknown_label_is_named(client, ones):
    assert error(client.predict, "m", {"x": ones}, label="x") == (
        grpc.StatusCode.INVALID_ARGUMENT, "Unrecognized servable version label: x",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ([{"name": "m", "base_path": "/a"}] * 2, "Illegal to list model m multiple times"),
        ([{"name": "m", "base_path": "relative"}], "Expected model m to have an absolute path"),
    ],
)
def test_a_wrong_config_changes_nothing(client, wrong, text, ones):
    code, details = error(client.reload, wrong)
    assert code is grpc.StatusCode.INVALID_ARGUMENT
    assert details.startswith(text)
    assert client.predict("m", {"x": ones})[1] == 1


def test_a_bad_model_does_not_keep_a_good_one_from_coming(
    client, numbered_model, shared_models, ones
):
    bad = shared_models / "tensorflow_serving" / "bad_half_plus_two"
    code, details = error(
        client.reload,
        [
            {"name": "bad", "base_path": bad, "versions": [123]},
            {"name": "good", "base_path": numbered_model, "versions": [2]},
        ],
    )
    assert code is grpc.StatusCode.UNKNOWN
    assert details.startswith(
        "1 model(s) did not become available: {{{name: bad version: 123} due to error: "
    )
    assert client.predict("good", {"x": ones})[1] == 2


def test_no_request_fails_while_versions_are_switched(
    client, connect, server, numbered_model, ones
):
    is_over = threading.Event()

    def ask() -> int:
        mine, answered = connect(server.address), 0
        while not is_over.is_set():
            outputs, version = mine.predict("m", {"x": ones})
            assert outputs["version"].tolist() == [version, version]
            answered += 1
        return answered

    with ThreadPoolExecutor(CLIENTS) as clients:
        counts = [clients.submit(ask) for _ in range(CLIENTS)]
        try:
            for switch in range(SWITCHES):
                version = 2 - switch % 2
                client.reload([{"name": "m", "base_path": numbered_model, "versions": [version]}])
                client.wait_for_versions("m", {version})
        finally:
            is_over.set()
    assert all(count.result() > 0 for count in counts)


# By file


CONFIG = (
    "model_config_list {{ config {{ name: 'm' base_path: '{path}' model_platform: 'tensorflow' "
    "model_version_policy {{ specific {{ versions: {version} }} }} }} }}"
)


@pytest.fixture
def followed(start_server, numbered_model, tmp_path):
    """A server that follows its config file."""
    file = tmp_path / "models.config"
    file.write_text(CONFIG.format(path=numbered_model, version=1))
    server = start_server(
        f"--model_config_file={file}", "--model_config_file_poll_wait_seconds=0.2",
        "--file_system_poll_wait_seconds=0.1",
    )  # fmt: skip
    return server, file


def replace(file: Path, text: str) -> None:
    """As an editor saves: whole."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)


def test_the_config_file_is_followed_and_a_wrong_one_is_not(
    followed, connect, numbered_model, ones
):
    server, file = followed
    client = connect(server.address)
    replace(file, CONFIG.format(path=numbered_model, version=2))
    client.wait_for_versions("m", {2})
    replace(file, "no config")
    server.wait_for("Failed to read ModelServerConfig file")
    assert client.predict("m", {"x": ones})[1] == 2
    replace(file, CONFIG.format(path=numbered_model, version=3))
    client.wait_for_versions("m", {3})


def test_a_path_that_is_mistyped_at_the_start_is_mended_in_the_file(
    tmp_path, numbered_model, connect, ones
):
    from tfserve.testing.running_server import running_server

    file = tmp_path / "models.config"
    file.write_text(CONFIG.format(path=f"{numbered_model}-mistyped", version=1))
    flags = [f"--model_config_file={file}", "--model_config_file_poll_wait_seconds=0.2"]
    with running_server(*flags, until="not ready yet: m") as server:
        replace(file, CONFIG.format(path=numbered_model, version=1))
        server.wait_for("Running gRPC ModelServer at")
        assert connect(server.address).predict("m", {"x": ones})[1] == 1


def test_labels_of_the_first_config_may_name_versions_that_are_still_to_be_loaded(
    start_server, tmp_path, numbered_model, connect, ones
):
    file = tmp_path / "models.config"
    file.write_text(
        f"model_config_list {{ config {{ name: 'm' base_path: '{numbered_model}' "
        "model_platform: 'tensorflow' model_version_policy { all {} } "
        "version_labels { key: 'stable' value: 1 } version_labels { key: 'canary' value: 3 } } }"
    )
    client = connect(start_server(f"--model_config_file={file}").address)
    client.wait_for_versions("m", {1, 2, 3})
    assert client.predict("m", {"x": ones}, label="stable")[1] == 1
    assert client.predict("m", {"x": ones}, label="canary")[1] == 3


def test_one_bad_model_of_several_does_not_keep_the_server_from_serving(
    start_server, tmp_path, numbered_model, shared_models, connect, ones
):
    bad = shared_models / "tensorflow_serving" / "bad_half_plus_two"
    file = tmp_path / "models.config"
    file.write_text(
        "model_config_list { "
        f"config {{ name: 'bad' base_path: '{bad}' model_platform: 'tensorflow' }} "
        f"config {{ name: 'm' base_path: '{numbered_model}' model_platform: 'tensorflow' }} }}"
    )
    server = start_server(f"--model_config_file={file}")
    assert connect(server.address).predict("m", {"x": ones})[1] == 3
    server.wait_for("not ready yet: bad (UNIMPLEMENTED: Session Bundle is deprecated")
    assert "ready after" not in server.output


def test_a_version_directory_as_base_path_is_served_with_a_warning(
    start_server, numbered_model, connect, ones
):
    server = start_server("--model_name=m", f"--model_base_path={numbered_model}/2")
    assert connect(server.address).predict("m", {"x": ones})[1] == 2
    assert "WARNING" in server.wait_for("is itself a version")
