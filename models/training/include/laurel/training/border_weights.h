#pragma once

#include "laurel/training/training_plane.h"

#include <cstdint>
#include <span>
#include <vector>

/// The pixel weights of Dafne's loss: class balance plus emphasis of the narrow gaps between
/// muscles (Agosti et al. 2021, after Ronneberger et al., U-Net, MICCAI 2015, equation 2).
namespace laurel {

/// `peak · exp(−(d1 + d2)² / (2 σ²))` for each annotated pixel inside `body`, 0 elsewhere, where d1
/// and d2 are the distances in pixels to the two nearest muscles other than the pixel's own label.
/// With fewer than two other muscles in the plane the distance to a missing one is infinite and so
/// the weight 0.
/// @param labels  0 = background, 1 to `channels` - 1 = muscles, ignoredLabel = not annotated
/// @param channels outputs of the network, background included
/// @throws Error InvalidArgument when sizes differ or a label is not below `channels`
std::vector<float> borderWeights(std::span<const std::uint16_t> labels, MaskView body,
                                 PlaneSize size, int channels, double sigmaPixels = 8,
                                 double peak = 10);

/// Mean class frequency / own class frequency, over the classes that occur; 0 for those that do
/// not. The weights of all pixels so have mean 1.
/// @param counts pixels per class
std::vector<float> classBalance(std::span<const std::int64_t> counts);

/// Pixels per class over annotated labels. @throws Error InvalidArgument when a label is not below
/// `channels`
std::vector<std::int64_t> classCounts(std::span<const std::uint16_t> labels, int channels);

} // namespace laurel
