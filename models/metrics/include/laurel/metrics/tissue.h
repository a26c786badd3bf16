#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/masks.h"
#include "laurel/imaging/volume.h"

#include <vector>

/// Muscle tissue and fat within segmented muscles, by intensity.
namespace laurel {

/// How fat looks beside muscle: bright in T1, T2 and proton density weighting and in fat images,
/// dark in fat-suppressed and water images and in CT.
enum class FatAppearance { Bright, Dark };

/// 1 where a voxel within a label is fat, 0 elsewhere; on the labels' grid, x fastest.
///
/// Two classes by Otsu's threshold, as fat within paraspinal muscles is commonly measured (Fortin &
/// Battié, Physical Therapy 92, 2012, 853–864, by a threshold set by hand), with two precautions.
/// Intensities are taken relative to the mean of the labelled voxels around (Gaussian, 10 mm), so
/// that the sensitivity of a surface coil does not part near from far; in CT, whose scale is
/// absolute, they are taken as they are. The threshold is drawn from the labels and 3 mm around
/// them, where fat lies in any person; within lean muscle alone it would part noise.
/// @throws Error InvalidInput when the grids differ, InvalidArgument when there is no such frame
Mask fatWithin(const Volume& image, const LabelMap& labels, FatAppearance appearance,
               std::int64_t frame = 0);

/// The labels with their fat apart: "Multifidus_L" keeps its voxels of muscle, those of fat become
/// "Multifidus fat_L". One layer per layer of `labels`, the same colours with fat lightened.
/// @throws Error InvalidArgument unless the mask fits, InvalidInput when no values are left
LabelMap withFatApart(const LabelMap& labels, MaskView fat);

} // namespace laurel
