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

std::array<double, 2> HandleFields::inPatient(const ChosenHandle& chosen) const {
    const Geometry& geometry = session_.image().geometry();
    const WorldPoint world =
        geometry.toWorld(PlaneFrame(geometry, chosen.plane).toIndex(chosen.at()));
    const auto axes = axesOf(chosen.plane);
    return {along(geometry, axes[0], world), along(geometry, axes[1], world)};
}

void HandleFields::follow() {
    const auto chosen = chosenHandle(tools_, session_);
    setVisible(chosen.has_value());
    for (std::size_t axis = 0; chosen && axis < fields_.size(); ++axis) {
        fields_.at(axis)->setValue(inPatient(*chosen).at(axis));
    }
}

void HandleFields::move(std::size_t axis, double to) {
    const auto chosen = chosenHandle(tools_, session_);
    if (!chosen || session_.actIsOpen()) {
        return;
    }
    const double way = to - inPatient(*chosen).at(axis);
    const CurvePoint by = axis == 0 ? CurvePoint{way, 0} : CurvePoint{0, way};
    session_.act(
        chosen->segment.layer,
        [&](LabelMapEdit& edit) {
            return tools_.contour.moveSelected(edit, chosen->segment, chosen->plane, by);
        },
        tools_.curveRules());
    tools_.parametersChanged(); // shows the curves anew
}

} // namespace laurel::ui
