"""Changes the version that a server has to serve, by reload RPC."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.soaking.plan import Plan
from benchmarks.soaking.subject import Subject, channel_to
from tfserve.apis import get_model_status_pb2, model_management_pb2, model_service_pb2_grpc

__all__ = ["Switcher", "switching"]

AVAILABLE = get_model_status_pb2.ModelVersionStatus.AVAILABLE
END = get_model_status_pb2.ModelVersionStatus.END
TIMEOUT_S = 60.0


class Switcher:
    """Serves one version of one model, then another, by reload RPC. For one thread."""

    def __init__(self, subject: Subject, models: Mapping[str, Path], switched: str) -> None:
        self._channel = channel_to(subject.address)
        self._stub = model_service_pb2_grpc.ModelServiceStub(self._channel)
        self._models, self._switched = models, switched
        self.times_s: list[float] = []

    def to(self, version: int) -> None:
        """Return when the server has said that the change is made.

        Raises:
            RuntimeError: it refused.
        """
        request = model_management_pb2.ReloadConfigRequest()
        for name, path in self._models.items():
            config = request.config.model_config_list.config.add()
            config.name, config.base_path = name, str(path.resolve())
            config.model_platform = "tensorflow"
            if name == self._switched:
                config.model_version_policy.specific.versions.append(version)
        begun = time.monotonic()
        status = self._stub.HandleReloadConfigRequest(request, timeout=TIMEOUT_S).status
        self.times_s.append(time.monotonic() - begun)
        if status.error_code:
            raise RuntimeError(f"version {version}: {status.error_message}")

    def wait_until_only(self, version: int) -> None:
        """Return when `version` is available and all others are gone.

        Raises:
            TimeoutError: that was not so within a minute.
        """
        request = get_model_status_pb2.GetModelStatusRequest()
        request.model_spec.name = self._switched
        ends_at = time.monotonic() + TIMEOUT_S
        while time.monotonic() < ends_at:
            statuses = self._stub.GetModelStatus(request, timeout=TIMEOUT_S).model_version_status
            if {each.version for each in statuses if each.state != END} == {version} and any(
                each.state == AVAILABLE for each in statuses
            ):
                return
            time.sleep(0.01)
        raise TimeoutError(f"version {version} is not the only one:\n{statuses}")

    def close(self) -> None:
        """Hang up."""
        self._channel.close()


@contextmanager
def switching(
    plan: Plan, models: Mapping[str, Path], switched: str
) -> Iterator[tuple[Subject, Switcher]]:
    """A server that begins with version 1 of `switched`."""
    config = plan.scratch / "models.config"
    policy = "model_version_policy { specific { versions: 1 } }"
    entries = (
        f'config {{ name: "{name}" base_path: "{path.resolve()}" model_platform: "tensorflow" '
        f"{policy if name == switched else ''} }}"
        for name, path in models.items()
    )
    config.write_text(f"model_config_list {{ {' '.join(entries)} }}")
    with plan.subject([f"--model_config_file={config}"]) as subject:
        switcher = Switcher(subject, models, switched)
        try:
            yield subject, switcher
        finally:
            switcher.close()
