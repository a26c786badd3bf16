#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/edit/segmentation.h"
#include "laurel/imaging/volume.h"
#include "laurel/metrics/statistics.h"
#include "laurel/workflow/automatic_overlap.h"

#include <memory>
#include <string>
#include <vector>

namespace laurel {

/// What a case's segments measure, as it was at one moment.
struct CaseNumbers {
    std::vector<LabelStatistics> labels; ///< in the order of the case's segments
    LabelStatistics together;            ///< of all of them, voxels of several once
    std::vector<SliceState> slices;      ///< of each slice along the third axis
    bool onlyReviewed = false;           ///< whether other slices were left out
    double voxelAreaCm2 = 0;             ///< of a voxel within a slice
    double sliceStepMm = 0;              ///< from one slice to the next

    AutomaticOverlaps overlaps; ///< with what models made; nothing where none did

    /// Dice of automatic against refined, of the slices that count (automatic_overlap.h): of a
    /// label, of it in one slice, of all labels.
    std::optional<double> dice(std::size_t label) const;
    std::optional<double> dice(std::size_t label, std::int64_t slice) const;
    std::optional<double> diceTogether() const;

    double areaCm2(const RegionStatistics& inSlice) const {
        return static_cast<double>(inSlice.voxels) * voxelAreaCm2;
    }
    /// None where the label is in no slice that counts.
    std::optional<double> largestAreaCm2(const LabelStatistics& label) const;
    /// Slices that carry a label or anything a person said, and those of them that are reviewed.
    std::int64_t slicesInUse() const;
    std::int64_t slicesReviewed() const;
};

/// @param slices the state of each @throws Error Cancelled, and as labelStatistics
CaseNumbers measureCase(const Volume& image, std::int64_t frame, const LabelMap& labels,
                        const std::vector<SliceState>& slices, bool onlyReviewed,
                        const CancellationToken& cancel = {});

/// The same of a case as it stands, with the Dice of automatic against refined.
CaseNumbers measureCase(const Volume& image, std::int64_t frame, const Segmentation& segmentation,
                        bool onlyReviewed, const CancellationToken& cancel = {});

/// As `laurelctl stats --slicewise` writes it, with the area, the Dice of automatic against refined
/// and the state of each slice.
std::string numbersCsv(const CaseNumbers& numbers);

} // namespace laurel
