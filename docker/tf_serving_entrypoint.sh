#!/bin/sh
# What the container runs: the model that MODEL_NAME names below MODEL_BASE_PATH (a directory, or a
# URI such as gs://bucket/models), and whatever flags are appended to `docker run`; a later flag
# wins over an earlier one, and --model_config_file over the single model. `exec` lets SIGTERM
# reach the server, so that `docker stop` drains it.
exec tensorflow_model_server --port=8500 --rest_api_port=8501 \
    --model_name="${MODEL_NAME}" \
    --model_base_path="${MODEL_BASE_PATH%/}/${MODEL_NAME}" \
    "$@"
