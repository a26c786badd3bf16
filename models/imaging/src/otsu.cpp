#include "laurel/imaging/masks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel {

namespace {

constexpr std::size_t binCount = 256;

struct Bin {
    double count = 0;
    double sum = 0;
    float lowest = std::numeric_limits<float>::infinity();
    float highest = -std::numeric_limits<float>::infinity();
};

using Histogram = std::array<Bin, binCount>;

Histogram histogramOf(std::span<const float> values, float minimum, float maximum) {
    Histogram bins{};
    const double perUnit = binCount / (static_cast<double>(maximum) - minimum);
    for (const float value : values) {
        if (std::isfinite(value)) {
            const auto at =
                static_cast<std::size_t>((static_cast<double>(value) - minimum) * perUnit);
            Bin& bin = bins[std::min(at, binCount - 1)];
            bin.count += 1;
            bin.sum += static_cast<double>(value) - minimum;
            bin.lowest = std::min(bin.lowest, value);
            bin.highest = std::max(bin.highest, value);
        }
    }
    return bins;
}

/// Number of the last bin of the lower class.
std::size_t bestSplit(const Histogram& bins) {
    Bin total;
    for (const Bin& bin : bins) {
        total.count += bin.count;
        total.sum += bin.sum;
    }
    std::size_t best = 0;
    double largest = -1;
    Bin lower;
    for (std::size_t last = 0; last + 1 < binCount; ++last) {
        lower.count += bins[last].count;
        lower.sum += bins[last].sum;
        const double upperCount = total.count - lower.count;
        const double gap = lower.sum / lower.count - (total.sum - lower.sum) / upperCount;
        const double between = lower.count * upperCount * gap * gap;
        if (between > largest) {
            largest = between;
            best = last;
        }
    }
    return best;
}

} // namespace

float otsuThreshold(std::span<const float> values) {
    float minimum = std::numeric_limits<float>::infinity();
    float maximum = -minimum;
    for (const float value : values) {
        if (std::isfinite(value)) {
            minimum = std::min(minimum, value);
            maximum = std::max(maximum, value);
        }
    }
    if (!(minimum < maximum)) {
        return minimum == maximum ? minimum : 0.0F;
    }
    const Histogram bins = histogramOf(values, minimum, maximum);
    const std::size_t split = bestSplit(bins);
    float below = minimum;
    float above = maximum;
    for (std::size_t bin = 0; bin < binCount; ++bin) {
        if (bin <= split) {
            below = std::max(below, bins[bin].highest);
        } else {
            above = std::min(above, bins[bin].lowest);
        }
    }
    const float middle = static_cast<float>((static_cast<double>(below) + above) / 2);
    return middle < above ? middle : below;
}

} // namespace laurel
