#pragma once

#include "laurel/workflow/case.h"

#include <cstdint>
#include <string>
#include <vector>

namespace laurel {

/// How a proposal meets what is there. None touches locked segments.
enum class MergeRule : std::uint8_t {
    FillGaps,    ///< only background, outside reviewed slices
    ReplaceAuto, ///< all of slices that are empty or auto; gaps in the slices in work
    ReplaceAll   ///< all of its slices, reviewed ones too
};
std::string_view toString(MergeRule rule) noexcept; ///< "fill_gaps", "replace_auto", "replace_all"

/// A model's output that nobody has accepted: shown hatched, written nowhere. On the case's grid.
struct Proposal {
    LabelMap labels;
    std::int64_t firstSlice = 0; ///< of those that were segmented, both included
    std::int64_t lastSlice = 0;
    ModelUse model;
    std::string modelName;
    double seconds = 0;
};

/// What accepting would do, per segment of the proposal in its order.
struct ProposalEffect {
    std::string name;
    double nowMl = 0;
    double afterMl = 0;
};
/// @param taken one for each segment of the proposal: whether it is taken over
std::vector<ProposalEffect> effectOf(const Case& openCase, const Proposal& proposal, MergeRule rule,
                                     const std::vector<bool>& taken);

/// Accepts as one step "Auto-segment": adds segments that the case lacks (matched by name), merges by
/// the rule, marks changed slices Auto. Returns whether anything changed.
bool acceptProposal(Case& openCase, const Proposal& proposal, MergeRule rule,
                    const std::vector<bool>& taken);

} // namespace laurel
