#pragma once

#include "commands.h"

#include "laurel/edit/brush_tool.h"
#include "laurel/edit/contour_tool.h"
#include "laurel/edit/fill_tool.h"
#include "laurel/edit/lasso_tool.h"
#include "laurel/edit/mask_operation.h"
#include "laurel/edit/region_tool.h"
#include "laurel/imaging/body_side.h"
#include "laurel/ui_views/slice_view.h"

#include <QObject>

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <typeindex>
#include <vector>

namespace laurel::ui {

/// Parameters of the tools that change a segment as a whole, and how far each reaches.
struct OperationSettings {
    GrowParameters grow;
    MorphologyParameters morphology;
    IslandsParameters islands;
    SmoothParameters smooth;
    ThresholdParameters threshold;
    BooleanParameters boolean;
    std::map<Command, OperationReach> reach; ///< by tool; the volume where nothing was chosen
    std::array<SliceSpan, 3> ranges{};       ///< of all tools and acts, by the axis of the view
    Overwrite overwrite = Overwrite::Background;
};

/// "Interpolate": what the next preview is to fill, along the axis of the view at hand.
struct InterpolationOptions {
    enum class Gaps { Here, Range, All };
    Gaps gaps = Gaps::Here;
    bool allSegments = false;  ///< else the chosen one
    bool followsImage = false; ///< else shapes alone count
};

/// What the next auto-segmentation is asked for.
struct AutoSegmentOptions {
    enum class Slices { This, Range, All };
    Slices slices = Slices::All;
    std::int64_t first = 1;       ///< of the range, counted from 1
    std::int64_t last = 0;        ///< below 1: the last there is
    std::optional<BodySide> side; ///< none: both
    bool insideRectangle = false;
};

enum class SizeUnit { Millimetres, Pixels };

/// The tools of one window with their parameters, and which of them is active. The window keeps the
/// parameters (tool_memory.h); the views get what they need as a ViewTool.
class ToolBox : public QObject {
    Q_OBJECT
  public:
    explicit ToolBox(QObject* parent = nullptr) : QObject(parent) {}

    BrushTool brush;
    BrushTool eraser{true};
    /// How their sizes are said and stepped; the sizes themselves are in mm.
    SizeUnit sizeUnit = SizeUnit::Millimetres;
    double pixelMm = 1; ///< of the open case: the smaller spacing within an acquired slice
    FillTool fill;
    LassoTool lasso;
    RegionTool region;
    OperationSettings operations;
    ContourTool contour;
    InterpolationOptions interpolation;
    /// Where all tools over voxels may paint; what they may go over is each one's own.
    PaintArea area;
    /// Of acts on the chosen segment that are no tool: those of the panel at hand, and with a tool
    /// that has none, painting over nobody.
    PaintRules actRules();
    /// How far they go: clearing, copying, removing overlap, snapping and simplifying curves.
    /// Begins with the slice, so that no key does more than is seen.
    OperationReach actReach = OperationReach::Slice;
    /// What such an act on the plane may touch; none where the plane is out of the range.
    std::optional<VoxelBox> actBox(const SlicePlane& plane, const GridSize& size) const {
        return ToolReach{actReach, operations.ranges}.box(plane, size);
    }
    PaintRules curveRules() const { return {contour.parameters.overwrite, area}; }
    AutoSegmentOptions automatic;
    PointerHabits habits; ///< of the preset of keys

    Command active() const noexcept { return active_; }
    void activate(Command tool);
    ViewTool viewTool();
    /// Another case is open. Sizes that are said in pixels keep their number of them.
    void setPixel(double mm);
    /// How many mm the unit of sizes has.
    double unitMm() const noexcept { return sizeUnit == SizeUnit::Pixels ? pixelMm : 1; }
    /// What a size may be, in its unit.
    ParameterRange<double> sizeRange() const;
    /// Of brush or eraser, whichever is active (else the brush's).
    void changeSize(int steps);
    /// To be called after parameters were changed by a panel.
    void parametersChanged() { Q_EMIT changed(); }

    /// What the active tool would do to a segment as a whole; none for tools that work by pointer.
    std::optional<MaskOperation> operation() const;
    /// How far it reaches.
    OperationReach& operationReach();
    /// Shows it anew although nothing changed; also what Interpolate would fill.
    void askForPreview() { Q_EMIT previewAsked(); }
    /// A person pointed at a piece of the chosen segment: the tool for islands shows what becomes
    /// of it.
    void pointIsland(const VoxelIndex& at, bool removes);
    /// Whether the active tool works on curves.
    bool onCurves() const noexcept { return actOf(active_).has_value(); }
    /// Whether curve tools are at hand, or mask tools. Tools that serve both leave it as it is.
    bool curveMode() const noexcept { return curveMode_; }
    /// What a tool does to curves; none for tools that work on voxels.
    static std::optional<ContourAct> actOf(Command tool) noexcept;
    /// From the mask tool that was used last to the curve tool that was, or back.
    void switchMode();

    /// The active tool as an EditTool; none for tools that do not edit by pointer.
    EditTool* editTool();

  Q_SIGNALS:
    void changed(); ///< tool or parameters
    void previewAsked();

  private:
    Command active_ = Command::ToolNavigate;
    bool curveMode_ = false;
    Command lastOnVoxels_ = Command::ToolBrush;
    Command lastOnCurves_ = Command::ToolCurveEdit;
};

/// Pairs each kind of tool with the panel of its options, by the type of what the panel edits.
class OptionsRegistry {
  public:
    using Make = std::function<QWidget*(void* subject, QWidget* parent)>;

    template <typename Subject>
    void add(std::function<QWidget*(Subject&, QWidget*)> make) {
        makers_[std::type_index(typeid(Subject))] = [make = std::move(make)](void* subject,
                                                                             QWidget* parent) {
            return make(*static_cast<Subject*>(subject), parent);
        };
    }
    /// A new panel, owned by the parent; nullptr where none was added for the type.
    template <typename Subject>
    QWidget* panelFor(Subject& subject, QWidget* parent) const {
        const auto found = makers_.find(std::type_index(typeid(Subject)));
        return found == makers_.end() ? nullptr : found->second(&subject, parent);
    }

  private:
    std::map<std::type_index, Make> makers_;
};

} // namespace laurel::ui
