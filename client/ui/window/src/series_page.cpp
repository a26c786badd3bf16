#include "series_page.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace laurel::ui {

namespace {

/// A series goes by its description, another image by its file.
QString nameOf(const ImageChoice& choice) {
    if (choice.seriesId.empty()) {
        return QString::fromStdString(choice.path.filename().string());
    }
    return choice.description.empty() ? QStringLiteral("Without description")
                                      : QString::fromStdString(choice.description);
}

} // namespace

SeriesPage::SeriesPage(QWidget* parent)
    : Surface(Surface::Fill::Ground, {}, parent), column_(new QVBoxLayout(this)) {
    setObjectName(QStringLiteral("place.series"));
    column_->setContentsMargins(0, 0, 0, 0);
}

void SeriesPage::show(const QString& path, const std::vector<ImageChoice>& choices) {
    delete content_;
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    auto* page = new QWidget;
    auto* centre = new QHBoxLayout(page);
    auto* rows = new QVBoxLayout;
    rows->setContentsMargins(0, 40, 0, space::xl);
    rows->setSpacing(space::s);
    rows->addWidget(new Label(QStringLiteral("Which image?"), TextRole::Page, Label::Tone::Text1,
                              QFont::DemiBold));
    auto* where = new Label(QStringLiteral("%1 holds %2 images").arg(path).arg(choices.size()),
                            TextRole::Body, Label::Tone::Text2);
    rows->addWidget(where);
    rows->addSpacing(space::m);
    for (const ImageChoice& choice : choices) {
        rows->addWidget(rowOf(choice));
    }
    auto* back = new Button(QStringLiteral("Back"));
    connect(back, &Button::clicked, this, &SeriesPage::cancelled);
    rows->addSpacing(space::m);
    rows->addWidget(back, 0, Qt::AlignLeft);
    rows->addStretch(1);
    centre->addStretch(1);
    centre->addLayout(rows, 4);
    centre->addStretch(1);
    scroll->setWidget(page);
    content_ = scroll;
    column_->addWidget(content_);
}

QWidget* SeriesPage::rowOf(const ImageChoice& choice) {
    auto* row = new Surface(Surface::Fill::Raised, Qt::BottomEdge);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(space::m, space::s, space::m, space::s);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    const QString description = nameOf(choice);
    words->addWidget(new Label(description, TextRole::Body, Label::Tone::Text1, QFont::DemiBold));
    const std::string& kind = choice.modality.empty() ? choice.format : choice.modality;
    QString detail = QStringLiteral("%1 · %2 × %3 × %4")
                         .arg(QString::fromStdString(kind))
                         .arg(choice.size.x)
                         .arg(choice.size.y)
                         .arg(choice.size.z);
    const bool usable = choice.problems.empty();
    if (!usable) {
        detail =
            QStringLiteral("Cannot be opened: ") + QString::fromStdString(choice.problems.front());
    }
    auto* second =
        new Label(detail, TextRole::Caption, usable ? Label::Tone::Text2 : Label::Tone::Flagged);
    second->setWraps(true);
    words->addWidget(second);
    line->addLayout(words, 1);
    if (usable) {
        auto* open = new Button(QStringLiteral("Open"));
        open->setAccessibleName(QStringLiteral("Open ") + description);
        const QString path = QString::fromStdString(choice.path.string());
        const QString id = QString::fromStdString(choice.seriesId);
        connect(open, &Button::clicked, this, [this, path, id] { Q_EMIT chosen(path, id); });
        line->addWidget(open);
    }
    return row;
}

} // namespace laurel::ui
