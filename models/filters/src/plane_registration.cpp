#include "laurel/filters/plane_registration.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <itkFastSymmetricForcesDemonsRegistrationFilter.h>
#include <itkImage.h>
#include <itkMultiResolutionPDEDeformableRegistration.h>

namespace laurel {

namespace {

using PlaneOfFloat = itk::Image<float, 2>;
using FieldImage = itk::Image<itk::Vector<float, 2>, 2>;
using Demons =
    itk::FastSymmetricForcesDemonsRegistrationFilter<PlaneOfFloat, PlaneOfFloat, FieldImage>;
using Pyramid =
    itk::MultiResolutionPDEDeformableRegistration<PlaneOfFloat, PlaneOfFloat, FieldImage>;

void requireFit(const PlanePair& planes, const PlaneRegistrationSettings& settings) {
    const auto voxels = static_cast<std::size_t>(planes.size.x * planes.size.y);
    if (planes.size.z != 1 || planes.from.size() != voxels || planes.to.size() != voxels) {
        throw Error(ErrorCode::InvalidArgument, "the planes do not fit their size");
    }
    if (settings.levels < 1 || settings.levels > 6 || settings.iterations < 1 ||
        settings.iterations > 1000 || !(settings.smoothingVoxels >= 0.5) ||
        settings.smoothingVoxels > 20) {
        throw Error(ErrorCode::InvalidArgument, "settings of the registration are out of range");
    }
    const auto finite = [](float value) { return std::isfinite(value); };
    if (!std::all_of(planes.from.begin(), planes.from.end(), finite) ||
        !std::all_of(planes.to.begin(), planes.to.end(), finite)) {
        throw Error(ErrorCode::InvalidArgument, "the planes have values that are no numbers");
    }
}

/// Grey values as parts of the range of both, so that settings mean the same for any scale.
struct GreyRange {
    float low = 0;
    float width = 1;
};

GreyRange rangeOf(const PlanePair& planes) {
    const auto [fromLow, fromHigh] = std::minmax_element(planes.from.begin(), planes.from.end());
    const auto [toLow, toHigh] = std::minmax_element(planes.to.begin(), planes.to.end());
    const float low = std::min(*fromLow, *toLow);
    const float high = std::max(*fromHigh, *toHigh);
    return {low, high > low ? high - low : 1};
}

PlaneOfFloat::Pointer toItk(std::span<const float> values, const PlanePair& planes,
                            const GreyRange& range) {
    const auto image = PlaneOfFloat::New();
    image->SetRegions(PlaneOfFloat::SizeType{{static_cast<itk::SizeValueType>(planes.size.x),
                                              static_cast<itk::SizeValueType>(planes.size.y)}});
    PlaneOfFloat::SpacingType spacing;
    spacing[0] = planes.spacing[0];
    spacing[1] = planes.spacing[1];
    image->SetSpacing(spacing);
    image->Allocate();
    constexpr float scale = 255;
    std::transform(values.begin(), values.end(), image->GetBufferPointer(),
                   [&](float value) { return scale * (value - range.low) / range.width; });
    return image;
}

PlaneDisplacement toVoxels(const FieldImage& field, const PlanePair& planes) {
    const auto count = static_cast<std::size_t>(planes.size.x * planes.size.y);
    std::vector<float> dx(count);
    std::vector<float> dy(count);
    const itk::Vector<float, 2>* from = field.GetBufferPointer();
    for (std::size_t i = 0; i < count; ++i) {
        dx[i] = static_cast<float>(from[i][0] / planes.spacing[0]);
        dy[i] = static_cast<float>(from[i][1] / planes.spacing[1]);
    }
    return {planes.size, std::move(dx), std::move(dy)};
}

/// Planes too small for so many halvings take fewer.
unsigned levelsFor(const GridSize& size, int wanted) {
    constexpr std::int64_t smallest = 16;
    std::int64_t side = std::min(size.x, size.y);
    int levels = 1;
    while (levels < wanted && side / 2 >= smallest) {
        side /= 2;
        ++levels;
    }
    return static_cast<unsigned>(levels);
}

} // namespace

PlaneDisplacement registerPlanes(const PlanePair& planes, const PlaneRegistrationSettings& settings,
                                 const CancellationToken& cancel) {
    requireFit(planes, settings);
    try {
        const GreyRange range = rangeOf(planes);
        const auto demons = Demons::New();
        demons->SmoothDisplacementFieldOn();
        demons->SetStandardDeviations(settings.smoothingVoxels);
        demons->AddObserver(itk::IterationEvent(),
                            [&cancel](const itk::EventObject&) { cancel.throwIfCancelled(); });
        const auto pyramid = Pyramid::New();
        pyramid->SetRegistrationFilter(demons);
        const unsigned levels = levelsFor(planes.size, settings.levels);
        pyramid->SetNumberOfLevels(levels);
        Pyramid::NumberOfIterationsType iterations(levels);
        for (unsigned level = 0; level < levels; ++level) {
            iterations[level] = std::max(1U, static_cast<unsigned>(settings.iterations) >> level);
        }
        pyramid->SetNumberOfIterations(iterations);
        pyramid->SetFixedImage(toItk(planes.to, planes, range));
        pyramid->SetMovingImage(toItk(planes.from, planes, range));
        pyramid->Update();
        return toVoxels(*pyramid->GetOutput(), planes);
    } catch (const itk::ExceptionObject& error) {
        throw Error(ErrorCode::Internal,
                    std::string("registration of planes failed: ") + error.GetDescription());
    }
}

Mask PlaneDisplacement::moved(MaskView mask) const {
    if (mask.size() != dx_.size()) {
        throw Error(ErrorCode::InvalidArgument, "the mask does not fit the registered planes");
    }
    const auto inside = [&](std::int64_t x, std::int64_t y) {
        const bool there = x >= 0 && y >= 0 && x < size_.x && y < size_.y;
        return there && mask[static_cast<std::size_t>(y * size_.x + x)] != 0 ? 1.0 : 0.0;
    };
    Mask moved(mask.size());
    for (std::int64_t y = 0; y < size_.y; ++y) {
        for (std::int64_t x = 0; x < size_.x; ++x) {
            const auto at = static_cast<std::size_t>(y * size_.x + x);
            const double fromX = static_cast<double>(x) + dx_[at];
            const double fromY = static_cast<double>(y) + dy_[at];
            const auto left = static_cast<std::int64_t>(std::floor(fromX));
            const auto top = static_cast<std::int64_t>(std::floor(fromY));
            const double fx = fromX - static_cast<double>(left);
            const double fy = fromY - static_cast<double>(top);
            const double part =
                (1 - fy) * ((1 - fx) * inside(left, top) + fx * inside(left + 1, top)) +
                fy * ((1 - fx) * inside(left, top + 1) + fx * inside(left + 1, top + 1));
            moved[at] = part >= 0.5 ? 1 : 0;
        }
    }
    return moved;
}

} // namespace laurel
