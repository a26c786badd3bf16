#pragma once

#include "laurel/weights/state_dict.h"

#include <cstdint>
#include <string>
#include <vector>

/// What a network of layers.h consists of, by arithmetic alone: the other half of a plugin's
/// `describe`. Free of LibTorch.
namespace laurel {

enum class NormKind { Group, Batch, Instance, None };

/// Collects the tensors of layers under their names.
class TensorList {
  public:
    /// @param axes 2 for slices, 3 for volumes
    explicit TensorList(int axes) : axes_(axes) {}

    void convolution(const std::string& name, std::int64_t in, std::int64_t out,
                     std::int64_t kernel, bool bias);
    void transposedConvolution(const std::string& name, std::int64_t in, std::int64_t out,
                               std::int64_t factor);
    void norm(const std::string& name, NormKind kind, std::int64_t width);

    std::vector<TensorSpec> take() { return std::move(specs_); }

  private:
    void add(const std::string& name, std::vector<std::int64_t> shape, DType dtype = DType::F32);

    int axes_;
    std::vector<TensorSpec> specs_;
};

} // namespace laurel
