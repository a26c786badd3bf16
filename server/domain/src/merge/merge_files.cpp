#include "merge/merge_files.h"

#include "laurel/server_domain/screening.h"
#include "laurel/weights/safetensors.h"

#include <span>

namespace laurel {

namespace {

constexpr std::uint64_t partBytes = 16U << 20;

std::uint64_t bytesOf(const TensorSpec& spec) {
    std::uint64_t bytes = bytesPer(spec.dtype);
    for (const std::int64_t dimension : spec.shape) {
        bytes *= static_cast<std::uint64_t>(dimension);
    }
    return bytes;
}

/// How many of the tensors to take at once: as many as fit, but at least one.
std::size_t partOf(std::span<const TensorSpec> specs) {
    std::uint64_t bytes = 0;
    std::size_t count = 0;
    while (count < specs.size() && (count == 0 || bytes + bytesOf(specs[count]) <= partBytes)) {
        bytes += bytesOf(specs[count++]);
    }
    return count;
}

/// Maps the file anew, so that what earlier parts touched does not stay in memory.
StateDict readPart(const std::filesystem::path& file, std::span<const TensorSpec> wanted) {
    const StateDict whole = readSafetensors(file);
    StateDict part;
    for (const TensorSpec& spec : wanted) {
        part.add(spec.name, whole.at(spec.name));
    }
    return part;
}

/// Bytes of its own: one counter that views a mapped file would keep all of it in memory.
Tensor copyOf(const Tensor& tensor) {
    if (tensor.dtype() == DType::I64) {
        const auto values = tensor.integers();
        return Tensor::fromIntegers(tensor.shape(), {values.begin(), values.end()});
    }
    const auto values = tensor.floats();
    return Tensor::fromFloats(tensor.shape(), {values.begin(), values.end()});
}

void mergePart(const MergePolicy& policy, const MergeFiles& files, double alpha,
               std::int64_t staleness, std::span<const TensorSpec> part, StateDict& merged) {
    const StateDict base = readPart(files.base, part);
    const StateDict current = readPart(files.current, part);
    const StateDict candidate = candidateOf(files.kind, readPart(files.content, part), base);
    const StateDict result = policy.merge({base, current, candidate}, alpha, staleness);
    for (const auto& [name, tensor] : result.entries()) {
        const bool computed = tensor.dtype() == DType::F32 && isShared(name, files.sharedPrefixes);
        merged.add(name, computed ? tensor : copyOf(current.at(name)));
    }
}

} // namespace

StateDict mergeFiles(const MergePolicy& policy, const MergeFiles& files, double alpha,
                     std::int64_t staleness) {
    const std::vector<TensorSpec> specs = readSafetensorsHeader(files.current);
    requireSameTensors(specs, readSafetensorsHeader(files.base), "the base version");
    requireSameTensors(specs, readSafetensorsHeader(files.content), "the contribution");
    StateDict merged;
    std::span<const TensorSpec> left = specs;
    while (!left.empty()) {
        const std::size_t count = partOf(left);
        mergePart(policy, files, alpha, staleness, left.first(count), merged);
        left = left.subspan(count);
    }
    return merged;
}

} // namespace laurel
