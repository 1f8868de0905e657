// The round of README.md with grpc++: client ADDRESS [ROOTS.pem]
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <functional>
#include <future>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "health.grpc.pb.h"
#include "tensorflow_serving/apis/model_service.grpc.pb.h"
#include "tensorflow_serving/apis/prediction_service.grpc.pb.h"

namespace {

using grpc::ClientContext;
using grpc::Status;
using tensorflow::DataType;
using tensorflow::TensorProto;
using tensorflow::serving::ModelService;
using tensorflow::serving::PredictionService;
using tensorflow::serving::PredictRequest;
using tensorflow::serving::PredictResponse;
using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr size_t kLargeBytes = 64 << 20;
constexpr int kStreams = 200;
constexpr int kLimit = 128 << 20;
const auto kMinute = milliseconds(60'000);

std::string Quoted(const std::string& text) {
  std::ostringstream out;
  out << '"';
  for (char each : text) {
    if (each == '"' || each == '\\') out << '\\';
    if (each == '\n') out << "\\n"; else out << each;
  }
  out << '"';
  return out.str();
}

TensorProto Tensor(DataType dtype, int64_t size) {
  TensorProto made;
  made.set_dtype(dtype);
  made.mutable_tensor_shape()->add_dim()->set_size(size);
  return made;
}

TensorProto InValues(const std::vector<float>& values) {
  TensorProto made = Tensor(tensorflow::DT_FLOAT, values.size());
  made.mutable_float_val()->Add(values.begin(), values.end());
  return made;
}

TensorProto InContent(const std::vector<float>& values) {
  TensorProto made = Tensor(tensorflow::DT_FLOAT, values.size());
  made.set_tensor_content(values.data(), values.size() * sizeof(float));
  return made;
}

std::vector<float> Floats(const TensorProto& tensor) {
  const std::string& content = tensor.tensor_content();
  if (content.empty()) return {tensor.float_val().begin(), tensor.float_val().end()};
  std::vector<float> values(content.size() / sizeof(float));
  std::memcpy(values.data(), content.data(), content.size());
  return values;
}

PredictRequest Request(const std::string& model, const std::string& signature,
                       const std::string& input, const TensorProto& value) {
  PredictRequest made;
  made.mutable_model_spec()->set_name(model);
  made.mutable_model_spec()->set_signature_name(signature);
  (*made.mutable_inputs())[input] = value;
  return made;
}

void Must(const Status& status) {
  if (status.ok()) return;
  std::cerr << status.error_code() << ": " << status.error_message() << "\n";
  std::exit(1);
}

class Round {
 public:
  explicit Round(const std::shared_ptr<grpc::Channel>& channel)
      : predictions_(PredictionService::NewStub(channel)),
        models_(ModelService::NewStub(channel)),
        health_(grpc::health::v1::Health::NewStub(channel)) {}

  PredictResponse Ask(const PredictRequest& request, ClientContext& context) {
    PredictResponse response;
    context.set_deadline(system_clock::now() + kMinute);
    Must(predictions_->Predict(&context, request, &response));
    return response;
  }

  std::string Predict(const TensorProto& value, bool gzip = false) {
    ClientContext context;
    if (gzip) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    const PredictResponse response = Ask(Request("round", "", "x", value), context);
    std::ostringstream out;
    const char* separator = "{\"y\": [";
    for (float each : Floats(response.outputs().at("y"))) {
      out << separator << each;
      separator = ", ";
    }
    out << "], \"version\": " << response.model_spec().version().value()
        << ", \"signature\": " << Quoted(response.model_spec().signature_name()) << "}";
    return out.str();
  }

  Status Failed(const PredictRequest& request, milliseconds timeout = kMinute,
                const std::function<void(ClientContext&)>& use = {}) {
    ClientContext context;
    PredictResponse response;
    context.set_deadline(system_clock::now() + timeout);
    std::future<void> used;
    if (use) used = std::async(std::launch::async, [&] { use(context); });
    return predictions_->Predict(&context, request, &response);
  }

  std::string Failure(const PredictRequest& request) {
    const Status status = Failed(request);
    return "{\"code\": " + std::to_string(status.error_code()) +
           ", \"text\": " + Quoted(status.error_message()) + "}";
  }

  std::string ModelStatus() {
    tensorflow::serving::GetModelStatusRequest request;
    tensorflow::serving::GetModelStatusResponse response;
    request.mutable_model_spec()->set_name("round");
    request.mutable_model_spec()->mutable_version()->set_value(1);
    ClientContext context;
    Must(models_->GetModelStatus(&context, request, &response));
    std::ostringstream out;
    const char* separator = "[";
    for (const auto& each : response.model_version_status()) {
      out << separator << "{\"version\": " << each.version() << ", \"state\": "
          << Quoted(tensorflow::serving::ModelVersionStatus::State_Name(each.state()))
          << ", \"code\": " << each.status().error_code() << "}";
      separator = ", ";
    }
    out << "]";
    return out.str();
  }

  int Deadline() {
    return Failed(Request("round", "wait", "seconds", InValues({0.5f})), milliseconds(100))
        .error_code();
  }

  int Cancelled() {
    return Failed(Request("round", "wait", "seconds", InValues({0.5f})), kMinute,
                  [](ClientContext& context) {
                    std::this_thread::sleep_for(milliseconds(100));
                    context.TryCancel();
                  })
        .error_code();
  }

  std::string Large() {
    std::string content;
    content.reserve(kLargeBytes);
    while (content.size() < kLargeBytes) content += "round!!?";
    TensorProto value = Tensor(tensorflow::DT_FLOAT, kLargeBytes / sizeof(float));
    value.set_tensor_content(content);
    ClientContext context;
    const PredictResponse response = Ask(Request("round", "echo", "x", value), context);
    const std::string& received = response.outputs().at("x").tensor_content();
    return "{\"bytes\": " + std::to_string(received.size()) +
           ", \"same\": " + (received == content ? "true" : "false") + "}";
  }

  int Streams() {
    std::vector<std::future<bool>> answers;
    for (int i = 0; i < kStreams; ++i) {
      answers.push_back(std::async(std::launch::async, [this, i] {
        ClientContext context;
        const auto sent = Request("round", "", "x", InContent({static_cast<float>(i)}));
        return Floats(Ask(sent, context).outputs().at("y")).at(0) == i / 2.f + 2.f;
      }));
    }
    int right = 0;
    for (auto& each : answers) right += each.get();
    return right;
  }

  std::string RequestId() {
    ClientContext context;
    context.AddMetadata("x-request-id", "round-1");
    Ask(Request("round", "", "x", InValues({1})), context);
    const auto& trailer = context.GetServerTrailingMetadata();
    const auto found = trailer.find("x-request-id");
    return found == trailer.end() ? "" : std::string(found->second.data(), found->second.size());
  }

  std::string Health() {
    grpc::health::v1::HealthCheckResponse response;
    ClientContext context;
    Must(health_->Check(&context, {}, &response));
    return grpc::health::v1::HealthCheckResponse::ServingStatus_Name(response.status());
  }

 private:
  std::unique_ptr<PredictionService::Stub> predictions_;
  std::unique_ptr<ModelService::Stub> models_;
  std::unique_ptr<grpc::health::v1::Health::Stub> health_;
};

std::shared_ptr<grpc::ChannelCredentials> Security(int argc, char** argv) {
  if (argc < 3) return grpc::InsecureChannelCredentials();
  std::ifstream file(argv[2]);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs.assign(std::istreambuf_iterator<char>(file), {});
  return grpc::SslCredentials(options);
}

}  // namespace

int main(int argc, char** argv) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kLimit);
  arguments.SetMaxSendMessageSize(kLimit);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  Round round(grpc::CreateCustomChannel(argv[1], Security(argc, argv), arguments));
  TensorProto integers = Tensor(tensorflow::DT_INT32, 1);
  integers.add_int_val(1);
  std::cout << "{\"values\": " << round.Predict(InValues({1, 2, 5}))
            << ", \"content\": " << round.Predict(InContent({1, 2, 5}))
            << ", \"gzip\": " << round.Predict(InContent({1, 2, 5}), true)
            << ", \"status\": " << round.ModelStatus() << ", \"unknown model\": "
            << round.Failure(Request("nobody", "", "x", InValues({1})))
            << ", \"wrong dtype\": " << round.Failure(Request("round", "", "x", integers))
            << ", \"deadline\": " << round.Deadline()
            << ", \"cancelled\": " << round.Cancelled() << ", \"large\": " << round.Large()
            << ", \"streams\": " << round.Streams()
            << ", \"request id\": " << Quoted(round.RequestId())
            << ", \"health\": " << Quoted(round.Health()) << "}" << std::endl;
}
