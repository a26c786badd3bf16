#include "laurel/ui_kit/panels.h"

#include "laurel/ui_kit/buttons.h"
#include "laurel/ui_kit/labels.h"
#include "laurel/ui_kit/painting.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QTimer>
#include <QVBoxLayout>

namespace laurel::ui {
namespace {

constexpr int toastLifetime = 6000;
constexpr int toastGlyph = 18;
constexpr int longDetail = 60; ///< characters; two lines of a message
constexpr int emptyGlyph = 28;
constexpr int textTop = 6; ///< brings the title level with the buttons at its right

Icon glyphOf(Toast::Kind kind) {
    switch (kind) {
    case Toast::Kind::Done:
        return Icon::Check;
    case Toast::Kind::Waiting:
        return Icon::Server;
    default:
        return Icon::Warning;
    }
}

QColor colorOf(Toast::Kind kind) {
    switch (kind) {
    case Toast::Kind::Done:
        return theme().laurelText;
    case Toast::Kind::Waiting:
        return theme().automatic;
    case Toast::Kind::Warning:
        return theme().inWork;
    default:
        return theme().flagged;
    }
}

QVBoxLayout* toastText(const QString& title, const QString& detail) {
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->setContentsMargins(0, textTop, 0, detail.isEmpty() ? 0 : textTop);
    column->addWidget(new Label(title, TextRole::Body, Label::Tone::Text1, QFont::Medium));
    if (detail.isEmpty())
        return column;
    auto* line = new Label(detail, TextRole::Caption, Label::Tone::Text2);
    line->setWraps(true);
    column->addWidget(line);
    return column;
}

/// The link-like action at the right of a message.
class ActionButton : public ButtonBase {
  public:
    explicit ActionButton(const QString& text) : ButtonBase(text) { setText(text); }
    QSize sizeHint() const override {
        const QFontMetrics metrics(ui::font(TextRole::Body, QFont::Medium));
        return {metrics.horizontalAdvance(text()) + 2 * space::s,
                heightFor(metrics, space::button)};
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        drawBox(painter, rect(), space::radiusControl,
                isOn() ? theme().selected : (isHot() ? theme().hover : QColor()));
        painter.setFont(ui::font(TextRole::Body, QFont::Medium));
        painter.setPen(theme().laurelText);
        painter.drawText(rect(), Qt::AlignCenter, text());
    }
};

} // namespace

Toast::Toast(Kind kind, const QString& title, const QString& detail, const QString& action,
             QWidget* parent)
    : QWidget(parent), kind_(kind), timer_(new QTimer(this)) {
    setAccessibleName(detail.isEmpty() ? title : title + QStringLiteral(". ") + detail);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(42, space::xs, space::xs, space::xs);
    row->setSpacing(space::xs);
    auto* texts = toastText(title, detail);
    row->addLayout(texts, 1);
    if (!action.isEmpty()) {
        auto* button = new ActionButton(action);
        button->setToolTip(title + QStringLiteral(": ") + action);
        if (detail.size() > longDetail) { // it would leave the text too narrow
            texts->addWidget(button, 0, Qt::AlignLeft);
        } else {
            row->addWidget(button, 0, Qt::AlignTop);
        }
        connect(button, &QAbstractButton::clicked, this, &Toast::acted);
    }
    auto* cross = new GlyphButton(Icon::Cross, tr("Dismiss"));
    cross->setToolTip(tr("Takes this message away (Esc)"));
    cross->setGlyphSize(14);
    row->addWidget(cross, 0, Qt::AlignTop);
    connect(cross, &QAbstractButton::clicked, this, &Toast::dismissed);
    timer_->setSingleShot(true);
    connect(timer_, &QTimer::timeout, this, &Toast::dismissed);
    setLifetime(kind == Kind::Error ? 0 : toastLifetime);
    followTheme(this);
}

void Toast::setLifetime(int milliseconds) {
    timer_->setInterval(milliseconds);
    if (milliseconds > 0)
        timer_->start();
    else
        timer_->stop();
}

void Toast::enterEvent(QEnterEvent*) {
    timer_->stop();
}

void Toast::leaveEvent(QEvent*) {
    setLifetime(timer_->interval());
}

void Toast::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT dismissed();
    else
        QWidget::keyPressEvent(event);
}

void Toast::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawBox(painter, rect(), space::radiusCard, theme().raised, theme().fieldBorder);
    paintIcon(painter, glyphOf(kind_), QRectF(14, 10, toastGlyph, toastGlyph), colorOf(kind_));
}

EmptyPlace::EmptyPlace(Icon glyph, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent), glyph_(glyph), buttons_(new QHBoxLayout) {
    setAccessibleName(title + QStringLiteral(". ") + text);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l, space::l + emptyGlyph + space::s, space::l, space::l);
    column->setSpacing(space::s);
    auto* heading = new Label(title, TextRole::Section, Label::Tone::Text1, QFont::DemiBold);
    auto* line = new Label(text, TextRole::Body, Label::Tone::Text2);
    heading->setAlignment(Qt::AlignHCenter);
    line->setAlignment(Qt::AlignHCenter);
    line->setWraps(true);
    column->addWidget(heading);
    column->addWidget(line);
    column->addSpacing(space::xs);
    column->addLayout(buttons_);
    buttons_->setSpacing(space::s);
    buttons_->setAlignment(Qt::AlignHCenter);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    followTheme(this);
}

void EmptyPlace::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double line = hairline(painter);
    QPen pen(theme().fieldBorder, line);
    pen.setDashPattern({3 / line, 3 / line});
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(pen);
    const double half = line / 2;
    painter.drawRoundedRect(snapped(painter, rect()).adjusted(half, half, -half, -half),
                            space::radiusCard, space::radiusCard);
    const QRectF glyph((width() - emptyGlyph) / 2.0, space::l, emptyGlyph, emptyGlyph);
    paintIcon(painter, glyph_, glyph, theme().text3);
}

} // namespace laurel::ui
