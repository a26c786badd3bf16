#include "laurel/layers/tensor_list.h"

namespace laurel {

void TensorList::add(const std::string& name, std::vector<std::int64_t> shape, DType dtype) {
    specs_.push_back({name, dtype, std::move(shape)});
}

std::vector<std::int64_t> TensorList::kernelShape(std::int64_t first, std::int64_t second,
                                                  std::int64_t kernel) const {
    std::vector<std::int64_t> shape(static_cast<std::size_t>(axes_) + 2, kernel);
    shape[0] = first;
    shape[1] = second;
    return shape;
}

void TensorList::convolution(const std::string& name, std::int64_t in, std::int64_t out,
                             std::int64_t kernel, bool bias) {
    add(name + ".weight", kernelShape(out, in, kernel));
    if (bias) {
        add(name + ".bias", {out});
    }
}

void TensorList::transposedConvolution(const std::string& name, std::int64_t in, std::int64_t out,
                                       std::int64_t factor) {
    add(name + ".weight", kernelShape(in, out, factor));
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
