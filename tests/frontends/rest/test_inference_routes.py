"""Every worked example of spec 9.10 and every text of 9.5, byte for byte."""

from __future__ import annotations

import json

import pytest

from tfserve.apis.predict_pb2 import PredictResponse
from tfserve.tensors import make_ndarray

PREDICT = "/v1/models/m:predict"


def predictions(inner):
    return b'{\n    "predictions": [' + inner + b"\n    ]\n}"


def outputs(inner):
    return b'{\n    "outputs": ' + inner + b"\n}"


WORKED = [
    (PREDICT, '{"instances":[1.0,2,5]}', predictions(b"2.5, 3.0, 4.5")),
    (PREDICT, '{"instances":[{"x":[1]},{"x":[2]}]}', predictions(b"[2.5], [3.0]")),
    (
        "/v1/models/m/versions/123:predict",
        '{"signature_name":"serving_default","inputs":{"x":[[1.0],[2.0]]}}',
        outputs(
            b"[\n        [\n            2.5\n        ],\n"
            b"        [\n            3.0\n        ]\n    ]"
        ),
    ),
    ("/v1/models/m/labels/stable:predict", '{"inputs":[1.0]}', outputs(b"[\n        2.5\n    ]")),
    ("/V1/Models/m/Labels/st%61ble:predict", '{"inputs":[1]}', outputs(b"[\n        2.5\n    ]")),
    (PREDICT, '{"inputs": 1}', outputs(b"2.5")),
    (PREDICT, '{"signature_name":"echo_half","inputs":[]}', outputs(b"[]")),
    (PREDICT, '{"instances":[[],[]]}', predictions(b"[], []")),
    (PREDICT, '{"inputs": NaN}', outputs(b"NaN")),
    (PREDICT, '{"instances": [Infinity, -Inf]}', predictions(b"Infinity, -Infinity")),
    (PREDICT, '{"instances": [1e39, -1e39]}', predictions(b"Infinity, -Infinity")),
    (PREDICT, '\ufeff{"instances":[1]}', predictions(b"2.5")),
    (PREDICT, '{"instances":[1], "other": {"a": [[]]}}', predictions(b"2.5")),
    (PREDICT, '{"instances":[1],"instances":[2,3]}', predictions(b"2.5")),
    (PREDICT, '{"instances":[-4, 1999996]}', predictions(b"0.0, 1e+06")),
    (
        PREDICT,
        '{"signature_name":"pair","instances":[{"a":[1,2],"b":"x"},{"b":{"b64":"eQ"},"a":[3,4]}]}',
        (
            b'{\n    "predictions": [\n'
            b'        {\n            "a": [1.0, 2.0],\n            "b": "x"\n'
            b'        },\n        {\n            "a": [3.0, 4.0],\n            "b": "y"\n'
            b"        }\n    ]\n}"
        ),
    ),
    (
        PREDICT,
        '{"signature_name":"pair","inputs":{"b":"x","a":[3],"z":null}}',
        outputs(b'{\n        "a": [\n            3.0\n        ],\n        "b": "x"\n    }'),
    ),
    (
        PREDICT,
        '{"signature_name":"echo_string","instances":[{"b64":"aGVsbG8="},{"b64":"d29ybGQ="}]}',
        predictions(b'"hello", "world"'),
    ),
    (
        PREDICT,
        '{"signature_name":"named_bytes","instances":[{"img_bytes":"hi"},{"img_bytes":"yo"}]}',
        predictions(
            b'{\n            "b64": "aGk="\n        }, {\n            "b64": "eW8="\n        }'
        ),
    ),
    (
        "/v1/models/m:regress",
        '{"signature_name":"regress_x_to_y","examples":[{"x":80.0}]}',
        b'{\n    "results": [42.0]\n}',
    ),
    (
        "/v1/models/m:classify",
        (
            '{"signature_name":"classify_x_to_y","context":{"x2":0.0},'
            '"examples":[{"x":20.0},{"x":10.0}]}'
        ),
        b'{\n    "results": [[["", 12.0]], [["", 7.0]]\n    ]\n}',
    ),
]


@pytest.mark.parametrize(("target", "body", "answer"), WORKED, ids=lambda value: str(value)[:60])
def test_worked_examples(rest, target, body, answer):
    response = rest.post(body, target)
    assert (response.status, response.body) == (200, answer)
    assert response.content_type == "application/json"


BOTH = '{\n    "instances": [1],\n    "inputs": [1]\n}'
ELEMENT = "Failed to process element: {} of 'instances' list. Error: INVALID_ARGUMENT: "
KEY = "Failed to process element: {} key: {} of 'instances' list. Error: {}"
TYPE = "JSON Value: {} Type: {} is not of expected type: {}"
ERRORS = [
    ('{"instances":["a"]}', ELEMENT.format(0) + TYPE.format('"a"', "String", "float")),
    ('{"instances":[1, true]}', ELEMENT.format(1) + TYPE.format("true", "True", "float")),
    ('{"instances":[null]}', ELEMENT.format(0) + TYPE.format("null", "Null", "float")),
    ('{"instances":[false]}', ELEMENT.format(0) + TYPE.format("false", "False", "float")),
    (
        '{"instances":[{"b64":"aGk="}]}',
        ELEMENT.format(0) + TYPE.format('{\n    "b64": "aGk="\n}', "Object", "float"),
    ),
    ('{"instances":[[1,2],[3]]}', ELEMENT.format(1) + "Expecting tensor size: 2 but got: 1"),
    (
        '{"instances":[[[1],[2]],[[1,2]]]}',
        ELEMENT.format(1) + "Expecting shape [2,1] but got: [1,2]",
    ),
    (
        '{"instances":[[[1,2],[3]]]}',
        ELEMENT.format(0) + "Encountered list at unexpected size: 1 at level: 1 expected size: 2",
    ),
    ('{"instances":[[1,[2]]]}', ELEMENT.format(0)
     + "Encountered list at unexpected level: 1 expected < 1"),
    ('{"instances":[[[1],2]]}', ELEMENT.format(0)
     + "JSON Value: 2 found at incorrect level: 2 in the JSON DOM. Expected at level: 2"),
    ('{"instances":[1],"inputs":[1]}', (f"JSON Value: {BOTH} Not formatted correctly expecting "
     "only one of 'inputs' or 'instances' keys to exist ")),
    ("{}", "Missing 'inputs' or 'instances' key"),
    ('{"instances":1}', ('JSON Value: {\n    "instances": 1\n} Expecting \'instances\' to be an '
     "list/array")),
    ('{"instances":[]}', 'JSON Value: {\n    "instances": []\n} No values in \'instances\' array'),
    ("[1, 2.5]", "JSON Value: [1, 2.5] Is not object"),
    ("3.5", "JSON Value: 3.5 Is not object"),
    ("9e6", "JSON Value: 9e+06 Is not object"),
    ('"a\\u0001"', 'JSON Value: "a\\u0001" Is not object'),
    (
        '{"signature_name":100,"instances":[1]}',
        ('JSON Value: {\n    "signature_name": 100,\n    "instances": [1]\n} not formatted '
        "correctly. 'signature_name' key must be a string value."),
    ),
    (
        '{"signature_name":"nope","instances":[1]}',
        'Serving signature name: "nope" not found in signature def',
    ),
    (
        '{"signature_name":"nothing","instances":[1]}',
        "Failed to get input map for signature: nothing",
    ),
    (
        '{"signature_name":"pair","instances":[1]}',
        ("instances is a plain list, but expecting list of objects as multiple input tensors "
        "required as per tensorinfo_map"),
    ),
    (
        '{"signature_name":"pair","inputs":[1]}',
        ("inputs is a plain value/list, but expecting an object as multiple input tensors required "
        "as per tensorinfo_map"),
    ),
    ('{"signature_name":"pair","inputs":{"a":[1]}}', "Missing named input: b in 'inputs' object."),
    ('{"inputs":{"y":[1]}}', "Missing named input: x in 'inputs' object."),
    (
        '{"signature_name":"pair","instances":[{"a":1,"b":"x"},{"a":2}]}',
        ("Failed to process element: 1 of 'instances' list. JSON object: {\n    \"a\": 2\n} keys "
        "must be equal to: a,b"),
    ),
    (
        '{"signature_name":"pair","instances":[{"a":1,"c":"x"}]}',
        KEY.format(0, "c", "INVALID_ARGUMENT: JSON object: does not have named input: c"),
    ),
    (
        '{"signature_name":"pair","instances":[{"a":1,"b":2}]}',
        KEY.format(0, "b", "INVALID_ARGUMENT: " + TYPE.format("2", "Number", "string")),
    ),
    (
        '{"signature_name":"pair","instances":[{"a":1,"a":2,"b":"x"}]}',
        KEY.format(0, "a", "INVALID_ARGUMENT: JSON object: has key more than once: a"),
    ),
    ('{"instances":[{"x":1},2]}', "Expecting object but got list at item 1 of input list"),
    ('{"instances":[1,{"x":2}]}', "Expecting value/list but got object at item 1 of input list"),
    ('{"signature_name":"echo_int32","instances":[1.0]}',
     ELEMENT.format(0) + TYPE.format("1.0", "Number", "int32")),
    ('{"signature_name":"echo_int32","instances":[1, 2147483648]}',
     ELEMENT.format(1) + TYPE.format("2147483648", "Number", "int32")),
    ('{"signature_name":"echo_int64","instances":[9223372036854775808]}',
     ELEMENT.format(0) + TYPE.format("9223372036854775808", "Number", "int64")),
    ('{"signature_name":"echo_int64","instances":[18446744073709551616]}',
     ELEMENT.format(0) + TYPE.format("1.8446744073709552e+19", "Number", "int64")),
    ('{"signature_name":"echo_uint32","instances":[-1]}',
     ELEMENT.format(0) + TYPE.format("-1", "Number", "uint32")),
    ('{"signature_name":"echo_uint64","instances":[-1]}',
     ELEMENT.format(0) + TYPE.format("-1", "Number", "uint64")),
    ('{"signature_name":"echo_bool","instances":[1]}',
     ELEMENT.format(0) + TYPE.format("1", "Number", "bool")),
    ('{"signature_name":"echo_string","instances":[{"b64":"@@@"}]}',
     ELEMENT.format(0) + "Unable to base64 decode"),
    ('{"signature_name":"echo_string","instances":["a",{"b64":5}]}',
     "Expecting value/list but got object at item 1 of input list"),
    ('{"signature_name":"echo_string","inputs":[{"b64":"aGk=","x":1}]}',
     'JSON Value: {\n    "b64": "aGk=",\n    "x": 1\n} not formatted correctly for base64 data'),
    ('{"signature_name":"echo_half","instances":[1]}',
     ("Failed to process element: 0 of 'instances' list. Error: UNIMPLEMENTED: Conversion of JSON "
     "Value: 1 to type: half")),
    ("instances=[1]", "JSON Parse error: Invalid value. at offset: 0"),
    ("", "JSON Parse error: The document is empty"),
    ('{"instances":[1e400]}',
     "JSON Parse error: Number too big to be stored in double. at offset: 14"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "text"), ERRORS, ids=lambda value: str(value)[:60])
def test_errors_of_predict(rest, body, text):
    assert rest.error(body) == (400, text)


def test_a_dtype_without_json_is_unimplemented_in_columnar_format(rest):
    assert rest.error('{"signature_name":"echo_complex64","inputs":[1]}') == (
        501,
        "Conversion of JSON Value: 1 to type: complex64",
    )


def test_a_quoted_value_is_cut_after_256_bytes(rest):
    status, text = rest.error(json.dumps({"other": "é" * 500}).encode() + b" x")
    assert (status, text[:11]) == (400, "JSON Parse ")
    status, text = rest.error(json.dumps({"instances": "x" * 500}))
    quoted = text.removeprefix("JSON Value: ").removesuffix(
        " Expecting 'instances' to be an list/array"
    )
    assert quoted == '{\n    "instances": "' + "x" * 236


@pytest.mark.parametrize(
    ("target", "status", "text"),
    [
        ("/v1/models/nope:predict", 404, "Servable not found for request: Latest(nope)"),
        ("/v1/models/m/versions/9:predict", 404, "Servable not found for request: Specific(m, 9)"),
        ("/v1/models/m/labels/old:predict", 400, "Unrecognized servable version label: old"),
        (
            "/v1/models/m/versions/9223372036854775808:predict",
            400,
            "Failed to convert version: 9223372036854775808 to numeric.",
        ),
        ("/v1/models/m:PREDICT", 400, "Malformed request: POST /v1/models/m:PREDICT"),
        ("/v1/models/m:predict?x=1", 400, "Malformed request: POST /v1/models/m:predict?x=1"),
        (
            "/v1/models/m/versions/HELLO:predict",
            400,
            "Malformed request: POST /v1/models/m/versions/HELLO:predict",
        ),
    ],
)
def test_who_is_asked_is_looked_up(rest, target, status, text):
    assert rest.error('{"instances":[1]}', target) == (status, text)


def test_what_is_wrong_with_the_body_is_told_before_an_unknown_model(rest):
    assert rest.error("{", "/v1/models/nope:predict") == (
        400,
        "JSON Parse error: Missing a name for object member. at offset: 1",
    )
    assert rest.error('{"signature_name":1}', "/v1/models/nope:predict")[0] == 400


EXAMPLE_ERRORS = [
    ("{}", "JSON Value: {} When method is classify, key 'examples' is expected and was not found"),
    ('{"examples":1}', ('JSON Value: {\n    "examples": 1\n} Expecting \'examples\' value to be an '
     "list/array")),
    ('{"examples":[]}',
     "JSON Value: {\n    \"examples\": []\n} 'examples' value is an empty array"),
    ('{"examples":[1]}', "Example must be JSON object but got JSON Number"),
    ('{"examples":[{}],"context":[]}', "Example must be JSON object but got JSON Array"),
    ('{"examples":[{"f":18446744073709551615}]}',
     "Feature: f has uint64_t element. Only int64_t is supported."),
    ('{"examples":[{"f":[1,9223372036854775808]}]}',
     "Feature: f has uint64_t element. Only int64_t is supported."),
    ('{"examples":[{"f":null}]}', "Feature: f has element with unexpected JSON type: Null"),
    ('{"examples":[{"f":[[1]]}]}', "Feature: f has element with unexpected JSON type: Array"),
    ('{"examples":[{"f":{"a":1}}]}', "Feature: f has element with unexpected JSON type: Object"),
    ('{"examples":[{"f":[1,2.5]}]}', "Unexpected element type in feature: f expecting type: int64"),
    ('{"examples":[{"f":[1.5,2]}]}', "Unexpected element type in feature: f expecting type: float"),
    ('{"examples":[{"f":["a",2]}]}', "Unexpected element type in feature: f expecting type: bytes"),
    ('{"examples":[{"f":{"b64":"?"}}]}', "Unable to base64 decode"),
    ('{"signature_name":5}', ('JSON Value: {\n    "signature_name": 5\n} not formatted correctly. '
     "'signature_name' key must be a string value.")),
    ('{"signature_name":"nope","examples":[{}]}', "No signature was found with the name: nope"),
]  # fmt: skip


@pytest.mark.parametrize("method", ["classify", "regress"])
@pytest.mark.parametrize(("body", "text"), EXAMPLE_ERRORS, ids=lambda value: str(value)[:40])
def test_errors_of_classify_and_regress(rest, method, body, text):
    assert rest.error(body, f"/v1/models/m:{method}") == (400, text)


def test_a_signature_that_is_no_classifier_is_told_as_over_grpc(rest):
    status, text = rest.error('{"examples":[{"x":20.0}]}', "/v1/models/m:classify")
    assert status == 400
    assert text.startswith("No classification inputs found in SignatureDef: inputs {\n")


# ---- protobuf bodies


def predict_message(x):
    from tfserve.apis.predict_pb2 import PredictRequest
    from tfserve.tensors import make_tensor_proto

    message = PredictRequest()
    message.model_spec.name = "another"
    message.model_spec.version_label = "another"
    message.inputs["x"].CopyFrom(make_tensor_proto(x))
    return message.SerializeToString()


@pytest.mark.parametrize("kind", ["application/x-protobuf", "Application/Protobuf; charset=x"])
def test_the_grpc_messages_go_over_the_same_paths(rest, kind):
    response = rest.post(
        predict_message([1.0, 2.0]), "/v1/models/m/versions/123:predict", content_type=kind
    )
    answer = PredictResponse.FromString(response.body)
    assert (response.status, response.content_type) == (200, "application/x-protobuf")
    assert make_ndarray(answer.outputs["y"]).tolist() == [2.5, 3.0]
    assert (answer.model_spec.name, answer.model_spec.version.value) == ("m", 123)


def test_errors_of_protobuf_requests_are_json(rest):
    kind = {"content_type": "application/x-protobuf"}
    response = rest.post(b"\xff", **kind)
    assert (response.status, json.loads(response.body)) == (
        400,
        {"error": "Failed to parse PredictRequest"},
    )
    response = rest.post(predict_message(["a"]), **kind)
    assert response.status == 400
    assert "to be float but string is provided" in json.loads(response.body)["error"]


def test_a_json_request_may_ask_for_the_message(rest):
    response = rest.post('{"instances":[1]}', accept="application/x-protobuf")
    assert response.content_type == "application/x-protobuf"
    assert make_ndarray(PredictResponse.FromString(response.body).outputs["y"]).tolist() == [2.5]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("application/json, application/x-protobuf", "application/json"),
        ("text/html, application/x-protobuf;q=1, */*", "application/x-protobuf"),
        ("application/vnd.google.protobuf", "application/x-protobuf"),
    ],
)
def test_the_first_kind_that_is_accepted_is_sent(rest, accept, kind):
    assert rest.post('{"instances":[1]}', accept=accept).content_type == kind
    body = '{"signature_name":"regress_x_to_y","examples":[{"x":1.0}]}'
    assert rest.post(body, "/v1/models/m:regress", accept=accept).content_type == kind


# ---- limits, details


def test_a_body_that_nests_too_deep_names_the_flag(rest):
    status, text = rest.error("[" * 100_000)
    assert status == 400
    assert text == (
        "JSON Parse error: Nested deeper than 256 levels, the limit set by --max_json_depth. "
        "at offset: 256"
    )


def test_tensors_may_take_only_so_much_memory(serve_rest):
    rest = serve_rest(max_tensor_bytes=8)
    assert rest.post('{"instances":[1,2]}').status == 200
    status, text = rest.error('{"instances":[1,2,3]}')
    assert (status, text) == (
        429,
        "The request's tensors take 12 bytes, more than --max_tensor_bytes=8",
    )


def test_details_tell_what_was_expected_what_came_and_what_would_work(rest):
    response = rest.post('{"instances":["a"]}', accept="application/problem+json")
    content = json.loads(response.body)
    assert content["error"].startswith("Failed to process element: 0")
    assert content["details"] == {
        "code": "INVALID_ARGUMENT",
        "signature": "serving_default",
        "expected_inputs": {"x": {"dtype": "float", "shape": [-1]}},
        "got": "instances: Array of 1, first String",
        "sample_request": {"instances": [1.0]},
    }


def test_the_sample_of_the_details_is_accepted(rest):
    response = rest.post(
        '{"signature_name":"pair","instances":[1]}', accept="application/problem+json"
    )
    sample = json.loads(response.body)["details"]["sample_request"]
    assert rest.post(json.dumps(sample)).status == 200


def test_details_name_the_nearest_name(serve_rest):
    rest = serve_rest(always_details=True)
    details = json.loads(rest.post('{"signature_name":"pear","instances":[1]}').body)["details"]
    assert details["did_you_mean"] == "pair"
    details = json.loads(rest.post('{"instances":[1]}', "/v1/models/n:predict").body)["details"]
    assert details["available_models"] == "m"
