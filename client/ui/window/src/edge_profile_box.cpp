#include "edge_profile_box.h"

#include "laurel/edit/edge_snap.h"
#include "laurel/session/texts.h"

#include "chosen_handle.h"
#include "option_rows.h"

#include <cmath>

namespace laurel::ui {

EdgeProfileBox::EdgeProfileBox(ToolBox& tools, CaseSession& session, QWidget* parent)
    : QWidget(parent), tools_(tools), session_(session),
      away_(new Label({}, TextRole::Caption, Label::Tone::Text2)),
      plot_(new CurvePlot(Texts::tr("Profile across the curve"))) {
    constexpr int plotHeight = 110;
    setObjectName(QStringLiteral("curve.profile"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(away_);
    plot_->setFixedHeight(plotHeight);
    plot_->setToolTip(Texts::tr("How the image changes from inside the curve to outside at the "
                                "chosen handle. The line is the edge to which it would snap."));
    column->addWidget(plot_);
    follow();
}

void EdgeProfileBox::follow() {
    const auto chosen = chosenHandle(tools_, session_);
    setVisible(chosen.has_value());
    if (chosen) {
        showProfile(chosen->curve, chosen->handle, chosen->plane);
    }
}

void EdgeProfileBox::showProfile(const Contour& curve, std::size_t handle,
                                 const SlicePlane& plane) {
    const SnapParameters& snap = tools_.contour.parameters.snap;
    const PlaneFrame frame(session_.image().geometry(), plane);
    const PlaneImage image(session_.image(), frame, session_.view().frame());
    const EdgeProfile profile =
        profileAcross(image, curve.handles[handle], normalAt(curve, handle), snap.reachMm);
    Curve slopes{.name = Texts::tr("Slope")};
    for (std::size_t i = 0; i < profile.slopes.size(); ++i) {
        slopes.points.emplace_back(profile.offsetOf(i), profile.slopes[i]);
    }
    Contour moved = curve;
    const double offset = snapHandle(moved, handle, image, snap);
    away_->setText(Texts::tr("Edge %1 mm %2")
                       .arg(std::abs(offset), 0, 'f', 1)
                       .arg(offset < 0 ? Texts::tr("inside") : Texts::tr("outside")));
    plot_->setAxes({.title = Texts::tr("mm"), .low = -snap.reachMm, .high = snap.reachMm},
                   {.title = Texts::tr("slope")});
    plot_->setCurves({std::move(slopes)});
    plot_->setMarker(PlotMarker{offset, {}});
}

} // namespace laurel::ui
