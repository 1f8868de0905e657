"""Clients that ask without a pause and check every answer."""

from __future__ import annotations

import collections
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import grpc
import numpy as np

from benchmarks.models import PLUS_VERSIONS
from benchmarks.soaking.subject import channel_to, predict_request
from tfserve.apis import predict_pb2, prediction_service_pb2_grpc
from tfserve.tensors import make_ndarray

__all__ = ["AskingThread", "Client", "asking", "outcomes", "wait_until_seen"]

SEEN_TIMEOUT_S = 60.0


class AskingThread(ABC):
    """Asks the model `plus` again and again; a thread of its own, from the beginning.

    Args:
        address: of the server.
        name: of the thread.
    """

    def __init__(self, address: str, name: str) -> None:
        self._address = address
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._ask, name=name)
        self._thread.start()

    def close(self) -> None:
        """Stop after the present request."""
        self._is_over.set()
        self._thread.join()

    def _ask(self) -> None:
        request = predict_request("plus", x=np.zeros(1, np.float32))
        with channel_to(self._address) as channel:
            stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
            while not self._is_over.is_set():
                self._ask_once(stub, request)

    @abstractmethod
    def _ask_once(
        self,
        stub: prediction_service_pb2_grpc.PredictionServiceStub,
        request: predict_pb2.PredictRequest,
    ) -> None:
        """Send `request`, which later requests share, and note what came."""


class Client(AskingThread):
    """Asks without a pause and checks each answer.

    Args:
        address: of the server.
        is_pinned: asks for the version of its last answer, which may be gone by then.
    """

    def __init__(self, address: str, *, is_pinned: bool = False) -> None:
        self._is_pinned = is_pinned
        self.outcomes: collections.Counter[str] = collections.Counter()
        self.latest = 0  # the version that answered last
        super().__init__(address, "soak-client")

    def _ask_once(
        self,
        stub: prediction_service_pb2_grpc.PredictionServiceStub,
        request: predict_pb2.PredictRequest,
    ) -> None:
        try:
            answer = stub.Predict(request, timeout=10)
        except grpc.RpcError as error:
            self.outcomes[error.code().name] += 1
            request.model_spec.ClearField("version")
            return
        version = answer.model_spec.version.value
        value = make_ndarray(answer.outputs["y"])[0]
        is_right = value == (version - 1) % PLUS_VERSIONS + 1
        is_forward = version >= self.latest
        self.latest = version
        verdict = "right" if is_right and is_forward else "backwards" if is_right else "wrong"
        self.outcomes[verdict] += 1
        if self._is_pinned:
            request.model_spec.version.value = version


@contextmanager
def asking(address: str, count: int, *, is_pinned: bool = False) -> Iterator[list[Client]]:
    """So many clients, which stop at the end of the block."""
    clients = [Client(address, is_pinned=is_pinned) for _ in range(count)]
    try:
        yield clients
    finally:
        for client in clients:
            client.close()


def outcomes(clients: Sequence[Client]) -> collections.Counter[str]:
    """What they have seen so far: right, wrong, backwards (right, but of a version older than the
    one before), or the code of an error.
    """
    return sum((client.outcomes for client in clients), collections.Counter())


def wait_until_seen(clients: Sequence[Client], version: int) -> float:
    """Return when each client has been answered by `version`; how many seconds that took.

    Raises:
        TimeoutError: one was not within a minute.
    """
    begun = time.monotonic()
    while any(client.latest < version for client in clients):
        if time.monotonic() - begun > SEEN_TIMEOUT_S:
            raise TimeoutError(f"version {version} has not answered all clients")
        time.sleep(0.002)
    return time.monotonic() - begun
