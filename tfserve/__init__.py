"""tfserve: a model server that speaks TensorFlow Serving's protocol; importing it imports no
framework.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
