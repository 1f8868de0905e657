# tfserve as tensorflow/serving is used: mount a model at /models/model, or set MODEL_NAME.
#
#   docker build -t tfserve .
#   docker run -p 8500:8500 -p 8501:8501 -v /path/to/half_plus_two:/models/half_plus_two -e MODEL_NAME=half_plus_two tfserve
#   docker run -p 8500:8500 -e MODEL_BASE_PATH=gs://bucket/models -e MODEL_NAME=half_plus_two tfserve

FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/tfserve
COPY pyproject.toml README.md LICENSE ./
COPY tfserve tfserve
# server-cpu exists for x86-64; elsewhere the only build of TensorFlow is a CPU build anyway.
ARG TARGETARCH=amd64
RUN if [ "$TARGETARCH" = amd64 ]; then extra=server-cpu; else extra=server; fi \
    && /opt/tfserve/bin/pip install --no-cache-dir ".[$extra,s3,gcs,http]"

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /models --create-home tfserve
COPY --from=build /opt/tfserve /opt/tfserve
COPY docker/tf_serving_entrypoint.sh /usr/bin/tf_serving_entrypoint.sh
RUN ln -s /opt/tfserve/bin/tensorflow_model_server /usr/bin/tensorflow_model_server \
    && ln -s /opt/tfserve/bin/tfserve /usr/bin/tfserve
# Where versions of remote base paths are fetched into; a volume keeps them over restarts.
RUN install -d -o tfserve -m 0700 /var/cache/tfserve
ENV MODEL_NAME=model \
    MODEL_BASE_PATH=/models \
    XDG_CACHE_HOME=/var/cache \
    PYTHONUNBUFFERED=1
USER tfserve
# 8500: gRPC. 8501: REST.
EXPOSE 8500 8501
ENTRYPOINT ["/usr/bin/tf_serving_entrypoint.sh"]
