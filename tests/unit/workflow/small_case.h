#pragma once

#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/edit/segment_acts.h"
#include "laurel/workflow/case.h"
#include "laurel/workflow/case_store.h"
#include "laurel/workflow/mask_import.h"
#include "laurel/workflow/proposal.h"

#include "support/random_grids.h"

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

/// A case of a few hundred voxels, and what a person may do to it.
namespace laurel {

/// In memory where the system has such a place: these tests sync thousands of files.
inline std::filesystem::path quickFolder() {
    return ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : std::filesystem::temp_directory_path();
}

inline std::shared_ptr<const Volume> smallImage(const Geometry& grid) {
    std::vector<std::int16_t> pixels(static_cast<std::size_t>(grid.size().voxels()));
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        pixels[i] = static_cast<std::int16_t>(i % 251);
    }
    return std::make_shared<const Volume>(grid, std::move(pixels));
}

inline Geometry smallGrid() {
    return {{7, 6, 5}, {0.9, 1.1, 6}, {-31.25, 17.5, 402.125}};
}

inline Segment segmentNamed(const std::string& name, std::uint16_t value, int layer = 0) {
    return {name, value, layer, name.substr(0, 2), defaultColor(value), ""};
}

/// Two segments, one of which has its place in a second layer.
inline std::unique_ptr<Case> smallCase(const Geometry& grid = smallGrid(), int layers = 2) {
    LabelMap labels(grid, layers);
    labels.addSegment(segmentNamed("Soleus", 1));
    labels.addSegment(segmentNamed("Fat", 700, layers - 1));
    ImageReference reference{"/images/leg.nii.gz", "1.2.840.1", std::string(64, 'a'), 0,
                             "T1 axial"};
    auto made = std::make_unique<Case>(smallImage(grid), reference, Segmentation(labels));
    made->setName("LEG-0147");
    return made;
}

inline bool paint(Case& openCase, int layer, std::uint16_t value, VoxelIndex start,
                  std::int64_t length) {
    auto edit = openCase.edit(layer);
    edit->paint(start, length, value);
    return openCase.done(edit->commit({StepKind::Brush, "Brush", "here"}));
}

inline VoxelIndex randomVoxel(Random& random, const GridSize& size) {
    const auto upTo = [&](std::int64_t count) {
        return random.integer(0, static_cast<int>(count) - 1);
    };
    return {upTo(size.x), upTo(size.y), upTo(size.z)};
}

inline Proposal randomProposal(const Case& openCase, Random& random) {
    LabelMap labels(openCase.segmentation().labels.geometry());
    labels.addSegment(segmentNamed("Soleus", 3));
    labels.addSegment(segmentNamed("Tibia " + std::to_string(random.integer(1, 3)), 1));
    for (std::uint16_t& voxel : labels.layer(0)) {
        constexpr std::array<std::uint16_t, 4> values{0, 0, 1, 3};
        voxel = values[static_cast<std::size_t>(random.integer(0, 3))];
    }
    const auto last = static_cast<int>(labels.geometry().size().z) - 1;
    const int first = random.integer(0, last);
    const ModelUse model{"leg", random.integer(1, 20), std::string(64, 'b')};
    return {std::move(labels), first, random.integer(first, last), model, "Leg", 1.5};
}

/// Runs of one voxel of a segment that the case may have and of one that it may not have.
inline PlacedMasks randomMasks(const Case& openCase, Random& random) {
    PlacedMasks masks;
    masks.source = "masks.nii.gz";
    masks.grid = openCase.segmentation().labels.geometry();
    masks.segments = {segmentNamed("SOLEUS", 3), segmentNamed("Bone", 1)};
    masks.owners = {{0}, {1}, {0, 1}};
    const auto voxels = static_cast<std::uint64_t>(masks.grid.size().voxels());
    for (std::uint64_t offset = 0; offset < voxels; ++offset) {
        if (random.chance(0.2)) {
            masks.runs.push_back({offset, 1, static_cast<std::uint32_t>(random.integer(0, 2))});
        }
    }
    return masks;
}

inline void randomSegmentAct(Case& openCase, Random& random) {
    const auto count = static_cast<int>(openCase.segmentation().labels.segments().size());
    const int kind = random.integer(0, 5);
    if (kind == 0 || count == 0) {
        const std::uint16_t value = openCase.freeValue();
        openCase.addSegment(segmentNamed("Segment " + std::to_string(random.bits()), value));
        return;
    }
    const auto index = static_cast<std::size_t>(random.integer(0, count - 1));
    const auto other = static_cast<std::size_t>(random.integer(0, count - 1));
    const Segmentation& now = openCase.segmentation();
    if (kind == 3 && now.labels.layers() < 4) {
        openCase.apply(duplicated(now, openCase.counts(), index));
    } else if (kind == 4) {
        openCase.apply(movedInList(now, index, other));
    } else if (kind == 5 && index != other && !now.looks[index].locked &&
               !now.looks[other].locked) {
        openCase.apply(mergedInto(now, openCase.counts(), index, other));
    } else if (kind == 1) {
        Segment changed = openCase.segmentation().labels.segments()[index];
        changed.name = "Änderung " + std::to_string(random.bits());
        openCase.changeSegment(index, changed);
    } else if (kind == 2 && !openCase.segmentation().looks[index].locked) {
        openCase.removeSegment(index);
    }
}

inline void randomBrush(Case& openCase, Random& random) {
    const LabelMap& labels = openCase.segmentation().labels;
    std::uint16_t value = 0;
    int layer = random.integer(0, labels.layers() - 1);
    if (!labels.segments().empty()) {
        const int count = static_cast<int>(labels.segments().size());
        const Segment& segment =
            labels.segments()[static_cast<std::size_t>(random.integer(0, count - 1))];
        value = segment.value;
        layer = segment.layer;
    }
    auto edit = openCase.edit(layer);
    for (int i = random.integer(1, 6); i > 0; --i) {
        const VoxelIndex start = randomVoxel(random, labels.geometry().size());
        edit->paint(start, random.integer(1, 5), random.chance(0.3) ? std::uint16_t{0} : value);
    }
    if (random.chance(0.9)) { // else the act is aborted
        openCase.done(edit->commit({StepKind::Brush, "Brush", "Soleus · 3"}));
    }
}

inline void randomMark(Case& openCase, Random& random) {
    constexpr std::array states{SliceState::Reviewed, SliceState::Flagged, SliceState::InWork};
    const auto last = static_cast<int>(openCase.segmentation().slices.size()) - 1;
    std::vector<std::int64_t> slices;
    for (int i = random.integer(1, 3); i > 0; --i) {
        slices.push_back(random.integer(0, last));
    }
    openCase.markSlices(slices, states[static_cast<std::size_t>(random.integer(0, 2))]);
}

inline void randomLook(Case& openCase, Random& random) {
    const auto count = static_cast<int>(openCase.segmentation().looks.size());
    if (count > 0) {
        const SegmentLook look{random.chance(0.5), random.chance(0.2), random.uniform(),
                               static_cast<SegmentStyle>(random.integer(0, 2))};
        openCase.setLook(static_cast<std::size_t>(random.integer(0, count - 1)), look);
    }
}

/// Anything that can be done to a case; sometimes nothing comes of it.
inline void randomAct(Case& openCase, Random& random) {
    switch (random.integer(0, 13)) {
    case 0:
    case 1:
        openCase.undo();
        break;
    case 2:
        openCase.redo();
        break;
    case 3:
        randomMark(openCase, random);
        break;
    case 4:
    case 5:
        randomSegmentAct(openCase, random);
        break;
    case 6:
        randomLook(openCase, random);
        break;
    case 7:
        acceptProposal(openCase, randomProposal(openCase, random),
                       static_cast<MergeRule>(random.integer(0, 2)),
                       {random.chance(0.8), random.chance(0.8)});
        break;
    case 8:
        openCase.setName("Case " + std::to_string(random.integer(1, 9)));
        break;
    case 9:
        openCase.jumpTo(static_cast<std::size_t>(
            random.integer(0, static_cast<int>(openCase.history().steps().size()))));
        break;
    case 10:
        importMasks(openCase, randomMasks(openCase, random));
        break;
    default:
        randomBrush(openCase, random);
    }
}

/// What a case folder must give back.
struct CaseState {
    std::string name;
    std::optional<ModelUse> model;
    Segmentation segmentation;
    bool operator==(const CaseState&) const = default;
};
inline CaseState stateOf(const Case& openCase) {
    return {openCase.name(), openCase.model(), openCase.segmentation()};
}
inline CaseState stateOf(const StoredCase& stored) {
    return {stored.name, stored.model, stored.segmentation};
}

/// For messages of tests: a state in one line, not in its thousands of bytes.
inline void PrintTo(const CaseState& state, std::ostream* out) {
    *out << state.name << ", " << state.segmentation.labels.segments().size() << " segments";
}

/// The states that a case has had, one after each record of its journal.
class StateLog final : public CaseObserver {
  public:
    explicit StateLog(Case& openCase) : case_(openCase), states_{stateOf(openCase)} {
        case_.addObserver(*this);
    }
    ~StateLog() override { case_.removeObserver(*this); }
    StateLog(const StateLog&) = delete;
    StateLog& operator=(const StateLog&) = delete;

    void stepDone(const EditStep&) override { note(); }
    void stepUndone(const EditStep&) override { note(); }
    void stepRedone(const EditStep&) override { note(); }
    void looksChanged() override { note(); }
    void modelChanged() override { note(); }
    void nameChanged() override { note(); }

    /// From the state at the beginning to the present one.
    const std::vector<CaseState>& states() const noexcept { return states_; }

  private:
    void note() { states_.push_back(stateOf(case_)); }

    Case& case_;
    std::vector<CaseState> states_;
};

inline void saveNow(CaseFolder& folder) {
    NoProgress progress;
    const auto save = folder.beginSave();
    save->run(progress, CancellationToken());
    folder.finishSave(*save);
}

} // namespace laurel
