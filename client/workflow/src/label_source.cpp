#include "laurel/workflow/label_source.h"

#include "laurel/base/error.h"
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

[[noreturn]] void refuse(const std::string& problem, const LabelMap& labels, const Geometry& grid,
                         const std::string& name, const std::string& imageName,
                         const std::string& wayOut) {
    const std::string byIndex =
        sameSize(labels, grid) ? "; where the two belong together voxel by voxel, align by index "
                                 "(--align-by-index)"
                               : "";
    throw Error(ErrorCode::InvalidInput, problem + ": " + imageName + " has " + describeGrid(grid) +
                                             "; " + name + " has " +
                                             describeGrid(labels.geometry()) + wayOut + byIndex);
}

/// Coordinates of two frames of reference have nothing to do with each other (PS3.3 C.7.4.1).
void requireSameSpace(const OpenedLabels& labels, const Geometry& grid, const LabelOptions& options,
                      const std::string& name, const std::string& imageName) {
    if (!labels.frameOfReference.empty() && !options.imageFrameOfReference.empty() &&
        labels.frameOfReference != options.imageFrameOfReference) {
        refuse("the labels belong to another frame of reference (" + labels.frameOfReference +
                   ") than the image (" + options.imageFrameOfReference + ")",
               labels.labels, grid, name, imageName, "");
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

OpenedLabels placeInWorld(LabelMap labels, const Geometry& grid, Resampling resampling,
                          const std::string& name, const std::string& imageName) {
    const Orientation wanted = Orientation::of(grid.direction());
    if (!(Orientation::of(labels.geometry().direction()) == wanted)) {
        labels = reorient(labels, wanted);
    }
    if (labels.geometry().sameGridAs(grid)) {
        return {std::move(labels), {}};
    }
    const Share share = shareInside(labels, grid);
    if (share.inside == 0) {
        refuse("the labels do not overlap with the image", labels, grid, name, imageName, "");
    }
    if (resampling == Resampling::Never) {
        refuse("the grids differ", labels, grid, name, imageName,
               "; resample the labels (--resample)");
    }
    if (resampling == Resampling::WhenMostIsInside && share.fraction() < mostIsInside) {
        refuse("only " + percent(share.fraction()) +
                   " of the labelled voxels lie in the image, and the grids differ",
               labels, grid, name, imageName,
               "; resample all the same where that is meant (--resample)");
    }
    return resample(labels, grid, share);
}

} // namespace

OpenedLabels readLabelsOn(const fs::path& path, const std::optional<Geometry>& grid,
                          const fs::path& table) {
    LoadedLabels loaded = loadLabels({path, grid, table});
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
    if (!byIndex) {
        requireSameSpace(labels, grid, options, name, imageName);
    }
    OpenedLabels placed =
        byIndex ? alignByIndex(labels.labels, grid, name, imageName)
                : placeInWorld(std::move(labels.labels), grid, options.resampling, name, imageName);
    placed.notes.insert(placed.notes.begin(), labels.notes.begin(), labels.notes.end());
    placed.frameOfReference = labels.frameOfReference;
    return placed;
}

} // namespace laurel
