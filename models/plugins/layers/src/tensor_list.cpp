#include "laurel/layers/tensor_list.h"

#include "kernel_shape.h"

namespace laurel {

void TensorList::add(const std::string& name, std::vector<std::int64_t> shape, DType dtype) {
    specs_.push_back({name, dtype, std::move(shape)});
}

void TensorList::convolution(const std::string& name, std::int64_t in, std::int64_t out,
                             std::int64_t kernel, bool bias) {
    add(name + ".weight", kernelShape(axes_, out, in, kernel));
    if (bias) {
        add(name + ".bias", {out});
    }
}

void TensorList::transposedConvolution(const std::string& name, std::int64_t in, std::int64_t out,
                                       std::int64_t factor) {
    add(name + ".weight", kernelShape(axes_, in, out, factor));
    add(name + ".bias", {out});
}

void TensorList::norm(const std::string& name, NormKind kind, std::int64_t width) {
    if (kind == NormKind::None) {
        return;
    }
    add(name + ".weight", {width});
    add(name + ".bias", {width});
    if (kind == NormKind::Batch) {
        add(name + ".running_mean", {width});
        add(name + ".running_var", {width});
        add(name + ".num_batches_tracked", {}, DType::I64);
    }
}

} // namespace laurel
