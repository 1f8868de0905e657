"""Rows about the end: asked to stop with work under way, killed, started again."""

from __future__ import annotations

import collections
import contextlib
import http.client
import json
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import numpy as np

from benchmarks.h2load import arguments
from benchmarks.soaking.plan import Plan
from benchmarks.soaking.subject import CANARY, Subject, channel_to, predict_request
from benchmarks.soaking.verdict import Verdict
from tfserve.apis import prediction_service_pb2_grpc
from tfserve.testing.running_server import free_port

__all__ = ["kills", "stops"]

STOPS = 50
KILLS = 100
IN_FLIGHT = 64
TURNS = 2_000  # of the model `slow`: about 15 ms
GRACE_S = 30.0  # the default of --shutdown_grace_seconds


def stops(plan: Plan) -> Iterator[Verdict]:
    """SIGTERM with 64 requests in flight, half of them over REST, 50 times: all are answered, new
    ones are refused.
    """
    count = plan.count(STOPS)
    answers: collections.Counter[str] = collections.Counter()
    late: collections.Counter[str] = collections.Counter()
    exit_codes: collections.Counter[int] = collections.Counter()
    times_s, pending = [], []
    for _ in range(count):
        with plan.serving("slow") as subject:
            left = _stop_under_load(subject, answers, late)
            pending.append(left)
            begun = time.monotonic()
            exit_codes[subject.server.wait(timeout_s=GRACE_S + 30)] += 1
            times_s.append(time.monotonic() - begun)
            yield from (each for each in subject.clean_log("stops") if not each.is_met)
    wrong = answers.total() - answers["OK"]
    what = f"stops: {count} x {IN_FLIGHT} in flight, not OK"
    yield Verdict(
        what, f"{wrong} of {answers.total()} {dict(answers) if wrong else ''}", "0", not wrong
    )
    share = statistics.mean(pending)
    what = "stops: answers outstanding at the signal, mean"
    yield Verdict(what, f"{share:.0f} of {IN_FLIGHT}", "> half", share > IN_FLIGHT / 2)
    is_refused = set(late) <= {"UNAVAILABLE", "OK"}
    yield Verdict("stops: new work after the signal", str(dict(late)), "UNAVAILABLE", is_refused)
    yield Verdict("stops: exit codes", str(dict(exit_codes)), "0", set(exit_codes) == {0})
    slowest = max(times_s)
    bar = GRACE_S + 1
    yield Verdict("stops: slowest exit", f"{slowest:.1f} s", f"<= {bar:.0f} s", slowest <= bar)


def _stop_under_load(
    subject: Subject, answers: collections.Counter[str], late: collections.Counter[str]
) -> int:
    """Send, wait for the first answer, signal, collect; how many were still out at the signal."""
    request = predict_request("slow", x=np.ones(1, np.float32), turns=np.int32(TURNS))
    half = IN_FLIGHT // 2
    with (
        channel_to(subject.address) as channel,
        channel_to(subject.address) as other,
        ThreadPoolExecutor(half) as pool,
    ):
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        newcomer = prediction_service_pb2_grpc.PredictionServiceStub(other)
        newcomer.Predict(request, timeout=60)  # connected, warm
        are_sent = threading.Semaphore(0)
        # An answer over each protocol shows that the requests before it have arrived, too.
        answered = {"REST": threading.Event(), "gRPC": threading.Event()}
        asked = [pool.submit(_ask_over_rest, subject.rest_port, are_sent) for _ in range(half)]
        for _ in range(half):
            are_sent.acquire(timeout=60)
        calls = [stub.Predict.future(request, timeout=60) for _ in range(half)]
        for over, requests in (("REST", asked), ("gRPC", calls)):
            for call in requests:
                call.add_done_callback(lambda _, event=answered[over]: event.set())
        for event in answered.values():
            event.wait(60)
        subject.server.send(signal.SIGTERM)
        left = sum(not call.done() for call in (*asked, *calls))
        time.sleep(0.1)  # the server has noticed by now
        late[_code(newcomer.Predict.future(request, timeout=60))] += 1
        late[_late_over_rest(subject.rest_port)] += 1
        answers.update(_code(call) for call in calls)
        answers.update(call.result() for call in asked)
    return left


def _ask_over_rest(port: int, are_sent: threading.Semaphore) -> str:
    """Ask once over a connection of its own: OK, or what came instead."""
    body = json.dumps({"inputs": {"x": [1.0], "turns": TURNS}})
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as asking:
        try:
            asking.request("POST", "/v1/models/slow:predict", body)
            are_sent.release()
            answer = asking.getresponse()
            is_whole = "outputs" in json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            return f"REST {type(error).__name__}"
    return "OK" if answer.status == 200 and is_whole else f"REST {answer.status}"


def _late_over_rest(port: int) -> str:
    """What a newcomer gets after the signal; a refused connection counts as UNAVAILABLE."""
    outcome = _ask_over_rest(port, threading.Semaphore(0))
    return "UNAVAILABLE" if outcome == "REST ConnectionRefusedError" else outcome


def _code(call: grpc.Future) -> str:
    error = call.exception()
    return "OK" if error is None else str(error.code().name)


def kills(plan: Plan) -> Iterator[Verdict]:
    """SIGKILL at random moments under load and during the start, 100 times; the same port and
    socket serve again.
    """
    chance = plan.random()
    port, socket_path = free_port(), plan.scratch / "socket"
    base_path = (plan.models / CANARY).resolve()
    flags = (
        f"--grpc_socket_path={socket_path}",
        f"--model_name={CANARY}",
        f"--model_base_path={base_path}",
    )
    starts_s: list[float] = []
    unusable = 0
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(plan.count(KILLS, least=3)):
            if chance.random() < 0.25:  # during the start
                starting = plan.subject(flags, port=port)
                time.sleep(chance.uniform(0, 3))
                starting.server.close()
            begun = time.monotonic()
            with plan.subject(flags, port=port) as subject:
                starts_s.append(time.monotonic() - begun)
                unusable += not all(
                    _answers(address) for address in (subject.address, f"unix:{socket_path}")
                )
                load = _background_load(subject, Path(directory))
                time.sleep(chance.uniform(0, 0.5))
                subject.server.send(signal.SIGKILL)
                load.wait()
    first, others = starts_s[0], statistics.median(starts_s[1:])
    yield Verdict("kills: starts that did not serve", str(unusable), "0", unusable == 0)
    figures = f"{others:.1f} s, the first {first:.1f} s"
    yield Verdict("kills: median start", figures, "<= first + 10 %", others <= first * 1.1)
    with plan.subject(flags, port=port) as subject:
        yield from subject.health("kills")


def _answers(address: str) -> bool:
    with channel_to(address) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        request = predict_request(CANARY, x=np.ones(1, np.float32))
        return _code(stub.Predict.future(request, timeout=10)) == "OK"


def _background_load(subject: Subject, directory: Path) -> subprocess.Popen[bytes]:
    command = subject.load_command(predict_request(CANARY, x=np.ones(1, np.float32)))
    tool = [*arguments(command, directory), "-n1000000", "-c8"]
    return subprocess.Popen(tool, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
