"""The config as JSON, there and back."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tfserve.apis.config.logging_config_pb2 import LoggingConfig
from tfserve.config.config_document import config_document, config_etag
from tfserve.config.model_file import parse_model_config
from tfserve.config.models import All, Latest, ModelConfig, ModelServerConfig, Specific

VERSIONS = st.integers(0, 2**63 - 1)
LOGGING = LoggingConfig()
LOGGING.sampling_config.sampling_rate = 0.5
POLICIES = st.one_of(
    st.just(All()),
    st.builds(Latest, st.integers(1, 100)),
    st.builds(Specific, st.lists(VERSIONS, unique=True).map(tuple)),
)
MODELS = st.builds(
    ModelConfig,
    name=st.text(st.characters(codec="utf-8"), min_size=1),
    base_path=st.sampled_from(["/models/m", "s3://bucket/m"]),
    platform=st.sampled_from(["tensorflow", "other"]),
    version_policy=POLICIES,
    version_labels=st.dictionaries(st.text(st.characters(codec="utf-8")), VERSIONS),
    options=st.dictionaries(st.sampled_from(["run_in_caller", "x"]), st.text(max_size=3)),
    logging_config=st.sampled_from([None, LOGGING.SerializeToString()]),
)
CONFIGS = st.lists(MODELS, unique_by=lambda model: model.name, max_size=3).map(
    lambda models: ModelServerConfig(tuple(models))
)


@given(CONFIGS)
def test_the_document_says_what_the_config_says(config):
    text = json.dumps(config_document(config)).encode()
    assert parse_model_config(text, "body") == config


@given(CONFIGS, CONFIGS)
def test_equal_configs_have_equal_tags_and_others_have_not(one, other):
    assert (config_etag(one) == config_etag(other)) == (one == other)


def test_a_config_that_says_nothing_is_not_one_that_unloads_everything():
    assert config_document(ModelServerConfig(is_unset=True)) == {}
    assert config_document(ModelServerConfig()) == {"model_config_list": {"config": []}}
