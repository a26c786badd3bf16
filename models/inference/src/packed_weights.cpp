#include "packed_weights.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace laurel {

namespace {

using Row = std::array<double, 3>;

/// G of section 4.
constexpr std::array<Row, 4> two{{{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}}};
constexpr Row atPoint(double point, double other) {
    const double square = point * point;
    const double scale = 1 / (2 * square * (square - other * other));
    return {scale, scale * point, scale * square};
}

constexpr double a = kernels::winogradNear;
constexpr double b = kernels::winogradFar;
constexpr std::array<Row, 6> four{{{1 / (a * a * b * b), 0, 0},
                                   atPoint(a, b),
                                   atPoint(-a, b),
                                   atPoint(b, a),
                                   atPoint(-b, a),
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

/// The upper half of a float, rounded to even.
std::uint16_t asBfloat16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16);
}

} // namespace

PackedWeights::PackedWeights(const kernels::Set& kernels, std::int64_t sums, std::int64_t outputs,
                             std::int64_t matrices)
    : lanes_(kernels.lanes), together_(kernels.together),
      factorBytes_(static_cast<std::size_t>(kernels.factorBytes)),
      matrixBytes_(static_cast<std::size_t>(sums * outputs) * factorBytes_),
      live_(static_cast<std::size_t>(sums / lanes_)),
      memory_(matrixBytes_ * static_cast<std::size_t>(matrices)) {
    const std::int64_t blocks = outputs / lanes_;
    for (std::int64_t first = 0; first < blocks;) {
        const std::int64_t width = kernels.panelBlocks(blocks - first);
        for (std::int64_t block = 0; block < width; ++block) {
            blocks_.push_back({first * lanes_ * sums + block * lanes_ * together_, width * lanes_});
        }
        first += width;
    }
}

void PackedWeights::put(std::int64_t matrix, std::int64_t sum, std::int64_t output, float weight) {
    const Block& block = blocks_[static_cast<std::size_t>(output / lanes_)];
    const std::int64_t at = block.start + (sum - sum % together_) * block.stride +
                            output % lanes_ * together_ + sum % together_;
    std::int64_t& live = live_[static_cast<std::size_t>(sum / lanes_)];
    live = std::max(live, sum % lanes_ + 1);
    std::byte* to = memory_.data() + static_cast<std::size_t>(matrix) * matrixBytes_ +
                    static_cast<std::size_t>(at) * factorBytes_;
    if (factorBytes_ == sizeof(float)) {
        std::memcpy(to, &weight, sizeof(weight));
    } else {
        const std::uint16_t half = asBfloat16(weight);
        std::memcpy(to, &half, sizeof(half));
    }
}

PackedWeights packedPlaces(const kernels::Set& kernels, const TransposedConvolutionOp& op,
                           std::int64_t sums, const MapLayout& output) {
    const std::int64_t places = op.factor * op.factor;
    const std::int64_t outputs = output.shape.channels;
    PackedWeights weights(kernels, sums, output.blocks() * kernels.lanes, places);
    const float* from = op.weight.data();
    const std::int64_t inputs = std::ssize(op.weight) / (places * outputs);
    for (std::int64_t input = 0; input < inputs; ++input) {
        for (std::int64_t out = 0; out < outputs; ++out) {
            for (std::int64_t place = 0; place < places; ++place) {
                weights.put(place, input, out, *from++);
            }
        }
    }
    return weights;
}

std::array<float, 36> winogradPoints(const float* kernel, int edge) {
    return edge == 2 ? transformed(kernel, two) : transformed(kernel, four);
}

} // namespace laurel
