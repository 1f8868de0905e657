"""Old and official names, with our stubs behind them."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from concurrent import futures
from pathlib import Path

import grpc
import pytest

from tfserve.apis import prediction_service_pb2_grpc
from tfserve.apis.predict_pb2 import PredictResponse

REPOSITORY = Path(__file__).parents[1]
HIDDEN = """
import sys
from importlib.machinery import PathFinder

class Hiding:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.split(".")[0] in {hidden!r} or name in {hidden!r}:
            return None
        return PathFinder.find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Hiding
"""
CLIENT_OF_2017 = """
from __future__ import print_function

import sys
import threading

from grpc.beta import implementations
from grpc.framework.interfaces.face.face import AbortionError
from tensorflow_serving.apis import predict_pb2
from tensorflow_serving.apis import prediction_service_pb2

host, port = sys.argv[1].split(":")
channel = implementations.insecure_channel(host, int(port))
stub = prediction_service_pb2.beta_create_PredictionService_stub(channel)

request = predict_pb2.PredictRequest()
request.model_spec.name = "half_plus_two"
request.inputs["x"].dtype = 1
request.inputs["x"].float_val.append(5)
print("now", stub.Predict(request, 10.0).outputs["y"].float_val[0])

done = threading.Event()
def finished(result_future):
    assert result_future.exception() is None
    print("later", result_future.result().outputs["y"].float_val[0])
    done.set()
result_future = stub.Predict.future(request, 10.0)
result_future.add_done_callback(finished)
done.wait(10)

request.model_spec.name = "nobody"
try:
    stub.Predict(request, 10.0)
except AbortionError as error:
    print("error", error.code.name, error.details)
print("failed", stub.Predict.future(request, 10.0).exception())
"""
ANSWERS = """now 4.5
later 4.5
error NOT_FOUND no nobody here
failed AbortionError(code=StatusCode.NOT_FOUND, details="no nobody here")
"""


class HalfPlusTwo(prediction_service_pb2_grpc.PredictionServiceServicer):
    def Predict(self, request, context):  # noqa: N802 - the name of the RPC
        if request.model_spec.name != "half_plus_two":
            context.abort(grpc.StatusCode.NOT_FOUND, f"no {request.model_spec.name} here")
        response = PredictResponse()
        response.outputs["y"].float_val.append(request.inputs["x"].float_val[0] / 2 + 2)
        return response


@pytest.fixture(scope="module")
def address():
    server = grpc.server(futures.ThreadPoolExecutor(2))
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(HalfPlusTwo(), server)
    port = server.add_insecure_port("localhost:0")
    server.start()
    yield f"localhost:{port}"
    server.stop(None).wait()


def python(*arguments, cwd=REPOSITORY):
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def without(hidden, code):
    """Run `code` where the named modules cannot be imported."""
    return python("-c", HIDDEN.format(hidden=hidden) + textwrap.dedent(code))


def test_a_client_of_2017_runs_unchanged(tmp_path, address):
    (tmp_path / "client.py").write_text(CLIENT_OF_2017)
    assert python("-m", "tfserve.compat", "client.py", address, cwd=tmp_path) == ANSWERS


def test_it_runs_where_grpcio_has_no_beta_and_there_is_no_official_package(tmp_path, address):
    client = tmp_path / "client.py"
    client.write_text(CLIENT_OF_2017)
    answers = without(
        {"grpc.beta", "grpc.framework", "tensorflow_serving", "tensorflow"},
        f"from tfserve import compat; compat.run([{str(client)!r}, {address!r}])",
    )
    assert answers == ANSWERS


def test_a_client_sees_its_own_arguments_and_directory(tmp_path):
    (tmp_path / "neighbour.py").write_text("name = 'found'")
    client = tmp_path / "client.py"
    client.write_text("import sys, neighbour; print(sys.argv, __name__, neighbour.name)")
    printed = python("-m", "tfserve.compat", str(client), "--port=1", "x")
    assert printed == f"{[str(client), '--port=1', 'x']} __main__ found\n"


def test_without_a_program_the_usage_is_printed():
    run = subprocess.run(
        [sys.executable, "-m", "tfserve.compat"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "usage: python -m tfserve.compat client.py" in run.stderr


def test_install_gives_the_official_names_to_our_modules():
    printed = without(
        {"tensorflow_serving", "tensorflow"},
        """
        from tfserve import compat
        compat.install()
        compat.install()
        from tensorflow_serving.apis import predict_pb2, prediction_service_pb2_grpc
        from tensorflow_serving.config import model_server_config_pb2
        import tensorflow_serving.apis.model_service_pb2 as model_service
        import tfserve.apis.predict_pb2, tfserve.apis.config.model_server_config_pb2
        assert predict_pb2 is tfserve.apis.predict_pb2
        assert model_server_config_pb2 is tfserve.apis.config.model_server_config_pb2
        assert predict_pb2.__name__ == "tfserve.apis.predict_pb2"
        print(prediction_service_pb2_grpc.PredictionServiceStub.__name__, model_service.__name__)
        print(sum(type(finder).__name__ == "_Finder" for finder in sys.meta_path))
        """,
    )
    assert printed == "PredictionServiceStub tfserve.apis.model_service_pb2\n1\n"


def test_names_that_nobody_has_are_still_missing():
    without(
        {"tensorflow_serving", "tensorflow"},
        """
        from tfserve import compat
        compat.install()
        for name in ("tensorflow_serving.apis.no_such_pb2", "tensorflow_serving.core"):
            try:
                __import__(name)
            except ModuleNotFoundError as error:
                assert name in str(error)
            else:
                raise AssertionError(name)
        """,
    )


def test_an_installed_official_package_goes_first():
    pytest.importorskip("tensorflow_serving", reason="tensorflow-serving-api is not installed")
    printed = python(
        "-c",
        "from tfserve import compat; compat.install()\n"
        "from tensorflow_serving.apis import model_pb2, session_service_pb2_grpc\n"
        "print(model_pb2.__name__, session_service_pb2_grpc.__name__)",
    )
    assert printed == "tensorflow_serving.apis.model_pb2 tfserve.apis.session_service_pb2_grpc\n"
