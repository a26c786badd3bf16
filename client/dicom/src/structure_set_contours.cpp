#include "structure_set_contours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace laurel {

namespace {

/// Corner (x, y) is the one of pixel (x, y) that lies nearest to pixel (0, 0); a pixel goes by the
/// same two numbers.
struct Corner {
    std::int64_t x = 0;
    std::int64_t y = 0;
    bool operator==(const Corner&) const = default;
};

Corner operator+(const Corner& a, const Corner& b) {
    return {a.x + b.x, a.y + b.y};
}

using Loop = std::vector<Corner>; ///< every corner passed, in steps of one pixel

/// Right, down, left, up (y grows downwards): the next is a turn to the right.
constexpr std::array<Corner, 4> steps{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
/// The pixels to the right and to the left of a step from corner (0, 0).
constexpr std::array<Corner, 4> rightOf{{{0, 0}, {-1, 0}, {-1, -1}, {0, -1}}};
constexpr std::array<Corner, 4> leftOf{{{0, -1}, {0, 0}, {-1, 0}, {-1, -1}}};

/// Follows the edges between the mask and the rest with the mask to the right, so that outlines run
/// clockwise and holes the other way.
class Tracer {
  public:
    Tracer(std::span<const std::uint8_t> mask, const ContourPlane& plane)
        : mask_(mask), plane_(plane), passed_(mask.size()) {}

    std::vector<Loop> loops() {
        std::vector<Loop> found;
        for (std::int64_t y = 0; y < plane_.rows; ++y) {
            for (std::int64_t x = 0; x < plane_.columns; ++x) {
                if (isEdge({x, y}, 0) && passed_[offset({x, y})] == 0) {
                    found.push_back(follow({x, y})); // every loop goes right somewhere
                }
            }
        }
        return found;
    }

  private:
    std::size_t offset(const Corner& pixel) const {
        return static_cast<std::size_t>(pixel.x + plane_.columns * pixel.y);
    }
    bool isIn(const Corner& pixel) const {
        return pixel.x >= 0 && pixel.x < plane_.columns && pixel.y >= 0 && pixel.y < plane_.rows &&
               mask_[offset(pixel)] != 0;
    }
    bool isEdge(const Corner& from, std::size_t direction) const {
        return isIn(from + rightOf[direction]) && !isIn(from + leftOf[direction]);
    }

    Loop follow(const Corner& start) {
        Loop loop;
        Corner at = start;
        std::size_t direction = 0;
        do {
            if (direction == 0) {
                passed_[offset(at)] = 1;
            }
            loop.push_back(at);
            at = at + steps[direction];
            // To the right first: pixels that touch at a corner only are kept apart.
            direction = (direction + 1) % 4;
            while (!isEdge(at, direction)) {
                direction = (direction + 3) % 4;
            }
        } while (at != start || direction != 0);
        return loop;
    }

    std::span<const std::uint8_t> mask_;
    ContourPlane plane_;
    std::vector<std::uint8_t> passed_; ///< pixels along whose upper edge a loop went
};

bool isHole(const Loop& loop) {
    std::int64_t twiceTheArea = 0;
    for (std::size_t i = 0; i < loop.size(); ++i) {
        const Corner& a = loop[i];
        const Corner& b = loop[(i + 1) % loop.size()];
        twiceTheArea += a.x * b.y - b.x * a.y;
    }
    return twiceTheArea < 0;
}

bool comesFirst(const Corner& a, const Corner& b) {
    return a.y != b.y ? a.y < b.y : a.x < b.x;
}

/// Joins holes to the loops around them. From the first corner of a hole (uppermost, then leftmost)
/// the mask lies on both sides of the line to the left, up to the next loop: an outline, or a hole
/// that has an earlier first corner and so is joined already.
class Joiner {
  public:
    Joiner(std::vector<Loop> loops, const ContourPlane& plane)
        : plane_(plane), loops_(std::move(loops)), joinedTo_(loops_.size()),
          loopAt_(static_cast<std::size_t>((plane.columns + 1) * (plane.rows + 1)), -1),
          isJoint_(loopAt_.size()) {
        std::iota(joinedTo_.begin(), joinedTo_.end(), std::size_t{0});
        for (std::size_t i = 0; i < loops_.size(); ++i) {
            for (const Corner& corner : loops_[i]) {
                loopAt_[offset(corner)] = static_cast<std::int32_t>(i);
            }
        }
    }

    std::vector<PlaneContour> contours() {
        std::vector<std::size_t> holes;
        for (std::size_t i = 0; i < loops_.size(); ++i) {
            if (isHole(loops_[i])) {
                Loop& loop = loops_[i];
                std::rotate(loop.begin(), std::min_element(loop.begin(), loop.end(), comesFirst),
                            loop.end());
                holes.push_back(i);
            }
        }
        std::ranges::sort(holes, [&](std::size_t a, std::size_t b) {
            return comesFirst(loops_[a].front(), loops_[b].front());
        });
        for (const std::size_t hole : holes) {
            join(hole);
        }
        std::vector<PlaneContour> result;
        for (const Loop& loop : loops_) {
            if (!loop.empty()) {
                result.push_back(straightened(loop));
            }
        }
        return result;
    }

  private:
    std::size_t offset(const Corner& corner) const {
        return static_cast<std::size_t>(corner.x + (plane_.columns + 1) * corner.y);
    }

    void join(std::size_t hole) {
        Loop inner = std::move(loops_[hole]);
        loops_[hole].clear();
        const Corner start = inner.front();
        Corner end = start;
        do {
            --end.x;
        } while (loopAt_[offset(end)] < 0);
        std::size_t outer = static_cast<std::size_t>(loopAt_[offset(end)]);
        while (joinedTo_[outer] != outer) {
            outer = joinedTo_[outer];
        }
        joinedTo_[hole] = outer;
        isJoint_[offset(start)] = isJoint_[offset(end)] = 1;
        inner.push_back(start);
        inner.push_back(end);
        Loop& around = loops_[outer];
        around.insert(std::ranges::find(around, end) + 1, inner.begin(), inner.end());
    }

    /// Without the corners that lie in the middle of a straight line, except where a hole is
    /// joined: readers recognise a keyhole by the points that occur twice.
    PlaneContour straightened(const Loop& loop) const {
        PlaneContour contour;
        for (std::size_t i = 0; i < loop.size(); ++i) {
            const Corner& before = loop[(i + loop.size() - 1) % loop.size()];
            const Corner& at = loop[i];
            const Corner& after = loop[(i + 1) % loop.size()];
            const bool isStraight = (before.x == at.x) == (at.x == after.x);
            if (!isStraight || isJoint_[offset(at)] != 0) {
                contour.push_back(
                    {static_cast<double>(at.x) - 0.5, static_cast<double>(at.y) - 0.5});
            }
        }
        return contour;
    }

    ContourPlane plane_;
    std::vector<Loop> loops_;
    std::vector<std::size_t> joinedTo_;
    std::vector<std::int32_t> loopAt_; ///< of each corner; -1: none
    std::vector<std::uint8_t> isJoint_;
};

/// Where an edge crosses the centres of rows, the first pixel to its right changes sides.
void crossRows(ContourVertex a, ContourVertex b, const ContourPlane& plane,
               std::span<std::uint8_t> changes) {
    if (a.y > b.y) {
        std::swap(a, b); // so that an edge shared by two contours is crossed at one place
    }
    const auto limit = [&](double y) {
        return static_cast<std::int64_t>(
            std::clamp(std::ceil(y), 0.0, static_cast<double>(plane.rows)));
    };
    for (std::int64_t row = limit(a.y); row < limit(b.y); ++row) {
        const double part = (static_cast<double>(row) - a.y) / (b.y - a.y);
        const double x = std::ceil(a.x + part * (b.x - a.x));
        const auto column =
            static_cast<std::int64_t>(std::clamp(x, 0.0, static_cast<double>(plane.columns)));
        if (column < plane.columns) {
            changes[static_cast<std::size_t>(column + plane.columns * row)] ^= 1;
        }
    }
}

/// The part of a plane that holds all of a mask.
struct Box {
    Corner low;
    Corner size; ///< zeros where the mask is empty
};

Box boxOf(std::span<const std::uint8_t> mask, const ContourPlane& plane) {
    Corner low{plane.columns, plane.rows};
    Corner high{-1, -1};
    for (std::int64_t y = 0; y < plane.rows; ++y) {
        const auto row = mask.subspan(static_cast<std::size_t>(y * plane.columns),
                                      static_cast<std::size_t>(plane.columns));
        const auto isSet = [](std::uint8_t pixel) { return pixel != 0; };
        const auto first = std::find_if(row.begin(), row.end(), isSet) - row.begin();
        if (first == plane.columns) {
            continue;
        }
        const auto last = std::find_if(row.rbegin(), row.rend(), isSet) - row.rbegin();
        low = {std::min(low.x, first), std::min(low.y, y)};
        high = {std::max(high.x, plane.columns - 1 - last), y};
    }
    return high.y < 0 ? Box{} : Box{low, {high.x - low.x + 1, high.y - low.y + 1}};
}

/// The rows whose centres lie within the contours' reach: first, and one past the last.
std::pair<std::int64_t, std::int64_t> rowsOf(std::span<const PlaneContour> contours,
                                             const ContourPlane& plane) {
    const auto most = static_cast<double>(plane.rows);
    double low = most;
    double high = 0;
    for (const PlaneContour& contour : contours) {
        for (const ContourVertex& point : contour) {
            low = std::min(low, std::floor(point.y));
            high = std::max(high, std::ceil(point.y));
        }
    }
    return {static_cast<std::int64_t>(std::clamp(low, 0.0, most)),
            static_cast<std::int64_t>(std::clamp(high, 0.0, most))};
}

} // namespace

std::vector<PlaneContour> traceContours(std::span<const std::uint8_t> mask,
                                        const ContourPlane& plane) {
    const auto& [low, size] = boxOf(mask, plane);
    const ContourPlane part{size.x, size.y};
    std::vector<std::uint8_t> inside;
    for (std::int64_t y = low.y; y < low.y + size.y; ++y) {
        const auto start = mask.begin() + y * plane.columns + low.x;
        inside.insert(inside.end(), start, start + size.x);
    }
    auto contours = Joiner(Tracer(inside, part).loops(), part).contours();
    for (PlaneContour& contour : contours) {
        for (ContourVertex& point : contour) {
            point.x += static_cast<double>(low.x);
            point.y += static_cast<double>(low.y);
        }
    }
    return contours;
}

void fillContours(std::span<const PlaneContour> contours, const ContourPlane& plane,
                  std::span<std::uint8_t> mask) {
    std::ranges::fill(mask, std::uint8_t{0});
    for (const PlaneContour& contour : contours) {
        for (std::size_t i = 0; i < contour.size(); ++i) {
            crossRows(contour[i], contour[(i + 1) % contour.size()], plane, mask);
        }
    }
    const auto [first, end] = rowsOf(contours, plane);
    const auto columns = static_cast<std::size_t>(plane.columns);
    for (std::int64_t y = first; y < end; ++y) {
        const auto row = mask.subspan(static_cast<std::size_t>(y) * columns, columns);
        std::partial_sum(row.begin(), row.end(), row.begin(), std::bit_xor<std::uint8_t>());
    }
}

} // namespace laurel
