"""Real servers and the official client."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import grpc
import numpy as np
import pytest

from tfserve.testing.running_server import PLANE, RunningServer, running_server

_RPC_TIMEOUT_S = 30.0


class OfficialClient:
    """TensorFlow Serving's own stubs, as a user's program has them.

    Retries are off and connections are not shared: both would hide failures.
    """

    def __init__(self, address: str) -> None:
        from tensorflow_serving.apis import model_service_pb2_grpc, prediction_service_pb2_grpc

        options = [("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1)]
        self.channel = grpc.insecure_channel(address, options=options)
        self.predictions = prediction_service_pb2_grpc.PredictionServiceStub(self.channel)
        self.models = model_service_pb2_grpc.ModelServiceStub(self.channel)

    def close(self) -> None:
        self.channel.close()

    @staticmethod
    def request(
        model: str,
        inputs: Mapping[str, object],
        *,
        version: int | None = None,
        label: str | None = None,
        signature: str = "",
    ):
        """A PredictRequest made as users make it."""
        import tensorflow as tf
        from tensorflow_serving.apis import predict_pb2

        request = predict_pb2.PredictRequest()
        request.model_spec.name = model
        request.model_spec.signature_name = signature
        if version is not None:
            request.model_spec.version.value = version
        if label is not None:
            request.model_spec.version_label = label
        for name, value in inputs.items():
            request.inputs[name].CopyFrom(tf.make_tensor_proto(value))
        return request

    def predict(
        self,
        model: str,
        inputs: Mapping[str, object],
        *,
        version: int | None = None,
        label: str | None = None,
        signature: str = "",
        timeout_s: float = _RPC_TIMEOUT_S,
    ):
        """The answer's outputs as arrays, and the version that gave them."""
        answer = self.predictions.Predict(
            self.request(model, inputs, version=version, label=label, signature=signature),
            timeout=timeout_s,
        )
        import tensorflow as tf

        outputs = {name: tf.make_ndarray(tensor) for name, tensor in answer.outputs.items()}
        return outputs, answer.model_spec.version.value

    def status(self, model: str, version: int | None = None) -> dict[int, tuple[str, int, str]]:
        """Version -> state, error code, error message."""
        from tensorflow_serving.apis import get_model_status_pb2

        request = get_model_status_pb2.GetModelStatusRequest()
        request.model_spec.name = model
        if version is not None:
            request.model_spec.version.value = version
        answer = self.models.GetModelStatus(request, timeout=_RPC_TIMEOUT_S)
        states = get_model_status_pb2.ModelVersionStatus.State
        return {
            each.version: (
                states.Name(each.state),
                each.status.error_code,
                each.status.error_message,
            )
            for each in answer.model_version_status
        }

    def wait_for_versions(self, model: str, versions: set[int]) -> None:
        """Ask, as a deployment script does, until exactly these versions serve; the test's time
        limit ends it.
        """
        while versions != {
            version for version, state in self.status(model).items() if state[0] == "AVAILABLE"
        }:
            pass

    def wait_for_end(self, model: str, version: int) -> tuple[int, str]:
        """Ask until a version has ended: the log tells of a failure a moment before the status.
        Error code and message.
        """
        while True:
            state, code, message = self.status(model)[version]
            if state == "END":
                return code, message

    def reload(self, models: Sequence[Mapping[str, object]], *, timeout_s: float = 60.0) -> None:
        """Replace the configured models; each is the fields of a ModelConfig."""
        from tensorflow_serving.apis import model_management_pb2

        request = model_management_pb2.ReloadConfigRequest()
        request.config.model_config_list.SetInParent()  # an empty list is one, too
        for fields in models:
            model = request.config.model_config_list.config.add(
                name=fields["name"], base_path=str(fields["base_path"]),
                model_platform="tensorflow",
            )  # fmt: skip
            model.model_version_policy.specific.versions.extend(fields.get("versions", ()))
            model.version_labels.update(fields.get("labels", {}))
        self.models.HandleReloadConfigRequest(request, timeout=timeout_s)


@pytest.fixture(scope="session", autouse=True)
def _official_package() -> None:
    """Without it these tests would say nothing."""
    try:
        importlib.metadata.version("tensorflow-serving-api")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("tensorflow-serving-api is not installed: make setup")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test runs on both planes, unless it is marked as one that is not about them."""
    planes = [os.environ[PLANE]] if PLANE in os.environ else ["python", "native"]
    if metafunc.definition.get_closest_marker("one_plane"):
        planes = planes[:1]
    metafunc.parametrize("plane", planes, indirect=True, scope="module")


@pytest.fixture(scope="module", autouse=True)
def plane(request: pytest.FixtureRequest) -> Iterator[str]:
    """The plane of the servers that are started meanwhile, whoever starts them."""
    if request.param == "native":
        pytest.importorskip("tfserve_native", reason="the native plane is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PLANE, request.param)
        yield request.param


@pytest.fixture(scope="module")
def start_server(plane: str) -> Iterator[Callable[..., RunningServer]]:
    """Starts servers that are stopped at the end of the module, each with exit code 0."""
    with ExitStack() as started:

        def start(*flags: str, **options: object) -> RunningServer:
            return started.enter_context(running_server(*flags, **options))

        yield start


@pytest.fixture
def connect() -> Iterator[Callable[[str], OfficialClient]]:
    """Makes clients that are closed at the end of the test."""
    with ExitStack() as opened:

        def client(address: str) -> OfficialClient:
            made = OfficialClient(address)
            opened.callback(made.close)
            return made

        yield client


@pytest.fixture(scope="session")
def half_plus_two(shared_models: Path) -> Path:
    """Base path of y = x / 2 + 2, version 123."""
    return shared_models / "tensorflow_serving" / "saved_model_half_plus_two_cpu"


@pytest.fixture(scope="session")
def slow_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Base path of a model that takes as many seconds as its input `seconds` says, and answers it.

    A wait inside the runtime: nobody outside can shorten it.
    """
    import tensorflow as tf

    class Slow(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([], tf.float32, name="seconds")])
        def wait(self, seconds):
            tf.print("a request runs")  # on standard error: a test can wait for it
            start = tf.timestamp()
            stop = start + tf.cast(seconds, tf.float64)
            steps = tf.while_loop(
                lambda _: tf.timestamp() < stop, lambda n: (n + 1,), [tf.constant(0)]
            )
            with tf.control_dependencies(steps):
                return {"waited": tf.identity(seconds)}

    base_path = tmp_path_factory.mktemp("models") / "slow"
    model = Slow()
    tf.saved_model.save(model, str(base_path / "1"), signatures=model.wait)
    return base_path


@pytest.fixture(scope="session")
def numbered_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Base path of a model whose versions 1 to 3 answer their own number, as often as `x` has
    elements.
    """
    import tensorflow as tf

    class Numbered(tf.Module):
        def __init__(self, number):
            super().__init__()
            self.number = tf.Variable(float(number))

        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, name="x")])
        def ask(self, x):
            return {"version": tf.zeros_like(x) + self.number}

    base_path = tmp_path_factory.mktemp("models") / "numbered"
    for number in (1, 2, 3):
        model = Numbered(number)
        tf.saved_model.save(model, str(base_path / str(number)), signatures=model.ask)
    return base_path


@pytest.fixture
def ones() -> np.ndarray:
    """float32[2] of ones."""
    return np.ones(2, np.float32)
