"""Pictures of digits with their labels: scikit-learn's small set, or the MNIST files."""

from __future__ import annotations

import gzip
import pathlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Digits", "load"]

TRAINING_IMAGES = 1297  # of scikit-learn's 1797; the other 500 are for testing


@dataclass(frozen=True, slots=True)
class Digits:
    """Pictures and what they show.

    Args:
        images: float32[n, pixels], 0 (paper) to 1 (ink).
        labels: int64[n], 0 to 9.
    """

    images: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]


def load(part: str, data_dir: pathlib.Path | None = None) -> Digits:
    """The pictures to learn from (`part="train"`) or to test with (`part="test"`).

    Args:
        part: train or test.
        data_dir: holds the four MNIST files (28 x 28 pixels), gzipped or not; None: the 8 x 8
            pictures that come with scikit-learn.
    """
    return _scikit_learn(part) if data_dir is None else _mnist(part, data_dir)


def _scikit_learn(part: str) -> Digits:
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    chosen = slice(TRAINING_IMAGES) if part == "train" else slice(TRAINING_IMAGES, None)
    return Digits((images[chosen] / 16).astype(np.float32), labels[chosen].astype(np.int64))


def _mnist(part: str, data_dir: pathlib.Path) -> Digits:
    prefix = "train" if part == "train" else "t10k"
    images = _read_idx(data_dir / f"{prefix}-images-idx3-ubyte")
    labels = _read_idx(data_dir / f"{prefix}-labels-idx1-ubyte")
    pixels = images.reshape(len(images), -1)
    return Digits(pixels.astype(np.float32) / 255, labels.astype(np.int64))


def _read_idx(path: pathlib.Path) -> npt.NDArray[np.uint8]:
    """An idx file of bytes: two zeros, 8 for uint8, the rank, big-endian sizes, then the data."""
    zipped = path.with_name(path.name + ".gz")
    content = path.read_bytes() if path.exists() else gzip.decompress(zipped.read_bytes())
    if content[:3] != b"\0\0\x08":
        msg = f"{path} is no idx file of bytes"
        raise ValueError(msg)
    rank = content[3]
    shape = np.frombuffer(content, ">u4", count=rank, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape.tolist())
