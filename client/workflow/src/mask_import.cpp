#include "laurel/workflow/mask_import.h"

#include "laurel/edit/delta_runs.h"
#include "mask_runs.h"
#include "plain_text.h"
#include "segment_places.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <set>

namespace laurel {

namespace {

constexpr std::int64_t mostUnnamed = 256;

/// A Dixon image read as masks would be thousands of them.
void requireMasks(const LabelMap& labels, const std::string& name) {
    const auto unnamed = std::ranges::count_if(labels.segments(), &hasGeneratedName);
    if (unnamed > mostUnnamed) {
        throw Error(ErrorCode::InvalidInput,
                    name + " holds " + std::to_string(unnamed) +
                        " different values without a name: it looks like an image, not like masks");
    }
}

bool isSameName(const std::string& one, const std::string& other) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::ranges::equal(one, other, {}, lower, lower);
}

/// The case's segment that goes by this name; the very same letters come first.
const Segment* findNamed(const LabelMap& labels, const std::string& name) {
    if (const Segment* exact = labels.findByName(name)) {
        return exact;
    }
    const auto found = std::ranges::find_if(
        labels.segments(), [&](const Segment& one) { return isSameName(one.name, name); });
    return found == labels.segments().end() ? nullptr : &*found;
}

/// Places of which something is to be told; asked for every voxel.
class Places {
  public:
    explicit Places(int layers)
        : flags_(static_cast<std::size_t>(layers), std::vector<bool>(std::size_t{1} << 16)) {}
    void insert(int layer, std::uint16_t value) {
        flags_[static_cast<std::size_t>(layer)][value] = true;
    }
    bool contains(const Segment& segment) const {
        return flags_[static_cast<std::size_t>(segment.layer)][segment.value];
    }

  private:
    std::vector<std::vector<bool>> flags_;
};

/// A mask that has a voxel, and where it goes.
struct Goal {
    std::size_t mask = 0;
    SegmentPlace place;
    bool first = true;  ///< of those that go to its layer
    bool alike = false; ///< goes where the first goes
};

/// Computes the step that an import is; changes nothing.
class Import {
  public:
    Import(const Segmentation& present, const PlacedMasks& masks);

    EditStep step() const;
    MaskImport report() const;

  private:
    void findPlaces();
    bool isLocked(const SegmentPlace& place) const;
    std::vector<Goal> goalsOf(const std::vector<std::size_t>& owners) const;
    void take(const MaskRun& run);
    std::size_t endOfGap(std::size_t offset, std::size_t end) const;
    void paint(std::size_t offset, std::size_t end, const std::vector<Goal>& goals);
    void noteKept(std::size_t offset, const std::vector<Goal>& goals);
    void finish();
    std::vector<std::string> namesOf(const Places& places) const;

    const Segmentation& present_;
    const PlacedMasks& masks_;
    SegmentPlaces added_;
    std::vector<SegmentPlace> places_;     ///< of each mask
    std::vector<bool> open_;               ///< of each mask: its place is not locked
    std::vector<std::vector<Goal>> goals_; ///< of each of masks.owners
    std::vector<DeltaRuns> runs_;          ///< of each layer of the case
    Places gained_, kept_, locked_;
    std::set<std::size_t> overlaid_; ///< masks
    SegmentTable table_;             ///< of the case, with what was added and is not empty
    EditDelta voxels_;
    std::vector<SliceStateChange> slices_;
};

Import::Import(const Segmentation& present, const PlacedMasks& masks)
    : present_(present), masks_(masks), added_(present),
      runs_(static_cast<std::size_t>(present.labels.layers())), gained_(present.labels.layers()),
      kept_(present.labels.layers()), locked_(present.labels.layers()) {
    if (!masks.grid.sameGridAs(present.labels.geometry())) {
        throw Error(ErrorCode::InvalidArgument, "the masks are not on the case's grid");
    }
    findPlaces();
    for (const std::vector<std::size_t>& owners : masks.owners) {
        goals_.push_back(goalsOf(owners));
    }
    for (const MaskRun& run : masks.runs) {
        take(run);
    }
    finish();
}

void Import::findPlaces() {
    for (const Segment& segment : masks_.segments) {
        const Segment* const found =
            findNamed(present_.labels, plainText(segment.name, mostNameBytes));
        const SegmentPlace place =
            found != nullptr ? SegmentPlace{found->layer, found->value} : added_.add(segment);
        places_.push_back(place);
        open_.push_back(!isLocked(place));
        if (!open_.back()) {
            locked_.insert(place.layer, place.value);
        }
    }
}

bool Import::isLocked(const SegmentPlace& place) const {
    const auto index = present_.indexOf(place.layer, place.value);
    return index && present_.looks[*index].locked;
}

std::vector<Goal> Import::goalsOf(const std::vector<std::size_t>& owners) const {
    std::vector<Goal> goals;
    for (const std::size_t mask : owners) {
        if (!open_[mask]) {
            continue;
        }
        const SegmentPlace& place = places_[mask];
        const auto before = std::ranges::find_if(
            goals, [&](const Goal& goal) { return goal.place.layer == place.layer; });
        const bool first = before == goals.end();
        goals.push_back({mask, place, first, !first && before->place == place});
    }
    return goals;
}

void Import::take(const MaskRun& run) {
    const std::vector<Goal>& goals = goals_.at(run.owners);
    const std::size_t end = run.offset + run.length;
    bool painted = false;
    for (std::size_t offset = run.offset; offset < end;) {
        const std::size_t gapEnd = endOfGap(offset, end);
        if (gapEnd > offset) {
            paint(offset, gapEnd, goals);
            painted = true;
            offset = gapEnd;
        } else {
            noteKept(offset++, goals);
        }
    }
    for (const Goal& goal : goals) {
        if (painted && goal.first) {
            gained_.insert(goal.place.layer, goal.place.value);
        } else if (painted && !goal.alike) {
            overlaid_.insert(goal.mask);
        }
    }
}

/// The first voxel from `offset` on that is no background in some layer, or `end`.
std::size_t Import::endOfGap(std::size_t offset, std::size_t end) const {
    for (int layer = 0; layer < present_.labels.layers(); ++layer) {
        const auto voxels = present_.labels.layer(layer);
        const auto first = voxels.begin();
        end =
            static_cast<std::size_t>(std::find_if(first + static_cast<std::ptrdiff_t>(offset),
                                                  first + static_cast<std::ptrdiff_t>(end),
                                                  [](std::uint16_t value) { return value != 0; }) -
                                     first);
    }
    return end;
}

void Import::paint(std::size_t offset, std::size_t end, const std::vector<Goal>& goals) {
    for (const Goal& goal : goals) {
        if (goal.first) {
            runs_[static_cast<std::size_t>(goal.place.layer)].addRun(
                offset, static_cast<std::uint32_t>(end - offset), 0, goal.place.value);
        }
    }
}

/// Notes what has a voxel that goes to another, unless all goals have it already.
void Import::noteKept(std::size_t offset, const std::vector<Goal>& goals) {
    const bool wanted = std::ranges::any_of(goals, [&](const Goal& goal) {
        return present_.labels.layer(goal.place.layer)[offset] != goal.place.value;
    });
    for (int layer = 0; wanted && layer < present_.labels.layers(); ++layer) {
        if (const std::uint16_t value = present_.labels.layer(layer)[offset]; value != 0) {
            kept_.insert(layer, value);
        }
    }
}

void Import::finish() {
    std::vector<EditDelta::Layer> layers;
    for (std::size_t layer = 0; layer < runs_.size(); ++layer) {
        runs_[layer].moveInto(layers, static_cast<int>(layer));
    }
    voxels_ = EditDelta(std::move(layers));
    for (const std::int64_t slice : voxels_.slices(present_.labels.geometry().size())) {
        const SliceState before = present_.slices[static_cast<std::size_t>(slice)];
        if (before != SliceState::InWork) {
            slices_.push_back({slice, before, SliceState::InWork});
        }
    }
    table_ = tableOf(present_);
    const std::vector<Segment>& all = added_.table().segments;
    for (std::size_t i = table_.segments.size(); i < all.size(); ++i) {
        if (gained_.contains(all[i])) {
            table_.segments.push_back(all[i]);
            table_.looks.emplace_back();
        }
    }
}

/// "thigh.nii.gz · 6 segments"
std::string detailOf(const std::string& source, std::size_t segments) {
    return plainText(source, mostNameBytes) + " · " + std::to_string(segments) +
           (segments == 1 ? " segment" : " segments");
}

EditStep Import::step() const {
    EditStep step;
    step.label = {StepKind::Import, "Open masks", detailOf(masks_.source, namesOf(gained_).size())};
    step.time = std::chrono::system_clock::now();
    step.voxels = voxels_;
    step.slices = slices_;
    if (table_.segments.size() != present_.labels.segments().size()) {
        step.segments = SegmentsChange{tableOf(present_), table_};
    }
    return step;
}

std::vector<std::string> Import::namesOf(const Places& places) const {
    std::vector<std::string> names;
    for (const Segment& segment : table_.segments) {
        if (places.contains(segment)) {
            names.push_back(segment.name);
        }
    }
    return names;
}

MaskImport Import::report() const {
    MaskImport report;
    report.source = masks_.source;
    report.taken = namesOf(gained_);
    report.kept = namesOf(kept_);
    report.locked = namesOf(locked_);
    for (const std::size_t mask : overlaid_) {
        report.overlaid.push_back(masks_.segments[mask].name);
    }
    report.reopened = std::ranges::count(slices_, SliceState::Reviewed, &SliceStateChange::before);
    report.notes = masks_.notes;
    return report;
}

} // namespace

MaskOpening openMasks(const MaskRequest& request, ProgressSink& progress,
                      const CancellationToken& cancel) {
    const std::filesystem::path named =
        request.path.has_filename() ? request.path : request.path.parent_path();
    const std::string name = named.filename().string();
    progress.report(0, "reading masks");
    OpenedLabels read = readLabelsOn(request.path, request.grid, request.options.table, cancel);
    cancel.throwIfCancelled();
    progress.report(0.6, "finding their place");
    MaskOpening opening;
    try {
        read = placeLabels(std::move(read), request.grid, request.options, name);
    } catch (const PlacementRefusal& refusal) {
        opening.refusal = refusal;
        return opening;
    }
    read.labels.nameUnlabelled();
    requireMasks(read.labels, name);
    progress.report(0.8, "collecting what they cover");
    opening.masks = runsOf(read.labels, cancel);
    opening.masks.source = name;
    opening.masks.notes = std::move(read.notes);
    return opening;
}

MaskImport importMasks(Case& openCase, const PlacedMasks& masks) {
    const Import import(openCase.segmentation(), masks);
    MaskImport report = import.report();
    report.changed = openCase.apply(import.step());
    return report;
}

} // namespace laurel
