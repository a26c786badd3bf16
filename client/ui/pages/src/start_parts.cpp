#include "start_parts.h"

#include "laurel/session/texts.h"

#include "laurel/ui_kit/painting.h"

#include "words.h"

#include <QBoxLayout>
#include <QFontMetrics>
#include <QPainter>
#include <QPen>

namespace laurel::ui {

namespace {

QFont brandFont() {
    QFont face = font(TextRole::Page, QFont::DemiBold);
    face.setPixelSize(face.pixelSize() * 3 / 2);
    return face;
}

QString nameOf(const StartFacts::Recent& recent) {
    return Texts::tr("%1, %2, %3 of %4 slices reviewed, %5")
        .arg(recent.name, recent.description)
        .arg(recent.reviewed)
        .arg(recent.slices)
        .arg(recent.day);
}

} // namespace

Brand::Brand(QWidget* parent) : QWidget(parent) {
    setAccessibleName(Texts::tr("Laurel"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    followTheme(this);
}

QSize Brand::sizeHint() const {
    const QFontMetrics metrics(brandFont());
    return {metrics.horizontalAdvance(Texts::tr("Laurel")) + 64, std::max(44, metrics.height())};
}

void Brand::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintIcon(painter, Icon::Laurel, QRectF(2, (height() - 40) / 2.0, 40, 40), theme().laurelText);
    paintText(painter, rect().adjusted(56, 0, 0, 0), Texts::tr("Laurel"), brandFont(),
              theme().text1);
}

DropZone::DropZone(QWidget* parent) : QWidget(parent) {
    setAccessibleName(Texts::tr("Drop a folder or file here"));
    setMinimumSize(220, 140);
    auto* column = columnIn(this, {space::l, space::l, space::l, space::l}, space::s);
    column->addStretch();
    column->addWidget(new Mark(Icon::Download, Mark::Tone::Text2, 28, this), 0, Qt::AlignHCenter);
    column->addSpacing(space::xs);
    column->addWidget(new Label(Texts::tr("Drop a folder or file here"), TextRole::Section,
                                Label::Tone::Text1, QFont::Medium, this),
                      0, Qt::AlignHCenter);
    column->addWidget(new Label(Texts::tr("DICOM, NIfTI, NRRD, npz"), TextRole::Body,
                                Label::Tone::Text2, QFont::Normal, this),
                      0, Qt::AlignHCenter);
    column->addStretch();
    followTheme(this);
}

void DropZone::setOver(bool over) {
    over_ = over;
    update();
}

void DropZone::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(over_ ? theme().laurel : theme().controlEdge, over_ ? 2 : 1);
    pen.setDashPattern({3, 3});
    painter.setPen(pen);
    painter.setBrush(over_ ? QBrush(theme().selected) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), space::radiusCard,
                            space::radiusCard);
}

RecentRow::RecentRow(StartFacts::Recent recent, QWidget* parent)
    : RowButton(nameOf(recent), parent), recent_(std::move(recent)) {
    setToolTip(Texts::tr("Open %1").arg(recent_.name));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize RecentRow::sizeHint() const {
    const QFontMetrics metrics(ui::font(TextRole::Body));
    return {400, std::max(40, 2 * metrics.height() + space::s)};
}

void RecentRow::paintContent(QPainter& painter) {
    const QRect box = rect().adjusted(space::l, 0, -space::l, 0);
    const int third = box.width() / 3;
    const QFont body = ui::font(TextRole::Body);
    paintIcon(painter, Icon::Cases, QRectF(box.left(), (height() - 20) / 2.0, 20, 20),
              theme().text2);
    const QRect names(box.left() + 32, box.top(), box.width() - 32 - third - 90, box.height());
    const int half = names.height() / 2;
    paintText(painter, names.adjusted(0, 3, 0, -half), recent_.name,
              ui::font(TextRole::Body, QFont::Medium), theme().text1);
    paintText(painter, names.adjusted(0, half, 0, -3), recent_.description,
              ui::font(TextRole::Caption), theme().text2);
    const QRect state(names.right() + space::l, box.top(), third - space::l, box.height());
    paintText(painter, state.adjusted(0, 3, 0, -half),
              Texts::tr("%1 of %2 slices reviewed").arg(recent_.reviewed).arg(recent_.slices), body,
              theme().text2);
    const double part = recent_.slices > 0 ? static_cast<double>(recent_.reviewed) /
                                                 static_cast<double>(recent_.slices)
                                           : 0.0;
    const QRectF bar(state.left(), state.top() + half + 8, std::min(160, state.width()), 3);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().fieldBorder);
    painter.drawRoundedRect(bar, 1.5, 1.5);
    painter.setBrush(theme().laurel);
    painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(part * bar.width(), 3)), 1.5, 1.5);
    paintText(painter, QRect(box.right() - 90, box.top(), 90, box.height()), recent_.day, body,
              theme().text3, Qt::AlignRight | Qt::AlignVCenter);
}

ModelLine::ModelLine(const StartFacts::Model& model, QWidget* parent) : QWidget(parent) {
    auto* row = rowIn(this, {space::l, space::xs + 2, space::l, space::xs + 2}, space::m);
    row->addWidget(new Mark(Icon::Layers, Mark::Tone::Laurel, 20, this));
    auto* texts = columnBeside(row, 1, 1);
    auto* names = rowBelow(texts, space::xs);
    names->addWidget(
        new Label(model.name, TextRole::Body, Label::Tone::Text1, QFont::Medium, this));
    names->addWidget(
        new Label(model.version, TextRole::Body, Label::Tone::Text3, QFont::Normal, this));
    names->addStretch();
    texts->addWidget(
        new Label(model.detail, TextRole::Caption, Label::Tone::Text2, QFont::Normal, this));
    if (model.verified) {
        row->addWidget(new Mark(Icon::Shield, Mark::Tone::Laurel, 16, this));
    }
    row->addWidget(new Label(model.origin, TextRole::Caption,
                             model.verified ? Label::Tone::Laurel : Label::Tone::Text3,
                             QFont::Normal, this));
    setAccessibleName(model.name + ' ' + model.version + ", " + model.detail + ", " + model.origin);
}

} // namespace laurel::ui
