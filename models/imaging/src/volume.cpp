#include "laurel/imaging/volume.h"

#include "laurel/base/error.h"

#include <cmath>
#include <utility>

namespace laurel {

std::string_view toString(PixelType type) noexcept {
    switch (type) {
    case PixelType::U8:
        return "u8";
    case PixelType::I16:
        return "i16";
    case PixelType::U16:
        return "u16";
    case PixelType::I32:
        return "i32";
    case PixelType::F32:
        break;
    }
    return "f32";
}

Volume::Volume(Geometry geometry, PixelBuffer pixels, std::int64_t frames, Rescale rescale)
    : geometry_(geometry), pixels_(std::move(pixels)), frames_(frames), rescale_(rescale) {
    if (frames < 1 || frames > 65535) {
        throw Error(ErrorCode::InvalidArgument,
                    "a volume has 1 to 65535 frames, not " + std::to_string(frames));
    }
    if (!std::isfinite(rescale.slope) || rescale.slope == 0 || !std::isfinite(rescale.intercept)) {
        throw Error(ErrorCode::InvalidArgument,
                    "rescale slope must be finite and not 0, intercept finite");
    }
    const auto expected = static_cast<std::size_t>(geometry_.size().voxels() * frames);
    const std::size_t count =
        std::visit([](const auto& samples) { return samples.size(); }, pixels_);
    if (count != expected) {
        throw Error(ErrorCode::InvalidInput, "a volume of " + geometry_.describe() + " and " +
                                                 std::to_string(frames) + " frames needs " +
                                                 std::to_string(expected) + " samples, not " +
                                                 std::to_string(count));
    }
}

double Volume::value(const VoxelIndex& index, std::int64_t frame) const {
    const std::size_t at =
        geometry_.offset(index) + static_cast<std::size_t>(frame * geometry_.size().voxels());
    const double stored =
        std::visit([at](const auto& samples) { return static_cast<double>(samples[at]); }, pixels_);
    return stored * rescale_.slope + rescale_.intercept;
}

std::vector<float> Volume::toFloat(std::int64_t frame) const {
    if (frame < 0 || frame >= frames_) {
        throw Error(ErrorCode::InvalidArgument, "frame " + std::to_string(frame) + " of " +
                                                    std::to_string(frames_) + " does not exist");
    }
    const auto count = static_cast<std::size_t>(geometry_.size().voxels());
    std::vector<float> values(count);
    std::visit(
        [&](const auto& samples) {
            const auto* from = samples.data() + static_cast<std::size_t>(frame) * count;
            for (std::size_t i = 0; i < count; ++i) {
                values[i] = static_cast<float>(static_cast<double>(from[i]) * rescale_.slope +
                                               rescale_.intercept);
            }
        },
        pixels_);
    return values;
}

} // namespace laurel
