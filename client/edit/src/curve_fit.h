#pragma once

#include "laurel/edit/contour.h"

#include <algorithm>
#include <array>

namespace laurel {

/// Handles chosen among the points of a ring: first four far from each other, then, again and
/// again, the point that the curve misses most.
class CurveFit {
  public:
    CurveFit(const std::vector<CurvePoint>& border, bool hole) : border_(border), hole_(hole) {
        const std::size_t count = border.size();
        const std::size_t first = farthestFrom(border[0]);
        for (std::size_t quarter = 0; quarter < 4; ++quarter) {
            chosen_.push_back((first + quarter * count / 4) % count);
        }
        std::sort(chosen_.begin(), chosen_.end());
        chosen_.erase(std::unique(chosen_.begin(), chosen_.end()), chosen_.end());
        refresh(0, chosen_.size());
    }

    /// Adds handles until no point of the border is further than the tolerance from the curve.
    void fitWithin(double tolerance) {
        while (chosen_.size() < border_.size()) {
            const auto worst =
                std::max_element(misses_.begin(), misses_.end(), [](const Miss& a, const Miss& b) {
                    return a.distance < b.distance;
                });
            if (worst->distance <= tolerance) {
                return;
            }
            insert(worst->point);
        }
    }

    Contour contour() const {
        Contour contour{{}, hole_};
        for (const std::size_t point : chosen_) {
            contour.handles.push_back(border_[point]);
        }
        return contour;
    }

  private:
    /// The point of the border between two handles that the curve misses most.
    struct Miss {
        double distance = 0;
        std::size_t point = 0;
    };

    std::size_t farthestFrom(const CurvePoint& from) const {
        const auto found = std::max_element(border_.begin(), border_.end(),
                                            [&](const CurvePoint& a, const CurvePoint& b) {
                                                return (a - from).length() < (b - from).length();
                                            });
        return static_cast<std::size_t>(found - border_.begin());
    }

    void insert(std::size_t point) {
        const auto at = std::lower_bound(chosen_.begin(), chosen_.end(), point) - chosen_.begin();
        chosen_.insert(chosen_.begin() + at, point);
        misses_.insert(misses_.begin() + at, Miss{});
        refresh(static_cast<std::size_t>(at) + chosen_.size() - 2, 4);
    }

    /// Looks again at `count` spans from `first` on (modulo the number of handles).
    void refresh(std::size_t first, std::size_t count) {
        misses_.resize(chosen_.size());
        const Contour curve = contour();
        for (std::size_t i = 0; i < std::min(count, chosen_.size()); ++i) {
            const std::size_t span = (first + i) % chosen_.size();
            misses_[span] = missOf(curve, span);
        }
    }

    Miss missOf(const Contour& curve, std::size_t span) const {
        constexpr int pieces = 24;
        std::array<CurvePoint, pieces + 1> line;
        for (int i = 0; i <= pieces; ++i) {
            line[static_cast<std::size_t>(i)] =
                pointOn(curve, span, static_cast<double>(i) / pieces);
        }
        Miss miss;
        const std::size_t end = chosen_[(span + 1) % chosen_.size()];
        for (std::size_t at = (chosen_[span] + 1) % border_.size(); at != end;
             at = (at + 1) % border_.size()) {
            double distance = (line[0] - border_[at]).length();
            for (std::size_t i = 0; i + 1 < line.size(); ++i) {
                distance = std::min(distance, fromSegment(line[i], line[i + 1], border_[at]));
            }
            if (distance > miss.distance) {
                miss = {distance, at};
            }
        }
        return miss;
    }

    static double fromSegment(const CurvePoint& a, const CurvePoint& b, const CurvePoint& point) {
        const CurvePoint way = b - a;
        const double length2 = way.dot(way);
        const double along =
            length2 > 0 ? std::clamp((point - a).dot(way) / length2, 0.0, 1.0) : 0.0;
        return (a + way * along - point).length();
    }

    const std::vector<CurvePoint>& border_;
    bool hole_;
    std::vector<std::size_t> chosen_; ///< of the border's points, ascending
    std::vector<Miss> misses_;        ///< of the span that begins at each handle
};

} // namespace laurel
