#pragma once

#include "laurel/edit/contour_book.h"
#include "laurel/edit/edge_snap.h"
#include "laurel/edit/edit_tool.h"
#include "laurel/edit/handle_selection.h"

#include <memory>
#include <optional>
#include <span>

namespace laurel {

class ContourWriter;

/// What pressing the pointer does to curves.
enum class ContourAct : std::uint8_t {
    Draw,   ///< click points, click the first to close; or drag the whole outline
    Hole,   ///< the same, and the curve takes away
    Edit,   ///< drag a handle; press on a curve adds one there and drags it
    Remove, ///< press on a handle removes it; of a curve with three, the curve
    Snap,   ///< drag over a curve: the handles that the pointer comes by go onto edges
    Shape   ///< inside a curve: move it; at a corner of its box: scale; at its knob: turn
};

struct ContourParameters {
    static constexpr ParameterRange<double> toleranceRange{0.1, 3.0, 0.1};
    ContourAct act = ContourAct::Edit;
    SnapParameters snap;
    bool snapsHandles = false;                 ///< a dragged handle jumps to an edge in reach
    double toleranceMm = 0.4;                  ///< of `simplify`
    bool showsPrevious = false;                ///< with the curves those of the slice before
    bool showsNext = false;                    ///< and of the slice after
    Overwrite overwrite = Overwrite::Unlocked; ///< the caller opens the edit with it
    bool operator==(const ContourParameters&) const = default;
};

/// The box around a curve, with the knob that turns it.
struct ContourBox {
    std::size_t curve = 0;
    CurvePoint low;
    CurvePoint high;
    CurvePoint knob;
};

/// Curves of the painted segment, by pointer. Each gesture writes its voxels while it lasts and is
/// one step. Ctrl removes the handle under the pointer instead; where several are asked for
/// (PointerSample::several), the handle under it joins those chosen before or leaves them, and all
/// of them are dragged and removed as one. Points clicked for a new curve wait between gestures;
/// changing act, segment or plane drops them.
class ContourTool final : public EditTool {
  public:
    ContourTool();
    ~ContourTool() override;

    ContourParameters parameters;

    StepKind kind() const noexcept override { return StepKind::Contour; }
    std::string name() const override { return "Curve"; }
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) override;
    void drag(LabelMapEdit& edit, const PointerSample& to) override;
    StepLabel release(LabelMapEdit& edit) override;

    /// Acts on all curves of the plane, each as a step that says how many handles are left and how
    /// much of the mask stays (Dice). Without effect on a locked segment.
    StepLabel snapAll(LabelMapEdit& edit, const Segment& segment, const PlaneImage& image);
    StepLabel simplifyAll(LabelMapEdit& edit, const Segment& segment, const SlicePlane& plane);
    /// All handles that are chosen on this plane; nothing when none is.
    StepLabel removeSelected(LabelMapEdit& edit, const Segment& segment, const SlicePlane& plane);
    /// The same handles moved, who stay chosen.
    StepLabel moveSelected(LabelMapEdit& edit, const Segment& segment, const SlicePlane& plane,
                           const CurvePoint& by);

    /// A tool with these parameters and curves, for acts on all curves of many planes, made on a
    /// copy of the labels in another thread; `learnFrom` it once they are shown or done here.
    std::unique_ptr<ContourTool> forActs() const;
    void learnFrom(const ContourTool& copy);

    /// For showing: the curves as they are, also in the middle of a gesture.
    const std::vector<Contour>& curves(const LabelMap& labels, const Segment& segment,
                                       const SlicePlane& plane);
    /// What the last act on all curves made of this plane's, for showing it before it is done;
    /// empty where it was about others.
    std::span<const Contour> planned(const Segment& segment, const SlicePlane& plane) const;
    /// Points of the curve that is being drawn on this plane.
    std::vector<CurvePoint> pending(const SlicePlane& plane) const;
    bool dropWaiting() noexcept override { return !std::exchange(drawn_, {}).empty(); }
    /// The handle that was pressed last, if it is of this segment (on this plane).
    std::optional<HandlePlace> selected(const Segment& segment) const;
    std::optional<HandlePlace> selected(const Segment& segment, const SlicePlane& plane) const;
    /// All that are chosen there, that one last.
    std::span<const HandlePlace> selection(const Segment& segment, const SlicePlane& plane) const;
    /// Whether a press there would take hold of a handle, to drag or choose it.
    bool grasps(const LabelMap& labels, const Segment& segment, const SlicePlane& plane,
                const PointerSample& at);
    static std::vector<ContourBox> boxesOf(const std::vector<Contour>& curves, double reachMm);

  private:
    enum class Grip { None, Handle, Move, Scale, Turn, Freehand, Snap, Done };

    void pressDraw(LabelMapEdit& edit, const CurvePoint& at);
    void pressEdit(const CurvePoint& at, bool several);
    void pressHandle(const HandlePlace& handle, bool several);
    void dragHandles(const CurvePoint& to);
    std::string moveText() const;
    void pressRemove(LabelMapEdit& edit, const CurvePoint& at);
    void pressShape(const CurvePoint& at);
    void snapNear(LabelMapEdit& edit, const CurvePoint& from, const CurvePoint& to);
    void closeDrawn(LabelMapEdit& edit, bool freehand);
    bool removeHandleOf(std::size_t curve, std::size_t handle);
    bool removeChosen(std::span<const HandlePlace> chosen);
    void write(LabelMapEdit& edit);
    StepLabel finishAll(LabelMapEdit& edit, const Segment& segment, const SlicePlane& plane,
                        std::vector<Contour> now, std::string action);

    ContourBook book_;
    ToolScene scene_;
    std::unique_ptr<ContourWriter> writer_; ///< from press to release
    std::optional<PlaneImage> image_;       ///< read when handles snap
    std::vector<Contour> before_;
    std::vector<Contour> now_;
    std::vector<Contour> snapped_; ///< all of `before_`, onto edges; made when a drag needs it
    Grip grip_ = Grip::None;
    std::string action_;
    CurvePoint pressedAt_;
    double reach_ = 1; ///< mm
    std::size_t curve_ = 0;
    HandleSelection selected_;
    bool moved_ = false;        ///< in the gesture in hand
    bool severalAsked_ = false; ///< by the press of a handle
    std::vector<CurvePoint> drawn_;
    SlicePlane drawnOn_;
    std::vector<Contour> planned_; ///< of the last act on all curves
    SegmentKey plannedFor_;
    SlicePlane plannedOn_;
};

} // namespace laurel
