#include "case_tile.h"

#include "laurel/session/texts.h"

#include "laurel/ui_kit/painting.h"

#include "words.h"

#include <QDir>
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

void CaseGrid::setTiles(const std::vector<CaseTile*>& tiles, bool inGroups) {
    for (CaseTile* former : tiles_) {
        former->hide();
        former->deleteLater(); // it may be what was pressed
    }
    for (const auto& [first, title] : titles_) {
        delete title;
    }
    titles_.clear();
    tiles_ = tiles;
    for (CaseTile* tile : tiles_) {
        tile->setParent(this);
        tile->installEventFilter(this);
        tile->show();
    }
    if (inGroups) {
        addTitles();
    }
    arrange();
}

void CaseGrid::addTitles() {
    for (auto first = tiles_.begin(); first != tiles_.end();) {
        const QString folder = (*first)->facts().imageFolder;
        const auto next = std::find_if(first, tiles_.end(), [&](const CaseTile* tile) {
            return tile->facts().imageFolder != folder;
        });
        const QString name =
            folder.isEmpty() ? Texts::tr("Images elsewhere") : QDir(folder).dirName();
        auto* title = new Label(
            Texts::tr("%1 · %2").arg(
                name, countText(next - first, QT_TRANSLATE_N_NOOP("Laurel", "%n case(s)"))),
            TextRole::Section, Label::Tone::Text1, QFont::DemiBold, this);
        title->setToolTip(folder);
        title->show();
        titles_.emplace(*first, title);
        first = next;
    }
}

int CaseGrid::columns() const {
    return std::max(1, (width() + gap) / (CaseTile::preferred.width() + gap));
}

void CaseGrid::resizeEvent(QResizeEvent*) {
    arrange();
}

void CaseGrid::arrange() {
    const int across = columns();
    int place = 0; ///< in the line
    int top = 0;
    int bottom = 0;
    for (CaseTile* tile : tiles_) {
        const auto title = titles_.find(tile);
        const bool beginsGroup = title != titles_.end();
        if (beginsGroup || place == across) {
            place = 0;
            top = bottom == 0 ? 0 : bottom + (beginsGroup ? 2 * gap : gap);
        }
        if (beginsGroup) {
            const int height = title->second->sizeHint().height();
            title->second->setGeometry(0, top, width(), height);
            top += height + space::s;
        }
        const QSize size = tile->sizeHint();
        tile->setGeometry(QRect({place * (size.width() + gap), top}, size));
        bottom = top + size.height();
        ++place;
    }
    setMinimumHeight(bottom + space::xs); // the ring of focus goes around a card
}

/// The card that is nearest in the next line above or beneath; null: there is none.
CaseTile* CaseGrid::beyond(const CaseTile& from, int key) const {
    CaseTile* best = nullptr;
    const auto away = [&](const CaseTile& tile) {
        const QPoint way = tile.pos() - from.pos();
        return std::pair(std::abs(way.y()), std::abs(way.x()));
    };
    for (CaseTile* tile : tiles_) {
        const bool isThere = key == Qt::Key_Up ? tile->y() < from.y() : tile->y() > from.y();
        if (isThere && (best == nullptr || away(*tile) < away(*best))) {
            best = tile;
        }
    }
    return best;
}

bool CaseGrid::goTo(int key) {
    const auto now = std::ranges::find_if(tiles_, &QWidget::hasFocus);
    if (now == tiles_.end()) {
        return false;
    }
    const bool across = key == Qt::Key_Left || key == Qt::Key_Right;
    const auto last = std::ssize(tiles_) - 1;
    const auto next = now - tiles_.begin() + (key == Qt::Key_Left ? -1 : 1);
    CaseTile* const tile =
        across ? (next < 0 || next > last ? nullptr : tiles_[static_cast<std::size_t>(next)])
        : key == Qt::Key_Home ? tiles_.front()
        : key == Qt::Key_End  ? tiles_.back()
                              : beyond(**now, key);
    if (tile == nullptr) {
        return true;
    }
    tile->setFocus(Qt::TabFocusReason);
    for (QWidget* around = parentWidget(); around != nullptr; around = around->parentWidget()) {
        if (auto* area = qobject_cast<QScrollArea*>(around)) {
            area->ensureWidgetVisible(tile, 0, gap);
            break;
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
