#include "laurel/workflow/label_source.h"

#include "laurel/imaging/orientation.h"
#include "laurel/imaging/resampling.h"
#include "laurel/workflow/image_source.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr double mostIsInside = 0.9;

/// Voxels of a map, and how many of them lie in another grid.
struct Share {
    std::int64_t voxels = 0;
    std::int64_t inside = 0;
    double fraction() const {
        return voxels == 0 ? 0 : static_cast<double>(inside) / static_cast<double>(voxels);
    }
};

bool isLabelled(const LabelMap& labels, std::size_t at) {
    for (int layer = 0; layer < labels.layers(); ++layer) {
        if (labels.layer(layer)[at] != 0) {
            return true;
        }
    }
    return false;
}

/// Of the labelled voxels, or of all where there are none.
Share shareInside(const LabelMap& labels, const Geometry& grid, bool onlyLabelled) {
    const Geometry& own = labels.geometry();
    Share share;
    std::size_t at = 0;
    for (VoxelIndex voxel; voxel.z < own.size().z; ++voxel.z) {
        for (voxel.y = 0; voxel.y < own.size().y; ++voxel.y) {
            for (voxel.x = 0; voxel.x < own.size().x; ++voxel.x, ++at) {
                if (onlyLabelled && !isLabelled(labels, at)) {
                    continue;
                }
                const ContinuousIndex index = grid.toIndex(own.toWorld(voxel));
                ++share.voxels;
                share.inside += static_cast<std::int64_t>(grid.contains(
                    {std::llround(index.x), std::llround(index.y), std::llround(index.z)}));
            }
        }
    }
    return share;
}

Share shareInside(const LabelMap& labels, const Geometry& grid) {
    const Share labelled = shareInside(labels, grid, true);
    return labelled.voxels > 0 ? labelled : shareInside(labels, grid, false);
}

std::string percent(double fraction) {
    std::ostringstream text;
    text.precision(3);
    text << 100 * fraction << " %";
    return text.str();
}

bool sameSize(const LabelMap& labels, const Geometry& grid) {
    return labels.geometry().size() == grid.size();
}

/// Labels on their way onto an image, as messages name both.
struct Attempt {
    const Geometry& grid;
    const std::string& name;
    const std::string& imageName;
    bool fitsByIndex; ///< as the file has its axes

    [[noreturn]] void refuse(const std::string& problem, const Geometry& own,
                             const std::string& resampling = "") const {
        const std::string byIndex =
            fitsByIndex ? "; where the two belong together voxel by voxel, align by index "
                          "(--align-by-index)"
                        : "";
        throw PlacementRefusal(problem + ": " + imageName + " has " + describeGrid(grid) + "; " +
                                   name + " has " + describeGrid(own),
                               resampling + byIndex, {fitsByIndex, !resampling.empty()});
    }
};

/// Coordinates of two frames of reference have nothing to do with each other (PS3.3 C.7.4.1).
void requireSameSpace(const OpenedLabels& labels, const Attempt& attempt,
                      const LabelOptions& options) {
    if (!labels.frameOfReference.empty() && !options.imageFrameOfReference.empty() &&
        labels.frameOfReference != options.imageFrameOfReference) {
        attempt.refuse("the labels belong to another frame of reference (" +
                           labels.frameOfReference + ") than the image (" +
                           options.imageFrameOfReference + ")",
                       labels.labels.geometry());
    }
}

/// The same voxels on another grid of the same size.
LabelMap withGrid(const LabelMap& labels, const Geometry& grid) {
    LabelMap moved(grid, labels.layers());
    for (int layer = 0; layer < labels.layers(); ++layer) {
        const auto from = labels.layer(layer);
        std::copy(from.begin(), from.end(), moved.layer(layer).begin());
    }
    for (const Segment& segment : labels.segments()) {
        moved.addSegment(segment);
    }
    return moved;
}

OpenedLabels alignByIndex(const LabelMap& labels, const Geometry& grid, const std::string& name,
                          const std::string& imageName) {
    if (!sameSize(labels, grid)) {
        throw Error(ErrorCode::InvalidInput,
                    "aligning by index needs grids of one size: " + imageName + " has " +
                        grid.describe() + "; " + name + " has " + labels.geometry().describe());
    }
    OpenedLabels opened{withGrid(labels, grid), {}};
    if (!labels.geometry().sameGridAs(grid)) {
        opened.notes.push_back("aligned by index, against what " + name +
                               " says of its grid: " + describeGrid(labels.geometry()));
    }
    return opened;
}

OpenedLabels resample(const LabelMap& labels, const Geometry& grid, const Share& share) {
    OpenedLabels opened{resampleNearest(labels, grid), {}};
    opened.notes.push_back("resampled from " + labels.geometry().describe() + "; " +
                           percent(1 - share.fraction()) +
                           " of the labelled voxels lie outside the image");
    return opened;
}

OpenedLabels placeInWorld(LabelMap labels, const Attempt& attempt, Resampling resampling) {
    const Geometry& grid = attempt.grid;
    const Orientation wanted = Orientation::of(grid.direction());
    if (!(Orientation::of(labels.geometry().direction()) == wanted)) {
        labels = reorient(labels, wanted);
    }
    if (labels.geometry().sameGridAs(grid)) {
        return {std::move(labels), {}};
    }
    const Share share = shareInside(labels, grid);
    if (share.inside == 0) {
        attempt.refuse("the labels do not overlap with the image", labels.geometry());
    }
    if (resampling == Resampling::Never) {
        attempt.refuse("the grids differ", labels.geometry(), "; resample the labels (--resample)");
    }
    if (resampling == Resampling::WhenMostIsInside && share.fraction() < mostIsInside) {
        attempt.refuse("only " + percent(share.fraction()) +
                           " of the labelled voxels lie in the image, and the grids differ",
                       labels.geometry(),
                       "; resample all the same where that is meant (--resample)");
    }
    return resample(labels, grid, share);
}

} // namespace

OpenedLabels readLabelsOn(const fs::path& path, const std::optional<Geometry>& grid,
                          const fs::path& table, const CancellationToken& cancel) {
    LoadedLabels loaded = loadLabels({path, grid, table}, cancel);
    return {std::move(loaded.labels), std::move(loaded.notes), std::move(loaded.frameOfReference)};
}

OpenedLabels openLabels(const fs::path& path, const Geometry& grid, const LabelOptions& options) {
    OpenedLabels opened =
        placeLabels(readLabelsOn(path, grid, options.table), grid, options, path.string());
    opened.labels.nameUnlabelled();
    return opened;
}

OpenedLabels placeLabels(OpenedLabels labels, const Geometry& grid, const LabelOptions& options,
                         const std::string& name, const std::string& imageName) {
    const bool byIndex = options.placement == LabelPlacement::ByIndex;
    const Attempt attempt{grid, name, imageName, sameSize(labels.labels, grid)};
    if (!byIndex) {
        requireSameSpace(labels, attempt, options);
    }
    OpenedLabels placed = byIndex
                              ? alignByIndex(labels.labels, grid, name, imageName)
                              : placeInWorld(std::move(labels.labels), attempt, options.resampling);
    placed.notes.insert(placed.notes.begin(), labels.notes.begin(), labels.notes.end());
    placed.frameOfReference = labels.frameOfReference;
    return placed;
}

} // namespace laurel
