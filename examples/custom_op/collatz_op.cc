// The op CollatzSteps: for each number, how many steps of "halve it if even, else triple it and add
// one" lead to 1. Stands for any op of your own that TensorFlow does not have.
#include <cstdint>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "tensorflow/core/framework/shape_inference.h"

namespace {

using tensorflow::OpKernel;
using tensorflow::OpKernelConstruction;
using tensorflow::OpKernelContext;
using tensorflow::Tensor;

REGISTER_OP("CollatzSteps")
    .Input("numbers: int64")
    .Output("steps: int64")
    .SetShapeFn([](tensorflow::shape_inference::InferenceContext* context) {
      context->set_output(0, context->input(0));
      return absl::OkStatus();
    })
    .Doc("Steps from each number to 1; numbers must be at least 1.");

class CollatzStepsOp : public OpKernel {
 public:
  explicit CollatzStepsOp(OpKernelConstruction* construction) : OpKernel(construction) {}

  void Compute(OpKernelContext* context) override {
    const Tensor& numbers = context->input(0);
    Tensor* steps = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, numbers.shape(), &steps));
    const auto in = numbers.flat<int64_t>();
    auto out = steps->flat<int64_t>();
    for (int64_t i = 0; i < in.size(); ++i) {
      OP_REQUIRES(context, in(i) >= 1,
                  absl::InvalidArgumentError(absl::StrCat("numbers must be at least 1: ", in(i))));
      out(i) = Steps(in(i));
      OP_REQUIRES(context, out(i) >= 0,
                  absl::InvalidArgumentError(absl::StrCat(in(i), " leaves the range of int64")));
    }
  }

 private:
  // -1: an intermediate number does not fit.
  static int64_t Steps(int64_t number) {
    constexpr int64_t kLargest = (std::numeric_limits<int64_t>::max() - 1) / 3;
    int64_t steps = 0;
    for (; number != 1; ++steps) {
      if (number % 2 == 0) {
        number /= 2;
      } else if (number > kLargest) {
        return -1;
      } else {
        number = 3 * number + 1;
      }
    }
    return steps;
  }
};

REGISTER_KERNEL_BUILDER(Name("CollatzSteps").Device(tensorflow::DEVICE_CPU), CollatzStepsOp);

}  // namespace
