"""Export a model that takes JPEG files and names their colour: `python export.py DIR`.

Decoding and resizing happen in the graph, so that a client sends the files' bytes. Nothing is
learnt: the mean colour of a picture is compared with six named ones.

Signature `serving_default`: image_bytes string[n], JPEG files of any size -> label string[n],
scores float32[n, 6], mean_rgb float32[n, 3] from 0 to 1. `--pictures DIR` also writes sample
pictures for the client.
"""

from __future__ import annotations

import argparse
import pathlib

import tensorflow as tf

COLOURS = {
    "black": (0.0, 0.0, 0.0),
    "blue": (0.0, 0.0, 1.0),
    "green": (0.0, 1.0, 0.0),
    "red": (1.0, 0.0, 0.0),
    "white": (1.0, 1.0, 1.0),
    "yellow": (1.0, 1.0, 0.0),
}
SIZE = 32  # pixels each way, after resizing
SHARPNESS = 8.0  # how much nearer colours are preferred


class ColourOfImage(tf.Module):
    """Softmax over the distances between a picture's mean colour and the named colours."""

    def __init__(self) -> None:
        super().__init__()
        self.labels = tf.constant(list(COLOURS))
        self.colours = tf.Variable(list(COLOURS.values()), name="colours")

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="image_bytes")])
    def predict(self, image_bytes: tf.Tensor) -> dict[str, tf.Tensor]:
        """JPEG files, string[n] -> label, scores, mean_rgb."""
        pixels = tf.TensorSpec([SIZE, SIZE, 3], tf.float32)
        images = tf.map_fn(self._decode, image_bytes, fn_output_signature=pixels)
        mean = tf.reduce_mean(images, axis=[1, 2])
        distance = tf.norm(mean[:, tf.newaxis] - self.colours, axis=2)
        scores = tf.nn.softmax(-SHARPNESS * distance)
        label = tf.gather(self.labels, tf.argmax(scores, axis=1))
        return {"label": label, "scores": scores, "mean_rgb": mean}

    def _decode(self, content: tf.Tensor) -> tf.Tensor:
        image = tf.io.decode_jpeg(content, channels=3)
        return tf.image.resize(tf.image.convert_image_dtype(image, tf.float32), [SIZE, SIZE])


def write_pictures(directory: pathlib.Path) -> None:
    """One JPEG of 60 x 40 pixels per colour, a little lighter towards the right."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, colour in COLOURS.items():
        shade = tf.linspace(0.0, 0.1, 60)[tf.newaxis, :, tf.newaxis]
        pixels = tf.broadcast_to(tf.constant(colour) + shade, [40, 60, 3])
        picture = tf.io.encode_jpeg(tf.image.convert_image_dtype(pixels, tf.uint8, saturate=True))
        (directory / f"{name}.jpg").write_bytes(picture.numpy())


def main() -> None:
    """Write DIR/1 and, if asked, the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path, help="the model's base path")
    parser.add_argument("--pictures", type=pathlib.Path, help="also write sample JPEGs there")
    args = parser.parse_args()
    version = args.directory / "1"
    model = ColourOfImage()
    tf.saved_model.save(model, str(version), signatures={"serving_default": model.predict})
    print(f"exported {version}")
    if args.pictures:
        write_pictures(args.pictures)
        print(f"wrote {len(COLOURS)} pictures into {args.pictures}")


if __name__ == "__main__":
    main()
