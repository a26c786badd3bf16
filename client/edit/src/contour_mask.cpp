#include "laurel/edit/contour_mask.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

/// Where the polygon crosses a row of voxel centres, and whether upwards.
struct Crossing {
    double x = 0;
    int turn = 0;
};

std::vector<std::vector<Crossing>> crossingsOf(const std::vector<CurvePoint>& polygon,
                                               const PlaneFrame& frame) {
    std::vector<std::vector<Crossing>> rows(static_cast<std::size_t>(frame.rows()));
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        CurvePoint low = polygon[i];
        CurvePoint high = polygon[(i + 1) % polygon.size()];
        const int turn = low.y <= high.y ? 1 : -1;
        if (turn < 0) {
            std::swap(low, high);
        }
        // A row belongs to the edge from its lower end up to, but without, its upper end: by
        // comparing the very numbers that the next edge compares, so that none is missed.
        const double above = std::floor(low.y / frame.rowMm()) - 1;
        const auto first =
            static_cast<std::int64_t>(std::clamp(above, 0.0, static_cast<double>(frame.rows())));
        for (std::int64_t row = first; row < frame.rows(); ++row) {
            const double y = static_cast<double>(row) * frame.rowMm();
            if (y >= high.y) {
                break;
            }
            if (y < low.y) {
                continue;
            }
            const double x = low.x + (high.x - low.x) * (y - low.y) / (high.y - low.y);
            rows[static_cast<std::size_t>(row)].push_back({x, turn});
        }
    }
    return rows;
}

/// The first column whose centre is at or right of x, within 0 to the number of columns.
std::int64_t columnFrom(double x, const PlaneFrame& frame) {
    const double column = std::ceil(x / frame.columnMm());
    return static_cast<std::int64_t>(std::clamp(column, 0.0, static_cast<double>(frame.columns())));
}

/// Walks the borders of a mask along the edges between voxels.
class BorderWalk {
  public:
    BorderWalk(MaskView mask, const PlaneFrame& frame)
        : mask_(mask), frame_(frame), walked_(mask.size()) {}

    /// Whether the upper edge of this voxel is a border that nobody has walked.
    bool beginsAt(std::int64_t column, std::int64_t row) const {
        return inside(column, row) && !inside(column, row - 1) &&
               !walked_[static_cast<std::size_t>(row * frame_.columns() + column)];
    }

    /// With the region at the right hand; the middles of the edges.
    std::vector<CurvePoint> walkFrom(std::int64_t column, std::int64_t row) {
        std::vector<CurvePoint> border;
        const std::int64_t startX = column;
        const std::int64_t startY = row;
        std::int64_t x = column; // of the corner at the upper left of voxel (x, y)
        std::int64_t y = row;
        int heading = 0; // right, down, left, up
        do {
            if (heading == 0) {
                walked_[static_cast<std::size_t>(y * frame_.columns() + x)] = true;
            }
            border.push_back(middle(x, y, heading));
            x += stepX[heading];
            y += stepY[heading];
            heading = turned(x, y, heading);
        } while (x != startX || y != startY || heading != 0);
        return border;
    }

  private:
    static constexpr std::array<int, 4> stepX{1, 0, -1, 0};
    static constexpr std::array<int, 4> stepY{0, 1, 0, -1};
    /// From a corner, the voxel ahead at the right hand.
    static constexpr std::array<int, 4> rightX{0, -1, -1, 0};
    static constexpr std::array<int, 4> rightY{0, 0, -1, -1};

    bool inside(std::int64_t column, std::int64_t row) const {
        return column >= 0 && row >= 0 && column < frame_.columns() && row < frame_.rows() &&
               mask_[static_cast<std::size_t>(row * frame_.columns() + column)] != 0;
    }
    bool insideAhead(std::int64_t x, std::int64_t y, int heading) const {
        return inside(x + rightX[heading], y + rightY[heading]);
    }
    /// Turning right first keeps voxels apart that touch by a corner.
    int turned(std::int64_t x, std::int64_t y, int heading) const {
        if (!insideAhead(x, y, heading)) {
            return (heading + 1) % 4;
        }
        return insideAhead(x, y, (heading + 3) % 4) ? (heading + 3) % 4 : heading;
    }
    CurvePoint middle(std::int64_t x, std::int64_t y, int heading) const {
        return {(static_cast<double>(x) - 0.5 + stepX[heading] * 0.5) * frame_.columnMm(),
                (static_cast<double>(y) - 0.5 + stepY[heading] * 0.5) * frame_.rowMm()};
    }

    MaskView mask_;
    const PlaneFrame& frame_;
    std::vector<bool> walked_; ///< the upper edge of each voxel
};

} // namespace

void fillPolygon(Mask& mask, const PlaneFrame& frame, const std::vector<CurvePoint>& polygon,
                 std::uint8_t value) {
    std::vector<std::vector<Crossing>> rows = crossingsOf(polygon, frame);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        std::vector<Crossing>& crossings = rows[row];
        std::sort(crossings.begin(), crossings.end(),
                  [](const Crossing& a, const Crossing& b) { return a.x < b.x; });
        int winding = 0;
        for (std::size_t i = 0; i + 1 < crossings.size(); ++i) {
            winding += crossings[i].turn;
            if (winding != 0) {
                const auto first = static_cast<std::ptrdiff_t>(row) * frame.columns();
                const std::int64_t begin = columnFrom(crossings[i].x, frame);
                const std::int64_t end = columnFrom(crossings[i + 1].x, frame);
                std::fill(mask.begin() + first + begin, mask.begin() + first + std::max(begin, end),
                          value);
            }
        }
    }
}

Mask rasterised(const std::vector<Contour>& contours, const PlaneFrame& frame) {
    constexpr double finest = 0.02; // of a voxel: what no mask shows
    struct Laid {
        double area;
        std::vector<CurvePoint> polygon;
        bool hole;
    };
    std::vector<Laid> laid;
    for (const Contour& contour : contours) {
        std::vector<CurvePoint> polygon = flatten(contour, finest * frame.smallestMm());
        const double area = std::abs(signedArea(polygon));
        laid.push_back({area, std::move(polygon), contour.hole});
    }
    std::stable_sort(laid.begin(), laid.end(),
                     [](const Laid& a, const Laid& b) { return a.area > b.area; });
    Mask mask(static_cast<std::size_t>(frame.columns() * frame.rows()));
    for (const Laid& one : laid) {
        fillPolygon(mask, frame, one.polygon, one.hole ? 0 : 1);
    }
    return mask;
}

std::vector<std::vector<CurvePoint>> bordersOf(MaskView mask, const PlaneFrame& frame) {
    if (std::ssize(mask) != frame.columns() * frame.rows()) {
        throw Error(ErrorCode::InvalidArgument,
                    "a mask of " + std::to_string(mask.size()) + " voxels is no plane of " +
                        std::to_string(frame.columns()) + " × " + std::to_string(frame.rows()));
    }
    BorderWalk walk(mask, frame);
    std::vector<std::vector<CurvePoint>> borders;
    for (std::int64_t row = 0; row < frame.rows(); ++row) {
        for (std::int64_t column = 0; column < frame.columns(); ++column) {
            if (walk.beginsAt(column, row)) {
                borders.push_back(walk.walkFrom(column, row));
            }
        }
    }
    return borders;
}

} // namespace laurel
