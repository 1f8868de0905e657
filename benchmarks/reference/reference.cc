// The server that `make bench` compares with: C++ gRPC in front of TensorFlow's C API, answering
// Predict for one SavedModel with one float32 input and one float32 output.
//
// It does the work that a C++ model server cannot avoid (HTTP/2, finding the tensor in the request,
// running the session, building the answer) and none of what makes one useful, so it bounds from
// above what gRPC and TensorFlow allow on this machine. Graphs run in the calling thread, or with
// --pool on TensorFlow's inter-op pool, which is what a C++ model server does by default.
//
//   reference --port=N --threads=N --tensorflow=DIR --model=DIR --pool
//             --input=ALIAS=OP:INDEX --output=ALIAS=OP:INDEX
#include <dlfcn.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tensorflow/c/c_api.h"

namespace {

// TensorFlow is opened at run time, in a namespace of its own: its libraries bring another protobuf
// and another gRPC than the ones this program is linked with.
class TensorFlow {
 public:
  explicit TensorFlow(const std::string& directory) {
    Open(directory + "/libtensorflow_framework.so.2");
    cc_ = Open(directory + "/libtensorflow_cc.so.2");
  }

  template <typename Function>
  Function* Find(Function*, const char* name) const {
    void* symbol = dlsym(cc_, name);
    if (symbol == nullptr) throw std::runtime_error(dlerror());
    return reinterpret_cast<Function*>(symbol);
  }

 private:
  static void* Open(const std::string& path) {
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    if (library == nullptr) throw std::runtime_error(dlerror());
    return library;
  }

  void* cc_;
};

// ---- protobuf's wire format: as much of it as Predict needs

enum Wire { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

// Walks the fields of a message. Bytes are views into the message.
class Fields {
 public:
  Fields(const char* data, size_t size) : at_(data), end_(data + size) {}
  explicit Fields(const std::string& message) : Fields(message.data(), message.size()) {}

  // Moves to the next field; false at the end.
  bool Next() {
    if (at_ == end_) return false;
    const uint64_t tag = Varint();
    field = static_cast<int>(tag >> 3);
    wire = static_cast<int>(tag & 7);
    if (wire == kVarint) {
      number = Varint();
    } else {
      Take(wire == kBytes ? Varint() : wire == kFixed32 ? 4 : wire == kFixed64 ? 8 : SIZE_MAX);
    }
    return true;
  }
  Fields Inner() const { return Fields(data, size); }

  int field = 0;
  int wire = 0;
  uint64_t number = 0;         // of a varint
  const char* data = nullptr;  // of anything else
  size_t size = 0;

 private:
  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && at_ < end_; shift += 7) {
      const auto byte = static_cast<uint8_t>(*at_++);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw std::runtime_error("malformed message");
  }
  void Take(size_t length) {
    if (length > static_cast<size_t>(end_ - at_)) throw std::runtime_error("malformed message");
    data = at_;
    size = length;
    at_ += length;
  }

  const char* at_;
  const char* end_;
};

void PutVarint(std::string* out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}
void PutNumber(std::string* out, int field, uint64_t value) {
  PutVarint(out, field << 3 | kVarint);
  PutVarint(out, value);
}
void PutBytes(std::string* out, int field, const std::string& bytes) {
  PutVarint(out, field << 3 | kBytes);
  PutVarint(out, bytes.size());
  out->append(bytes);
}

// A TensorProto: float32 values in tensor_content or float_val.
struct Floats {
  std::vector<int64_t> shape;
  const char* data = nullptr;
  size_t size = 0;
};

Floats ParseTensor(Fields tensor) {
  Floats floats;
  while (tensor.Next()) {
    if (tensor.field == 1 && tensor.number != TF_FLOAT) throw std::runtime_error("not float32");
    if (tensor.field == 2) {
      for (Fields shape = tensor.Inner(); shape.Next();) {
        int64_t dimension = 0;
        for (Fields dim = shape.Inner(); dim.Next();) {
          if (dim.field == 1) dimension = static_cast<int64_t>(dim.number);
        }
        floats.shape.push_back(dimension);
      }
    }
    if ((tensor.field == 4 || tensor.field == 5) && tensor.wire == kBytes) {
      floats.data = tensor.data;
      floats.size = tensor.size;
    }
  }
  return floats;
}

// The first input of a PredictRequest, whatever its alias.
Floats ParseRequest(const std::string& request) {
  for (Fields fields(request); fields.Next();) {
    if (fields.field != 2) continue;
    for (Fields entry = fields.Inner(); entry.Next();) {
      if (entry.field == 2) return ParseTensor(entry.Inner());
    }
  }
  throw std::runtime_error("no input");
}

// ---- the model

#define TENSORFLOW_FUNCTIONS(X)                                                               \
  X(TF_NewStatus) X(TF_DeleteStatus) X(TF_GetCode) X(TF_Message) X(TF_NewSessionOptions)      \
  X(TF_SetConfig) X(TF_NewGraph) X(TF_LoadSessionFromSavedModel) X(TF_GraphOperationByName)   \
  X(TF_AllocateTensor) X(TF_DeleteTensor) X(TF_TensorData) X(TF_TensorByteSize) X(TF_NumDims) \
  X(TF_Dim) X(TF_SessionRun)

class Model {
 public:
  Model(const TensorFlow& tensorflow, const std::string& directory, const std::string& input,
        const std::string& output, bool pool)
      : pool_(pool) {
#define FIND(name) name##_ = tensorflow.Find(&::name, #name);
    TENSORFLOW_FUNCTIONS(FIND)
#undef FIND
    TF_Status* status = TF_NewStatus_();
    TF_SessionOptions* options = TF_NewSessionOptions_();
    const unsigned char two_threads[] = {0x10, 2, 0x28, 2};  // ConfigProto: intra_op, inter_op
    TF_SetConfig_(options, two_threads, sizeof two_threads, status);
    graph_ = TF_NewGraph_();
    const char* tags[] = {"serve"};
    session_ = TF_LoadSessionFromSavedModel_(options, nullptr, directory.c_str(), tags, 1, graph_,
                                             nullptr, status);
    Check(status);
    TF_DeleteStatus_(status);
    input_ = Endpoint(input);
    output_ = Endpoint(output);
    alias_ = output.substr(0, output.find('='));
  }

  // PredictRequest in, PredictResponse out.
  std::string Predict(const std::string& request) const {
    const Floats floats = ParseRequest(request);
    int64_t elements = 1;
    for (const int64_t size : floats.shape) elements *= size;
    if (elements * sizeof(float) != floats.size) throw std::runtime_error("wrong size");
    TF_Tensor* in = TF_AllocateTensor_(TF_FLOAT, floats.shape.data(),
                                       static_cast<int>(floats.shape.size()), floats.size);
    memcpy(TF_TensorData_(in), floats.data, floats.size);
    TF_Tensor* out = Run(in);
    const std::string answer = Answer(out);
    TF_DeleteTensor_(out);
    return answer;
  }

 private:
  TF_Tensor* Run(TF_Tensor* in) const {
    static const unsigned char in_caller[] = {  // RunOptions: inter_op_thread_pool = -1
        0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
    const TF_Buffer options{in_caller, sizeof in_caller, nullptr};
    TF_Status* status = TF_NewStatus_();
    TF_Tensor* out = nullptr;
    TF_SessionRun_(session_, pool_ ? nullptr : &options, &input_, &in, 1, &output_, &out, 1,
                   nullptr, 0, nullptr, status);
    TF_DeleteTensor_(in);
    Check(status);
    TF_DeleteStatus_(status);
    return out;
  }

  std::string Answer(const TF_Tensor* tensor) const {
    std::string shape, proto, entry, answer;
    for (int i = 0; i < TF_NumDims_(tensor); ++i) {
      std::string dim;
      PutNumber(&dim, 1, TF_Dim_(tensor, i));
      PutBytes(&shape, 2, dim);
    }
    PutNumber(&proto, 1, TF_FLOAT);
    PutBytes(&proto, 2, shape);
    PutBytes(&proto, 5, {static_cast<char*>(TF_TensorData_(tensor)), TF_TensorByteSize_(tensor)});
    PutBytes(&entry, 1, alias_);
    PutBytes(&entry, 2, proto);
    PutBytes(&answer, 1, entry);
    return answer;
  }

  TF_Output Endpoint(const std::string& flag) const {
    const size_t equals = flag.find('='), colon = flag.rfind(':');
    const std::string name = flag.substr(equals + 1, colon - equals - 1);
    TF_Operation* operation = TF_GraphOperationByName_(graph_, name.c_str());
    if (operation == nullptr) throw std::runtime_error("no operation " + name);
    return {operation, std::atoi(flag.c_str() + colon + 1)};
  }

  void Check(const TF_Status* status) const {
    if (TF_GetCode_(status) != TF_OK) throw std::runtime_error(TF_Message_(status));
  }

#define MEMBER(name) decltype(&::name) name##_;
  TENSORFLOW_FUNCTIONS(MEMBER)
#undef MEMBER

  const bool pool_;
  TF_Graph* graph_;
  TF_Session* session_;
  TF_Output input_, output_;
  std::string alias_;
};

// ---- the server: one completion queue per thread, every call handled where it arrives

class Call {
 public:
  Call(const Model& model, grpc::AsyncGenericService* service, grpc::ServerCompletionQueue* queue)
      : model_(model), service_(service), queue_(queue), stream_(&context_) {
    service_->RequestCall(&context_, &stream_, queue_, queue_, this);
  }

  // The operation asked for last has ended; `ok` says whether well.
  void Continue(bool ok) {
    if (state_ == State::kWaiting && ok) new Call(model_, service_, queue_);  // for the next one
    if (state_ == State::kWriting || !ok) {
      delete this;
    } else if (state_ == State::kWaiting) {
      state_ = State::kReading;
      stream_.Read(&message_, this);
    } else {
      state_ = State::kWriting;
      Reply();
    }
  }

 private:
  enum class State { kWaiting, kReading, kWriting };

  void Reply() {
    grpc::Slice request;
    message_.DumpToSingleSlice(&request);
    try {
      const grpc::Slice answer(
          model_.Predict({reinterpret_cast<const char*>(request.begin()), request.size()}));
      stream_.WriteAndFinish(grpc::ByteBuffer(&answer, 1), {}, grpc::Status::OK, this);
    } catch (const std::exception& error) {
      stream_.Finish({grpc::StatusCode::INVALID_ARGUMENT, error.what()}, this);
    }
  }

  const Model& model_;
  grpc::AsyncGenericService* service_;
  grpc::ServerCompletionQueue* queue_;
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter stream_;
  grpc::ByteBuffer message_;
  State state_ = State::kWaiting;
};

void Serve(const Model& model, const std::string& port, int threads) {
  constexpr int kCallsAhead = 64;  // per queue: the largest number of clients that bench uses
  grpc::AsyncGenericService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:" + port, grpc::InsecureServerCredentials());
  builder.RegisterAsyncGenericService(&service);
  std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues;
  for (int i = 0; i < threads; ++i) queues.push_back(builder.AddCompletionQueue());
  const auto server = builder.BuildAndStart();
  if (server == nullptr) throw std::runtime_error("cannot listen on port " + port);
  std::vector<std::thread> pool;
  for (auto& queue : queues) {
    for (int i = 0; i < kCallsAhead; ++i) new Call(model, &service, queue.get());
    pool.emplace_back([&queue] {
      void* call;
      for (bool ok; queue->Next(&call, &ok);) static_cast<Call*>(call)->Continue(ok);
    });
  }
  std::puts("ready");
  std::fflush(stdout);
  for (auto& thread : pool) thread.join();
}

}  // namespace

int main(int argc, char** argv) try {
  std::map<std::string, std::string> flags;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    const size_t equals = flag.find('=');
    flags[flag.substr(0, equals)] = equals == std::string::npos ? "" : flag.substr(equals + 1);
  }
  const TensorFlow tensorflow(flags["--tensorflow"]);
  const Model model(tensorflow, flags["--model"], flags["--input"], flags["--output"],
                    flags.count("--pool") > 0);
  Serve(model, flags["--port"], std::stoi(flags["--threads"]));
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
