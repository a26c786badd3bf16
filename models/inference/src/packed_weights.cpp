#include "packed_weights.h"

namespace laurel {

namespace {

using Row = std::array<double, 3>;

/// G of section 4.
constexpr std::array<Row, 4> two{{{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}}};
constexpr std::array<Row, 6> four{{{1.0 / 4, 0, 0},
                                   {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                                   {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                                   {1.0 / 24, 1.0 / 12, 1.0 / 6},
                                   {1.0 / 24, -1.0 / 12, 1.0 / 6},
                                   {0, 0, 1}}};

template <std::size_t Extent>
std::array<float, 36> transformed(const float* kernel, const std::array<Row, Extent>& matrix) {
    std::array<Row, Extent> half{}; // G g
    for (std::size_t i = 0; i < Extent; ++i) {
        for (std::size_t x = 0; x < 3; ++x) {
            for (std::size_t y = 0; y < 3; ++y) {
                half[i][x] += matrix[i][y] * static_cast<double>(kernel[3 * y + x]);
            }
        }
    }
    std::array<float, 36> points{};
    for (std::size_t i = 0; i < Extent; ++i) {
        for (std::size_t j = 0; j < Extent; ++j) {
            points[i * Extent + j] = static_cast<float>(
                half[i][0] * matrix[j][0] + half[i][1] * matrix[j][1] + half[i][2] * matrix[j][2]);
        }
    }
    return points;
}

} // namespace

PackedOrder::PackedOrder(const kernels::Set& kernels, std::int64_t sums, std::int64_t outputs)
    : lanes_(kernels.lanes), size_(static_cast<std::size_t>(sums * outputs)) {
    const std::int64_t blocks = outputs / lanes_;
    for (std::int64_t first = 0; first < blocks;) {
        const std::int64_t width = kernels.panelBlocks(blocks - first);
        for (std::int64_t block = 0; block < width; ++block) {
            blocks_.push_back({first * lanes_ * sums + block * lanes_, width * lanes_});
        }
        first += width;
    }
}

std::array<float, 36> winogradPoints(const float* kernel, int edge) {
    return edge == 2 ? transformed(kernel, two) : transformed(kernel, four);
}

} // namespace laurel
