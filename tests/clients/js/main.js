// The round of README.md with grpc-js, messages loaded from the .proto files:
// PROTOS=FOLDER:FOLDER node main.js ADDRESS [ROOTS.pem]
"use strict";

const fs = require("node:fs");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const LARGE_BYTES = 64 << 20;
const STREAMS = 200;
const LIMIT = 128 << 20;

function load() {
  const files = [
    "tensorflow_serving/apis/prediction_service.proto",
    "tensorflow_serving/apis/model_service.proto",
    "health.proto",
  ];
  const includeDirs = process.env.PROTOS.split(":");
  const options = { includeDirs, keepCase: true, longs: Number, enums: String, defaults: true };
  return grpc.loadPackageDefinition(loader.loadSync(files, options));
}

const tensor = (dtype, size) => ({ dtype, tensor_shape: { dim: [{ size }] } });

const inValues = (...values) => ({ ...tensor("DT_FLOAT", values.length), float_val: values });

const bytesOf = (values) => Buffer.from(new Float32Array(values).buffer);

const inContent = (...values) => ({
  ...tensor("DT_FLOAT", values.length),
  tensor_content: bytesOf(values),
});

const request = (model, signature_name, input, value) => ({
  model_spec: { name: model, signature_name },
  inputs: { [input]: value },
});

function floats({ tensor_content, float_val }) {
  const values = [];
  for (let at = 0; at < tensor_content.length; at += 4) values.push(tensor_content.readFloatLE(at));
  return values.length ? values : float_val;
}

class Round {
  constructor(address, security) {
    const { tensorflow, grpc: standard } = load();
    const options = {
      "grpc.max_receive_message_length": LIMIT,
      "grpc.max_send_message_length": LIMIT,
      "grpc.enable_retries": 0,
    };
    this.address = address;
    this.security = security;
    this.options = options;
    this.Predictions = tensorflow.serving.PredictionService;
    this.predictions = new this.Predictions(address, security, options);
    this.models = new tensorflow.serving.ModelService(address, security, options);
    this.checks = new standard.health.v1.Health(address, security, options);
  }

  // The response of a call, or the error that its callback was given.
  call(client, method, sent, { milliseconds = 60_000, metadata = new grpc.Metadata(), use } = {}) {
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + milliseconds;
      const running = client[method](sent, metadata, { deadline }, (error, response) =>
        error ? reject(error) : resolve(response),
      );
      use?.(running);
    });
  }

  async predict(value, client = this.predictions) {
    const { outputs, model_spec } = await this.call(
      client, "Predict", request("round", "", "x", value),
    );
    const { version, signature_name: signature } = model_spec;
    return { y: floats(outputs.y), version: version.value, signature };
  }

  async failure(sent, options) {
    try {
      await this.call(this.predictions, "Predict", sent, options);
    } catch (error) {
      return { code: error.code, text: error.details };
    }
    throw new Error("the call succeeded");
  }

  gzip(value) {
    const options = {
      ...this.options,
      "grpc.default_compression_algorithm": grpc.compressionAlgorithms.gzip,
    };
    return this.predict(value, new this.Predictions(this.address, this.security, options));
  }

  async status() {
    const model_spec = { name: "round", version: { value: 1 } };
    const response = await this.call(this.models, "GetModelStatus", { model_spec });
    return response.model_version_status.map(({ version, state, status }) => ({
      version,
      state,
      code: grpc.status[status.error_code],
    }));
  }

  async deadline() {
    const sent = request("round", "wait", "seconds", inValues(0.5));
    return (await this.failure(sent, { milliseconds: 100 })).code;
  }

  async cancelled() {
    const sent = request("round", "wait", "seconds", inValues(0.5));
    const use = (running) => setTimeout(() => running.cancel(), 100);
    return (await this.failure(sent, { use })).code;
  }

  async large() {
    const content = Buffer.alloc(LARGE_BYTES, "round!!?");
    const sent = { ...tensor("DT_FLOAT", LARGE_BYTES / 4), tensor_content: content };
    const { outputs } = await this.call(
      this.predictions, "Predict", request("round", "echo", "x", sent),
    );
    const received = outputs.x.tensor_content;
    return { bytes: received.length, same: received.equals(content) };
  }

  async streams() {
    const answers = Array.from({ length: STREAMS }, (_, i) => this.predict(inContent(i)));
    return (await Promise.all(answers)).filter(({ y }, i) => y[0] === i / 2 + 2).length;
  }

  async requestId() {
    const metadata = new grpc.Metadata();
    metadata.set("x-request-id", "round-1");
    let trailer;
    const use = (running) => running.on("status", (status) => (trailer = status.metadata));
    await this.call(
      this.predictions, "Predict", request("round", "", "x", inValues(1)), { metadata, use },
    );
    await new Promise(setImmediate); // the status comes after the response
    return trailer.get("x-request-id")[0];
  }

  async health() {
    return (await this.call(this.checks, "Check", {})).status;
  }
}

async function main([address, roots]) {
  const security = roots
    ? grpc.credentials.createSsl(fs.readFileSync(roots))
    : grpc.credentials.createInsecure();
  const round = new Round(address, security);
  const integers = { ...tensor("DT_INT32", 1), int_val: [1] };
  const told = {
    values: await round.predict(inValues(1, 2, 5)),
    content: await round.predict(inContent(1, 2, 5)),
    gzip: await round.gzip(inContent(1, 2, 5)),
    status: await round.status(),
    "unknown model": await round.failure(request("nobody", "", "x", inValues(1))),
    "wrong dtype": await round.failure(request("round", "", "x", integers)),
    deadline: await round.deadline(),
    cancelled: await round.cancelled(),
    large: await round.large(),
    streams: await round.streams(),
    "request id": await round.requestId(),
    health: await round.health(),
  };
  fs.writeSync(1, JSON.stringify(told) + "\n");
  process.exit(0);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
