"""examples/digits beyond its README: pictures in the format of MNIST."""

from __future__ import annotations

import gzip
import struct

import numpy as np


def write_idx(path, array):
    head = struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(gzip.compress(head + array.astype(np.uint8).tobytes()))


def write_digits(directory, prefix, count):
    """Pictures of 4 x 4 pixels in place of the real ones: of digit k, pixel k is dark."""
    labels = np.arange(count) % 10
    images = np.random.default_rng(0).integers(0, 30, (count, 4, 4))
    images.reshape(count, 16)[np.arange(count), labels] = 255
    write_idx(directory / f"{prefix}-images-idx3-ubyte.gz", images)
    write_idx(directory / f"{prefix}-labels-idx1-ubyte.gz", labels)


def test_the_files_of_mnist_are_read(terminal, tmp_path):
    write_digits(tmp_path, "train", 400)
    write_digits(tmp_path, "t10k", 50)

    terminal.run(f"python examples/digits/export.py build/mnist --data_dir={tmp_path} --versions 2")
    terminal.run("tensorflow_model_server --model_name=digits --model_base_path=$PWD/build/mnist")
    printed = terminal.run(f"python examples/digits/client.py --data_dir={tmp_path} --num_tests=40")

    assert printed == "Inference error rate: 0.0%\n"
