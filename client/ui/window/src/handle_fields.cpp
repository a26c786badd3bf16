#include "handle_fields.h"

#include "laurel/session/texts.h"

#include "option_rows.h"

namespace laurel::ui {

namespace {

constexpr double mostMm = 2000;

/// Along the unit vector of an index axis.
double along(const Geometry& geometry, std::size_t axis, const WorldPoint& point) {
    const Matrix3& d = geometry.direction();
    return d[axis] * point.x + d[3 + axis] * point.y + d[6 + axis] * point.z;
}

std::array<std::size_t, 2> axesOf(const SlicePlane& plane) {
    return {plane.axis == 0 ? 1U : 0U, plane.axis == 2 ? 1U : 2U};
}

} // namespace

HandleFields::HandleFields(ToolBox& tools, CaseSession& session, QWidget* parent)
    : QWidget(parent), tools_(tools), session_(session) {
    setObjectName(QStringLiteral("curve.position"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(new Label(Texts::tr("Position, mm"), TextRole::Body, Label::Tone::Text2));
    auto* row = new QHBoxLayout;
    row->setSpacing(space::s);
    column->addLayout(row);
    const std::array names{Texts::tr("Position along the first axis in millimetres"),
                           Texts::tr("Position along the second axis in millimetres")};
    for (std::size_t axis = 0; axis < fields_.size(); ++axis) {
        auto* field = new NumberField(names.at(axis), -mostMm, mostMm, 1, {}, this);
        field->setToolTip(
            Texts::tr("Where the handle lies in the patient. Another number moves it, "
                      "and those that are chosen with it"));
        row->addWidget(field, 1);
        fields_.at(axis) = field;
        connect(field, &NumberField::changed, this, [this, axis](double mm) { move(axis, mm); });
    }
    follow();
}

std::optional<HandleFields::Shown> HandleFields::shown() const {
    const std::vector<Segment>& segments = session_.segmentation().labels.segments();
    const auto active = static_cast<std::size_t>(session_.view().activeSegment());
    const SlicePlane plane = session_.view().activePlane();
    const auto chosen =
        active < segments.size() ? tools_.contour.selected(segments[active], plane) : std::nullopt;
    if (!chosen) {
        return std::nullopt;
    }
    const auto& curves =
        tools_.contour.curves(session_.segmentation().labels, segments[active], plane);
    if (chosen->curve >= curves.size() || chosen->handle >= curves[chosen->curve].handles.size()) {
        return std::nullopt;
    }
    const Geometry& geometry = session_.image().geometry();
    Shown shown{segments[active], plane, curves[chosen->curve].handles[chosen->handle], {}};
    const WorldPoint world = geometry.toWorld(PlaneFrame(geometry, plane).toIndex(shown.at));
    const auto axes = axesOf(plane);
    shown.patient = {along(geometry, axes[0], world), along(geometry, axes[1], world)};
    return shown;
}

void HandleFields::follow() {
    const auto now = shown();
    setVisible(now.has_value());
    for (std::size_t axis = 0; now && axis < fields_.size(); ++axis) {
        fields_.at(axis)->setValue(now->patient.at(axis));
    }
}

void HandleFields::move(std::size_t axis, double to) {
    const auto now = shown();
    if (!now || session_.actIsOpen()) {
        return;
    }
    const double way = to - now->patient.at(axis);
    const CurvePoint by = axis == 0 ? CurvePoint{way, 0} : CurvePoint{0, way};
    session_.act(
        now->segment.layer,
        [&](LabelMapEdit& edit) {
            return tools_.contour.moveSelected(edit, now->segment, now->plane, by);
        },
        tools_.curveRules());
    tools_.parametersChanged(); // shows the curves anew
}

} // namespace laurel::ui
