#pragma once

#include "laurel/base/progress.h"
#include "laurel/workflow/case.h"
#include "laurel/workflow/label_source.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Masks of a file that a person brings into an open case. Reading them takes its time, for a task;
/// taking them over touches only what they cover.
namespace laurel {

/// Neighbouring voxels, in memory order (x fastest), that belong to the same masks.
struct MaskRun {
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
    std::uint32_t owners = 0; ///< index into PlacedMasks::owners
    bool operator==(const MaskRun&) const = default;
};

/// Masks on an image's grid: what belongs to none of them costs nothing. A value.
struct PlacedMasks {
    std::string source;            ///< name of the file or folder, for people
    Geometry grid;                 ///< the image's
    std::vector<Segment> segments; ///< as the file has them
    /// Which segments have a voxel: indices into `segments`, in the order of the file's layers.
    std::vector<std::vector<std::size_t>> owners;
    std::vector<MaskRun> runs;      ///< ascending, apart
    std::vector<std::string> notes; ///< of reading and placing
};

struct MaskRequest {
    std::filesystem::path path; ///< whatever readLabelsOn takes
    Geometry grid;              ///< of the image
    LabelOptions options = {};
};

/// Masks, or why they were not placed and what a person may ask for instead.
struct MaskOpening {
    PlacedMasks masks;
    std::optional<PlacementRefusal> refusal; ///< then there are no masks
};

/// @throws Error InvalidInput also for what has more than 256 values without a name: an image
MaskOpening openMasks(const MaskRequest& request, ProgressSink& progress,
                      const CancellationToken& cancel);

/// What an import did; names in the order of their segments.
struct MaskImport {
    bool changed = false;
    std::string source;
    std::vector<std::string> taken;    ///< segments of the case that are new, or larger
    std::vector<std::string> kept;     ///< that kept voxels which the file gives to another
    std::vector<std::string> locked;   ///< that the file has too, and stay as they were
    std::vector<std::string> overlaid; ///< masks of the file that lost voxels to another of its own
    std::int64_t reopened = 0;         ///< slices that were reviewed and are in work again
    std::vector<std::string> notes;
};

/// Gives the masks to the case as one step "Open masks". A mask goes to the segment of its name,
/// whatever the case of its letters; one that the case lacks is added with its colour, unless no
/// voxel comes with it. Only background is painted (in every layer of the case): nothing that is
/// there is taken away, and what is locked stays. Where masks overlap each other in one layer of
/// the case the first has the voxel. Changed slices are in work.
/// @throws Error InvalidArgument when the grid is another, or an edit is open; LimitExceeded
MaskImport importMasks(Case& openCase, const PlacedMasks& masks);

} // namespace laurel
