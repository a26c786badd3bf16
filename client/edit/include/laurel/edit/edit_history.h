#pragma once

#include "laurel/edit/edit_delta.h"

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// What kind of act a step was; chooses its glyph, and is stable in the journal.
enum class StepKind : std::uint8_t {
    Brush,
    Eraser,
    Fill,
    KeepLargest,
    CopySlice,
    Clear,
    AutoSegment,
    Review,
    Flag,
    Segments, ///< added, renamed, recoloured, deleted
    Import,
    Grow, ///< or shrink
    Morphology,
    Smooth,
    Threshold,
    Interpolate,
    Lasso,
    Region,
    Contour, ///< curves drawn, moved, snapped, simplified
    Propagate,
    Boolean ///< united, intersected, subtracted segments
};
inline constexpr std::size_t stepKinds = static_cast<std::size_t>(StepKind::Boolean) + 1;
std::string_view toString(StepKind kind) noexcept; ///< "brush", "keep_largest", ...
StepKind stepKindFromString(std::string_view text);

/// How a step reads in the history: "Brush" and "Soleus · 26" (slices are counted from 1 there).
struct StepLabel {
    StepKind kind = StepKind::Brush;
    std::string action;
    std::string detail;
    bool operator==(const StepLabel&) const = default;
};

struct SegmentTable {
    std::vector<Segment> segments;
    std::vector<SegmentLook> looks; ///< one for each segment
    bool operator==(const SegmentTable&) const = default;
};
SegmentTable tableOf(const Segmentation& segmentation);

struct SliceStateChange {
    std::int64_t slice = 0;
    SliceState before = SliceState::Empty;
    SliceState after = SliceState::Empty;
    bool operator==(const SliceStateChange&) const = default;
};

struct SegmentsChange {
    SegmentTable before;
    SegmentTable after;
    int layersBefore = 0; ///< of the labels; 0: as many as there are
    int layersAfter = 0;
    bool operator==(const SegmentsChange&) const = default;
};

/// One named act of a person or a model, reversible as a whole.
struct EditStep {
    StepLabel label;
    std::chrono::system_clock::time_point time;
    EditDelta voxels;
    std::optional<SegmentsChange> segments;
    std::vector<SliceStateChange> slices;   ///< ascending, each once
    std::vector<AutomaticChange> automatic; ///< the same, of a model's output that was accepted
    bool operator==(const EditStep&) const = default;

    bool empty() const noexcept {
        return voxels.empty() && !segments && slices.empty() && automatic.empty();
    }
    std::size_t bytes() const noexcept; ///< of memory, nearly

    /// @throws Error InvalidInput when the segmentation is not as the step left (found) it; nothing
    ///         is changed then. Looks that changed since are kept where segments stay.
    void undo(Segmentation& segmentation) const;
    void redo(Segmentation& segmentation) const;
};

/// What was done to a case, in order, with one position in it. Steps before the position are in
/// effect; those after it were undone and come back by redo until something new is done.
class EditHistory {
  public:
    static constexpr std::size_t defaultBudget = std::size_t{512} << 20;

    /// @param budget bytes; beyond it the oldest steps are forgotten, never the newest one
    explicit EditHistory(std::size_t budget = defaultBudget) : budget_(budget) {}

    /// The step is already in effect. Forgets what was undone.
    void push(EditStep step);

    bool canUndo() const noexcept { return position_ > 0; }
    bool canRedo() const noexcept { return position_ < steps_.size(); }
    /// The step that was undone or redone. Precondition: canUndo() or canRedo().
    const EditStep& undo(Segmentation& segmentation);
    const EditStep& redo(Segmentation& segmentation);

    const std::deque<EditStep>& steps() const noexcept { return steps_; }
    std::size_t position() const noexcept { return position_; }
    std::size_t forgotten() const noexcept { return forgotten_; } ///< steps, for want of memory
    std::size_t bytes() const noexcept { return bytes_; }
    std::size_t budget() const noexcept { return budget_; }

  private:
    std::size_t budget_;
    std::deque<EditStep> steps_;
    std::size_t position_ = 0;
    std::size_t bytes_ = 0;
    std::size_t forgotten_ = 0;
};

} // namespace laurel
