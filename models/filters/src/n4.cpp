#include "n4.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <itkImage.h>
#include <itkN4BiasFieldCorrectionImageFilter.h>

namespace laurel {

namespace {

using FloatImage = itk::Image<float, 3>;
using MaskImage = itk::Image<std::uint8_t, 3>;
using N4 = itk::N4BiasFieldCorrectionImageFilter<FloatImage, MaskImage, FloatImage>;

/// ITK's spline needs an extent along every axis: a single plane is given twice.
template <typename Image>
typename Image::Pointer toItk(std::span<const typename Image::PixelType> values,
                              const Geometry& geometry) {
    const GridSize& size = geometry.size();
    typename Image::SizeType extent;
    typename Image::SpacingType spacing;
    for (unsigned axis = 0; axis < 3; ++axis) {
        extent[axis] = static_cast<itk::SizeValueType>(
            std::max<std::int64_t>(2, size[static_cast<int>(axis)]));
        spacing[axis] = geometry.spacing()[axis];
    }
    const auto image = Image::New();
    image->SetRegions(extent);
    image->SetSpacing(spacing);
    image->Allocate();
    auto* to = image->GetBufferPointer();
    const auto [nx, ny, nz] = extent.m_InternalArray;
    for (itk::SizeValueType z = 0; z < nz; ++z) {
        for (itk::SizeValueType y = 0; y < ny; ++y) {
            for (itk::SizeValueType x = 0; x < nx; ++x) {
                const VoxelIndex from{std::min<std::int64_t>(x, size.x - 1),
                                      std::min<std::int64_t>(y, size.y - 1),
                                      std::min<std::int64_t>(z, size.z - 1)};
                *to++ = values[geometry.offset(from)];
            }
        }
    }
    return image;
}

/// Logarithm of input / output, which is the field wherever the input is positive.
std::vector<float> logRatio(const CoarseImage& image, const FloatImage& corrected) {
    const GridSize& size = image.geometry.size();
    std::vector<float> field;
    field.reserve(image.values.size());
    for (VoxelIndex v; v.z < size.z; ++v.z) {
        for (v.y = 0; v.y < size.y; ++v.y) {
            for (v.x = 0; v.x < size.x; ++v.x) {
                const float before = image.values[image.geometry.offset(v)];
                const float after = corrected.GetPixel({{v.x, v.y, v.z}});
                field.push_back(std::log(before / after));
            }
        }
    }
    return field;
}

void configure(N4& filter, const N4Settings& settings) {
    const auto levels = static_cast<unsigned>(settings.fittingLevels);
    N4::VariableSizeArrayType iterations(levels);
    iterations.Fill(static_cast<unsigned>(settings.iterationsPerLevel));
    filter.SetNumberOfFittingLevels(levels);
    filter.SetMaximumNumberOfIterations(iterations);
    filter.SetConvergenceThreshold(static_cast<float>(settings.convergenceThreshold));
}

} // namespace

std::vector<float> estimateLogBias(const CoarseImage& image, const N4Settings& settings,
                                   const CancellationToken& cancel) {
    try {
        const auto filter = N4::New();
        configure(*filter, settings);
        filter->SetInput(toItk<FloatImage>(image.values, image.geometry));
        filter->SetMaskImage(toItk<MaskImage>(image.mask, image.geometry));
        filter->AddObserver(itk::IterationEvent(),
                            [&cancel](const itk::EventObject&) { cancel.throwIfCancelled(); });
        filter->Update();
        return logRatio(image, *filter->GetOutput());
    } catch (const itk::ExceptionObject& error) {
        throw Error(ErrorCode::Internal,
                    std::string("bias correction (N4) failed: ") + error.GetDescription());
    }
}

} // namespace laurel
