#include "laurel/ui_views/slice_view.h"

#include "laurel/session/texts.h"

#include "laurel/ui_views/words.h"
#include "slice_view_state.h"

#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QContextMenuEvent>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QTabletEvent>
#include <QWheelEvent>

namespace laurel::ui {

SliceView::SliceView(CaseSession& session, int axis, QWidget* parent)
    : QWidget(parent), state_(std::make_unique<State>(*this, session, axis)) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setTabletTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setFocusRing(this, FocusRing::Inside);
    state_->hand.setTool({});
    watchSession();
    announce();
}

SliceView::~SliceView() = default;

void SliceView::watchSession() {
    CaseSession& session = state_->session;
    ViewState& look = session.view();
    const auto repaint = [this] { update(); };
    connect(&session, &CaseSession::voxelsChanged, this, [this](const VoxelBox& box) {
        const PlaneRect part = crossSection(state_->layout, state_->slice(), box);
        state_->labels_.touch(part);
        state_->updatePart(part);
    });
    const auto looksChanged = [this] {
        state_->masks_.reset();
        state_->proposal_.forget();
        state_->offer_.forget();
        announce();
        update();
    };
    connect(&session, &CaseSession::segmentsChanged, this, looksChanged);
    connect(&session, &CaseSession::segmentsChanged, this, [this] { state_->labels_.forget(); });
    connect(&session, &CaseSession::looksChanged, this, looksChanged);
    connect(&session, &CaseSession::proposalChanged, this, looksChanged);
    connect(&session, &CaseSession::growthChanged, this, [this](const VoxelBox& box) {
        const PlaneRect part = crossSection(state_->layout, state_->slice(), box);
        state_->proposal_.touch(part);
        state_->updatePart(part);
    });
    connect(&session, &CaseSession::offerChanged, this, [this] {
        state_->offer_.forget();
        update();
    });
    connect(&session, &CaseSession::slicesChanged, this, &SliceView::announce);
    connect(&session, &CaseSession::countsChanged, this, &SliceView::announce);
    connect(&look, &ViewState::activeSegmentChanged, this, &SliceView::announce);
    const auto repaintCurves = [this, repaint] {
        if (state_->hand.tool().curves != nullptr) {
            repaint();
        }
    };
    connect(&look, &ViewState::activeSegmentChanged, this, repaintCurves);
    connect(&session, &CaseSession::historyChanged, this, repaintCurves);
    connect(&look, &ViewState::crosshairChanged, this, [this] { state_->crosshairMoved(); });
    connect(&look, &ViewState::windowChanged, this, repaint);
    connect(&look, &ViewState::frameChanged, this, repaint);
    connect(&look.second(), &SecondImage::changed, this, [this, &look] {
        if (!look.second().volume()) {
            state_->second_.forget();
        }
        update();
    });
    connect(&look.measurements(), &Measurements::changed, this, repaint);
    connect(&look, &ViewState::crossLinesChanged, this, repaint);
    connect(&look, &ViewState::rectangleChanged, this, repaint);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, repaint);
}

void SliceView::announce() {
    const CaseSession& session = state_->session;
    QString name = Texts::tr("%1, slice %2 of %3")
                       .arg(planeName())
                       .arg(state_->slice() + 1)
                       .arg(session.image().geometry().size()[axis()]);
    const int active = state_->session.view().activeSegment();
    const auto& segments = session.segmentation().labels.segments();
    if (active >= 0 && static_cast<std::size_t>(active) < segments.size()) {
        const auto index = static_cast<std::size_t>(active);
        const SliceState state =
            segmentState(session.openCase().counts(), session.segmentation().slices, index);
        name += QStringLiteral(", %1, %2")
                    .arg(QString::fromStdString(segments[index].name), wordFor(state));
    }
    if (name != accessibleName()) {
        setAccessibleName(name); // tells assistive programs by itself
    }
}

int SliceView::axis() const noexcept {
    return state_->layout.axis();
}

SlicePlane SliceView::plane() const noexcept {
    return {axis(), state_->slice()};
}

QString SliceView::planeName() const {
    switch (state_->layout.plane()) {
    case PlaneLayout::Plane::Axial:
        return Texts::tr("Axial");
    case PlaneLayout::Plane::Sagittal:
        return Texts::tr("Sagittal");
    case PlaneLayout::Plane::Coronal:
        break;
    }
    return Texts::tr("Coronal");
}

QColor SliceView::planeColor() const {
    return colorOf(state_->layout.plane());
}

void SliceView::setTool(const ViewTool& tool) {
    state_->hand.setTool(tool);
}

void SliceView::zoomToFit() {
    state_->viewport.fit();
    state_->viewportMoved();
}

double SliceView::zoom() const noexcept {
    return state_->viewport.pixelsPerMm() * state_->smallestSpacing();
}

void SliceView::zoomBySteps(int steps) {
    state_->hand.zoomBySteps(steps);
}

void SliceView::setZoom(double zoom) {
    if (qFuzzyCompare(zoom, this->zoom())) {
        return; // views that follow each other would not come to rest
    }
    const double spacing = state_->smallestSpacing();
    state_->viewport.setScale(zoom / spacing, State::largestZoom / spacing,
                              state_->viewport.middle());
    state_->viewportMoved();
}

QPointF SliceView::toWidget(const ContinuousIndex& index) const {
    return state_->widgetOf(index);
}

ContinuousIndex SliceView::toIndex(const QPointF& position) const {
    return state_->indexAt(position);
}

QSize SliceView::sizeHint() const {
    return {400, 400};
}

QSize SliceView::minimumSizeHint() const {
    return {80, 80};
}

void SliceView::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    for (const QRect& part : event->region()) {
        state_->paint(painter, part);
    }
}

void SliceView::resizeEvent(QResizeEvent*) {
    state_->viewport.setWidget(size());
    state_->viewportMoved();
}

// --- Input: translated, then handed on -----------------------------------------------------------

namespace {

HandInput inputOf(const QMouseEvent& event) {
    return {event.position(), event.button(), event.modifiers(), 1};
}

/// The other end of a pen erases, as Ctrl does.
HandInput inputOf(const QTabletEvent& event) {
    const bool erases = event.pointerType() == QPointingDevice::PointerType::Eraser;
    return {event.position(), event.button(),
            erases ? event.modifiers() | Qt::ControlModifier : event.modifiers(), event.pressure()};
}

} // namespace

bool SliceView::event(QEvent* event) {
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        if (state_->hand.claims(static_cast<QKeyEvent&>(*event))) {
            event->accept();
            return true;
        }
        break;
    case QEvent::FocusIn: // keys are about this view from now on
        state_->session.view().setActiveAxis(axis());
        break;
    case QEvent::UngrabMouse:
    case QEvent::WindowDeactivate:
        state_->hand.finish();
        break;
    default:
        break;
    }
    return QWidget::event(event);
}

void SliceView::hideEvent(QHideEvent* event) {
    state_->hand.finish();
    QWidget::hideEvent(event);
}

void SliceView::wheelEvent(QWheelEvent* event) {
    state_->hand.wheel(*event);
    event->accept();
}

void SliceView::mousePressEvent(QMouseEvent* event) {
    state_->hand.press(inputOf(*event));
}

void SliceView::mouseMoveEvent(QMouseEvent* event) {
    state_->hand.move(inputOf(*event));
}

void SliceView::mouseReleaseEvent(QMouseEvent* event) {
    state_->hand.release(inputOf(*event));
}

void SliceView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (!state_->hand.pressAgain(event->button())) {
        mousePressEvent(event);
    }
}

void SliceView::tabletEvent(QTabletEvent* event) {
    const HandInput input = inputOf(*event);
    switch (event->type()) {
    case QEvent::TabletPress:
        setFocus(Qt::MouseFocusReason);
        state_->hand.press(input);
        break;
    case QEvent::TabletRelease:
        state_->hand.release(input);
        break;
    default:
        state_->hand.move(input);
        break;
    }
    event->accept(); // so that no mouse events are made of it
}

void SliceView::leaveEvent(QEvent*) {
    state_->hand.leave();
}

void SliceView::focusOutEvent(QFocusEvent* event) {
    state_->hand.finish();
    QWidget::focusOutEvent(event);
}

/// By the menu key; the right button's menu comes with its release, when it was no drag.
void SliceView::contextMenuEvent(QContextMenuEvent* event) {
    if (event->reason() == QContextMenuEvent::Keyboard) {
        Q_EMIT customContextMenuRequested(state_->hand.menuPosition().toPoint());
    }
    event->accept();
}

void SliceView::keyPressEvent(QKeyEvent* event) {
    if (!state_->hand.keyPress(*event)) {
        QWidget::keyPressEvent(event);
    }
}

void SliceView::keyReleaseEvent(QKeyEvent* event) {
    if (!state_->hand.keyRelease(*event)) {
        QWidget::keyReleaseEvent(event);
    }
}

} // namespace laurel::ui
