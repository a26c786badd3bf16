#include "case_tile.h"

#include "laurel/session/texts.h"

#include "laurel/ui_kit/painting.h"

#include "words.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollArea>

#include <algorithm>
#include <array>

namespace laurel::ui {

namespace {

constexpr int gap = space::m;
constexpr int textHeight = 52; ///< px beneath the picture, or more with large text

QString nameOf(const CaseFacts& facts) {
    return Texts::tr("%1, %2, %3 of %4 slices reviewed, %5")
        .arg(facts.name, facts.description)
        .arg(facts.reviewed)
        .arg(facts.slices)
        .arg(facts.day);
}

bool movesTheFocus(int key) {
    constexpr std::array keys{Qt::Key_Left, Qt::Key_Right, Qt::Key_Up,
                              Qt::Key_Down, Qt::Key_Home,  Qt::Key_End};
    return std::ranges::find(keys, key) != keys.end();
}

} // namespace

void paintCasePicture(QPainter& painter, const QRectF& box, const QImage& picture) {
    painter.fillRect(box, picture.isNull() ? theme().well : theme().canvas);
    if (picture.isNull()) {
        constexpr int glyph = 28;
        QRectF place(0, 0, glyph, glyph);
        place.moveCenter(box.center());
        paintIcon(painter, Icon::Cases, place, theme().text3);
        return;
    }
    QSizeF size = picture.size();
    size.scale(box.size(), Qt::KeepAspectRatio);
    QRectF place(QPointF(), size);
    place.moveCenter(box.center());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(place, picture);
}

CaseTile::CaseTile(CaseFacts facts, QWidget* parent)
    : RowButton(nameOf(facts), parent), facts_(std::move(facts)) {
    setToolTip(Texts::tr("Open %1 (Enter)").arg(facts_.name));
    setFocusRing(this, FocusRing::Outside);
}

void CaseTile::setPicture(const QImage& picture) {
    picture_ = picture;
    update();
}

int CaseTile::pictureHeight() const {
    const QFontMetrics lines(ui::font(TextRole::Body));
    return preferred.height() - textHeight + std::max(0, textHeight - 2 * lines.height() - 16);
}

QSize CaseTile::sizeHint() const {
    const QFontMetrics lines(ui::font(TextRole::Body));
    return {preferred.width(),
            preferred.height() + std::max(0, 2 * lines.height() + 16 - textHeight)};
}

void CaseTile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintContent(painter);
}

void CaseTile::paintContent(QPainter& painter) {
    const QRectF whole(rect());
    QPainterPath card;
    card.addRoundedRect(whole, space::radiusCard, space::radiusCard);
    painter.setClipPath(card);
    painter.fillRect(whole, isHot() ? theme().hover : theme().raised);
    const QRectF picture(0, 0, width(), pictureHeight());
    paintCasePicture(painter, picture, picture_);
    const double part = facts_.slices > 0 ? static_cast<double>(facts_.reviewed) /
                                                static_cast<double>(facts_.slices)
                                          : 0.0;
    constexpr double line = 3;
    painter.fillRect(QRectF(0, picture.bottom() - line, width(), line), theme().fieldBorder);
    painter.fillRect(QRectF(0, picture.bottom() - line, part * width(), line), theme().laurel);
    if (facts_.state != StateMark::Empty) {
        const QRectF mark(width() - 25, 7, 18, 18);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().panel);
        painter.drawEllipse(mark);
        paintStateMark(painter, facts_.state, mark.adjusted(2, 2, -2, -2));
    }
    paintWords(painter, QRect(0, pictureHeight(), width(), height() - pictureHeight()));
    painter.setClipping(false);
    drawBox(painter, whole, space::radiusCard, {}, isHot() ? theme().laurel : theme().line);
}

void CaseTile::paintWords(QPainter& painter, const QRect& box) const {
    const QRect inner = box.adjusted(space::s + 2, space::s - 2, -space::s - 2, -space::s + 2);
    const int half = inner.height() / 2;
    const QFont small = ui::font(TextRole::Caption);
    const int day = QFontMetrics(small).horizontalAdvance(facts_.day);
    paintText(painter, inner.adjusted(0, 0, -day - space::s, -half), facts_.name,
              ui::font(TextRole::Body, QFont::Medium), theme().text1);
    paintText(painter, inner.adjusted(inner.width() - day, 0, 0, -half), facts_.day, small,
              theme().text3, Qt::AlignRight | Qt::AlignVCenter);
    const QString about = facts_.description.isEmpty()
                              ? facts_.size
                              : facts_.description + QStringLiteral(" · ") + facts_.size;
    paintText(painter, inner.adjusted(0, half, 0, 0), about, small, theme().text2);
}

CaseGrid::CaseGrid(QWidget* parent) : QWidget(parent) {}

void CaseGrid::setTiles(const std::vector<CaseTile*>& tiles) {
    for (CaseTile* former : tiles_) {
        former->hide();
        former->deleteLater(); // it may be what was pressed
    }
    tiles_ = tiles;
    for (CaseTile* tile : tiles_) {
        tile->setParent(this);
        tile->installEventFilter(this);
        tile->show();
    }
    arrange();
}

int CaseGrid::columns() const {
    return std::max(1, (width() + gap) / (CaseTile::preferred.width() + gap));
}

void CaseGrid::resizeEvent(QResizeEvent*) {
    arrange();
}

void CaseGrid::arrange() {
    const int across = columns();
    QPoint corner;
    int height = 0;
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        const QSize size = tiles_[i]->sizeHint();
        const auto place = static_cast<int>(i);
        corner = {place % across * (size.width() + gap), place / across * (size.height() + gap)};
        tiles_[i]->setGeometry(QRect(corner, size));
        height = corner.y() + size.height();
    }
    setMinimumHeight(height + space::xs); // the ring of focus goes around a card
}

bool CaseGrid::goTo(int key) {
    const auto now = std::ranges::find_if(tiles_, &QWidget::hasFocus);
    if (now == tiles_.end()) {
        return false;
    }
    const auto last = std::ssize(tiles_) - 1;
    const auto at = now - tiles_.begin();
    const std::ptrdiff_t next = key == Qt::Key_Left    ? at - 1
                                : key == Qt::Key_Right ? at + 1
                                : key == Qt::Key_Up    ? at - columns()
                                : key == Qt::Key_Down  ? at + columns()
                                : key == Qt::Key_Home  ? 0
                                                       : last;
    if (next >= 0 && next <= last) {
        CaseTile* tile = tiles_[static_cast<std::size_t>(next)];
        tile->setFocus(Qt::TabFocusReason);
        for (QWidget* around = parentWidget(); around != nullptr; around = around->parentWidget()) {
            if (auto* area = qobject_cast<QScrollArea*>(around)) {
                area->ensureWidgetVisible(tile, 0, gap);
                break;
            }
        }
    }
    return true;
}

/// Before the window takes the arrows for slices, and before the area scrolls by them.
bool CaseGrid::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Enter || event->type() == QEvent::FocusIn) {
        Q_EMIT lookedAt(static_cast<CaseTile*>(watched));
    }
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
        const auto* press = static_cast<QKeyEvent*>(event);
        if (movesTheFocus(press->key()) && press->modifiers() == Qt::NoModifier) {
            if (event->type() == QEvent::KeyPress) {
                return goTo(press->key());
            }
            event->accept();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace laurel::ui
