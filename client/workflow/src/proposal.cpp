#include "laurel/workflow/proposal.h"

#include "merging.h"

#include <array>

namespace laurel {

namespace {

/// By value: how many voxels more (or fewer) a layer has of it.
std::vector<std::int64_t> gains(const EditDelta& delta, int layer) {
    std::vector<std::int64_t> gains(std::size_t{1} << 16);
    for (const EditDelta::Layer& changed : delta.layers()) {
        for (const DeltaRun& run : changed.runs) {
            if (changed.layer == layer) {
                gains[run.before] -= run.length;
                gains[run.after] += run.length;
            }
        }
    }
    return gains;
}

} // namespace

std::string_view toString(MergeRule rule) noexcept {
    constexpr std::array<std::string_view, 3> names{"fill_gaps", "replace_auto", "replace_all"};
    return names[static_cast<std::size_t>(rule)];
}

ProposalPlan planOf(const Segmentation& present, const SegmentCounts& counts,
                    const Proposal& proposal, MergeRule rule, const std::vector<bool>& taken) {
    const Merging merging(present, proposal, rule, taken);
    ProposalPlan plan;
    plan.step = merging.step();
    std::vector<std::vector<std::int64_t>> gained;
    gained.reserve(static_cast<std::size_t>(present.labels.layers()));
    for (int layer = 0; layer < present.labels.layers(); ++layer) {
        gained.push_back(gains(plan.step.voxels, layer));
    }
    const double voxelMl = present.labels.geometry().voxelVolume() / 1000;
    for (std::size_t i = 0; i < taken.size(); ++i) {
        const SegmentPlace& place = merging.places()[i];
        const auto index = present.indexOf(place.layer, place.value);
        const std::int64_t now = index ? counts.voxels(*index) : 0;
        const std::int64_t gain =
            place.value == 0 ? 0 : gained[static_cast<std::size_t>(place.layer)][place.value];
        plan.effects.push_back({proposal.labels.segments()[i].name,
                                static_cast<double>(now) * voxelMl,
                                static_cast<double>(now + gain) * voxelMl});
    }
    return plan;
}

ProposalPlan planOf(const Segmentation& present, const Proposal& proposal, MergeRule rule,
                    const std::vector<bool>& taken) {
    return planOf(present, SegmentCounts(present), proposal, rule, taken);
}

std::vector<ProposalEffect> effectOf(const Case& openCase, const Proposal& proposal, MergeRule rule,
                                     const std::vector<bool>& taken) {
    return planOf(openCase.segmentation(), openCase.counts(), proposal, rule, taken).effects;
}

bool acceptPlan(Case& openCase, const Proposal& proposal, EditStep step) {
    if (!openCase.apply(std::move(step))) {
        return false;
    }
    if (!proposal.act) {
        openCase.setModel(proposal.model);
    }
    return true;
}

bool acceptProposal(Case& openCase, const Proposal& proposal, MergeRule rule,
                    const std::vector<bool>& taken) {
    return acceptPlan(openCase, proposal,
                      Merging(openCase.segmentation(), proposal, rule, taken).step());
}

} // namespace laurel
