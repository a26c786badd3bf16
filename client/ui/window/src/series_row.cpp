#include "series_row.h"

#include "laurel/session/texts.h"
#include "laurel/session/words.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStringList>
#include <QVBoxLayout>

namespace laurel::ui {

namespace {

constexpr int pictureEdge = 72;

/// A series goes by its description, another image by its file.
QString nameOf(const ImageChoice& choice) {
    if (choice.seriesId.empty() && choice.format != "dicom") {
        return QString::fromStdString(choice.path.filename().string());
    }
    return choice.description.empty() ? Texts::tr("Without description")
                                      : QString::fromStdString(choice.description);
}

/// "NIfTI" for "nifti"; others are abbreviations.
QString formatTitle(const std::string& format) {
    if (format == "nifti") {
        return QStringLiteral("NIfTI");
    }
    return format == "metaimage" ? Texts::tr("MetaImage")
                                 : QString::fromStdString(format).toUpper();
}

/// "MR · 512 × 512 × 40 · 0.39 × 0.39 × 5.2 mm · 3 frames"
QString factsOf(const ImageChoice& choice) {
    const QString times = QStringLiteral(" × ");
    QStringList facts{choice.modality.empty() ? formatTitle(choice.format)
                                              : QString::fromStdString(choice.modality)};
    if (choice.size.x > 0) {
        facts << QString::number(choice.size.x) + times + QString::number(choice.size.y) + times +
                     QString::number(choice.size.z);
    }
    if (choice.geometry) {
        const auto& spacing = choice.geometry->spacing();
        facts << QString::number(spacing[0], 'g', 3) + times + QString::number(spacing[1], 'g', 3) +
                     times + QString::number(spacing[2], 'g', 3) + QStringLiteral(" mm");
    }
    if (choice.frames > 1) {
        facts << numbered(Texts::tr("%n frame(s)", nullptr, static_cast<int>(choice.frames)),
                          choice.frames);
    }
    return facts.join(QStringLiteral(" · "));
}

/// A note begins as a sentence does.
QString sentence(const std::string& note) {
    QString text = QString::fromStdString(note);
    return text.isEmpty() ? text : text.front().toUpper() + text.mid(1);
}

/// By DICOM's Modality (PS3.3 C.7.3.1.1.1).
bool isMasks(const ImageChoice& choice) {
    return choice.modality == "SEG" || choice.modality == "RTSTRUCT";
}

QString actOf(const ReadingConsent& remedy) {
    return remedy.blankBroken ? Texts::tr("Open the rest") : Texts::tr("Resample and open");
}

QString consequenceOf(const ReadingConsent& remedy) {
    return remedy.blankBroken
               ? Texts::tr("Slices that cannot be read stay empty. Nothing is written into "
                           "the image.")
               : Texts::tr("Slices are interpolated onto a regular grid. Nothing is written "
                           "into the image.");
}

} // namespace

SeriesPicture::SeriesPicture(const SmallPicture& picture, QWidget* parent) : QWidget(parent) {
    if (picture.width > 0 && picture.height > 0) {
        image_ = QImage(picture.pixels.data(), picture.width, picture.height, picture.width,
                        QImage::Format_Grayscale8)
                     .copy();
    }
}

void SeriesPicture::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.fillRect(rect(), image_.isNull() ? theme().well : QColor(Qt::black));
    if (image_.isNull()) {
        constexpr int glyph = 24;
        paintIcon(painter, Icon::Layers,
                  QRectF((width() - glyph) / 2.0, (height() - glyph) / 2.0, glyph, glyph),
                  theme().text3);
    } else {
        QSizeF size = image_.size();
        size.scale(QSizeF(rect().size()), Qt::KeepAspectRatio);
        QRectF place(QPointF(), size);
        place.moveCenter(QRectF(rect()).center());
        painter.drawImage(place, image_);
    }
}

SeriesRow::SeriesRow(const ImageChoice& choice, QWidget* parent)
    : Surface(Surface::Fill::Raised, Qt::BottomEdge, parent), opener_(makeOpener(choice)) {
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::s, space::s, space::m, space::s);
    line->setSpacing(space::m);
    auto* picture = new SeriesPicture(choice.picture);
    picture->setFixedSize(pictureEdge, pictureEdge);
    line->addWidget(picture, 0, Qt::AlignTop);
    line->addLayout(words(choice), 1);
    if (opener_ != nullptr) {
        line->addWidget(opener_, 0, Qt::AlignVCenter);
    }
}

QLayout* SeriesRow::words(const ImageChoice& choice) const {
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    const auto add = [column](const QString& text, Label::Tone tone, bool isName = false) {
        auto* label = new Label(text, isName ? TextRole::Body : TextRole::Caption, tone,
                                isName ? QFont::DemiBold : QFont::Normal);
        label->setWraps(!isName);
        column->addWidget(label);
    };
    add(nameOf(choice), Label::Tone::Text1, true);
    add(factsOf(choice), Label::Tone::Text2);
    if (isMasks(choice)) {
        add(Texts::tr("These are masks: open their image, then Open masks in the menu File."),
            Label::Tone::Text2);
    } else {
        for (const std::string& problem : choice.problems) {
            add(Texts::tr("Cannot be opened as it is: %1").arg(QString::fromStdString(problem)),
                Label::Tone::Flagged);
        }
    }
    if (choice.hasRemedy()) {
        add(consequenceOf(choice.remedy), Label::Tone::Text2);
    }
    for (const std::string& note : choice.notes) {
        add(sentence(note), Label::Tone::InWork);
    }
    column->addStretch(1);
    return column;
}

QWidget* SeriesRow::makeOpener(const ImageChoice& choice) {
    if (!choice.canOpen() && !choice.hasRemedy()) {
        return nullptr;
    }
    const QString act = choice.canOpen() ? Texts::tr("Open") : actOf(choice.remedy);
    auto* open = new Button(act);
    open->setAccessibleName(act + QLatin1Char(' ') + nameOf(choice));
    open->setToolTip(open->accessibleName());
    const ImageRequest request{.path = choice.path,
                               .seriesId = choice.seriesId,
                               .consent = choice.canOpen() ? ReadingConsent{} : choice.remedy};
    connect(open, &Button::clicked, this, [this, request] { Q_EMIT chosen(request); });
    return open;
}

} // namespace laurel::ui
