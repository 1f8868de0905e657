"""What many models cost, two versions each: start, polling, looking a model up, memory.

    python -m benchmarks.many_models                    10, 100 and 1,000 models that weigh nothing
    python -m benchmarks.many_models --real 10 100      real servers with copies of half_plus_two

A model that weighs nothing is a directory with one small file, and a servable that echoes: what is
left is our own cost. Each number of models runs in a process of its own, on real directories, with
real threads and time. Needs psutil.
"""

from __future__ import annotations

import argparse
import json
import logging
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

import psutil

from benchmarks import models
from benchmarks.table import Table
from tfserve.config.models import All, ModelConfig, ModelServerConfig
from tfserve.core.clock import SystemClock
from tfserve.core.event_bus import EventBus
from tfserve.core.ids import ModelSpec, ServableId
from tfserve.core.loader import Loader
from tfserve.core.state import ManagerState, ServableState
from tfserve.manager import (
    AspiredVersionsManager,
    AvailabilityPreservingPolicy,
    ServableStateMonitor,
)
from tfserve.server_core import EventLog, LoadProgress, ServerCore
from tfserve.sources import FileSystemStoragePathSource, LoaderAdapter, LocalStorage, SourceRouter
from tfserve.telemetry.readiness import ReadinessLog
from tfserve.testing import FakeLoader
from tfserve.testing.running_server import running_server

VERSIONS = (1, 2)
LOOK_UPS = 20_000
POLLED_S = 10.0
HEADINGS = ("models", "start s", "start CPU s", "poll CPU ms/s", "look-up us", "MB", "threads")


def main() -> None:
    """Print the table."""
    args = _arguments()
    if args.measure:
        print(json.dumps(_measure(args.measure)))
        return
    light = Table("Models that weigh nothing, two versions each", HEADINGS)
    for count in () if args.real else args.counts:
        light.add(f"{count:,}", *_cells(_in_process(count)))
    real = Table("A server with copies of half_plus_two, two versions each", HEADINGS)
    with tempfile.TemporaryDirectory() as scratch:
        for count in args.real:
            measured = _measure_server(count, pathlib.Path(scratch), args.work)
            real.add(f"{count:,}", *_cells(measured))
    for table in (light, real):
        if table.rows:
            print(f"{table.markdown() if args.markdown else table.text()}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=[10, 100, 1000])
    parser.add_argument("--real", nargs="*", type=int, default=[], metavar="COUNT")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("build/bench"))
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def _cells(measured: Mapping[str, float]) -> Sequence[str]:
    return (
        f"{measured['start_s']:.2f}",
        f"{measured['start_cpu_s']:.2f}",
        f"{measured['poll_cpu_ms']:.1f}",
        f"{measured['look_up_us']:.2f}" if "look_up_us" in measured else "",
        f"{measured['memory_mb']:.0f}",
        f"{measured['threads']:.0f}",
    )


def _in_process(count: int) -> Mapping[str, float]:
    command = [sys.executable, "-m", "benchmarks.many_models", "--measure", str(count)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    measured: Mapping[str, float] = json.loads(output)
    return measured


# Models that weigh nothing


def _measure(count: int) -> Mapping[str, float]:
    logging.disable(logging.INFO)
    process = psutil.Process()
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as owned:
        configs = [_make_model(pathlib.Path(scratch), number) for number in range(count)]
        before_mb = process.memory_info().rss / 1e6
        began, cpu = time.monotonic(), time.process_time()
        core = _start(configs, owned)
        core.wait_until_decided()
        _wait_for_all(core, configs)
        start_s, start_cpu_s = time.monotonic() - began, time.process_time() - cpu
        time.sleep(2)  # what the start has left to do
        cpu = time.process_time()
        time.sleep(POLLED_S)
        poll_cpu_ms = (time.process_time() - cpu) / POLLED_S * 1000
        return {
            "start_s": start_s,
            "start_cpu_s": start_cpu_s,
            "poll_cpu_ms": poll_cpu_ms,
            "look_up_us": _look_up_us(core, configs),
            "memory_mb": process.memory_info().rss / 1e6 - before_mb,
            "threads": threading.active_count(),
        }


def _make_model(root: pathlib.Path, number: int) -> ModelConfig:
    name = f"model_{number}"
    for version in VERSIONS:
        directory = root / name / str(version)
        directory.mkdir(parents=True)
        (directory / "model").write_bytes(b"nothing")
    return ModelConfig(name, str(root / name), version_policy=All())


def _make_loader(servable_id: ServableId, path: str) -> Loader:  # noqa: ARG001 - a LoaderFactory's
    return FakeLoader()


def _start(configs: Sequence[ModelConfig], owned: ExitStack) -> ServerCore:
    clock = SystemClock()
    bus: EventBus[ServableState] = EventBus()
    monitor = owned.enter_context(ServableStateMonitor(bus))
    progress, history = LoadProgress(clock), EventLog(clock)
    manager = AspiredVersionsManager(
        policy_for=lambda _: AvailabilityPreservingPolicy(),
        event_bus=bus,
        clock=clock,
        load_threads=8,
        unload_threads=1,
    )
    adapter = LoaderAdapter(
        make_loader=_make_loader, target=manager, attempt_failed=progress.on_attempt_failed
    )
    router = SourceRouter(targets={"tensorflow": adapter}, unrouted=adapter)
    source = FileSystemStoragePathSource(
        storage=LocalStorage(), target=router, clock=clock, poll_interval_s=1.0,
        observed=progress.notify,
    )  # fmt: skip
    for subscriber in (history, progress, source):
        bus.subscribe(subscriber.on_servable_state)
    core = ServerCore(
        source=source, router=router, manager=manager, monitor=monitor, progress=progress,
        history=history, clock=clock, platforms=("tensorflow",),
    )  # fmt: skip
    owned.enter_context(manager)
    core.start(ModelServerConfig(tuple(configs)))
    owned.enter_context(source)
    owned.enter_context(ReadinessLog(core, clock=clock, began_at=clock.now()))
    return core


def _wait_for_all(core: ServerCore, configs: Sequence[ModelConfig]) -> None:
    for config in configs:
        for version in VERSIONS:
            while True:
                states = core.version_states(config.name)
                available = {
                    each.id.version for each in states if each.state is ManagerState.AVAILABLE
                }
                if version in available:
                    break
                time.sleep(0.01)


def _look_up_us(core: ServerCore, configs: Sequence[ModelConfig]) -> float:
    specs = [ModelSpec(config.name) for config in configs]
    began = time.perf_counter()
    for number in range(LOOK_UPS):
        core.acquire(specs[number % len(specs)]).release()
    return (time.perf_counter() - began) / LOOK_UPS * 1e6


# Real servers


def _measure_server(count: int, scratch: pathlib.Path, work: pathlib.Path) -> Mapping[str, float]:
    exported = models.prepare(work / "models") / "half_plus_two" / "1"
    lines = []
    for number in range(count):
        base = scratch / f"real_{count}" / f"model_{number}"
        for version in VERSIONS:
            shutil.copytree(exported, base / str(version))
        lines.append(
            f'config {{ name: "model_{number}" base_path: "{base}" model_platform: "tensorflow" '
            "model_version_policy { all {} } }"
        )
    config = scratch / f"{count}.config"
    config.write_text("model_config_list {\n" + "\n".join(lines) + "\n}\n")
    began = time.monotonic()
    with running_server(f"--model_config_file={config}", until="ready after") as server:
        start_s = time.monotonic() - began
        process = psutil.Process(server.process.pid)
        used = process.cpu_times()
        time.sleep(2)
        before = process.cpu_times()
        time.sleep(POLLED_S)
        after = process.cpu_times()
        cpu_s = after.user + after.system - before.user - before.system
        return {
            "start_s": start_s,
            "start_cpu_s": used.user + used.system,
            "poll_cpu_ms": cpu_s / POLLED_S * 1000,
            "memory_mb": process.memory_info().rss / 1e6,
            "threads": process.num_threads(),
        }


if __name__ == "__main__":
    main()
