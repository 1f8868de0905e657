"""JSON bodies of inference requests: from bytes to tensors or Examples, and the way back."""

from __future__ import annotations

import re
from collections.abc import Callable

from benchmarks.fuzzing.campaign import Target
from tfserve.apis import input_pb2
from tfserve.core.servable import Signature, TensorSpec
from tfserve.errors import Code, InvalidArgument, ServingError
from tfserve.frontends.rest.exact_reader import read_exactly
from tfserve.frontends.rest.json_examples import fill_input
from tfserve.frontends.rest.json_inputs import Format, predict_inputs, signature_name
from tfserve.frontends.rest.json_reader import MAX_DEPTH, Document, read_document
from tfserve.frontends.rest.json_writer import columnar_body, row_body
from tfserve.tensors import DataType

__all__ = ["rest_targets"]

CLIENTS_FAULT = (Code.INVALID_ARGUMENT, Code.UNIMPLEMENTED)
LONGEST_TEXT = 4096 + 1024  # a name from the request, and what is said about it
RUN = b"[[0.5,1e3],[-2.25,4]," + b"[1,2.0]," * 300 + b"[3,4]]"  # long enough to become an array
SEEDS = (
    b'{"instances":[1.0,2,5]}',
    b'{"signature_name":"both","instances":[{"x":[1,NaN],"s":"a"},{"x":[2,3],"s":{"b64":"aGk="}}]}',
    b'{"signature_name":"ints","inputs":[[1,-2],[2147483647,0]]}',
    (
        b'{"signature_name":"both","inputs":{"x":[[[1e-5]],[[Infinity]]],"s":["\\u00e9\\ud83d\\ude00"]'
        b"}}"
    ),
    b'{"signature_name":"bools","inputs":[true,false]}',
    b'{"signature_name":"wide","instances":[18446744073709551615,9223372036854775808]}',
    b'{"signature_name":"half","inputs":1}',
    b'{"instances": [{"x": ' + RUN + b"}]}",
    b'{"inputs": ' + RUN + b', "other": ":{["}',
)
EXAMPLES = (
    b'{"examples":[{"x":1.5,"y":[1,2],"z":["a",{"b64":"aGk="}],"t":true,"e":[]}]}',
    b'{"context":{"c":"v"},"examples":[{},{"x":[NaN,1e39]}],"signature_name":"s"}',
)
# What errors quote of the request, which is ever new.
QUOTED = re.compile(
    r"(?<=JSON Value: ).*"
    r"(?= Type: | not form| Not form| Is not| found at| Expecting| No val| When| '|$)"
    r"|(?<=Feature: ).*(?= has )|(?<=in feature: ).*(?= expecting)|(?<= key: ).*(?= of 'inst)"
    r"|(?<=named input: ).*|(?<=more than once: ).*|(?<=JSON object: ).*(?= keys must)",
    re.DOTALL,
)
WORDS = tuple(
    b'instances inputs signature_name examples context x s b64 "x": {"b64":"aGk="} [ ] { } , : " '
    b"NaN Infinity -Inf 1e400 1e-400 9223372036854775808 18446744073709551616 2147483648 -0 -0.0 "
    b'true false null \\u0000 \\ud800 \\udc00 \\" '
    b"\xff \xef\xbb\xbf [[ ]] [] {} 1.0 1e5 01 1.".split()
)


def rest_targets() -> tuple[Target, ...]:
    """All of them."""
    return (
        Target("json_predict", _answered(_predict), SEEDS, WORDS),
        Target("json_examples", _answered(_examples), EXAMPLES, WORDS),
    )


def _answered(run: Callable[[bytes], str]) -> Callable[[bytes], str]:
    """What `run` says, or the error that it ends with, which must be the client's fault."""

    def outcome(data: bytes) -> str:
        try:
            return run(data)
        except ServingError as error:
            if error.code not in CLIENTS_FAULT or len(error.message) > LONGEST_TEXT:
                raise AssertionError(error.status) from error
            return QUOTED.sub("", error.message)

    return outcome


def _read(data: bytes) -> Document:
    """The document, as both readers have it."""
    expected, refusal = _outcome(lambda: read_exactly(data, MAX_DEPTH))
    _, quick_refusal = _outcome(lambda: read_document(data))
    if refusal is not None and data:
        assert refusal == quick_refusal, (refusal, quick_refusal)  # noqa: S101
    document = read_document(data)
    plain = read_document(data).plain()
    assert repr(plain) == repr(expected), (plain, expected)  # noqa: S101
    return document


def _outcome(read: Callable[[], object]) -> tuple[object, InvalidArgument | None]:
    try:
        return read(), None
    except InvalidArgument as error:
        return None, error


def _signatures() -> dict[str, Signature]:
    types = {
        "both": {"x": DataType.DT_FLOAT, "s": DataType.DT_STRING},
        "ints": {"x": DataType.DT_INT8},
        "wide": {"x": DataType.DT_UINT64},
        "bools": {"x": DataType.DT_BOOL},
        "half": {"x": DataType.DT_HALF},
        "": {"x": DataType.DT_FLOAT},
    }
    return {
        name: Signature(
            name, {alias: TensorSpec(f"{alias}:0", each, None) for alias, each in of.items()}, {}
        )
        for name, of in types.items()
    }


SIGNATURES = _signatures()


def _predict(data: bytes) -> str:
    document = _read(data)
    name = signature_name(document)
    name = name if name in SIGNATURES else ""
    signature = SIGNATURES[name]
    format_, inputs = predict_inputs(document, signature)
    for alias, array in inputs.items():
        assert array.dtype == signature.inputs[alias].dtype.numpy, array.dtype  # noqa: S101
    body = row_body(inputs) if format_ is Format.ROW else columnar_body(inputs)
    key = "predictions" if format_ is Format.ROW else "outputs"
    again = read_document(body).plain()[key]
    reread = f'{{"{"instances" if format_ is Format.ROW else "inputs"}":'.encode()
    reread += body[body.index(b":") + 1 :]
    if again != []:  # an empty list of instances is refused
        _, once_more = predict_inputs(read_document(reread), signature)
        for alias, array in inputs.items():
            assert repr(once_more[alias].tolist()) == repr(array.tolist()), array  # noqa: S101
    return f"{name} {format_.value}"


def _examples(data: bytes) -> str:
    message = input_pb2.Input()
    fill_input(_read(data), message)
    return f"{message.WhichOneof('kind')} of {message.ByteSize() // 16}"
