#include "packed_weights.h"

#include <array>

namespace laurel {

namespace {

using Row = std::array<double, 3>;

/// Of Lavin & Gray, CVPR 2016, section 4.
constexpr std::array<Row, 4> two{{{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}}};
constexpr std::array<Row, 6> four{{{1.0 / 4, 0, 0},
                                   {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                                   {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                                   {1.0 / 24, 1.0 / 12, 1.0 / 6},
                                   {1.0 / 24, -1.0 / 12, 1.0 / 6},
                                   {0, 0, 1}}};

template <std::size_t Extent>
std::vector<double> transformed(const float* kernel, const std::array<Row, Extent>& matrix) {
    std::vector<double> points;
    for (const Row& down : matrix) {
        for (const Row& across : matrix) {
            double sum = 0;
            for (std::size_t y = 0; y < 3; ++y) {
                for (std::size_t x = 0; x < 3; ++x) {
                    sum += down[y] * across[x] * static_cast<double>(kernel[3 * y + x]);
                }
            }
            points.push_back(sum);
        }
    }
    return points;
}

} // namespace

AlignedFloats packed(const kernels::Set& kernels, std::int64_t sums, std::int64_t outputs,
                     const std::function<float(std::int64_t, std::int64_t)>& weight) {
    AlignedFloats result;
    result.reserve(static_cast<std::size_t>(sums * outputs));
    const std::int64_t blocks = outputs / kernels.lanes;
    for (std::int64_t block = 0; block < blocks;) {
        const std::int64_t width = kernels.panelBlocks(blocks - block);
        for (std::int64_t sum = 0; sum < sums; ++sum) {
            for (std::int64_t lane = 0; lane < width * kernels.lanes; ++lane) {
                result.push_back(weight(sum, block * kernels.lanes + lane));
            }
        }
        block += width;
    }
    return result;
}

std::vector<double> winogradPoints(const float* kernel, int edge) {
    return edge == 2 ? transformed(kernel, two) : transformed(kernel, four);
}

} // namespace laurel
