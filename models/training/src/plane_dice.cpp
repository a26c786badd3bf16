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

at::Tensor answerOf(Network& network, const TrainingPlane& plane, const at::Device& device) {
    const c10::NoGradGuard guard;
    const at::Tensor image = at::empty({1, 1, plane.size.rows, plane.size.columns}, at::kFloat);
    std::copy(plane.image.begin(), plane.image.end(), image.data_ptr<float>());
    return network.forward(image.to(device)).argmax(1).to(at::kCPU).contiguous();
}

} // namespace

std::optional<double> planeDice(Network& network, const std::vector<ReviewedPlane>& planes,
                                int channels, const at::Device& device,
                                const CancellationToken& cancel) {
    network.train(false);
    std::map<std::size_t, std::map<PlaneSide, Counts>> cases;
    for (const ReviewedPlane& one : planes) {
        cancel.throwIfCancelled();
        Counts& counts = cases[one.caseNumber][one.side];
        counts.resize(static_cast<std::size_t>(channels));
        const at::Tensor answer = answerOf(network, one.plane, device);
        addPlane(counts, one.plane.labels, answer.data_ptr<std::int64_t>());
    }
    double sum = 0;
    int defined = 0;
    for (const auto& [number, sides] : cases) {
        Counts structures;
        for (const auto& [side, counts] : sides) {
            structures.insert(structures.end(), counts.begin() + 1, counts.end());
        }
        if (const std::optional<double> dice = meanDice(structures)) {
            sum += *dice;
            ++defined;
        }
    }
    return defined > 0 ? std::optional(sum / defined) : std::nullopt;
}

} // namespace laurel
