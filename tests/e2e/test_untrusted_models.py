"""Files that run code when they are unpickled are not unpickled, whatever they are called."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from tfserve.testing.running_server import running_server

pytestmark = pytest.mark.tensorflow

NAMES = (
    "model.pkl", "model.joblib", "model.pt", "model.pth", "model.h5", "model.keras", "model.skops",
    "saved_model.pb", "saved_model.pbtxt", "model.npy",
)  # fmt: skip


class Payload:
    """Makes a file when it is unpickled."""

    def __init__(self, canary: Path):
        self._canary = canary

    def __reduce__(self):
        return (Path.touch, (self._canary,))


def test_pickles_in_place_of_models_are_not_run(half_plus_two, connect, tmp_path):
    canary = tmp_path / "canary"
    models = {}
    for name in NAMES:
        version = tmp_path / name.replace(".", "_") / "1"
        version.mkdir(parents=True)
        models[version.parent.name] = version.parent
        if name.endswith(".npy"):
            np.save(version / name, np.array([Payload(canary)], object), allow_pickle=True)
        else:
            (version / name).write_bytes(pickle.dumps(Payload(canary)))
    (version / "variables").mkdir()
    config = tmp_path / "models.config"
    config.write_text("model_config_list {" + "".join(
        f"config {{ name: '{name}' base_path: '{path}' model_platform: 'tensorflow' }}"
        for name, path in {**models, "good": half_plus_two}.items()
    ) + "}")  # fmt: skip
    with running_server(f"--model_config_file={config}", "--max_num_load_retries=0") as server:
        client = connect(server.address)
        assert client.predict("good", {"x": [[1.0]]})
        for name in models:
            assert "AVAILABLE" not in {state for state, _, _ in client.status(name).values()}
    assert not canary.exists()
    pickle.loads(next(tmp_path.rglob("model.pkl")).read_bytes())  # noqa: S301 - our own
    assert canary.exists()  # the payload works
