#include "merging.h"

#include "plain_text.h"

#include "laurel/base/error.h"
#include "laurel/edit/operations.h"

#include <algorithm>
#include <cstring>

namespace laurel {

namespace {

Merge mergeOf(SliceState state, MergeRule rule) {
    if (rule == MergeRule::ReplaceAll) {
        return Merge::Replace;
    }
    if (state == SliceState::Reviewed) {
        return Merge::Leave;
    }
    const bool noPersons = state == SliceState::Empty || state == SliceState::Auto;
    return rule == MergeRule::ReplaceAuto && noPersons ? Merge::Replace : Merge::Gaps;
}

/// A person's work in a slice stays a person's when only gaps of it were filled.
SliceState stateAfter(SliceState before, Merge merge) {
    const bool noPersons = before == SliceState::Empty || before == SliceState::Auto;
    return merge == Merge::Replace || noPersons ? SliceState::Auto : before;
}

} // namespace

Merging::Merging(const Segmentation& present, const Proposal& proposal, MergeRule rule,
                 const std::vector<bool>& taken)
    : present_(present), proposal_(proposal), rule_(rule),
      targets_(static_cast<std::size_t>(proposal.labels.layers()),
               std::vector<SegmentPlace>(std::size_t{1} << 16)),
      rules_(static_cast<std::size_t>(present.labels.layers())), added_(present) {
    if (taken.size() != proposal.labels.segments().size()) {
        throw Error(ErrorCode::InvalidArgument,
                    "say of each of the proposal's segments whether it is taken");
    }
    if (!proposal.labels.geometry().sameGridAs(present.labels.geometry())) {
        throw Error(ErrorCode::InvalidArgument, "the proposal is not on the case's grid");
    }
    findPlaces(taken);
    noteLocks();
}

void Merging::findPlaces(const std::vector<bool>& taken) {
    const std::vector<Segment>& segments = proposal_.labels.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const Segment& segment = segments[i];
        const std::string name = plainText(segment.name, mostNameBytes);
        const Segment* const found = present_.labels.findByName(name);
        SegmentPlace place;
        if (found != nullptr) {
            place = {found->layer, found->value};
        } else if (taken[i]) {
            place = added_.add(segment);
        }
        places_.push_back(place);
        if (taken[i]) {
            targets_[static_cast<std::size_t>(segment.layer)][segment.value] = place;
            rules_[static_cast<std::size_t>(place.layer)].replaced[place.value] = true;
        }
    }
}

void Merging::noteLocks() {
    const std::vector<Segment>& segments = present_.labels.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        rules_[static_cast<std::size_t>(segments[i].layer)].locked[segments[i].value] =
            present_.looks[i].locked;
    }
}

/// What the proposal gives to a voxel of this layer; 0: nothing.
std::uint16_t Merging::wanted(int layer, std::size_t offset) const {
    std::uint16_t value = 0;
    for (int from = 0; from < proposal_.labels.layers(); ++from) {
        const std::uint16_t proposed = proposal_.labels.layer(from)[offset];
        const SegmentPlace& target = targets_[static_cast<std::size_t>(from)][proposed];
        if (target.value != 0 && target.layer == layer) {
            value = target.value;
        }
    }
    return value;
}

bool Merging::isGap(std::size_t offset) const {
    for (int layer = 0; layer < present_.labels.layers(); ++layer) {
        if (present_.labels.layer(layer)[offset] != 0) {
            return false;
        }
    }
    return true;
}

std::uint16_t Merging::valueAfter(int layer, std::size_t offset, Merge merge) const {
    const ValueRules& rules = rules_[static_cast<std::size_t>(layer)];
    const std::uint16_t present = present_.labels.layer(layer)[offset];
    const std::uint16_t proposed = wanted(layer, offset);
    if (proposed == present || rules.locked[present]) {
        return present;
    }
    if (merge == Merge::Gaps) {
        return proposed != 0 && !rules.locked[proposed] && isGap(offset) ? proposed : present;
    }
    if (proposed != 0 && !rules.locked[proposed]) {
        return proposed;
    }
    return rules.replaced[present] ? 0 : present;
}

/// From `offset` on, the first of the voxels before `end` that may change: background in this layer
/// to which the proposal gives nothing stays. Most of a volume is that, so it is passed over four
/// voxels at a time.
std::size_t Merging::skipBackground(int layer, std::size_t offset, std::size_t end) const {
    constexpr std::size_t step = sizeof(std::uint64_t) / sizeof(std::uint16_t);
    const auto isBackground = [&](std::size_t count) {
        std::uint64_t some = 0;
        std::memcpy(&some, present_.labels.layer(layer).data() + offset,
                    count * sizeof(std::uint16_t));
        std::uint64_t any = some;
        for (int from = 0; from < proposal_.labels.layers(); ++from) {
            some = 0;
            std::memcpy(&some, proposal_.labels.layer(from).data() + offset,
                        count * sizeof(std::uint16_t));
            any |= some;
        }
        return any == 0;
    };
    while (offset + step <= end && isBackground(step)) {
        offset += step;
    }
    while (offset < end && isBackground(1)) {
        ++offset;
    }
    return offset;
}

DeltaRuns Merging::runsOf(int layer) const {
    const GridSize& size = present_.labels.geometry().size();
    const auto inSlice = static_cast<std::size_t>(size.x * size.y);
    DeltaRuns runs;
    for (std::int64_t slice = firstSlice(); slice <= lastSlice(); ++slice) {
        const Merge merge = mergeAt(slice);
        if (merge == Merge::Leave) {
            continue;
        }
        const std::size_t first = static_cast<std::size_t>(slice) * inSlice;
        const std::size_t end = first + inSlice;
        for (std::size_t offset = skipBackground(layer, first, end); offset < end;
             offset = skipBackground(layer, offset + 1, end)) {
            if (isInside(offset)) {
                runs.add(offset, present_.labels.layer(layer)[offset],
                         valueAfter(layer, offset, merge));
            }
        }
    }
    return runs;
}

EditDelta Merging::voxels() const {
    std::vector<EditDelta::Layer> layers;
    for (int layer = 0; layer < present_.labels.layers(); ++layer) {
        runsOf(layer).moveInto(layers, layer);
    }
    return EditDelta(std::move(layers));
}

std::vector<SliceStateChange> Merging::marks(const std::vector<std::int64_t>& changed) const {
    std::vector<SliceStateChange> marks;
    for (const std::int64_t slice : changed) {
        const SliceState before = present_.slices[static_cast<std::size_t>(slice)];
        SliceState after = stateAfter(before, mergeAt(slice));
        if (proposal_.act && after == SliceState::Auto) {
            after = SliceState::InWork; // a person chose the tool and where
        }
        if (before != after) {
            marks.push_back({slice, before, after});
        }
    }
    return marks;
}

/// What the model made of a slice replaces what one made before, within the region and of the
/// segments that are taken over; of others it stays.
void Merging::keepOthers(std::vector<std::uint16_t>& own, int layer, std::int64_t slice) const {
    const AutomaticSlice& before = present_.automatic[static_cast<std::size_t>(slice)];
    if (!before.isKnown()) {
        return;
    }
    const std::size_t first = static_cast<std::size_t>(slice) * own.size();
    for (const EditDelta::Layer& old : before.labels().layers()) {
        if (old.layer != layer) {
            continue;
        }
        for (const DeltaRun& run : old.runs) {
            const bool replaced = rules_[static_cast<std::size_t>(layer)].replaced[run.after];
            for (std::uint64_t i = run.offset; i < run.offset + run.length; ++i) {
                const bool stays = !replaced || !isInside(first + i);
                if (stays && own[i] == 0) {
                    own[i] = run.after;
                }
            }
        }
    }
}

AutomaticSlice Merging::automaticOf(std::int64_t slice) const {
    const GridSize& size = present_.labels.geometry().size();
    const auto inSlice = static_cast<std::size_t>(size.x * size.y);
    const std::size_t first = static_cast<std::size_t>(slice) * inSlice;
    std::vector<EditDelta::Layer> layers;
    for (int layer = 0; layer < present_.labels.layers(); ++layer) {
        std::vector<std::uint16_t> own(inSlice);
        for (std::size_t i = 0; i < inSlice; ++i) {
            own[i] = isInside(first + i) ? wanted(layer, first + i) : std::uint16_t{0};
        }
        keepOthers(own, layer, slice);
        DeltaRuns runs;
        for (std::size_t i = 0; i < inSlice; ++i) {
            runs.add(i, 0, own[i]);
        }
        runs.moveInto(layers, layer);
    }
    return AutomaticSlice(EditDelta(std::move(layers)));
}

std::vector<AutomaticChange> Merging::automatic() const {
    std::vector<AutomaticChange> changes;
    for (std::int64_t slice = firstSlice(); slice <= lastSlice(); ++slice) {
        if (mergeAt(slice) == Merge::Leave) {
            continue;
        }
        AutomaticSlice after = automaticOf(slice);
        const AutomaticSlice& before = present_.automatic[static_cast<std::size_t>(slice)];
        if (before != after) {
            changes.push_back({slice, before, std::move(after)});
        }
    }
    return changes;
}

Merge Merging::mergeAt(std::int64_t slice) const {
    return mergeOf(present_.slices[static_cast<std::size_t>(slice)], rule_);
}

std::int64_t Merging::firstSlice() const {
    return std::max<std::int64_t>(proposal_.firstSlice, 0);
}

std::int64_t Merging::lastSlice() const {
    return std::min(proposal_.lastSlice, present_.labels.geometry().size().z - 1);
}

bool Merging::isInside(std::size_t offset) const {
    if (!proposal_.region) {
        return true;
    }
    const GridSize& size = present_.labels.geometry().size();
    const auto at = static_cast<std::int64_t>(offset);
    const std::int64_t x = at % size.x;
    const std::int64_t y = at / size.x % size.y;
    const VoxelBox& region = *proposal_.region;
    return x >= region.low.x && x <= region.high.x && y >= region.low.y && y <= region.high.y;
}

namespace {

/// "Leg v12", whether the name says the version already or not.
std::string titleOf(const Proposal& proposal) {
    const std::string version =
        proposal.model.version ? " v" + std::to_string(*proposal.model.version) : "";
    const bool said = (proposal.modelName + ",").find(version + ",") != std::string::npos;
    return proposal.modelName + (said ? "" : version);
}

} // namespace

EditStep Merging::step() const {
    EditStep step;
    const bool one = proposal_.firstSlice == proposal_.lastSlice;
    step.label = {StepKind::AutoSegment, "Auto-segment",
                  titleOf(proposal_) + (one ? " · slice " : " · slices ") +
                      sliceText(proposal_.firstSlice, proposal_.lastSlice)};
    if (proposal_.act) {
        step.label = *proposal_.act;
    }
    step.time = std::chrono::system_clock::now();
    step.voxels = voxels();
    step.slices = marks(step.voxels.slices(present_.labels.geometry().size()));
    if (added_.table().segments.size() != present_.labels.segments().size()) {
        step.segments = SegmentsChange{tableOf(present_), added_.table()};
    }
    if (!proposal_.act && !step.empty()) {
        step.automatic = automatic();
    }
    return step;
}

} // namespace laurel
