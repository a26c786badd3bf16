#include "laurel/metrics/label_matching.h"

#include <algorithm>

namespace laurel {

namespace {

struct Candidate {
    Segment segment;
    bool named = false;
    bool taken = false;
};

std::vector<Candidate> candidatesOf(const LabelMap& labels) {
    std::vector<Candidate> result;
    for (const Segment& segment : labels.segments()) {
        result.push_back({segment, !hasGeneratedName(segment)});
    }
    for (Segment& segment : labels.unlabelled()) {
        result.push_back({std::move(segment)});
    }
    return result;
}

/// The first free candidate that fits, marked as taken; nullptr when there is none.
template <typename Fits>
const Segment* take(std::vector<Candidate>& candidates, const Fits& fits) {
    const auto found =
        std::find_if(candidates.begin(), candidates.end(),
                     [&](const Candidate& other) { return !other.taken && fits(other); });
    if (found == candidates.end()) {
        return nullptr;
    }
    found->taken = true;
    return &found->segment;
}

const Segment* takeSameName(std::vector<Candidate>& candidates, const Candidate& wanted) {
    return take(candidates, [&](const Candidate& other) {
        return wanted.named && other.named && other.segment.name == wanted.segment.name;
    });
}

const Segment* takeSameValue(std::vector<Candidate>& candidates, const Candidate& wanted) {
    const auto fits = [&](const Candidate& other) {
        return other.segment.value == wanted.segment.value && !(wanted.named && other.named);
    };
    const Segment* const sameLayer = take(candidates, [&](const Candidate& other) {
        return fits(other) && other.segment.layer == wanted.segment.layer;
    });
    return sameLayer != nullptr ? sameLayer : take(candidates, fits);
}

std::string nameOfPair(const Candidate& reference, const Segment* segmentation) {
    const bool useOther =
        !reference.named && segmentation != nullptr && !hasGeneratedName(*segmentation);
    return useOther ? segmentation->name : reference.segment.name;
}

} // namespace

std::vector<MatchedLabel> matchLabels(const LabelMap& reference, const LabelMap& segmentation) {
    const std::vector<Candidate> wanted = candidatesOf(reference);
    std::vector<Candidate> others = candidatesOf(segmentation);
    // All names first: a value must not take away the partner of a later name.
    std::vector<const Segment*> partners(wanted.size());
    std::transform(wanted.begin(), wanted.end(), partners.begin(),
                   [&](const Candidate& candidate) { return takeSameName(others, candidate); });
    std::vector<MatchedLabel> result;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const Segment* const partner =
            partners[i] != nullptr ? partners[i] : takeSameValue(others, wanted[i]);
        MatchedLabel match{nameOfPair(wanted[i], partner), wanted[i].segment.value,
                           wanted[i].segment, std::nullopt};
        if (partner != nullptr) {
            match.segmentation = *partner;
        }
        result.push_back(std::move(match));
    }
    for (const Candidate& other : others) {
        if (!other.taken) {
            result.push_back(
                {other.segment.name, other.segment.value, std::nullopt, other.segment});
        }
    }
    return result;
}

} // namespace laurel
