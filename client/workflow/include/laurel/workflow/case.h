#pragma once

#include "laurel/edit/edit_history.h"
#include "laurel/edit/label_map_edit.h"
#include "laurel/imaging/volume.h"
#include "laurel/reading/image_files.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// Where a case's image came from. Held by reference: the case folder copies no pixel
/// but those of a small picture of one slice.
struct ImageReference {
    std::filesystem::path path;  ///< absolute: a file, or a folder of DICOM
    std::string seriesId;        ///< of DICOM, else empty
    std::string sha256;          ///< of the rescaled voxels and the grid (see docs/case-format.md)
    std::int64_t frame = 0;      ///< that is segmented
    std::string description;     ///< of the series; never a patient field
    bool isColor = false;        ///< shown as grey; no model segments it
    ReadingConsent consent = {}; ///< with which it was read, and has to be read again
    /// DICOM's UID of the space that it lies in. Asked of the image at each opening, kept nowhere.
    std::string frameOfReference = {};
    std::string modality = {}; ///< of DICOM, such as "MR"; else empty
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
    virtual void nameChanged() {}
};

/// One image being segmented: image, segmentation, history. Everything that changes it goes through
/// here, so that nothing escapes the history and the journal. One thread (the owner's); other
/// threads get values: the image is shared and constant, `segmentation()` is to be copied.
class Case {
  public:
    /// Names of segments that a case folder could not keep (control characters, not UTF-8, over 256
    /// bytes) are made fit for it.
    /// @throws Error InvalidArgument without an image, or when the segmentation is not on its grid
    Case(std::shared_ptr<const Volume> image, ImageReference reference, Segmentation segmentation,
         std::size_t historyBudget = EditHistory::defaultBudget);

    const std::string& name() const noexcept { return name_; } ///< for people, such as "LEG-0147"
    void setName(const std::string& name);
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
    std::unique_ptr<LabelMapEdit> edit(int layer, const PaintRules& rules = {},
                                       const PaintImage& image = {});
    /// Takes a committed step into the history; an empty one is dropped. Returns whether it
    /// counted.
    bool done(EditStep step);

    /// As done, for a computed step that is not yet in effect: does it first.
    /// @throws Error InvalidInput when the segmentation is not as the step expects it,
    /// InvalidArgument
    ///         while an edit is open
    bool apply(EditStep step);

    /// False when there is nothing to undo (redo), or an edit is open.
    bool undo();
    bool redo();
    /// Undoes or redoes until `position` steps are in effect. Precondition: at most steps().size().
    void jumpTo(std::size_t position);

    /// Marks slices as one step; slices that are so already are left out.
    /// Reviewed, Flagged, or InWork (which takes a mark back; an empty slice becomes Empty).
    /// @throws Error InvalidArgument for another state or a slice that is not there
    bool markSlices(const std::vector<std::int64_t>& slices, SliceState state);

    /// Each is one step. @throws Error InvalidArgument as LabelMap::addSegment, for a name that is
    /// no
    ///         plain text of 1 to 256 bytes, and while an edit is open; AlreadyExists for a name
    ///         that is taken; NotFound
    void addSegment(const Segment& segment, const SegmentLook& look = {});
    /// Name, abbreviation, colour, SNOMED code; value and layer must be as they are.
    void changeSegment(std::size_t index, const Segment& changed);
    /// With its voxels. Changed slices are in work again, or empty. InvalidArgument when it is
    /// locked.
    void removeSegment(std::size_t index);
    /// The lowest value of layer 0 that no segment and no voxel has. @throws Error LimitExceeded
    std::uint16_t freeValue() const;

    /// Not a step of the history. Opacity is clamped to 0–1. Precondition: index is of a segment.
    void setLook(std::size_t index, const SegmentLook& look);

    /// Slices that may train, ascending.
    std::vector<std::int64_t> reviewedSlices() const;

    /// For the journal's replay, which tells no observer: a step that the segmentation holds
    /// already.
    void replay(EditStep step);
    /// The same as undo, redo and setLook, for the journal too.
    bool replayUndo();
    bool replayRedo();
    void replayLooks(const std::vector<SegmentLook>& looks); ///< one for each segment
    void replayModel(std::optional<ModelUse> model) { model_ = std::move(model); }
    void replayName(std::string name) { name_ = std::move(name); }

  private:
    void afterChange(const EditStep& step, bool undone);
    void requireNoEdit() const;
    void requireSegment(std::size_t index) const;
    void requireFreeName(const std::string& name) const;
    void changeTable(const StepLabel& label, SegmentTable after);
    void tell(const std::function<void(CaseObserver&)>& what);

    std::string name_;
    std::shared_ptr<const Volume> image_;
    ImageReference reference_;
    Segmentation segmentation_;
    EditHistory history_;
    SegmentCounts counts_;
    std::optional<ModelUse> model_;
    std::vector<CaseObserver*> observers_;
    std::weak_ptr<const void> openEdit_; ///< lives as long as the edit that was given out is open
};

} // namespace laurel
