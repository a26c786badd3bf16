#include "slice_view_state.h"

#include "curve_picture.h"
#include "device_grid.h"
#include "mask_painter.h"
#include "measure_marks.h"

#include "laurel/ui_kit/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace laurel::ui {

QColor colorOf(PlaneLayout::Plane plane) {
    return plane == PlaneLayout::Plane::Axial      ? theme().axial
           : plane == PlaneLayout::Plane::Sagittal ? theme().sagittal
                                                   : theme().coronal;
}

namespace {

/// Where a length in mm from the border of the plane is in voxels.
double toVoxels(double mm, const PlaneLayout::Run& run) {
    return mm / run.spacing - 0.5;
}

QRect scaled(const QRect& rect, double by) {
    return QRectF(rect.x() * by, rect.y() * by, rect.width() * by, rect.height() * by)
        .toAlignedRect();
}

} // namespace

SliceView::State::State(SliceView& owner, CaseSession& openSession, int axis)
    : view(owner), session(openSession), layout(openSession.image().geometry(), axis), hand(owner) {
    viewport.setPlane(layout.sizeMm());
    shownSlice_ = slice();
}

std::int64_t SliceView::State::slice() const {
    return component(session.view().crosshair(), layout.axis());
}

double SliceView::State::smallestSpacing() const {
    const auto& spacing = session.image().geometry().spacing();
    return *std::min_element(spacing.begin(), spacing.end());
}

QPointF SliceView::State::toMm(const QPointF& plane) const {
    return {(plane.x() + 0.5) * layout.across().spacing, (plane.y() + 0.5) * layout.down().spacing};
}

void SliceView::State::followSize() {
    viewport.setWidget(view.size());
}

QPointF SliceView::State::widgetOf(const ContinuousIndex& index) {
    followSize();
    return viewport.toWidget(toMm(layout.toPlane(index)));
}

ContinuousIndex SliceView::State::indexAt(const QPointF& position) {
    followSize();
    const QPointF mm = viewport.toPlane(position);
    const QPointF plane(toVoxels(mm.x(), layout.across()), toVoxels(mm.y(), layout.down()));
    return layout.toIndex(plane, static_cast<double>(slice()));
}

// --- What is to be painted anew ------------------------------------------------------------------

void SliceView::State::updatePart(const PlaneRect& part) {
    if (part.empty()) {
        return;
    }
    const auto corner = [this](std::int64_t column, std::int64_t row) {
        return viewport.toWidget({static_cast<double>(column) * layout.across().spacing,
                                  static_cast<double>(row) * layout.down().spacing});
    };
    // A neighbour's outline changes with a voxel, and reaches a little beyond it at low zoom.
    const PlaneRect grown = part.grownBy(1);
    const QRectF pixels(corner(grown.left, grown.top), corner(grown.right + 1, grown.bottom + 1));
    view.update(pixels.toAlignedRect().adjusted(-3, -3, 3, 3).intersected(view.rect()));
}

void SliceView::State::updateCrossLines() {
    for (const QPointF& at : {shownCross_, crosshairAt()}) {
        for (const QRect& line : crossLineRects(view.rect(), at)) {
            view.update(line);
        }
    }
}

void SliceView::State::crosshairMoved() {
    if (slice() != shownSlice_) {
        shownSlice_ = slice();
        view.update();
        hand.sliceMoved();
        view.announce();
    } else {
        updateCrossLines();
    }
    shownCross_ = crosshairAt();
}

void SliceView::State::viewportMoved() {
    shownCross_ = crosshairAt();
    view.update();
    hand.voxelsMoved();
    if (const double zoom = view.zoom(); !qFuzzyCompare(zoom, shownZoom_)) {
        shownZoom_ = zoom;
        Q_EMIT view.zoomChanged(zoom);
    }
}

// --- Painting ------------------------------------------------------------------------------------

void SliceView::State::paint(QPainter& painter, const QRect& part) {
    painter.setClipRect(part);
    painter.fillRect(part, theme().canvas);
    const double ratio = view.devicePixelRatioF();
    painter.save();
    painter.scale(1 / ratio, 1 / ratio); // masks are laid out on device pixels
    paintPixels(painter, scaled(part, ratio));
    painter.restore();
    painter.setRenderHint(QPainter::Antialiasing);
    paintMarks(painter, part);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void SliceView::State::paintPixels(QPainter& painter, const QRect& pixels) {
    const Segmentation& segmentation = session.segmentation();
    const DeviceGrid grid(layout, viewport.planeRect(), view.devicePixelRatioF());
    const std::int64_t frame = session.view().frame();
    const QImage& grey = image_.picture(session.image(), frame, layout, slice(),
                                        session.view().window(), session.view().colorMap());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(grid.whole, grey, QRectF(grey.rect()));
    paintSecond(painter, grid);

    labels_.read(segmentation.labels, layout, slice());
    if (!masks_) {
        masks_.emplace(segmentation);
    }
    const PlaneRect part = grid.voxelsIn(pixels);
    MaskPainter masks(painter, labels_, *masks_, grid);
    masks.fill(part, maskBrush);
    masks.outline(part);
    if (const LabelMap* proposed = session.proposedLabels()) {
        proposal_.read(*proposed, segmentation, layout, slice());
        proposal_.paint(painter, pixels, grid);
    }
    if (const EditStep* offer = session.offer()) {
        offer_.read(offer->voxels, segmentation, layout, slice());
        offer_.paint(painter, pixels, grid);
    }
}

void SliceView::State::paintMarks(QPainter& painter, const QRect& part) {
    const QRectF all = view.rect();
    if (session.view().crossLines()) {
        paintCross(painter);
    }
    paintCurves(painter);
    paintRectangle(painter);
    paintMeasurements(painter);
    paintSecondMarks(painter);
    paintLetters(painter, all, layout.letters(), part);
    paintScaleBar(painter, all, viewport.pixelsPerMm(), part);
    paintDrawn(painter);
    const auto mark = hand.mark();
    if (mark && mark->bounds().intersects(part)) {
        paintPointer(painter, *mark);
    }
}

/// Over the image and beneath the masks. In a swipe it ends at the line, else it is blended.
void SliceView::State::paintSecond(QPainter& painter, const DeviceGrid& grid) {
    const SecondImage& second = session.view().second();
    if (second.visible() == nullptr) {
        return;
    }
    const SecondLook& look = second.look();
    const QImage& picture = second_.picture(second, session.image().geometry(), layout, slice());
    painter.save();
    if (look.swipes) {
        const double ratio = view.devicePixelRatioF();
        const QRectF left(0, 0, swipeLine(look, view.width()) * ratio, view.height() * ratio);
        painter.setClipRect(left, Qt::IntersectClip);
    } else {
        painter.setOpacity(look.opacity);
    }
    painter.drawImage(grid.whole, picture, QRectF(picture.rect()));
    painter.restore();
}

void SliceView::State::paintSecondMarks(QPainter& painter) {
    const SecondImage& second = session.view().second();
    const auto bar = [&](ColorMap map, const GreyWindow& window, const QString& title) {
        const double half = window.width / 2 * (window.inverted ? -1 : 1);
        paintColorBar(painter, view.rect(),
                      {map, title, QString::number(window.level - half, 'g', 4),
                       QString::number(window.level + half, 'g', 4)});
    };
    if (second.visible() == nullptr) {
        if (session.view().colorMap() != ColorMap::Grey) {
            bar(session.view().colorMap(), session.view().window(), {});
        }
        return;
    }
    bar(second.look().map, second.look().window, second.title());
    if (second.look().swipes) {
        paintSwipeLine(painter, view.rect(), swipeLine(second.look(), view.width()));
    }
}

void SliceView::State::paintMeasurements(QPainter& painter) {
    const Measurements& all = session.view().measurements();
    const MeasureHand& measures = hand.measures();
    for (std::size_t i = 0; i < all.all().size(); ++i) {
        if (measures.liesHere(all.all()[i])) {
            paintMeasurement(painter, view.rect(), all.all()[i], measures.toWidget(all.all()[i]),
                             all.selected() == i);
        }
    }
    if (all.drawing() && measures.liesHere(*all.drawing())) {
        paintMeasurement(painter, view.rect(), *all.drawing(), measures.toWidget(*all.drawing()),
                         true);
    }
}

/// The line of a tool that paints nothing before it is lifted.
void SliceView::State::paintDrawn(QPainter& painter) {
    const std::span<const ContinuousIndex> corners = hand.waiting();
    QPolygonF path;
    for (const auto& part : {corners, hand.drawn()}) {
        for (const ContinuousIndex& at : part) {
            path.append(widgetOf(at));
        }
    }
    if (path.isEmpty()) {
        return;
    }
    const auto waiting = static_cast<qsizetype>(corners.size());
    if (path.size() == waiting && hand.pointer()) {
        path.append(*hand.pointer()); // where the next corner would be
    }
    paintDrawnLine(painter, path);
    constexpr qsizetype mostShown = 40; // of a way that was dragged the line is enough
    for (qsizetype corner = 0; waiting <= mostShown && corner < waiting; ++corner) {
        paintCorner(painter, path.at(corner), corner == 0);
    }
}

/// Of the voxels in it, so from edge to edge.
void SliceView::State::paintRectangle(QPainter& painter) {
    const std::optional<VoxelBox>& box = session.view().rectangle();
    if (!box || layout.axis() != 2 || hand.tool().kind != ViewTool::Kind::Rectangle) {
        return;
    }
    const auto low = [](std::int64_t at) { return static_cast<double>(at) - 0.5; };
    const auto high = [](std::int64_t at) { return static_cast<double>(at) + 0.5; };
    const auto z = static_cast<double>(slice());
    const QRectF drawn(widgetOf({low(box->low.x), low(box->low.y), z}),
                       widgetOf({high(box->high.x), high(box->high.y), z}));
    ui::paintRectangle(painter, drawn.normalized());
}

void SliceView::State::paintCurves(QPainter& painter) {
    ContourTool* const tool = hand.tool().curves;
    const auto active = static_cast<std::size_t>(session.view().activeSegment());
    const std::vector<Segment>& segments = session.segmentation().labels.segments();
    if (tool == nullptr || active >= segments.size() ||
        !session.segmentation().looks[active].visible) {
        return;
    }
    const SlicePlane plane = view.plane();
    const PlaneFrame frame(session.image().geometry(), plane);
    const Color& color = segments[active].color;
    CurvePicture picture(painter, QColor(color.red, color.green, color.blue),
                         [&](const CurvePoint& at) { return widgetOf(frame.toIndex(at)); });
    constexpr double finestPixels = 0.2;
    const double finest = finestPixels / viewport.pixelsPerMm();
    const LabelMap& labels = session.segmentation().labels;
    for (const auto& [shows, step] : {std::pair(tool->parameters.showsPrevious, -1),
                                      std::pair(tool->parameters.showsNext, 1)}) {
        const SlicePlane beside{plane.axis, plane.index + step};
        if (shows && beside.index >= 0 && beside.index < labels.geometry().size()[plane.axis]) {
            picture.neighbours(tool->curves(labels, segments[active], beside), finest);
        }
    }
    const auto& curves = tool->curves(labels, segments[active], plane);
    picture.curves(curves, finest);
    if (tool->parameters.act == ContourAct::Shape) {
        picture.boxes(ContourTool::boxesOf(curves, hand.gripMm()));
    } else {
        picture.handles(curves, tool->selection(segments[active], plane));
    }
    const EditStep* const offer = session.offer();
    if (offer != nullptr && offer->label.kind == StepKind::Contour) {
        picture.planned(tool->planned(segments[active], plane), finest);
    }
    picture.pending(tool->pending(plane), hand.pointer());
}

void SliceView::State::paintCross(QPainter& painter) {
    const Geometry& geometry = session.image().geometry();
    const auto across = PlaneLayout(geometry, layout.across().axis).plane();
    const auto down = PlaneLayout(geometry, layout.down().axis).plane();
    // The vertical line is where the plane normal to "across" cuts this one.
    paintCrossLines(painter, view.rect(), crosshairAt(), colorOf(across), colorOf(down));
}

} // namespace laurel::ui
