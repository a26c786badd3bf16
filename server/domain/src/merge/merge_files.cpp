#include "merge/merge_files.h"

#include "merge/moved_updates.h"

#include "laurel/server_domain/screening.h"
#include "laurel/weights/safetensors.h"

#include <algorithm>
#include <deque>
#include <optional>
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
std::size_t partOf(std::span<const TensorSpec> specs, std::uint64_t most) {
    std::uint64_t bytes = 0;
    std::size_t count = 0;
    while (count < specs.size() && (count == 0 || bytes + bytesOf(specs[count]) <= most)) {
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

/// Part of all the weights of one merge.
class PartOfMerge {
  public:
    PartOfMerge(const MergeFiles& files, std::span<const TensorSpec> part)
        : current_(readPart(files.current, part)) {
        for (const UpdateFiles& update : files.updates) {
            bases_.push_back(readPart(update.base, part));
            candidates_.push_back(
                candidateOf(update.kind, readPart(update.content, part), bases_.back()));
        }
        for (std::size_t i = 0; i < files.updates.size(); ++i) {
            const UpdateFiles& update = files.updates[i];
            updates_.push_back({bases_[i], candidates_[i], update.staleness, update.slices});
        }
    }
    PartOfMerge(const PartOfMerge&) = delete;
    PartOfMerge& operator=(const PartOfMerge&) = delete;

    const StateDict& current() const noexcept { return current_; }
    MergeInputs inputs(const UpdateDistances* distances) const {
        return {current_, updates_, distances};
    }

  private:
    StateDict current_;
    std::deque<StateDict> bases_; ///< stay where they are
    std::deque<StateDict> candidates_;
    std::vector<MergeUpdate> updates_; ///< refer to those
};

/// Smaller parts where more of them are in memory at once.
template <typename Visit>
void forEachPart(const std::vector<TensorSpec>& specs, std::size_t updates, const Visit& visit) {
    std::span<const TensorSpec> left = specs;
    while (!left.empty()) {
        const std::size_t count = partOf(left, partBytes / std::max<std::size_t>(updates, 1));
        visit(left.first(count));
        left = left.subspan(count);
    }
}

UpdateDistances wholeDistances(const MergeFiles& files, const std::vector<TensorSpec>& specs) {
    const std::size_t count = files.updates.size();
    UpdateDistances sum(count, std::vector<double>(count, 0));
    forEachPart(specs, count, [&](std::span<const TensorSpec> part) {
        const UpdateDistances ofPart = distancesBetween(PartOfMerge(files, part).inputs(nullptr));
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t j = 0; j < count; ++j) {
                sum[i][j] += ofPart[i][j];
            }
        }
    });
    return sum;
}

} // namespace

StateDict mergeFiles(const MergePolicy& policy, const MergeFiles& files, double alpha) {
    const std::vector<TensorSpec> specs = readSafetensorsHeader(files.current);
    for (const UpdateFiles& update : files.updates) {
        requireSameTensors(specs, readSafetensorsHeader(update.base), "the base version");
        requireSameTensors(specs, readSafetensorsHeader(update.content), "the contribution");
    }
    std::optional<UpdateDistances> distances;
    if (policy.needsDistances()) {
        distances = wholeDistances(files, specs);
    }
    StateDict merged;
    forEachPart(specs, files.updates.size(), [&](std::span<const TensorSpec> part) {
        const PartOfMerge weights(files, part);
        const StateDict result =
            policy.merge(weights.inputs(distances ? &*distances : nullptr), alpha);
        for (const auto& [name, tensor] : result.entries()) {
            const bool computed =
                tensor.dtype() == DType::F32 && isShared(name, files.sharedPrefixes);
            merged.add(name, computed ? tensor : copyOf(weights.current().at(name)));
        }
    });
    return merged;
}

} // namespace laurel
