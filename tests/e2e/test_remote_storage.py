"""Base paths on object stores: a real server, a real store, clients that go on asking."""

from __future__ import annotations

import pytest

from tfserve.testing.running_server import running_server
from tfserve.testing.stores import AzureServer, FileServer, GcsServer, S3Server

pytestmark = pytest.mark.tensorflow

QUICK = ["--model_name=m", "--remote_poll_wait_seconds=0.2", "--max_num_load_retries=0"]


@pytest.fixture
def serve(connect, tmp_path):
    """Runs a server for a remote base path: a context that gives a client."""

    def start(base_path, environment=()):
        return running_server(
            *QUICK, f"--model_base_path={base_path}", f"--model_cache_dir={tmp_path / 'cache'}",
            environment=dict(environment),
        )  # fmt: skip

    return start


def answer(client, ones):
    outputs, version = client.predict("m", {"x": ones})
    assert outputs["version"].tolist() == [float(version)] * 2
    return version


def test_versions_on_s3_are_served_as_they_come_and_through_an_outage(
    serve, connect, numbered_model, ones, tmp_path
):
    with S3Server() as store:
        store.put_directory("models/m/1", numbered_model / "1")
        environment = S3Server.environment(store.url)
        with serve(f"s3://{store.bucket}/models/m", environment) as server:
            client = connect(server.address)
            assert answer(client, ones) == 1

            store.put(
                "models/m/2/saved_model.pb", (numbered_model / "2/saved_model.pb").read_bytes()
            )
            server.wait_for("Version 2 of servable m is not loaded yet")
            assert answer(client, ones) == 1
            store.put_directory("models/m/2", numbered_model / "2")
            client.wait_for_versions("m", {2})
            assert answer(client, ones) == 2

            store.kill()
            server.wait_for("the store cannot be reached")
            assert answer(client, ones) == 2
            store.start()  # with nothing in it any more
            store.put_directory("models/m/3", numbered_model / "3")
            client.wait_for_versions("m", {3})
            assert answer(client, ones) == 3
            assert "invented-secret" not in server.output


def test_versions_on_gcs_are_served_as_they_come(serve, connect, numbered_model, ones):
    with GcsServer() as store:
        store.put_directory("m/1", numbered_model / "1")
        with serve(f"gs://{store.bucket}/m", GcsServer.environment(store.url)) as server:
            client = connect(server.address)
            assert answer(client, ones) == 1
            store.put_directory("m/2", numbered_model / "2")
            client.wait_for_versions("m", {2})
            assert answer(client, ones) == 2


@pytest.mark.skipif(AzureServer.find() is None, reason="azurite is not installed (needs npm)")
def test_versions_on_azure_are_served_as_they_come(serve, connect, numbered_model, ones):
    with AzureServer(AzureServer.find()) as store:
        store.put_directory("models/m/1", numbered_model / "1")
        with serve(f"abfs://{store.bucket}/models/m", store.environment(store.url)) as server:
            client = connect(server.address)
            assert answer(client, ones) == 1
            store.put_directory("models/m/2", numbered_model / "2")
            client.wait_for_versions("m", {2})
            assert answer(client, ones) == 2
            server.process.terminate()
            assert server.process.wait(30) == 0
            assert "AccountKey" not in server.output
            assert "Traceback" not in server.output


def test_versions_on_a_web_server_are_served(serve, connect, numbered_model, ones):
    with FileServer(numbered_model.parent) as store, serve(f"{store.url}/numbered") as server:
        assert answer(connect(server.address), ones) == 3


def test_folders_of_a_root_on_s3_are_models_as_they_come_and_go(
    connect, numbered_model, ones, tmp_path
):
    with S3Server() as store:
        for name in ("a", "b"):
            store.put_directory(f"root/{name}/1", numbered_model / "1")
        with running_server(
            f"--model_root=s3://{store.bucket}/root", "--remote_poll_wait_seconds=0.2",
            f"--model_cache_dir={tmp_path / 'cache'}", environment=S3Server.environment(store.url),
        ) as server:  # fmt: skip
            client = connect(server.address)
            assert [client.predict(each, {"x": ones})[1] for each in ("a", "b")] == [1, 1]
            store.put_directory("root/c/2", numbered_model / "2")
            server.wait_for("Successfully loaded servable version {name: c version: 2}")
            assert client.predict("c", {"x": ones})[1] == 2
