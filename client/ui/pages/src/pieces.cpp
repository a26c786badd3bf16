#include "pieces.h"

#include "laurel/session/texts.h"

#include "laurel/ui_kit/painting.h"

#include <QBoxLayout>
#include <QFontMetrics>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>

namespace laurel::ui {

namespace {

QColor fillOf(Tile::Look look) {
    switch (look) {
    case Tile::Look::Raised:
        return theme().raised;
    case Tile::Look::Panel:
        return theme().panel;
    case Tile::Look::Well:
        return theme().well;
    case Tile::Look::Chosen:
        return theme().selected;
    }
    return {};
}

QColor colorOf(Mark::Tone tone) {
    switch (tone) {
    case Mark::Tone::Text2:
        return theme().text2;
    case Mark::Tone::Text3:
        return theme().text3;
    case Mark::Tone::Laurel:
        return theme().laurelText;
    case Mark::Tone::InWork:
        return theme().inWork;
    case Mark::Tone::Flagged:
        return theme().flagged;
    case Mark::Tone::Automatic:
        return theme().automatic;
    }
    return {};
}

} // namespace

QVBoxLayout* columnIn(QWidget* parent, const QMargins& margins, int spacing) {
    auto* layout = new QVBoxLayout(parent);
    layout->setContentsMargins(margins);
    layout->setSpacing(spacing);
    return layout;
}

QHBoxLayout* rowIn(QWidget* parent, const QMargins& margins, int spacing) {
    auto* layout = new QHBoxLayout(parent);
    layout->setContentsMargins(margins);
    layout->setSpacing(spacing);
    return layout;
}

QHBoxLayout* rowBelow(QBoxLayout* layout, int spacing) {
    auto* row = new QHBoxLayout;
    row->setSpacing(spacing);
    layout->addLayout(row);
    return row;
}

QVBoxLayout* columnBeside(QBoxLayout* layout, int stretch, int spacing) {
    auto* column = new QVBoxLayout;
    column->setSpacing(spacing);
    layout->addLayout(column, stretch);
    return column;
}

QScrollArea* scrolling(QWidget* inner, QWidget* parent) {
    auto* area = new QScrollArea(parent);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus); // what it holds has the focus, and is scrolled to
    area->setWidget(inner);
    area->viewport()->setAutoFillBackground(false);
    inner->setAutoFillBackground(false);
    return area;
}

void emptyRows(QWidget* list) {
    while (QLayoutItem* item = list->layout()->takeAt(0)) {
        if (QWidget* row = item->widget()) {
            row->hide();
            row->setParent(nullptr);
            row->deleteLater();
        }
        delete item;
    }
}

void wrap(Label* label) {
    label->setWraps(true);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    label->setSizePolicy(policy);
}

QWidget* centred(EmptyPlace* place, QWidget* parent) {
    auto* room = new QWidget(parent);
    auto* column = columnIn(room, {space::l, space::xl, space::l, space::xl});
    column->addStretch(1);
    auto* row = rowBelow(column, 0);
    row->addStretch(1);
    place->setMaximumWidth(520);
    row->addWidget(place, 100);
    row->addStretch(1);
    column->addStretch(2);
    return room;
}

Tile::Tile(Look look, QWidget* parent) : QWidget(parent), look_(look) {
    followTheme(this);
}

void Tile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawBox(painter, rect(), space::radiusCard, fillOf(look_),
            look_ == Look::Chosen ? theme().laurel : theme().line);
}

Mark::Mark(Icon icon, Tone tone, int size, QWidget* parent)
    : QWidget(parent), icon_(icon), tone_(tone) {
    setFixedSize(size, size);
    followTheme(this);
}

Mark::Mark(StateMark state, int size, QWidget* parent) : QWidget(parent), state_(state) {
    setFixedSize(size, size);
    followTheme(this);
}

void Mark::setIcon(Icon icon, Tone tone) {
    icon_ = icon;
    tone_ = tone;
    update();
}

void Mark::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (state_) {
        paintStateMark(painter, *state_, rect());
    } else {
        paintIcon(painter, icon_, rect(), colorOf(tone_));
    }
}

RowButton::RowButton(const QString& name, QWidget* parent) : ButtonBase(name, parent) {
    setFocusPolicy(Qt::StrongFocus);
    setFocusRing(this, FocusRing::Inside);
    setCursor(Qt::PointingHandCursor);
}

void RowButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isChecked() || isHot()) {
        painter.fillRect(rect(), isChecked() ? theme().selected : theme().hover);
    }
    paintContent(painter);
}

void RowButton::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) {
        focusNextPrevChild(event->key() == Qt::Key_Down);
    } else {
        ButtonBase::keyPressEvent(event);
    }
}

bool RowButton::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            event->accept();
            return true;
        }
    }
    return ButtonBase::event(event);
}

void paintText(QPainter& painter, const QRect& box, const QString& text, const QFont& font,
               const QColor& color, int flags) {
    painter.setFont(font);
    painter.setPen(color);
    const QFontMetrics metrics(font);
    painter.drawText(box, flags, elidedMiddle(metrics, text, box.width()));
}

MessageLine::MessageLine(QWidget* parent, const QMargins& room) : QWidget(parent), room_(room) {
    auto* row = rowIn(this, room + QMargins(space::m, space::s, space::s, space::s), space::m);
    row->addWidget(new Mark(Icon::Warning, Mark::Tone::Flagged, 20, this), 0, Qt::AlignTop);
    auto* texts = columnBeside(row, 1, 2);
    title_ = new Label({}, TextRole::Body, Label::Tone::Text1, QFont::DemiBold, this);
    why_ = new Label({}, TextRole::Body, Label::Tone::Text2, QFont::Normal, this);
    wrap(title_);
    wrap(why_);
    texts->addWidget(title_);
    texts->addWidget(why_);
    auto* close = described(new GlyphButton(Icon::Cross, Texts::tr("Dismiss"), {}, this),
                            Texts::tr("Dismiss"), Texts::tr("Dismiss this message"));
    row->addWidget(close, 0, Qt::AlignTop);
    connect(close, &QAbstractButton::clicked, this, &MessageLine::clear);
    followTheme(this);
    hide();
}

void MessageLine::tell(const QString& title, const QString& why) {
    title_->setText(title);
    why_->setText(why);
    why_->setVisible(!why.isEmpty());
    setAccessibleName(text());
    show();
}

QString MessageLine::text() const {
    return isHidden() ? QString() : (title_->text() + ' ' + why_->text()).trimmed();
}

void MessageLine::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawBox(painter, rect().marginsRemoved(room_), space::radiusCard, theme().flaggedChip,
            theme().flagged);
}

} // namespace laurel::ui
