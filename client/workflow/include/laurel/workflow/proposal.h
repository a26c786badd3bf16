#pragma once

#include "laurel/workflow/case.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// How a proposal meets what is there. None touches locked segments.
///
/// A gap is a voxel that is background in every layer. Replacing a slice makes the segments that
/// are taken over what the proposal says: they go over whatever is not locked, and what they had
/// besides becomes background; segments that are not taken over only lose what others need.
enum class MergeRule : std::uint8_t {
    FillGaps,    ///< only gaps, outside reviewed slices
    ReplaceAuto, ///< all of slices that are empty or auto; gaps in those in work or flagged
    ReplaceAll   ///< all of its slices, reviewed ones too
};
std::string_view toString(MergeRule rule) noexcept; ///< "fill_gaps", "replace_auto", "replace_all"

/// The output of a model, or of a tool, that nobody has accepted: shown hatched, written nowhere.
/// On the case's grid.
struct Proposal {
    LabelMap labels;
    std::int64_t firstSlice = 0; ///< of those that were segmented, both included
    std::int64_t lastSlice = 0;
    ModelUse model;
    std::string modelName;
    double seconds = 0;
    /// Of a person's tool, which names no model; none: a model's.
    std::optional<StepLabel> act = std::nullopt;
    /// What of each slice it speaks of (x and y count); none: all. What lies outside stays as it
    /// is, whatever the rule.
    std::optional<VoxelBox> region = std::nullopt;
};

/// What accepting would do, per segment of the proposal in its order.
struct ProposalEffect {
    std::string name;
    double nowMl = 0;
    double afterMl = 0;
};
/// @param taken one for each segment of the proposal: whether it is taken over
/// @throws Error InvalidArgument when `taken` or the grid does not fit
std::vector<ProposalEffect> effectOf(const Case& openCase, const Proposal& proposal, MergeRule rule,
                                     const std::vector<bool>& taken);

/// What accepting would do, ready to be done.
struct ProposalPlan {
    EditStep step; ///< empty: nothing would change
    std::vector<ProposalEffect> effects;
};
/// The same from values, for any thread: takes as long as reading all labels that it speaks of.
/// @param present of which the plan is one; another case refuses the step
/// @throws Error as effectOf
ProposalPlan planOf(const Segmentation& present, const Proposal& proposal, MergeRule rule,
                    const std::vector<bool>& taken);
/// Accepts a plan of this case. Returns whether anything changed.
/// @throws Error InvalidInput when the case is not as it was planned for; InvalidArgument while an
///         edit is open
bool acceptPlan(Case& openCase, const Proposal& proposal, EditStep step);

/// Accepts as one step "Auto-segment": adds segments that the case lacks (matched by name), merges
/// by the rule, notes the model and keeps what it made of these slices as the case's automatic
/// masks (of slices that the rule leaves alone it keeps nothing). Changed slices become Auto; those
/// in work or flagged in which only gaps were filled stay so, since a person's work is in them.
/// What a tool made is one step by the tool's name; its slices are in work, and no model is noted.
/// Returns whether anything changed.
/// @throws Error as effectOf; InvalidArgument while an edit is open
bool acceptProposal(Case& openCase, const Proposal& proposal, MergeRule rule,
                    const std::vector<bool>& taken);

} // namespace laurel
