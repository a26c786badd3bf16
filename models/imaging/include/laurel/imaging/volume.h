#pragma once

#include "laurel/imaging/geometry.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace laurel {

enum class PixelType { U8, I16, U16, I32, F32 };

std::string_view toString(PixelType type) noexcept; ///< "u8", "i16", "u16", "i32", "f32"

/// Stored samples of one of the five types, x fastest, then y, z, frame. The order of alternatives
/// is that of PixelType.
using PixelBuffer =
    std::variant<std::vector<std::uint8_t>, std::vector<std::int16_t>, std::vector<std::uint16_t>,
                 std::vector<std::int32_t>, std::vector<float>>;

/// Stored value × slope + intercept = the value that counts (HU, a.u.).
struct Rescale {
    double slope = 1;     ///< finite, not 0
    double intercept = 0; ///< finite
    bool operator==(const Rescale&) const = default;
};

/// A scalar image: 3-D, or 4-D with `frames` > 1 (echoes, time points). Keeps the type it was
/// stored in. A value; shared between threads as shared_ptr<const Volume>.
class Volume {
  public:
    Volume() : Volume(Geometry{}, std::vector<std::uint8_t>(1)) {}

    /// @param pixels exactly geometry.size().voxels() × frames samples
    /// @throws Error InvalidInput on a wrong count, InvalidArgument on a bad rescale or frames < 1
    Volume(Geometry geometry, PixelBuffer pixels, std::int64_t frames = 1, Rescale rescale = {});

    const Geometry& geometry() const noexcept { return geometry_; }
    PixelType pixelType() const noexcept { return static_cast<PixelType>(pixels_.index()); }
    std::int64_t frames() const noexcept { return frames_; }
    const Rescale& rescale() const noexcept { return rescale_; }
    const PixelBuffer& pixels() const noexcept { return pixels_; }

    /// The stored samples of one frame. Precondition: T is the stored type and frame is in range.
    template <typename T>
    std::span<const T> frame(std::int64_t index) const {
        const auto count = static_cast<std::size_t>(geometry_.size().voxels());
        return std::span<const T>(std::get<std::vector<T>>(pixels_)).subspan(index * count, count);
    }

    /// Rescaled value. Precondition: geometry().contains(index), 0 <= frame < frames().
    double value(const VoxelIndex& index, std::int64_t frame = 0) const;

    /// All rescaled values of one frame, x fastest.
    /// @throws Error InvalidArgument when there is no such frame
    std::vector<float> toFloat(std::int64_t frame = 0) const;

    std::string modality;    ///< DICOM's short code such as "MR" or "CT"; empty when unknown
    std::string description; ///< of the series; never a patient field

  private:
    Geometry geometry_;
    PixelBuffer pixels_;
    std::int64_t frames_ = 1;
    Rescale rescale_;
};

} // namespace laurel
