"""TensorProto to numpy arrays and back, without TensorFlow.

A tensor in memory is a numpy array of the dtype that `DataType.numpy` names; a string tensor is an
object array whose elements are `bytes`. No element is touched in Python for any dtype but strings.
"""

from tfserve.tensors.conversion import make_ndarray, make_tensor_proto
from tfserve.tensors.data_type import Array, DataType
from tfserve.tensors.decoding import decode, decoded_bytes
from tfserve.tensors.encoding import encode

__all__ = [
    "Array",
    "DataType",
    "decode",
    "decoded_bytes",
    "encode",
    "make_ndarray",
    "make_tensor_proto",
]
