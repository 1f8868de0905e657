"""Real servers that batch, and the official client."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import grpc
import numpy as np
import pytest


@pytest.fixture(scope="module")
def parameters(tmp_path_factory):
    """Flags of a server that merges what comes within 20 ms."""
    file = tmp_path_factory.mktemp("batching") / "parameters"
    file.write_text(
        "max_batch_size { value: 8 } batch_timeout_micros { value: 20000 } "
        "allowed_batch_sizes: [4, 8] max_enqueued_batches { value: 100 }"
    )
    return "--enable_batching", f"--batching_parameters_file={file}"


@pytest.mark.parametrize("way", ["parameters", "auto"])
def test_every_client_gets_its_own_rows(start_server, connect, half_plus_two, parameters, way):
    flags = parameters if way == "parameters" else ("--enable_batching=auto",)
    server = start_server("--model_name=m", f"--model_base_path={half_plus_two}", *flags)
    client = connect(server.address)

    def ask(number):
        x = np.arange(number, number + 1 + number % 7, dtype=np.float32)
        outputs, _ = client.predict("m", {"x": x})
        return np.array_equal(outputs["y"], x / 2 + 2)

    with ThreadPoolExecutor(16) as clients:
        assert all(clients.map(ask, range(400)))


def test_what_batching_refuses_has_tensorflow_servings_words(
    start_server, connect, half_plus_two, parameters
):
    server = start_server("--model_name=m", f"--model_base_path={half_plus_two}", *parameters)
    client = connect(server.address)
    for x, code, text in (
        (np.ones(9, np.float32), grpc.StatusCode.INVALID_ARGUMENT,
         "Task size 9 is larger than maximum input batch size 8"),
        (np.float32(1), grpc.StatusCode.INVALID_ARGUMENT,
         "Batching Run() input tensors must have at least one dimension"),
    ):  # fmt: skip
        with pytest.raises(grpc.RpcError) as raised:
            client.predict("m", {"x": x})
        assert (raised.value.code(), raised.value.details()) == (code, text)


def test_parameters_that_cannot_be_end_the_start(half_plus_two, tmp_path):
    from tfserve.testing.running_server import running_server

    file = tmp_path / "parameters"
    file.write_text("allowed_batch_sizes: 8")
    flags = (f"--model_base_path={half_plus_two}", "--enable_batching")
    with (
        pytest.raises(AssertionError, match="Last entry in allowed_batch_sizes must match"),
        running_server(*flags, f"--batching_parameters_file={file}"),
    ):
        pass
