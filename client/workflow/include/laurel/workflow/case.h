#pragma once

#include "laurel/edit/edit_history.h"
#include "laurel/edit/label_map_edit.h"
#include "laurel/imaging/volume.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// Where a case's image came from. Held by reference: the case folder copies no pixel.
struct ImageReference {
    std::filesystem::path path;   ///< absolute: a file, or a folder of DICOM
    std::string seriesId;         ///< of DICOM, else empty
    std::string sha256;           ///< of the rescaled voxels and the grid (see docs/case-format.md)
    std::int64_t frame = 0;       ///< that is segmented
    std::string description;      ///< of the series; never a patient field
    bool operator==(const ImageReference&) const = default;
};

/// The model whose output was last accepted.
struct ModelUse {
    std::string id;
    std::optional<std::int64_t> version; ///< of a server; none for a shipped or local package
    std::string weightsSha256;
    bool operator==(const ModelUse&) const = default;
};

/// Told of every change of a case, in the order of changes, after it took effect; the journal is
/// one, the session another. Calls come from the case's thread.
class CaseObserver {
  public:
    virtual ~CaseObserver() = default;
    virtual void stepDone(const EditStep& step) = 0;
    virtual void stepUndone(const EditStep& step) = 0;
    virtual void stepRedone(const EditStep& step) = 0;
    virtual void looksChanged() = 0; ///< visibility, lock, opacity, style
    virtual void modelChanged() = 0;
};

/// One image being segmented: image, segmentation, history. Everything that changes it goes through
/// here, so that nothing escapes the history and the journal. One thread (the owner's); other
/// threads get values: the image is shared and constant, `segmentation()` is to be copied.
class Case {
  public:
    Case(std::shared_ptr<const Volume> image, ImageReference reference, Segmentation segmentation,
         std::size_t historyBudget = EditHistory::defaultBudget);

    const std::string& name() const noexcept { return name_; } ///< for people, such as "LEG-0147"
    void setName(std::string name) { name_ = std::move(name); }
    const std::shared_ptr<const Volume>& image() const noexcept { return image_; }
    const ImageReference& reference() const noexcept { return reference_; }
    const Segmentation& segmentation() const noexcept { return segmentation_; }
    const EditHistory& history() const noexcept { return history_; }
    const SegmentCounts& counts() const noexcept { return counts_; }
    const std::optional<ModelUse>& model() const noexcept { return model_; }
    void setModel(ModelUse model);

    /// Not owned; told until removed. An observer removes itself before it dies.
    void addObserver(CaseObserver& observer);
    void removeObserver(CaseObserver& observer) noexcept;

    /// Opens the door for one act. Give what `commit` returned to `done`; without that the edit
    /// reverts and nobody is told.
    /// @throws Error InvalidArgument when the layer does not exist or an edit is already open
    std::unique_ptr<LabelMapEdit> edit(int layer, Overwrite overwrite = Overwrite::Unlocked);
    /// Takes a committed step into the history; an empty one is dropped. Returns whether it counted.
    bool done(EditStep step);

    /// False when there is nothing to undo (redo).
    bool undo();
    bool redo();
    /// Undoes or redoes until `position` steps are in effect. Precondition: at most steps().size().
    void jumpTo(std::size_t position);

    /// Marks slices as one step; slices that are so already are left out.
    /// Reviewed, Flagged, or InWork (which takes a mark back; an empty slice becomes Empty).
    bool markSlices(const std::vector<std::int64_t>& slices, SliceState state);

    /// Each is one step. @throws Error InvalidArgument as LabelMap::addSegment; AlreadyExists for a
    ///         name that is taken; NotFound
    void addSegment(const Segment& segment, const SegmentLook& look = {});
    void changeSegment(std::size_t index, const Segment& changed); ///< name, abbreviation, colour
    void removeSegment(std::size_t index); ///< with its voxels. Refused when locked
    /// A value of layer 0 that no segment has.
    std::uint16_t freeValue() const;

    /// Not a step of the history. Precondition: index is of a segment.
    void setLook(std::size_t index, const SegmentLook& look);

    /// Slices that may train, ascending.
    std::vector<std::int64_t> reviewedSlices() const;

    /// For the journal's replay: the same as done, undo, redo and setLook without telling observers.
    void replay(EditStep step);
    bool replayUndo();
    bool replayRedo();

  private:
    void afterChange(const EditStep& step);

    std::string name_;
    std::shared_ptr<const Volume> image_;
    ImageReference reference_;
    Segmentation segmentation_;
    EditHistory history_;
    SegmentCounts counts_;
    std::optional<ModelUse> model_;
    std::vector<CaseObserver*> observers_;
};

} // namespace laurel
