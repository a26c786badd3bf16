#pragma once

#include "inferer.h"
#include "laurel/base/progress.h"
#include "laurel/imaging/label_map.h"
#include "prepared_volume.h"

namespace laurel {

/// Where the windows of a prepared volume begin, in its grid.
std::vector<VoxelIndex> windowStartsOf(const PreparedVolume& volume);

/// The values of one of them, x fastest; what lies beyond the grid is as the lowest of all.
std::vector<float> windowValuesOf(const PreparedVolume& volume, const VoxelIndex& start);

/// Class probabilities of a prepared volume: windows that overlap by half along every axis, each
/// voxel's answers averaged with weights that fall towards a window's border, where a network sees
/// least.
/// @return classes × grid, x fastest
/// @throws Error LimitExceeded when they need more than 4 GiB, Cancelled (within one window, or one
///         class of the averages), as Inferer
std::vector<float> volumeProbabilities(Inferer& inferer, const PreparedVolume& volume, int classes,
                                       ProgressSink& progress, const CancellationToken& cancel);

/// Writes into each voxel of `canonical` (on the volume's canonical grid) the class whose
/// probability, interpolated between the network's voxels, is the greatest; the lower one of
/// equals. @throws Error Cancelled, before the next slice
void paintVolume(LabelMap& canonical, const PreparedVolume& volume,
                 const std::vector<float>& probabilities, const CancellationToken& cancel);

} // namespace laurel
