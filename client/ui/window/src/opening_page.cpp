#include "opening_page.h"

#include "laurel/session/texts.h"

#include "series_row.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace laurel::ui {

OpeningPage::OpeningPage(QWidget* parent)
    : Surface(Surface::Fill::Canvas, {}, parent), column_(new QVBoxLayout(this)),
      title_(new Label({}, TextRole::Section, Label::Tone::Text1, QFont::DemiBold)) {
    setObjectName(QStringLiteral("place.opening"));
    column_->setContentsMargins(space::l, space::l, space::l, space::l);
    column_->setSpacing(space::m);
    auto* line = new QHBoxLayout;
    line->setSpacing(space::m);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(title_);
    words->addWidget(new Label(Texts::tr("The middle slice; the others are being read."),
                               TextRole::Body, Label::Tone::Text2));
    line->addLayout(words, 1);
    auto* cancel = new Button(Texts::tr("Cancel"));
    cancel->setToolTip(Texts::tr("Opens nothing; what was open stays open"));
    connect(cancel, &Button::clicked, this, &OpeningPage::cancelled);
    line->addWidget(cancel, 0, Qt::AlignVCenter);
    column_->addLayout(line);
}

void OpeningPage::show(const QString& path, const SmallPicture& picture) {
    title_->setText(Texts::tr("Opening %1").arg(QFileInfo(path).fileName()));
    delete picture_;
    picture_ = new SeriesPicture(picture);
    picture_->setAccessibleName(Texts::tr("Middle slice of the image"));
    column_->insertWidget(0, picture_, 1);
}

} // namespace laurel::ui
