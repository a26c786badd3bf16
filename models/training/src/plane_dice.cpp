#include "plane_dice.h"

#include "laurel/metrics/overlap.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <map>

namespace laurel {

namespace {

/// Counts of each channel, background included.
using Counts = std::vector<OverlapCounts>;

void addPlane(Counts& counts, const std::vector<std::uint16_t>& reference,
              const std::int64_t* answer) {
    for (std::size_t i = 0; i < reference.size(); ++i) {
        if (reference[i] == ignoredLabel) {
            continue;
        }
        const auto found = static_cast<std::size_t>(answer[i]);
        ++counts[reference[i]].reference;
        ++counts[found].segmentation;
        counts[found].both += found == reference[i] ? 1 : 0;
    }
}

/// Of what is defined.
class Mean {
  public:
    void add(const std::optional<double>& value) {
        sum_ += value.value_or(0);
        count_ += value ? 1 : 0;
    }
    std::optional<double> value() const {
        return count_ > 0 ? std::optional(sum_ / count_) : std::nullopt;
    }

  private:
    double sum_ = 0;
    int count_ = 0;
};

at::Tensor answerOf(Network& network, const TrainingPlane& plane, const at::Device& device) {
    const c10::NoGradGuard guard;
    const at::Tensor image = at::empty({1, 1, plane.size.rows, plane.size.columns}, at::kFloat);
    std::copy(plane.image.begin(), plane.image.end(), image.data_ptr<float>());
    return network.forward(image.to(device)).argmax(1).to(at::kCPU).contiguous();
}

} // namespace

PlaneDice planeDice(Network& network, const std::vector<ReviewedPlane>& planes, int channels,
                    const at::Device& device, const CancellationToken& cancel) {
    network.train(false);
    std::map<std::size_t, std::map<PlaneSide, Counts>> cases;
    for (const ReviewedPlane& one : planes) {
        cancel.throwIfCancelled();
        Counts& counts = cases[one.caseNumber][one.side];
        counts.resize(static_cast<std::size_t>(channels));
        const at::Tensor answer = answerOf(network, one.plane, device);
        addPlane(counts, one.plane.labels, answer.data_ptr<std::int64_t>());
    }
    Mean mean;
    std::vector<Mean> labels(static_cast<std::size_t>(channels - 1));
    for (const auto& [number, sides] : cases) {
        Counts structures;
        for (const auto& [side, counts] : sides) {
            structures.insert(structures.end(), counts.begin() + 1, counts.end());
            for (std::size_t label = 0; label < labels.size(); ++label) {
                labels[label].add(dice(counts[label + 1]));
            }
        }
        mean.add(meanDice(structures));
    }
    PlaneDice found{mean.value(), {}};
    for (const Mean& label : labels) {
        found.labels.push_back(label.value());
    }
    return found;
}

} // namespace laurel
