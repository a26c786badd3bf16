#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"
#include "laurel/reading/image_files.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

/// Small pictures of one slice, as a person sees it: patient's right at the left; front at the top
/// of axial slices, head at the top of the others; pixels square in the patient.
namespace laurel {

/// A slice along the third axis, cut out of its image and turned as it is seen. Thread-safe.
class SeenSlice {
  public:
    /// @throws Error InvalidArgument when the slice is not in the grid
    SeenSlice(const Geometry& geometry, std::int64_t slice, int edge);

    int width() const noexcept { return width_; } ///< of the picture: at most `edge`, as height
    int height() const noexcept { return height_; }

    /// Each pixel is the mean of nine places in it, so that borders are smooth. Of each, its offset
    /// in the voxels of the whole frame.
    static constexpr int placesOfPixel = 9;
    std::span<const std::int64_t> placesOf(int x, int y) const noexcept;

  private:
    int width_ = 1;
    int height_ = 1;
    std::vector<std::int64_t> places_; ///< by pixel
};

/// The slice's greys between their 1st and 99th percentile, one byte for each place of each pixel.
/// @throws Error InvalidArgument when there is no such frame
std::vector<std::uint8_t> greysOf(const Volume& image, std::int64_t frame, const SeenSlice& slice);

/// The middle slice in grey, its longer side `edge` pixels.
SmallPicture middlePicture(const Volume& image, std::int64_t frame, int edge);

} // namespace laurel
