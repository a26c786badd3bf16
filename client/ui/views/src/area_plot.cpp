#include "laurel/ui_views/area_plot.h"

#include "laurel/session/texts.h"

#include "laurel/imaging/body_side.h"

#include "area_curves.h"
#include "plot_scale.h"

#include "laurel/ui_kit/theme.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace laurel::ui {

/// What is drawn, and the range of its axes.
struct AreaPlot::Curves {
    std::vector<AreaCurve> kept;
    std::vector<AreaCurve> proposed;
    double most = 0; ///< cm²
};

namespace {

constexpr double emptyAxis = 10; ///< cm², where there is nothing to show yet
constexpr double tickSpace = 34; ///< px that a tick and its number need along an axis

/// The plot's frame: which way the limb runs, and where slices and areas lie.
struct Frame {
    Frame(const QWidget& widget, const Geometry& geometry, double mostArea)
        : wide(widget.width() > widget.height()),
          inner(wide ? QRectF(widget.rect()).adjusted(36, 16, -16, -26)
                     : QRectF(widget.rect()).adjusted(40, 18, -14, -26)),
          slices(geometry.size().z), spacing(geometry.spacing()[2]) {
        const double length = std::max(1.0, wide ? inner.height() : inner.width());
        const double most = mostArea > 0 ? mostArea : emptyAxis;
        areaStep = niceStep(most, length / tickSpace);
        areaEnd = areaStep * std::ceil(most / areaStep);
    }

    double sliceShare(double slice) const {
        return slices > 1 ? slice / static_cast<double>(slices - 1) : 0.5;
    }
    QPointF at(double slice, double area) const {
        return wide ? QPointF(inner.left() + sliceShare(slice) * inner.width(),
                              inner.bottom() - area / areaEnd * inner.height())
                    : QPointF(inner.left() + area / areaEnd * inner.width(),
                              inner.top() + sliceShare(slice) * inner.height());
    }
    double sliceAt(const QPointF& position) const {
        const double share = wide ? (position.x() - inner.left()) / inner.width()
                                  : (position.y() - inner.top()) / inner.height();
        return share * static_cast<double>(slices - 1);
    }

    bool wide;
    QRectF inner;
    std::int64_t slices;
    double spacing; ///< mm between slices
    double areaStep = 1;
    double areaEnd = 1;
};

void drawBeside(QPainter& painter, const QPointF& at, const QString& text, Qt::Alignment side) {
    const QFontMetricsF metrics(painter.font());
    const double length = metrics.horizontalAdvance(text);
    const double x = side.testFlag(Qt::AlignRight)  ? at.x() - length
                     : side.testFlag(Qt::AlignLeft) ? at.x()
                                                    : at.x() - length / 2;
    painter.drawText(QPointF(x, at.y() + metrics.capHeight() / 2), text);
}

void paintAreaAxis(QPainter& painter, const Frame& frame) {
    const double last = static_cast<double>(frame.slices - 1);
    for (const double area : ticksUpTo(frame.areaEnd, frame.areaStep)) {
        painter.setPen(QPen(theme().line, 1));
        painter.drawLine(frame.at(0, area), frame.at(frame.slices > 1 ? last : 0, area));
        painter.setPen(theme().text3);
        const QString text = QString::number(area);
        if (frame.wide) {
            drawBeside(painter, frame.at(0, area) - QPointF(8, 0), text, Qt::AlignRight);
        } else {
            const QPointF foot(frame.at(0, area).x(), frame.inner.bottom() + 13);
            drawBeside(painter, foot, text, Qt::AlignHCenter);
        }
    }
    const QString unit = frame.wide ? QStringLiteral("cm²") : Texts::tr("area, cm²");
    if (frame.wide) {
        drawBeside(painter, frame.inner.topLeft() + QPointF(5, -7), unit, Qt::AlignLeft);
    } else {
        drawBeside(painter, frame.inner.topRight() + QPointF(4, -8), unit, Qt::AlignRight);
    }
}

/// mm from the first slice, downwards.
void paintDepthAxis(QPainter& painter, const Frame& frame) {
    const double end = static_cast<double>(frame.slices - 1) * frame.spacing;
    const double step = niceStep(end, frame.inner.height() / tickSpace);
    painter.setPen(theme().text3);
    for (const double mm : ticksUpTo(end, step)) {
        const QPointF at = frame.at(mm / frame.spacing, 0) - QPointF(8, 0);
        drawBeside(painter, at, QString::number(mm), Qt::AlignRight);
    }
}

/// Numbers of slices, from 1, to the right.
void paintSliceAxis(QPainter& painter, const Frame& frame) {
    const auto last = static_cast<double>(frame.slices);
    const double step = std::max(1.0, niceStep(last, frame.inner.width() / (1.5 * tickSpace)));
    const double y = frame.inner.bottom() + 13;
    painter.setPen(theme().text3);
    for (const double number : ticksUpTo(last - step * 0.5, step)) {
        const double shown = std::max(number, 1.0);
        drawBeside(painter, {frame.at(shown - 1, 0).x(), y}, QString::number(shown),
                   Qt::AlignHCenter);
    }
    drawBeside(painter, {frame.at(last - 1, 0).x(), y}, QString::number(last), Qt::AlignHCenter);
    drawBeside(painter, frame.inner.bottomRight() - QPointF(0, 7), Texts::tr("slice"),
               Qt::AlignRight);
}

/// Pieces of a curve where areas are known. With `bridges`, gaps between known slices are crossed.
QPainterPath pathOf(const AreaCurve& curve, const Frame& frame, bool bridges) {
    QPainterPath path;
    bool drawing = false;
    for (std::size_t slice = 0; slice < curve.squareCentimetres.size(); ++slice) {
        const auto& area = curve.squareCentimetres[slice];
        if (!area) {
            drawing = drawing && bridges;
            continue;
        }
        const QPointF at = frame.at(static_cast<double>(slice), *area);
        if (drawing) {
            path.lineTo(at);
        } else {
            path.moveTo(at);
            path.lineTo(at + QPointF(0.01, 0.01)); // a lone slice is a dot
        }
        drawing = true;
    }
    return path;
}

void paintCurrent(QPainter& painter, const Frame& frame, std::int64_t slice) {
    const auto at = static_cast<double>(slice);
    painter.setPen(QPen(theme().axial, 1.2));
    painter.drawLine(frame.at(at, 0) + (frame.wide ? QPointF(0, 3) : QPointF(-4, 0)),
                     frame.at(at, frame.areaEnd) + (frame.wide ? QPointF() : QPointF(4, 0)));
}

void paintNothing(QPainter& painter, const QRectF& place) {
    painter.setPen(theme().text3);
    painter.drawText(place, Qt::AlignCenter | Qt::TextWordWrap,
                     Texts::tr("Areas appear here once a segment has voxels."));
}

} // namespace

AreaPlot::AreaPlot(CaseSession& session, QWidget* parent) : QWidget(parent), session_(session) {
    setAccessibleName(Texts::tr("Area along the limb"));
    const auto anew = [this] { forget(); };
    for (const auto signal :
         {&CaseSession::countsChanged, &CaseSession::segmentsChanged, &CaseSession::looksChanged,
          &CaseSession::slicesChanged, &CaseSession::proposalChanged}) {
        connect(&session, signal, this, anew);
    }
    connect(&session.view(), &ViewState::activeSegmentChanged, this, &AreaPlot::repaintCurves);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, &AreaPlot::repaintCurves);
    connect(&session.view(), &ViewState::crosshairChanged, this, [this] {
        if (session_.view().crosshair().z != shownSlice_) {
            update();
        }
    });
}

AreaPlot::~AreaPlot() = default;

QSize AreaPlot::sizeHint() const {
    return {200, 260};
}

void AreaPlot::forget() {
    curves_.reset();
    repaintCurves();
}

void AreaPlot::repaintCurves() {
    picture_ = {};
    update();
}

const AreaPlot::Curves& AreaPlot::curves() const {
    if (!curves_) {
        curves_ = std::make_unique<Curves>();
        curves_->kept = areaCurves(session_.openCase());
        if (const Proposal* proposal = session_.proposal()) {
            curves_->proposed = areaCurves(*proposal, session_.segmentation());
        }
        curves_->most = std::max(largestArea(curves_->kept), largestArea(curves_->proposed));
    }
    return *curves_;
}

QPointF AreaPlot::positionOf(std::int64_t slice, double squareCentimetres) const {
    const Frame frame(*this, session_.image().geometry(), curves().most);
    return frame.at(static_cast<double>(slice), squareCentimetres);
}

namespace {

void paintKept(QPainter& painter, const Frame& frame, const AreaCurve& curve, bool bold) {
    painter.strokePath(pathOf(curve, frame, false),
                       QPen(readableOnPanel(curve.color), bold ? 2 : 1.3, Qt::SolidLine,
                            Qt::FlatCap, Qt::BevelJoin));
}

/// Left and right share a colour: of two such curves each says at its widest place which it is.
void paintSides(QPainter& painter, const Frame& frame, const std::vector<AreaCurve>& curves) {
    for (const AreaCurve& curve : curves) {
        const auto side = sideOf(curve.name);
        const auto ofColor = std::ranges::count(curves, curve.color, &AreaCurve::color);
        const auto& areas = curve.squareCentimetres;
        const auto widest = std::ranges::max_element(areas);
        if (!side || ofColor < 2 || widest == areas.end() || !*widest) {
            continue;
        }
        const QPointF at = frame.at(static_cast<double>(widest - areas.begin()), **widest);
        painter.setPen(readableOnPanel(curve.color));
        drawBeside(painter, at + (frame.wide ? QPointF(0, -8) : QPointF(4, 0)),
                   side == BodySide::Left ? Texts::tr("L", "side") : Texts::tr("R", "side"),
                   frame.wide ? Qt::AlignHCenter : Qt::AlignLeft);
    }
}

void paintProposed(QPainter& painter, const Frame& frame, const AreaCurve& curve) {
    QPen pen(readableOnPanel(curve.color), 1.2, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({3, 2.5});
    painter.strokePath(pathOf(curve, frame, true), pen);
}

} // namespace

QPixmap AreaPlot::drawn() const {
    const Curves& shown = curves();
    const Frame frame(*this, session_.image().geometry(), shown.most);
    QPixmap picture(size() * devicePixelRatioF());
    picture.setDevicePixelRatio(devicePixelRatioF());
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(monoFont(TextRole::Caption));
    paintAreaAxis(painter, frame);
    frame.wide ? paintSliceAxis(painter, frame) : paintDepthAxis(painter, frame);
    const int active = session_.view().activeSegment();
    const auto& segments = session_.segmentation().labels.segments();
    const bool someActive = active >= 0 && static_cast<std::size_t>(active) < segments.size();
    for (const AreaCurve& curve : shown.kept) {
        const bool isActive =
            someActive && segments[static_cast<std::size_t>(active)].name == curve.name;
        paintKept(painter, frame, curve, isActive || !shown.proposed.empty());
    }
    paintSides(painter, frame, shown.kept);
    for (const AreaCurve& curve : shown.proposed) {
        paintProposed(painter, frame, curve);
    }
    if (shown.kept.empty() && shown.proposed.empty()) {
        paintNothing(painter, frame.inner.adjusted(8, 8, -8, -8));
    }
    return picture;
}

void AreaPlot::paintEvent(QPaintEvent*) {
    if (picture_.size() != size() * devicePixelRatioF()) {
        picture_ = drawn();
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, picture_);
    shownSlice_ = session_.view().crosshair().z;
    if (!curves().kept.empty() || !curves().proposed.empty()) {
        painter.setRenderHint(QPainter::Antialiasing);
        paintCurrent(painter, Frame(*this, session_.image().geometry(), curves().most),
                     shownSlice_);
    }
}

void AreaPlot::goTo(const QPointF& position) {
    const Frame frame(*this, session_.image().geometry(), curves().most);
    VoxelIndex crosshair = session_.view().crosshair();
    crosshair.z = static_cast<std::int64_t>(std::lround(frame.sliceAt(position)));
    session_.view().setCrosshair(crosshair);
}

void AreaPlot::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        goTo(event->position());
    }
}

void AreaPlot::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton)) {
        goTo(event->position());
    }
}

} // namespace laurel::ui
