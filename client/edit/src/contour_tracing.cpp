#include "curve_fit.h"

#include "laurel/edit/contour_mask.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace laurel {

namespace {

/// One pass of a low-pass filter that keeps the size (Taubin, SIGGRAPH 1995, 351-358): the steps
/// of a slanting border become a slanting line.
std::vector<CurvePoint> smoothedRing(std::vector<CurvePoint> ring) {
    for (const double weight : {0.5, -0.53}) {
        std::vector<CurvePoint> smooth(ring.size());
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const CurvePoint& before = ring[(i + ring.size() - 1) % ring.size()];
            const CurvePoint& after = ring[(i + 1) % ring.size()];
            smooth[i] = ring[i] * (1 - weight) + (before + after) * (weight / 2);
        }
        ring = std::move(smooth);
    }
    return ring;
}

/// Compares a curve's voxels with those of the border it stands for, within their bounds.
class Comparison {
  public:
    /// @param share     voxels that the curve answers for, if it encloses more
    /// @param mostWrong part of them
    Comparison(const std::vector<CurvePoint>& border, const PlaneFrame& frame, double share,
               double mostWrong) {
        const auto [left, right] =
            std::minmax_element(border.begin(), border.end(),
                                [](const CurvePoint& a, const CurvePoint& b) { return a.x < b.x; });
        const auto [top, bottom] =
            std::minmax_element(border.begin(), border.end(),
                                [](const CurvePoint& a, const CurvePoint& b) { return a.y < b.y; });
        constexpr double margin = 2;
        const double firstColumn = std::floor(left->x / frame.columnMm()) - margin;
        const double firstRow = std::floor(top->y / frame.rowMm()) - margin;
        shift_ = {-firstColumn * frame.columnMm(), -firstRow * frame.rowMm()};
        const double columns = std::ceil(right->x / frame.columnMm()) + margin + 1 - firstColumn;
        const double rows = std::ceil(bottom->y / frame.rowMm()) + margin + 1 - firstRow;
        frame_ = PlaneFrame(static_cast<std::int64_t>(columns), static_cast<std::int64_t>(rows),
                            frame.columnMm(), frame.rowMm());
        wanted_ = maskOf(border);
        const auto voxels = static_cast<double>(std::count(wanted_.begin(), wanted_.end(), 1));
        allowed_ = mostWrong * std::min(voxels, share);
    }

    bool isNear(const Contour& curve) const {
        constexpr double finest = 0.02;
        const Mask mask = maskOf(flatten(curve, finest * frame_.smallestMm()));
        std::int64_t wrong = 0;
        for (std::size_t i = 0; i < mask.size(); ++i) {
            wrong += mask[i] != wanted_[i] ? 1 : 0;
        }
        return static_cast<double>(wrong) <= allowed_;
    }

  private:
    Mask maskOf(std::vector<CurvePoint> polygon) const {
        for (CurvePoint& point : polygon) {
            point = point + shift_;
        }
        Mask mask(static_cast<std::size_t>(frame_.columns() * frame_.rows()));
        fillPolygon(mask, frame_, polygon, 1);
        return mask;
    }

    PlaneFrame frame_{1, 1, 1, 1};
    CurvePoint shift_;
    Mask wanted_;
    double allowed_ = 0; ///< voxels that may be wrong
};

/// The curve with the fewest handles, of those through points of the ring, that is near enough.
std::optional<Contour> fitted(const std::vector<CurvePoint>& ring, bool hole,
                              const Comparison& comparison, const PlaneFrame& frame,
                              const TracingParameters& parameters) {
    constexpr double finer = 0.8;
    constexpr double finest = 0.08;
    CurveFit fit(ring, hole);
    double tolerance = parameters.coarsest;
    while (tolerance > finest) {
        fit.fitWithin(tolerance * frame.smallestMm());
        Contour curve = fit.contour();
        if (comparison.isNear(curve)) {
            return curve;
        }
        tolerance *= finer;
    }
    return std::nullopt;
}

/// Through every point of the border and, where voxels are long, through points between them.
Contour exactly(std::vector<CurvePoint> border, bool hole, const Comparison& comparison) {
    constexpr int mostHalvings = 5;
    for (int halving = 0; halving < mostHalvings; ++halving) {
        Contour curve{border, hole};
        if (comparison.isNear(curve)) {
            return curve;
        }
        std::vector<CurvePoint> halved;
        for (std::size_t i = 0; i < border.size(); ++i) {
            halved.push_back(border[i]);
            halved.push_back((border[i] + border[(i + 1) % border.size()]) * 0.5);
        }
        border = std::move(halved);
    }
    return {std::move(border), hole};
}

/// @param share voxels of the mask, by the border's part of all borders: of a thin shell both
/// borders enclose far more than there is
Contour traced(const std::vector<CurvePoint>& border, const PlaneFrame& frame, double share,
               const TracingParameters& parameters) {
    const bool hole = signedArea(border) < 0;
    const Comparison comparison(border, frame, share, parameters.mostWrong);
    std::optional<Contour> best;
    std::vector<CurvePoint> ring = border;
    constexpr std::size_t smallest = 12; // points; smaller rings lose too much by smoothing
    constexpr std::array<int, 4> passes{0, 2, 3, 5};
    for (const int more : passes) {
        for (int pass = 0; pass < more; ++pass) {
            ring = smoothedRing(ring);
        }
        std::optional<Contour> curve = fitted(ring, hole, comparison, frame, parameters);
        if (curve && (!best || curve->handles.size() < best->handles.size())) {
            best = std::move(curve);
        }
        if (border.size() < smallest) {
            break;
        }
    }
    return best ? std::move(*best) : exactly(border, hole, comparison);
}

} // namespace

std::vector<Contour> traceContours(MaskView mask, const PlaneFrame& frame,
                                   const TracingParameters& parameters) {
    const std::vector<std::vector<CurvePoint>> borders = bordersOf(mask, frame);
    double points = 0;
    for (const std::vector<CurvePoint>& border : borders) {
        points += static_cast<double>(border.size());
    }
    const auto voxels = static_cast<double>(
        std::count_if(mask.begin(), mask.end(), [](std::uint8_t voxel) { return voxel != 0; }));
    std::vector<Contour> contours;
    for (const std::vector<CurvePoint>& border : borders) {
        const double share = voxels * static_cast<double>(border.size()) / points;
        contours.push_back(traced(border, frame, share, parameters));
    }
    return contours;
}

} // namespace laurel
