#include "laurel/ui_kit/panels.h"

#include "laurel/ui_kit/buttons.h"
#include "laurel/ui_kit/labels.h"
#include "laurel/ui_kit/painting.h"

#include <QHBoxLayout>
#include <QPainter>

namespace laurel::ui {
namespace {

constexpr int headerHeight = 40;

const QColor& colorOf(Surface::Fill fill) {
    const Theme& colors = theme();
    switch (fill) {
    case Surface::Fill::Ground:
        return colors.ground;
    case Surface::Fill::Panel:
        return colors.panel;
    case Surface::Fill::Raised:
        return colors.raised;
    case Surface::Fill::Well:
        return colors.well;
    case Surface::Fill::Canvas:
        return colors.canvas;
    }
    return colors.panel;
}

} // namespace

Surface::Surface(Fill fill, Qt::Edges lines, QWidget* parent)
    : QWidget(parent), fill_(fill), lines_(lines) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    followTheme(this);
}

void Surface::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(fill_));
    for (const Qt::Edge edge : {Qt::TopEdge, Qt::BottomEdge, Qt::LeftEdge, Qt::RightEdge})
        if (lines_.testFlag(edge))
            drawEdge(painter, rect(), edge, theme().line);
}

Card::Card(QWidget* parent) : QWidget(parent) {
    followTheme(this);
}

void Card::setChosen(bool chosen) {
    chosen_ = chosen;
    update();
}

void Card::paintEvent(QPaintEvent*) {
    const Theme& colors = theme();
    QPainter painter(this);
    drawBox(painter, rect(), space::radiusCard, chosen_ ? colors.selected : colors.panel,
            chosen_ ? colors.laurel : colors.fieldBorder);
}

Rule::Rule(Qt::Orientation orientation, QWidget* parent)
    : QWidget(parent), orientation_(orientation) {
    const bool upright = orientation == Qt::Vertical;
    setSizePolicy(upright ? QSizePolicy::Fixed : QSizePolicy::Expanding, QSizePolicy::Fixed);
    followTheme(this);
}

QSize Rule::sizeHint() const {
    return orientation_ == Qt::Vertical ? QSize(1, 20) : QSize(24, 1);
}

void Rule::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawEdge(painter, rect(), orientation_ == Qt::Vertical ? Qt::LeftEdge : Qt::TopEdge,
             theme().line);
}

PanelHeader::PanelHeader(const QString& title, const QString& key, QWidget* parent)
    : QWidget(parent), row_(new QHBoxLayout(this)),
      title_(new Label(title, TextRole::Section, Label::Tone::Text1, QFont::DemiBold, this)),
      note_(new Label({}, TextRole::Body, Label::Tone::Text3, QFont::Normal, this)),
      detail_(new Label({}, TextRole::Caption, Label::Tone::Text3, QFont::Normal, this)),
      key_(new KeyCap(key, this)) {
    row_->setContentsMargins(space::m, 0, space::xs, 0);
    row_->setSpacing(space::s);
    row_->addWidget(title_);
    row_->addWidget(note_);
    row_->addWidget(key_);
    row_->addStretch(1);
    row_->addWidget(detail_);
    setMinimumHeight(headerHeight);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setTitle(title);
    setKey(key);
    setNote({});
    setDetail({});
}

void PanelHeader::setTitle(const QString& title) {
    title_->setText(title);
    setAccessibleName(title);
}

void PanelHeader::setKey(const QString& key) {
    key_->setKeys(key);
    key_->setVisible(!key.isEmpty());
}

void PanelHeader::setNote(const QString& note) {
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

void PanelHeader::setDetail(const QString& detail) {
    detail_->setText(detail);
    detail_->setVisible(!detail.isEmpty());
}

GlyphButton* PanelHeader::addButton(Icon glyph, const QString& name) {
    auto* button = new GlyphButton(glyph, name, {}, this);
    button->setGlyphSize(18);
    row_->addWidget(button);
    return button;
}

} // namespace laurel::ui
