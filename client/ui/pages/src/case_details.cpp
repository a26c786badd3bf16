#include "case_details.h"

#include "laurel/session/texts.h"
#include "laurel/ui_kit/painting.h"

#include "case_tile.h"
#include "words.h"

#include <QGridLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace laurel::ui {

namespace {

QString segmentsText(const QStringList& names) {
    constexpr qsizetype most = 8;
    if (names.isEmpty()) {
        return Texts::tr("none yet");
    }
    const QString first = names.mid(0, most).join(QStringLiteral(", "));
    const qsizetype more = names.size() - most;
    return more > 0 ? Texts::tr("%1 and %2 more").arg(first).arg(more) : first;
}

} // namespace

/// As wide as the panel; the image keeps its shape.
class CaseDetails::Picture : public QWidget {
  public:
    explicit Picture(QWidget* parent) : QWidget(parent) { setFixedHeight(height_); }
    void setPicture(const QImage& picture) {
        picture_ = picture;
        update();
    }

  protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        paintCasePicture(painter, rect(), picture_);
    }

  private:
    static constexpr int height_ = 216;
    QImage picture_;
};

CaseDetails::CaseDetails(QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::LeftEdge, parent), picture_(new Picture(this)),
      name_(new Label({}, TextRole::Section, Label::Tone::Text1, QFont::DemiBold)),
      about_(new Label({}, TextRole::Body, Label::Tone::Text2)), rows_(new QWidget) {
    setObjectName(QStringLiteral("cases.details"));
    setAccessibleName(Texts::tr("The case in detail"));
    setFixedWidth(preferredWidth);
    auto* column = columnIn(this, {1, 0, 0, 0}, 0);
    column->addWidget(picture_);
    auto* words = new QWidget(this);
    column->addWidget(words);
    auto* lines = columnIn(words, {space::l, space::m, space::l, space::s}, space::xs);
    wrap(name_);
    wrap(about_);
    lines->addWidget(name_);
    lines->addWidget(about_);
    lines->addSpacing(space::s);
    lines->addWidget(rows_);
    grid_ = new QGridLayout(rows_);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(space::m);
    grid_->setVerticalSpacing(space::xs);
    grid_->setColumnStretch(1, 1);
    column->addStretch();
    auto* foot = new QWidget(this);
    column->addWidget(foot);
    auto* acts = rowIn(foot, {space::l, space::s, space::l, space::l});
    auto* files = described(new Button(Texts::tr("Show files")), Texts::tr("Show files"),
                            Texts::tr("Shows where this case is kept on disk"));
    auto* open = described(new Button(Texts::tr("Open"), ButtonKind::Primary),
                           Texts::tr("Open this case"), Texts::tr("Opens this case"));
    acts->addWidget(files);
    acts->addStretch();
    acts->addWidget(open);
    connect(files, &Button::clicked, this, [this] { Q_EMIT filesWanted(facts_.folder); });
    connect(open, &Button::clicked, this, [this] { Q_EMIT caseWanted(facts_.folder); });
}

void CaseDetails::setPicture(const QImage& picture) {
    picture_->setPicture(picture);
}

void CaseDetails::present(const CaseFacts& facts, const QImage& picture) {
    setPicture(picture);
    if (facts != facts_) {
        facts_ = facts;
        showFacts();
    }
}

void CaseDetails::showFacts() {
    name_->setText(facts_.name);
    about_->setText(facts_.description);
    about_->setVisible(!facts_.description.isEmpty());
    while (QLayoutItem* item = grid_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!facts_.modality.isEmpty()) {
        addRow(Texts::tr("Image"), facts_.modality);
    }
    addRow(Texts::tr("Size"), facts_.grid);
    addRow(Texts::tr("Spacing"), facts_.spacing);
    addRow(Texts::tr("Reviewed"),
           Texts::tr("%1 of %2 slices").arg(facts_.reviewed).arg(facts_.slices));
    addRow(Texts::tr("Segments"), segmentsText(facts_.segments));
    addRow(Texts::tr("Saved"), facts_.day);
}

void CaseDetails::addRow(const QString& name, const QString& value) {
    const int row = grid_->rowCount();
    grid_->addWidget(new Label(name, TextRole::Body, Label::Tone::Text2), row, 0, Qt::AlignTop);
    auto* text = new Label(value, TextRole::Body, Label::Tone::Text1);
    wrap(text);
    grid_->addWidget(text, row, 1);
}

} // namespace laurel::ui
