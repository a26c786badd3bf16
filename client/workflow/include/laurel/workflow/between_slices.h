#pragma once

#include "laurel/base/progress.h"
#include "laurel/edit/shape_interpolation.h"
#include "laurel/edit/tool_reach.h"
#include "laurel/workflow/plane_registrations.h"
#include "laurel/workflow/proposal.h"

#include <optional>
#include <vector>

namespace laurel {

/// What to fill between drawn slices.
struct InterpolationRequest {
    std::vector<Segment> segments;                  ///< of the case
    int axis = 2;                                   ///< along which slices are counted
    std::optional<std::int64_t> at;                 ///< only gaps around this slice; none: all gaps
    std::optional<SliceSpan> within = std::nullopt; ///< only slices of it are filled
    /// Takes the masks on both sides through the image's slices to each slice between, and blends
    /// the two there; else shapes alone count.
    bool followsImage = false;
};

/// Masks for slices between drawn ones, as a proposal that nobody has accepted. Works on values:
/// for a thread of its own. What the segments have already is part of it, so that any merge rule
/// keeps that.
/// @param registrations of the case's image
/// @throws Error NotFound, saying so in plain words, when there is no gap; Cancelled
Proposal interpolationProposal(const LabelMap& labels, const InterpolationRequest& request,
                               PlaneRegistrations& registrations, ProgressSink& progress,
                               const CancellationToken& cancellation);

/// From a slice to one beside it.
struct PropagationRequest {
    std::vector<Segment> segments; ///< of the case
    int axis = 2;
    std::int64_t from = 0;
    std::int64_t to = 1;
};

/// The segments' masks of one slice, taken to another by registering the image there, as a
/// proposal. For a thread of its own.
/// @param registrations of the case's image
/// @throws Error NotFound, in plain words, when there is nothing on the slice; InvalidArgument for
///         slices that are not there; Cancelled
Proposal propagationProposal(const LabelMap& labels, const PropagationRequest& request,
                             PlaneRegistrations& registrations,
                             const CancellationToken& cancellation);

} // namespace laurel
