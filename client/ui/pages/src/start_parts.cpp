#include "start_parts.h"

#include "laurel/session/texts.h"

#include "laurel/ui_kit/painting.h"

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
