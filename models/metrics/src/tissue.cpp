#include "laurel/metrics/tissue.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace laurel {

namespace {

constexpr double neighbourhood = 10; // mm
constexpr double surroundings = 3;   // mm
constexpr double brightest = 99.5;   // percent; a few vessels would stretch the histogram

std::vector<double> gaussianKernel(double sigma) {
    const auto radius = static_cast<std::int64_t>(std::ceil(3 * sigma));
    std::vector<double> kernel;
    for (std::int64_t i = -radius; i <= radius; ++i) {
        const double x = static_cast<double>(i) / sigma;
        kernel.push_back(std::exp(-x * x / 2));
    }
    return kernel; // not normalised: only quotients are used
}

/// A separable Gaussian along one axis; outside the grid there is nothing.
void blurAxis(std::vector<float>& field, const GridSize& size, int axis, double sigma) {
    const std::array<std::int64_t, 3> extents{size.x, size.y, size.z};
    const std::array<std::int64_t, 3> strides{1, size.x, size.x * size.y};
    const std::int64_t count = extents[axis];
    const std::int64_t stride = strides[axis];
    const std::vector<double> kernel = gaussianKernel(sigma);
    const auto radius = static_cast<std::int64_t>(kernel.size() / 2);
    std::vector<float> line(static_cast<std::size_t>(count));
    for (std::int64_t start = 0; start < std::ssize(field); ++start) {
        if ((start / stride) % count != 0) {
            continue; // not the first voxel of a line
        }
        for (std::int64_t i = 0; i < count; ++i) {
            line[i] = field[start + i * stride];
        }
        for (std::int64_t i = 0; i < count; ++i) {
            double sum = 0;
            const std::int64_t last = std::min(count - 1, i + radius);
            for (std::int64_t k = std::max<std::int64_t>(0, i - radius); k <= last; ++k) {
                sum += kernel[k - i + radius] * line[k];
            }
            field[start + i * stride] = static_cast<float>(sum);
        }
    }
}

void blur(std::vector<float>& field, const Geometry& geometry) {
    for (int axis = 0; axis < 3; ++axis) {
        blurAxis(field, geometry.size(), axis, neighbourhood / geometry.spacing()[axis]);
    }
}

Mask labelled(const LabelMap& labels) {
    Mask mask(static_cast<std::size_t>(labels.geometry().size().voxels()), 0);
    for (int layer = 0; layer < labels.layers(); ++layer) {
        const auto values = labels.layer(layer);
        for (std::size_t i = 0; i < mask.size(); ++i) {
            mask[i] = mask[i] != 0 || values[i] != 0 ? 1 : 0;
        }
    }
    return mask;
}

/// Intensity over the mean of the labelled voxels around; NaN where there is none.
std::vector<float> relativeToNeighbours(const std::vector<float>& image, const Mask& mask,
                                        const Geometry& geometry) {
    std::vector<float> sum(image.size(), 0.0F);
    std::vector<float> weight(image.size(), 0.0F);
    for (std::size_t i = 0; i < image.size(); ++i) {
        if (mask[i] != 0 && std::isfinite(image[i])) {
            sum[i] = image[i];
            weight[i] = 1;
        }
    }
    blur(sum, geometry);
    blur(weight, geometry);
    std::vector<float> relative(image.size(), std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i < image.size(); ++i) {
        if (weight[i] > 1e-3F && sum[i] > 0) {
            relative[i] = image[i] * weight[i] / sum[i];
        }
    }
    return relative;
}

/// Otsu's threshold of the finite values in a mask, the brightest cut off.
float thresholdIn(const std::vector<float>& values, const Mask& mask) {
    std::vector<float> samples;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (mask[i] != 0 && std::isfinite(values[i])) {
            samples.push_back(values[i]);
        }
    }
    if (samples.empty()) {
        return 0;
    }
    const auto cut =
        static_cast<std::ptrdiff_t>(brightest / 100 * static_cast<double>(samples.size() - 1));
    std::nth_element(samples.begin(), samples.begin() + cut, samples.end());
    const float limit = samples[static_cast<std::size_t>(cut)];
    for (float& sample : samples) {
        sample = std::min(sample, limit);
    }
    return otsuThreshold(samples);
}

Color lightened(const Color& color) {
    const auto half = [](std::uint8_t part) { return static_cast<std::uint8_t>((part + 255) / 2); };
    return {half(color.red), half(color.green), half(color.blue)};
}

std::string fatName(const std::string& name) {
    if (name.ends_with("_L") || name.ends_with("_R")) {
        return name.substr(0, name.size() - 2) + " fat" + name.substr(name.size() - 2);
    }
    return name + " fat";
}

} // namespace

Mask fatWithin(const Volume& image, const LabelMap& labels, FatAppearance appearance,
               std::int64_t frame) {
    const Geometry& geometry = labels.geometry();
    if (!image.geometry().sameGridAs(geometry)) {
        throw Error(ErrorCode::InvalidInput, "image (" + image.geometry().describe() +
                                                 ") and labels (" + geometry.describe() +
                                                 ") have different grids");
    }
    const Mask mask = labelled(labels);
    std::vector<float> values = image.toFloat(frame);
    if (image.modality != "CT") {
        values = relativeToNeighbours(values, mask, geometry);
    }
    const Mask around = dilate(mask, geometry.size(), geometry.spacing(), surroundings);
    const float threshold = thresholdIn(values, around);
    Mask fat(mask.size(), 0);
    for (std::size_t i = 0; i < fat.size(); ++i) {
        const bool isFat =
            appearance == FatAppearance::Bright ? values[i] > threshold : values[i] < threshold;
        fat[i] = mask[i] != 0 && isFat ? 1 : 0;
    }
    return fat;
}

LabelMap withFatApart(const LabelMap& labels, MaskView fat) {
    if (std::ssize(fat) != labels.geometry().size().voxels()) {
        throw Error(ErrorCode::InvalidArgument, "fat: the mask does not fit the labels");
    }
    std::uint16_t greatest = 0;
    for (const Segment& segment : labels.segments()) {
        greatest = std::max(greatest, segment.value);
    }
    if (greatest > std::numeric_limits<std::uint16_t>::max() / 2) {
        throw Error(ErrorCode::InvalidInput, "fat: label values above 32767 leave no room for fat");
    }
    LabelMap apart = labels;
    for (const Segment& segment : labels.segments()) {
        Segment part = segment;
        part.name = fatName(segment.name);
        part.value = static_cast<std::uint16_t>(segment.value + greatest);
        part.color = lightened(segment.color);
        part.abbreviation.clear();
        part.snomed.clear();
        auto values = apart.layer(segment.layer);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (fat[i] != 0 && values[i] == segment.value) {
                values[i] = part.value;
            }
        }
        apart.addSegment(std::move(part));
    }
    return apart;
}

} // namespace laurel
