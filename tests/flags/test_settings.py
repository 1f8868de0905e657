"""From a command line to the configuration: the checks of the start in their order and words."""

from __future__ import annotations

from itertools import chain

import pytest

from tfserve.apis.tensorflow.config_pb2 import ConfigProto
from tfserve.config.batching import BatchingConfig, BatchingMode
from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.config.server import ReadyPolicy
from tfserve.errors import InvalidArgument, ServingError, Unimplemented
from tfserve.flags import FLAGS, FlagType, Support, parse, server_config
from tfserve.flags.table import TENSORFLOW_SERVING

BASE = "--model_base_path=/models/m"


def config(*arguments: str):
    return server_config(parse(arguments, FLAGS))


def error(*arguments: str) -> ServingError:
    with pytest.raises(ServingError) as raised:
        config(*arguments)
    return raised.value


def test_one_model_is_served_by_name_and_base_path():
    models = config("--model_name=m", BASE).models
    assert models.initial == ModelServerConfig((ModelConfig(name="m", base_path="/models/m"),))


def test_a_config_file_wins_over_the_single_model(tmp_path):
    path = tmp_path / "models.config"
    path.write_text(
        "model_config_list { config { name: 'a' base_path: '/a' model_platform: 'tensorflow' } }"
    )
    models = config(f"--model_config_file={path}", "--model_name=m", BASE).models
    assert [model.name for model in models.initial.models] == ["a"]
    assert models.config_file == str(path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--port=0"],
            (
                "At least one of server_options.grpc_port or server_options.grpc_socket_path "
                "must be set."
            ),
        ),
        (
            ["--use_alts_credentials", "--ssl_config_file=x"],
            "Either use_alts_credentials must be false or ssl_config_file must be empty.",
        ),
        (
            ["--model_name=m"],
            "Both server_options.model_base_path and server_options.model_config_file are empty!",
        ),
        (
            [BASE, "--batching_parameters_file=x"],
            (
                "server_options.batching_parameters_file is set without setting "
                "server_options.enable_batching to true."
            ),
        ),
        (
            [
                BASE,
                "--tensorflow_session_parallelism=1",
                "--tensorflow_intra_op_parallelism=1",
                "--tensorflow_inter_op_parallelism=1",
            ],
            (
                "Either configure server_options.tensorflow_session_parallelism or "
                "(server_options.tensorflow_intra_op_parallelism, "
                "server_options.tensorflow_inter_op_parallelism) separately. "
                "You cannot configure all."
            ),
        ),
    ],
)
def test_what_tensorflow_serving_refuses_is_refused_in_its_words(arguments, message):
    assert error(*arguments) == InvalidArgument(message)


def test_checks_come_in_tensorflow_servings_order(tmp_path):
    missing = tmp_path / "missing"
    no_file = f"{missing}; No such file or directory"
    wrongs = [
        (["--port=0"], "At least one of server_options.grpc_port"),
        (["--use_alts_credentials", "--ssl_config_file=x"], "Either use_alts_credentials"),
        ([f"--model_config_file={missing}"], no_file),
        (["--batching_parameters_file=x"], "server_options.batching_parameters_file is set"),
        ([f"--tensorflow_session_config_file={missing}"], no_file),
        (
            [f"--tensorflow_{kind}_parallelism=1" for kind in ("session", "intra_op", "inter_op")],
            "Either configure",
        ),
        (["--port=8501", "--rest_api_port=8501"], "--rest_api_port=8501 and --port=8501"),
        (["--prefer_tflite_model"], "not supported yet: --prefer_tflite_model"),
    ]
    for first, (_, message) in enumerate(wrongs):
        rest = [arguments for arguments, _ in reversed(wrongs[first:])]
        assert error(BASE, *chain.from_iterable(rest)).message.startswith(message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port=70000"], "--port=70000: must be at most 65535"),
        (["--port=-1"], "--port=-1: must be at least 0"),
        (["--ready_policy=some"], "--ready_policy=some: use one of all, any"),
        (["--max_request_bytes=3000000000"],
         "--max_request_bytes=3000000000: must be at most 2147483647"),
        (["--grpc_channel_arguments=grpc.max_connection_age_ms"],
         ("--grpc_channel_arguments: grpc.max_connection_age_ms has no =value; "
         "write key=value,key=value")),
        (["--reuse_port=false", "--grpc_channel_arguments=grpc.so_reuseport=1"],
         ("--reuse_port=false and grpc.so_reuseport=1 in --grpc_channel_arguments say different "
         "things")),
        (["--max_request_bytes=5", "--grpc_channel_arguments=grpc.max_receive_message_length=6"],
         ("--max_request_bytes=5 and grpc.max_receive_message_length=6 in --grpc_channel_arguments "
         "say different things")),
        (["--enable_batching=auto", "--batching_parameters_file=BATCHING"],
         ("--enable_batching=auto learns what --batching_parameters_file says; give one of them "
         "(--enable_batching=true with the file)")),
        (["--enable_per_model_batching_parameters"],
         "--enable_per_model_batching_parameters has no effect with --enable_batching=false"),
        (["--run_in_caller=always", "--run_threads=3"],
         "--run_threads=3 has no runs to take with --run_in_caller=always"),
    ],
)  # fmt: skip
def test_values_that_cannot_be_meant_are_named(arguments, message, tmp_path):
    file = tmp_path / "batching"
    file.write_text("max_batch_size { value: 4 }")
    arguments = [each.replace("BATCHING", str(file)) for each in arguments]
    assert error(BASE, *arguments) == InvalidArgument(message)


ASKING = {
    FlagType.BOOL: "true",
    FlagType.INT32: "7",
    FlagType.FLOAT: "7",
    FlagType.STRING: "x",
}
LATER = [flag for flag in FLAGS if flag.support is Support.LATER]


@pytest.mark.parametrize("flag", LATER, ids=lambda flag: flag.name)
def test_a_flag_whose_feature_is_not_there_stops_the_start(flag):
    asking = "native" if flag.choices else ASKING[flag.type]
    others = ["--enable_batching"] if flag.name == "batching_parameters_file" else []
    raised = error(BASE, f"--{flag.name}={asking}", *others)
    assert isinstance(raised, Unimplemented)
    assert raised.message.startswith("not supported yet: --")
    assert f"--{flag.name}" in raised.message


@pytest.mark.parametrize("flag", LATER, ids=lambda flag: flag.name)
def test_the_same_flag_may_say_that_the_feature_is_not_wanted(flag):
    for value in flag.off or (flag.default,):
        config(BASE, f"--{flag.name}={flag.spelled(value).strip(chr(34))}")


def test_a_profiler_is_there_unless_it_is_not_wanted():
    assert config(BASE).profiler.is_enabled
    assert not config(BASE, "--enable_profiler=false").profiler.is_enabled


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--ssl_config_file=s", "--tls_cert_file=c"], "--tls_cert_file and --ssl_config_file"),
        (["--tls_cert_file=c"], "--tls_cert_file needs --tls_cert_file and --tls_key_file"),
        (["--tls_client_ca_file=c"], "--tls_client_ca_file needs --tls_cert_file"),
        (["--auth_protects_health"], "--auth_protects_health needs --auth_config_file"),
    ],
)
def test_half_of_a_protection_is_refused(arguments, text):
    assert text in error(BASE, *arguments).message


def test_every_flag_may_be_given_with_its_default():
    defaults = {flag.name: flag.spelled(flag.default).strip('"') for flag in TENSORFLOW_SERVING}
    defaults["model_base_path"] = "/m"
    assert config(*(f"--{name}={value}" for name, value in defaults.items()))


def test_all_unsupported_flags_are_named_at_once():
    raised = error(BASE, "--use_alts_credentials", "--prefer_tflite_model")
    assert raised.message == "not supported yet: --use_alts_credentials, --prefer_tflite_model"


def test_units_and_lists_are_made_at_the_border():
    made = config(
        BASE,
        "--load_retry_interval_micros=1500000",
        "--file_system_poll_wait_seconds=0.25",
        "--saved_model_tags=serve,gpu",
        "--allowed_model_roots=/models, /more",
        "--grpc_channel_arguments=grpc.max_connection_age_ms=2000,user=x=y",
        "--ready_policy=any",
    )
    assert made.loading.retry_interval_s == 1.5
    assert made.loading.poll_interval_s == 0.25
    assert made.tensorflow.tags == ("serve", "gpu")
    assert made.models.allowed_roots == ("/models", "/more")
    assert made.grpc.channel_arguments == (("grpc.max_connection_age_ms", 2000), ("user", "x=y"))
    assert made.lifecycle.ready_policy is ReadyPolicy.ANY


def test_no_tags_fall_back_to_serve():
    assert config(BASE, "--saved_model_tags=").tensorflow.tags == ("serve",)


def test_session_options_that_are_not_given_are_left_to_the_session_config_file():
    made = config(BASE).tensorflow
    assert (made.allow_growth, made.allow_soft_placement) == (None, None)
    assert config(BASE, "--allow_growth").tensorflow.allow_growth is True
    assert config(BASE, "--allow_growth=false").tensorflow.allow_growth is False


def test_the_session_config_file_is_read(tmp_path):
    path = tmp_path / "session.config"
    path.write_text("intra_op_parallelism_threads: 3  # a comment")
    made = config(BASE, f"--tensorflow_session_config_file={path}").tensorflow.session_config
    assert ConfigProto.FromString(made).intra_op_parallelism_threads == 3


@pytest.mark.parametrize(
    ("arguments", "addresses"),
    [
        ([], ("0.0.0.0:8500",)),
        (["--port=9000", "--bind_address=127.0.0.1"], ("127.0.0.1:9000",)),
        (["--bind_address=::1"], ("[::1]:8500",)),
        (["--port=0", "--grpc_socket_path=/run/x"], ("unix:/run/x",)),
        (["--grpc_socket_path=x"], ("0.0.0.0:8500", "unix:x")),
    ],
)
def test_addresses_have_grpcs_form(arguments, addresses):
    assert config(BASE, *arguments).grpc.addresses == addresses


@pytest.mark.parametrize(
    ("arguments", "mode"),
    [
        ([], BatchingMode.OFF),
        (["--enable_batching"], BatchingMode.ON),
        (["--enable_batching=true"], BatchingMode.ON),
        (["--enable_batching=TRUE"], BatchingMode.ON),
        (["--enable_batching=false"], BatchingMode.OFF),
        (["--enable_batching=auto"], BatchingMode.AUTO),
    ],
)
def test_batching_is_off_by_parameters_or_by_learning(arguments, mode):
    assert config(BASE, *arguments).batching == BatchingConfig(mode, per_model=False)


def test_batching_parameters_come_from_their_file(tmp_path):
    file = tmp_path / "batching"
    file.write_text("max_batch_size { value: 4 }")
    found = config(BASE, "--enable_batching", f"--batching_parameters_file={file}").batching
    assert found.parameters.max_batch_size == 4


def test_batching_parameters_that_cannot_be_end_the_start(tmp_path):
    file = tmp_path / "batching"
    file.write_text("num_batch_threads { value: 0 }")
    raised = error(BASE, "--enable_batching", f"--batching_parameters_file={file}")
    assert raised.message == "num_batch_threads must be positive; was 0"


@pytest.mark.parametrize("other", ["model_base_path", "model_config_file"])
def test_a_model_root_takes_the_place_of_the_other_ways_to_name_models(other):
    text = f"--model_root=/models and --{other}=/m exclude each other"
    assert text in error("--model_root=/models", f"--{other}=/m").message


def test_a_model_root_is_asked_for_its_models_later():
    models = config("--model_root=gs://bucket/models").models
    assert (models.root, models.initial.models) == ("gs://bucket/models", ())
