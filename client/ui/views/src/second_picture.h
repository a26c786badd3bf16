#pragma once

#include "plane_layout.h"

#include "laurel/imaging/resampling.h"
#include "laurel/session/second_image.h"

#include <QImage>

#include <memory>
#include <optional>
#include <vector>

namespace laurel::ui {

/// The points of a slice as the screen shows them, in world space, `finer` to each voxel and side.
WorldPlane worldPlaneOf(const Geometry& geometry, const PlaneLayout& layout, std::int64_t slice,
                        int finer);

/// The second image's part of one slice of the case's image, sampled through world coordinates.
/// Keeps the values, so that a new window or map costs no second sampling.
class SecondPicture {
  public:
    /// Format ARGB32: opaque where the second image has a value, clear where it has none; a pixel
    /// for each voxel of the case's image, or a few where the second one is finer.
    /// @param base grid of the case's image
    const QImage& picture(const SecondImage& second, const Geometry& base,
                          const PlaneLayout& layout, std::int64_t slice);

    void forget() { volume_.reset(); } ///< the image is not held any longer

  private:
    void sample(const Volume& volume, const Geometry& base, const PlaneLayout& layout,
                std::int64_t slice);
    void paint(const SecondLook& look);

    std::shared_ptr<const Volume> volume_; ///< whose values are kept
    std::int64_t slice_ = 0;
    PlaneSize size_;
    std::vector<float> values_;      ///< NaN where there is none
    std::optional<SecondLook> look_; ///< of the picture
    QImage picture_;
};

/// Where in a view of this width a swipe ends, px.
double swipeLine(const SecondLook& look, double width);

} // namespace laurel::ui
