#pragma once

#include "laurel/edit/edit_tool.h"

#include <array>

namespace laurel {

enum class BrushShape : std::uint8_t { Round, Square };
enum class BrushReach : std::uint8_t {
    Slice, ///< a disc or square in the plane of the view
    Volume ///< a ball or cube in mm
};

struct BrushParameters {
    static constexpr ParameterRange<double> sizeRange{0.2, 50.0, 0.5};
    double sizeMm = 8; ///< diameter or edge; the voxel under the pointer is always painted
    BrushShape shape = BrushShape::Round;
    BrushReach reach = BrushReach::Slice;
    bool pressureSetsSize = false;
    Overwrite overwrite = Overwrite::Unlocked; ///< the caller opens the edit with it
    bool operator==(const BrushParameters&) const = default;
};

/// Brush and, made with `erases`, eraser. A stroke is the union of the brush at every point of the
/// pointer's path (a polyline between samples), so that fast strokes have no gaps: dabs are set at
/// most half a voxel, or an eighth of the brush, apart. Sizes are in mm and so follow anisotropic
/// spacing. An inverted brush erases; an inverted eraser paints.
class BrushTool final : public EditTool {
  public:
    explicit BrushTool(bool erases = false) : erases_(erases) {}

    BrushParameters parameters;

    bool erases() const noexcept { return erases_; }
    StepKind kind() const noexcept override;
    std::string name() const override;
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) override;
    void drag(LabelMapEdit& edit, const PointerSample& to) override;
    StepLabel release(LabelMapEdit& edit) override;

  private:
    void dab(LabelMapEdit& edit, const ContinuousIndex& at, double sizeMm);

    bool erases_;
    ToolScene scene_;
    std::array<double, 3> spacing_{1, 1, 1};
    PointerSample last_;
};

} // namespace laurel
