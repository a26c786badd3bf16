#include "mask_smoothing.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace laurel {

namespace {

/// Weights from the middle outwards; they and their mirror images sum to 1.
std::vector<float> halfKernel(double deviationVoxels) {
    const auto reach = static_cast<std::int64_t>(std::ceil(3 * deviationVoxels));
    std::vector<double> weights;
    double sum = 0;
    for (std::int64_t at = 0; at <= reach; ++at) {
        const double part = static_cast<double>(at) / deviationVoxels;
        weights.push_back(std::exp(-part * part / 2));
        sum += (at == 0 ? 1 : 2) * weights.back();
    }
    std::vector<float> kernel;
    kernel.reserve(weights.size());
    for (const double weight : weights) {
        kernel.push_back(static_cast<float>(weight / sum));
    }
    return kernel;
}

/// One line of voxels, `step` apart.
void smoothLine(float* first, std::int64_t count, std::int64_t step,
                const std::vector<float>& kernel, std::vector<float>& line) {
    const auto reach = std::ssize(kernel) - 1;
    line.resize(static_cast<std::size_t>(count + 2 * reach));
    for (std::int64_t at = -reach; at < count + reach; ++at) {
        line[static_cast<std::size_t>(at + reach)] =
            first[step * std::clamp<std::int64_t>(at, 0, count - 1)];
    }
    for (std::int64_t at = 0; at < count; ++at) {
        const float* middle = line.data() + at + reach;
        float sum = kernel[0] * middle[0];
        for (std::int64_t beside = 1; beside <= reach; ++beside) {
            sum += kernel[static_cast<std::size_t>(beside)] * (middle[beside] + middle[-beside]);
        }
        first[step * at] = sum;
    }
}

} // namespace

void smoothGaussian(std::vector<float>& values, const GridSize& size,
                    const std::array<double, 3>& spacing, double deviation) {
    const std::array<std::int64_t, 3> counts{size.x, size.y, size.z};
    const std::array<std::int64_t, 3> steps{1, size.x, size.x * size.y};
    std::vector<float> line;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (counts[axis] < 2) {
            continue; // a plane is smoothed as a plane
        }
        const std::vector<float> kernel = halfKernel(deviation / spacing[axis]);
        const std::size_t other = axis == 0 ? 1 : 0;
        const std::size_t third = axis == 2 ? 1 : 2;
        for (std::int64_t j = 0; j < counts[third]; ++j) {
            for (std::int64_t i = 0; i < counts[other]; ++i) {
                smoothLine(values.data() + i * steps[other] + j * steps[third], counts[axis],
                           steps[axis], kernel, line);
            }
        }
    }
}

Mask smoothMask(const Mask& mask, const GridSize& size, const std::array<double, 3>& spacing,
                double deviation) {
    std::vector<float> values(mask.begin(), mask.end());
    smoothGaussian(values, size, spacing, deviation);
    Mask smoothed(mask.size());
    std::ranges::transform(values, smoothed.begin(),
                           [](float value) { return value > 0.5F ? 1 : 0; });
    return smoothed;
}

std::vector<std::uint16_t> smoothJointly(const std::vector<std::uint16_t>& values,
                                         const GridSize& size, const std::array<double, 3>& spacing,
                                         double deviation) {
    const std::set<std::uint16_t> present(values.begin(), values.end());
    std::vector<float> most(values.size(), -1);
    std::vector<std::uint16_t> smoothed(values.size());
    std::vector<float> share(values.size());
    constexpr float alike = 1e-5F; // shares differ by rounding
    for (const std::uint16_t value : present) {
        std::ranges::transform(values, share.begin(),
                               [value](std::uint16_t own) { return own == value ? 1.0F : 0.0F; });
        smoothGaussian(share, size, spacing, deviation);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool own = values[i] == value;
            if (share[i] > most[i] + (own ? -alike : alike)) {
                most[i] = share[i];
                smoothed[i] = value;
            }
        }
    }
    return smoothed;
}

} // namespace laurel
