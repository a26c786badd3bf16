#include "laurel/workflow/between_slices.h"

#include "guided_interpolation.h"
#include "laurel/base/error.h"
#include "laurel/edit/operations.h"
#include "laurel/filters/plane_registration.h"

#include <algorithm>
#include <chrono>

namespace laurel {

namespace {

struct GapOfSegment {
    Segment segment;
    SliceGap gap;
};

std::string whoOf(const std::vector<Segment>& segments) {
    return segments.size() == 1 ? segments[0].name : std::to_string(segments.size()) + " segments";
}

std::vector<GapOfSegment> wantedGaps(const LabelMap& labels, const InterpolationRequest& request) {
    std::vector<GapOfSegment> wanted;
    for (const Segment& segment : request.segments) {
        for (const SliceGap& gap : gapsOf(labels, segment, request.axis)) {
            const bool here = !request.at || (*request.at >= gap.first && *request.at <= gap.last);
            const bool within = !request.within || (gap.first <= request.within->last &&
                                                    gap.last >= request.within->first);
            if (here && within) {
                wanted.push_back({segment, gap});
            }
        }
    }
    return wanted;
}

[[noreturn]] void refuse(const InterpolationRequest& request) {
    const std::string who = request.segments.size() == 1 ? request.segments[0].name : "No segment";
    const std::string verb = request.segments.size() == 1 ? " has no gap" : " has a gap";
    throw Error(ErrorCode::NotFound,
                who + verb +
                    (request.at       ? " at this slice"
                     : request.within ? " there"
                                      : "") +
                    ". Draw it on a slice before and on one after, with empty slices between.");
}

LabelMap presentOf(const LabelMap& labels, const std::vector<Segment>& segments) {
    LabelMap present(labels.geometry(), labels.layers());
    for (const Segment& segment : segments) {
        present.addSegment(segment);
        const auto from = labels.layer(segment.layer);
        const auto to = present.layer(segment.layer);
        for (std::size_t i = 0; i < from.size(); ++i) {
            if (from[i] == segment.value) {
                to[i] = segment.value;
            }
        }
    }
    return present;
}

void write(LabelMap& labels, const Segment& segment, const InterpolatedSlice& slice) {
    const PlaneFrame frame(labels.geometry(), slice.plane);
    for (std::int64_t row = 0; row < frame.rows(); ++row) {
        for (std::int64_t column = 0; column < frame.columns(); ++column) {
            if (slice.mask[static_cast<std::size_t>(row * frame.columns() + column)] != 0) {
                labels.set(frame.voxel(column, row), segment.value, segment.layer);
            }
        }
    }
}

StepLabel labelOf(const std::vector<GapOfSegment>& gaps, const InterpolationRequest& request) {
    std::int64_t first = gaps[0].gap.first;
    std::int64_t last = gaps[0].gap.last;
    for (const GapOfSegment& one : gaps) {
        first = std::min(first, one.gap.first);
        last = std::max(last, one.gap.last);
    }
    const std::string who = whoOf(request.segments);
    return {StepKind::Interpolate, "Interpolate",
            who + " · " + sliceText(first, last) + alongText(request.axis)};
}

} // namespace

Proposal interpolationProposal(const LabelMap& labels, const InterpolationRequest& request,
                               PlaneRegistrations& registrations, ProgressSink& progress,
                               const CancellationToken& cancellation) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<GapOfSegment> gaps = wantedGaps(labels, request);
    if (gaps.empty()) {
        refuse(request);
    }
    Proposal proposal;
    proposal.labels = presentOf(labels, request.segments);
    proposal.act = labelOf(gaps, request);
    proposal.firstSlice = request.axis == 2 ? gaps[0].gap.first : 0;
    proposal.lastSlice = request.axis == 2 ? gaps[0].gap.last : labels.geometry().size().z - 1;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        const auto& [segment, gap] = gaps[i];
        progress.report(static_cast<double>(i) / static_cast<double>(gaps.size()), segment.name);
        for (const InterpolatedSlice& slice :
             request.followsImage
                 ? guidedSlices(labels, segment, request.axis, gap, registrations, cancellation)
                 : interpolated(labels, segment, request.axis, gap, cancellation)) {
            if (!request.within || (slice.plane.index >= request.within->first &&
                                    slice.plane.index <= request.within->last)) {
                write(proposal.labels, segment, slice);
            }
        }
        if (request.axis == 2) {
            proposal.firstSlice = std::min(proposal.firstSlice, gap.first);
            proposal.lastSlice = std::max(proposal.lastSlice, gap.last);
        }
    }
    proposal.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return proposal;
}

Proposal propagationProposal(const LabelMap& labels, const PropagationRequest& request,
                             PlaneRegistrations& registrations,
                             const CancellationToken& cancellation) {
    const auto start = std::chrono::steady_clock::now();
    const PlaneFrame from(labels.geometry(), {request.axis, request.from});
    const PlaneFrame to(labels.geometry(), {request.axis, request.to});
    std::vector<std::pair<Segment, Mask>> masks;
    for (const Segment& segment : request.segments) {
        Mask mask = from.maskOf(labels, segment.layer, segment.value);
        if (std::find(mask.begin(), mask.end(), 1) != mask.end()) {
            masks.emplace_back(segment, std::move(mask));
        }
    }
    if (masks.empty()) {
        throw Error(ErrorCode::NotFound,
                    whoOf(request.segments) +
                        " is not on this slice. Draw it here, then propagate.");
    }
    const auto displacement =
        registrations.between(request.axis, request.from, request.to, cancellation);
    Proposal proposal;
    proposal.labels = presentOf(labels, request.segments);
    for (const auto& [segment, mask] : masks) {
        write(proposal.labels, segment, {to.plane(), displacement->moved(mask)});
    }
    proposal.firstSlice = request.axis == 2 ? request.to : 0;
    proposal.lastSlice = request.axis == 2 ? request.to : labels.geometry().size().z - 1;
    proposal.act =
        StepLabel{StepKind::Propagate, "Propagate",
                  whoOf(request.segments) + " · " + sliceText(request.from, request.from) + " → " +
                      sliceText(request.to, request.to) + alongText(request.axis)};
    proposal.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return proposal;
}

} // namespace laurel
