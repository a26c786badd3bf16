#include "laurel/ui_views/slice_strip.h"

#include "laurel/session/texts.h"

#include "laurel/ui_views/words.h"

#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

constexpr double inset = space::m; ///< left and right
constexpr double barHeight = 18;
constexpr double markerHead = 7;
constexpr double below = 3; ///< from the bars' foot to the base line
constexpr int stripHeight = 38;

double footOf(const QWidget& strip) {
    return std::floor((strip.height() + barHeight + markerHead) / 2.0);
}

double shareOf(SliceState state) {
    return state == SliceState::Auto ? 0.3 : state == SliceState::InWork ? 0.6 : 1.0;
}

/// What asks for attention first.
int urgency(SliceState state) {
    switch (state) {
    case SliceState::Flagged:
        return 4;
    case SliceState::InWork:
        return 3;
    case SliceState::Auto:
        return 2;
    case SliceState::Reviewed:
        return 1;
    case SliceState::Empty:
        break;
    }
    return 0;
}

} // namespace

SliceStrip::SliceStrip(CaseSession& session, QWidget* parent)
    : QWidget(parent), session_(session), shownSlice_(current()) {
    setFocusPolicy(Qt::StrongFocus);
    setFocusRing(this, FocusRing::Inside);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(Texts::tr("Go to a slice"));
    const auto repaint = [this] { update(); };
    const auto statesChanged = [this] {
        announce();
        update();
    };
    connect(&session, &CaseSession::slicesChanged, this, statesChanged);
    connect(&session, &CaseSession::proposalChanged, this, repaint);
    connect(&session, &CaseSession::growthChanged, this, repaint);
    connect(&session.view(), &ViewState::crosshairChanged, this, &SliceStrip::moved);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, repaint);
    announce();
}

void SliceStrip::moved() {
    if (current() != shownSlice_) {
        announce();
        updateMarker(shownSlice_);
        updateMarker(current());
        shownSlice_ = current();
    }
}

void SliceStrip::updateMarker(std::int64_t slice) {
    update(QRect(positionOf(slice).x() - 6, 0, 13, height()));
}

void SliceStrip::announce() {
    const SliceState state = stateOf(current(), current());
    const QString name =
        Texts::tr("Slice %1 of %2, %3").arg(current() + 1).arg(count()).arg(wordFor(state));
    if (name != accessibleName()) {
        setAccessibleName(name);
    }
}

QSize SliceStrip::sizeHint() const {
    return {400, stripHeight};
}

QSize SliceStrip::minimumSizeHint() const {
    return {80, stripHeight};
}

std::int64_t SliceStrip::count() const {
    return session_.image().geometry().size().z;
}

std::int64_t SliceStrip::current() const {
    return session_.view().crosshair().z;
}

double SliceStrip::pitch() const {
    return std::max(1.0, width() - 2 * inset) / static_cast<double>(count());
}

QPoint SliceStrip::positionOf(std::int64_t slice) const {
    const double x = inset + (static_cast<double>(slice) + 0.5) * pitch();
    return {static_cast<int>(std::floor(x)), static_cast<int>(footOf(*this) - barHeight / 2)};
}

SliceState SliceStrip::stateOf(std::int64_t first, std::int64_t last) const {
    const auto& slices = session_.segmentation().slices;
    SliceState found = SliceState::Empty;
    for (std::int64_t slice = first; slice <= last; ++slice) {
        const auto index = static_cast<std::size_t>(slice);
        if (index < slices.size() && urgency(slices[index]) > urgency(found)) {
            found = slices[index];
        }
    }
    return found;
}

/// Reviewed slices and those in work keep their bar: accepting leaves them as they are.
bool SliceStrip::isProposed(std::int64_t slice) const {
    const Proposal* proposal = session_.proposal();
    const ProposalGrowth* growth = session_.growth();
    const bool within = proposal ? slice >= proposal->firstSlice && slice <= proposal->lastSlice
                                 : growth && growth->has(slice);
    if (!within) {
        return false;
    }
    const SliceState state = stateOf(slice, slice);
    return state == SliceState::Empty || state == SliceState::Auto;
}

void SliceStrip::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().line, 1));
    const double line = footOf(*this) + below + 0.5;
    painter.drawLine(QPointF(inset, line), QPointF(width() - inset, line));
    paintBars(painter, event->rect());
    paintMarker(painter);
}

void SliceStrip::paintBars(QPainter& painter, const QRectF& part) const {
    const double step = pitch();
    const auto together = static_cast<std::int64_t>(std::ceil(std::max(1.0, 2 / step)));
    for (std::int64_t first = 0; first < count(); first += together) {
        const std::int64_t last = std::min(first + together, count()) - 1;
        const double left = inset + static_cast<double>(first) * step;
        const double length = static_cast<double>(last - first + 1) * step;
        const QRectF cell(left, footOf(*this) - barHeight, length, barHeight);
        if (cell.intersects(part)) {
            paintBar(painter, cell, stateOf(first, last), isProposed(first));
        }
    }
}

void SliceStrip::paintBar(QPainter& painter, const QRectF& cell, SliceState state,
                          bool proposed) const {
    const double gap = cell.width() >= 3 ? 1 : 0;
    const QRectF bar = cell.adjusted(0, 0, -gap, 0);
    if (proposed) {
        const double pen = std::min(1.0, bar.width() / 3);
        const QRectF inner = bar.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2);
        painter.setPen(QPen(theme().automatic, pen));
        painter.setBrush(theme().automaticChip);
        painter.drawRect(inner);
    } else if (state == SliceState::Empty) {
        painter.fillRect(QRectF(bar.left(), bar.bottom() - 2, bar.width(), 2), theme().fieldBorder);
    } else {
        const double high = std::round(barHeight * shareOf(state));
        painter.fillRect(QRectF(bar.left(), bar.bottom() - high, bar.width(), high),
                         stateColor(markFor(state)));
    }
}

void SliceStrip::paintMarker(QPainter& painter) const {
    const double x = positionOf(current()).x() + 0.5;
    const double foot = footOf(*this);
    const double top = foot - barHeight - markerHead - 2;
    QPainterPath head(QPointF(x - 4.5, top));
    head.lineTo(x + 4.5, top);
    head.lineTo(x + 4.5, top + 3.5);
    head.lineTo(x, top + markerHead + 0.5);
    head.lineTo(x - 4.5, top + 3.5);
    head.closeSubpath();
    painter.fillPath(head, theme().text1);
    painter.setPen(QPen(theme().text1, 1.6, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(x, top + markerHead), QPointF(x, foot + below + 3));
}

// --- Input ---------------------------------------------------------------------------------------

void SliceStrip::stepTo(std::int64_t slice) {
    VoxelIndex crosshair = session_.view().crosshair();
    crosshair.z = std::clamp<std::int64_t>(slice, 0, count() - 1);
    session_.view().setCrosshair(crosshair);
}

void SliceStrip::goTo(const QPoint& position) {
    stepTo(static_cast<std::int64_t>(std::floor((position.x() + 0.5 - inset) / pitch())));
}

void SliceStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        goTo(event->position().toPoint());
    }
}

void SliceStrip::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton)) {
        goTo(event->position().toPoint());
    }
}

void SliceStrip::wheelEvent(QWheelEvent* event) {
    constexpr int perStep = 120;
    wheelRest_ += event->angleDelta().y();
    const int steps = wheelRest_ / perStep;
    wheelRest_ -= steps * perStep;
    stepTo(current() - steps);
    event->accept();
}

std::optional<std::int64_t> SliceStrip::sliceFor(const QKeyEvent& event) const {
    if ((event.modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier) {
        return std::nullopt;
    }
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return current() - 1;
    case Qt::Key_Right:
    case Qt::Key_Down:
        return current() + 1;
    case Qt::Key_PageUp:
        return current() - 10;
    case Qt::Key_PageDown:
        return current() + 10;
    case Qt::Key_Home:
        return 0;
    case Qt::Key_End:
        return count() - 1;
    default:
        return std::nullopt;
    }
}

/// Its own keys come before the window's shortcuts.
bool SliceStrip::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && sliceFor(static_cast<QKeyEvent&>(*event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void SliceStrip::keyPressEvent(QKeyEvent* event) {
    if (const auto slice = sliceFor(*event)) {
        stepTo(*slice);
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace laurel::ui
