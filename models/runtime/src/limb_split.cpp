#include "limb_split.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace laurel {

namespace {

constexpr double comparableShare = 0.35; // of the larger limb: a hand or a bottle is smaller
constexpr double neckDepth = 0.85;       // of the lower of the two maxima beside it
constexpr double plausibleAspect = 1.2;  // width to height from which a neck is believed
constexpr double certainAspect = 1.6;    // from which a single limb is implausible
constexpr double steepest = 0.5; // columns per row between two limbs; steeper: one above another

struct Region {
    double pixels = 0;
    SplitPoint centroid;
    std::int64_t top = 0, bottom = -1, left = 0, right = -1;

    double aspect() const {
        return static_cast<double>(right - left + 1) / static_cast<double>(bottom - top + 1);
    }
};

template <typename Belongs>
Region measure(const PlaneSize& size, const Belongs& belongs) {
    Region region;
    for (std::int64_t row = 0; row < size.rows; ++row) {
        for (std::int64_t column = 0; column < size.columns; ++column) {
            if (!belongs(row, column)) {
                continue;
            }
            const bool first = region.pixels == 0;
            region.top = first ? row : region.top;
            region.bottom = row;
            region.left = first ? column : std::min(region.left, column);
            region.right = first ? column : std::max(region.right, column);
            region.pixels += 1;
            region.centroid.row += static_cast<double>(row);
            region.centroid.column += static_cast<double>(column);
        }
    }
    if (region.pixels > 0) {
        region.centroid.row /= region.pixels;
        region.centroid.column /= region.pixels;
    }
    return region;
}

std::size_t at(const PlaneSize& size, std::int64_t row, std::int64_t column) {
    return static_cast<std::size_t>(row * size.columns + column);
}

/// Body pixels by position along the line that joins two centroids.
struct Profile {
    std::int64_t first = 0; ///< position of counts[0]
    std::vector<double> counts;
};

Profile profileAlong(const Mask& body, const PlaneSize& size, const SplitLine& direction) {
    const double reach =
        std::hypot(static_cast<double>(size.rows), static_cast<double>(size.columns));
    Profile profile{-static_cast<std::int64_t>(reach) - 1, {}};
    profile.counts.assign(static_cast<std::size_t>(-2 * profile.first + 1), 0);
    for (std::int64_t row = 0; row < size.rows; ++row) {
        for (std::int64_t column = 0; column < size.columns; ++column) {
            if (body[at(size, row, column)] != 0) {
                const double position = direction.rowNormal * static_cast<double>(row) +
                                        direction.columnNormal * static_cast<double>(column);
                profile.counts[static_cast<std::size_t>(std::llround(position) - profile.first)] +=
                    1;
            }
        }
    }
    return profile;
}

struct Neck {
    SplitLine line;
    double depth = 1; ///< its pixels over the lower of the maxima on both sides
};

/// The line across low–high where the fewest body pixels lie, between the two centroids.
Neck findNeck(const Mask& body, const PlaneSize& size, SplitPoint low, SplitPoint high) {
    Neck neck;
    const double length = std::hypot(high.row - low.row, high.column - low.column);
    if (length < 1) {
        neck.line.offset = low.column;
        return neck;
    }
    neck.line.rowNormal = (high.row - low.row) / length;
    neck.line.columnNormal = (high.column - low.column) / length;
    const Profile profile = profileAlong(body, size, neck.line);
    const double start = neck.line.rowNormal * low.row + neck.line.columnNormal * low.column;
    const auto index = [&](double position) {
        return profile.counts.begin() + (std::llround(position) - profile.first);
    };
    const auto from = index(start + 0.1 * length);
    const auto to = index(start + 0.9 * length) + 1;
    const double least = *std::min_element(from, to);
    std::vector<std::int64_t> positions;
    for (auto i = from; i != to; ++i) {
        if (*i == least) {
            positions.push_back(profile.first + (i - profile.counts.begin()));
        }
    }
    const std::int64_t middle = positions[positions.size() / 2];
    const auto bin = profile.counts.begin() + (middle - profile.first);
    const double lowMaximum = *std::max_element(profile.counts.begin(), bin + 1);
    const double highMaximum = *std::max_element(bin, profile.counts.end());
    neck.line.offset = static_cast<double>(middle);
    neck.depth = least / std::max(1.0, std::min(lowMaximum, highMaximum));
    return neck;
}

/// Two components of comparable size, side by side: the one of low columns first.
std::optional<std::array<Region, 2>> twoParts(const Components& parts, const PlaneSize& size) {
    if (parts.sizes.size() < 2) {
        return std::nullopt;
    }
    std::vector<std::int32_t> order(parts.sizes.size());
    std::iota(order.begin(), order.end(), 1);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return parts.sizes[a - 1] > parts.sizes[b - 1];
    });
    std::array<Region, 2> regions;
    for (std::size_t i = 0; i < 2; ++i) {
        regions[i] = measure(size, [&](std::int64_t row, std::int64_t column) {
            return parts.labels[at(size, row, column)] == order[i];
        });
    }
    const double across = std::abs(regions[0].centroid.column - regions[1].centroid.column);
    const double down = std::abs(regions[0].centroid.row - regions[1].centroid.row);
    if (regions[1].pixels < comparableShare * regions[0].pixels || across < steepest * down) {
        return std::nullopt;
    }
    if (regions[0].centroid.column > regions[1].centroid.column) {
        std::swap(regions[0], regions[1]);
    }
    return regions;
}

/// A single component: is it two limbs that touch?
void judgeOnePart(LimbCensus& census, const Mask& body, const PlaneSize& size, const Region& part) {
    census.count = part.aspect() >= certainAspect ? LimbCount::Wide : LimbCount::One;
    if (part.aspect() < plausibleAspect) {
        return;
    }
    const auto half = [&](bool low) {
        return measure(size, [&](std::int64_t row, std::int64_t column) {
            return body[at(size, row, column)] != 0 &&
                   (static_cast<double>(column) <= part.centroid.column) == low;
        });
    };
    const Neck neck = findNeck(body, size, half(true).centroid, half(false).centroid);
    const Region low = measure(size, [&](std::int64_t row, std::int64_t column) {
        return body[at(size, row, column)] != 0 &&
               neck.line.isLow(static_cast<double>(row), static_cast<double>(column));
    });
    const double smaller = std::min(low.pixels, part.pixels - low.pixels);
    if (neck.depth <= neckDepth &&
        smaller >= comparableShare / (1 + comparableShare) * part.pixels) {
        census.count = LimbCount::Two;
    }
    if (census.count != LimbCount::One) {
        census.line = neck.line;
    }
}

} // namespace

LimbCensus countLimbs(const Mask& body, const PlaneSize& size) {
    LimbCensus census;
    const Region all = measure(size, [&](std::int64_t row, std::int64_t column) {
        return body[at(size, row, column)] != 0;
    });
    census.area = all.pixels;
    census.centroid = all.centroid;
    if (all.pixels == 0) {
        return census;
    }
    const GridSize grid{size.columns, size.rows, 1};
    if (const auto pair = twoParts(connectedComponents(body, grid), size)) {
        census.count = LimbCount::Two;
        census.line = findNeck(body, size, (*pair)[0].centroid, (*pair)[1].centroid).line;
        return census;
    }
    const Mask largest = keepLargestComponent(body, grid);
    judgeOnePart(census, largest, size, measure(size, [&](std::int64_t row, std::int64_t column) {
                     return largest[at(size, row, column)] != 0;
                 }));
    return census;
}

} // namespace laurel
