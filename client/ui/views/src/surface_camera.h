#pragma once

#include "surface_picture.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace laurel::ui {

/// Right, down and away from whoever looks.
using Seen = std::array<float, 3>;

/// Turns from left, back, head to what is seen, and back. Without perspective.
class SurfaceCamera {
  public:
    SurfaceCamera(const SurfaceOutlook& from, const SurfaceMesh& mesh, const QSize& pixels)
        : cosTurn_(static_cast<float>(std::cos(from.turn))),
          sinTurn_(static_cast<float>(std::sin(from.turn))),
          cosTilt_(static_cast<float>(std::cos(from.tilt))),
          sinTilt_(static_cast<float>(std::sin(from.tilt))),
          middle_{static_cast<float>(pixels.width()) / 2, static_cast<float>(pixels.height()) / 2} {
        constexpr double filled = 0.47; // of width or height, to each side of the middle
        const double upright =
            mesh.halfHeight * std::cos(from.tilt) + mesh.halfWidth * std::abs(std::sin(from.tilt));
        scale_ = static_cast<float>(from.zoom * filled *
                                    std::min(pixels.width() / std::max(1.0, mesh.halfWidth),
                                             pixels.height() / std::max(1.0, upright)));
        reach_ = static_cast<float>(std::hypot(mesh.halfWidth, mesh.halfHeight));
    }

    Seen turned(const std::array<float, 3>& patient) const {
        const float right = patient[0] * cosTurn_ + patient[1] * sinTurn_;
        const float away = patient[1] * cosTurn_ - patient[0] * sinTurn_;
        return {right, -(patient[2] * cosTilt_ + away * sinTilt_),
                away * cosTilt_ - patient[2] * sinTilt_};
    }
    /// Pixels; depth stays in mm.
    Seen placed(const Seen& seen) const {
        return {middle_[0] + scale_ * seen[0], middle_[1] + scale_ * seen[1], seen[2]};
    }
    /// The way back of both: mm to the left, back and head from the middle of all.
    std::array<float, 3> patientAt(const Seen& placed) const {
        return unturned(
            {(placed[0] - middle_[0]) / scale_, (placed[1] - middle_[1]) / scale_, placed[2]});
    }
    std::array<float, 3> unturned(const Seen& seen) const {
        const float away = seen[2] * cosTilt_ - seen[1] * sinTilt_;
        return {seen[0] * cosTurn_ - away * sinTurn_, seen[0] * sinTurn_ + away * cosTurn_,
                -seen[1] * cosTilt_ - seen[2] * sinTilt_};
    }
    /// 0 at the nearest that there could be, 1 at the farthest.
    float farness(float depth) const { return 0.5F + 0.5F * depth / std::max(reach_, 1.0F); }

  private:
    float cosTurn_, sinTurn_, cosTilt_, sinTilt_;
    std::array<float, 2> middle_;
    float scale_ = 1;
    float reach_ = 1;
};

} // namespace laurel::ui
