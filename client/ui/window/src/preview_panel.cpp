#include "preview_panel.h"

#include "laurel/session/texts.h"

#include "segments_panel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace laurel::ui {

namespace {

class Swatch : public QWidget {
  public:
    explicit Swatch(const QColor& color) : color_(color) { setFixedSize(13, 13); }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color_);
        painter.drawRoundedRect(rect(), 3, 3);
    }

  private:
    QColor color_;
};

QString millilitres(double value) {
    return value > 0 ? QString::number(value, 'f', value < 10 ? 1 : 0) : QStringLiteral("–");
}

Label* numberLabel(Label::Tone tone, QFont::Weight weight) {
    auto* label = new Label({}, TextRole::Body, tone, weight);
    label->setNumeric(true);
    label->setMinimumWidth(44);
    return label;
}

} // namespace

PreviewPanel::PreviewPanel(CaseSession& session, PreviewChoice& choice, const MergeDesk& merging,
                           QWidget* parent)
    : Surface(Surface::Fill::Panel, {}, parent), session_(session), choice_(choice),
      merging_(merging) {
    setObjectName(QStringLiteral("pane.preview"));
    setAccessibleName(Texts::tr("Preview"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::s, 0, space::xs);
    column->setSpacing(space::xs);
    auto* header = new PanelHeader(Texts::tr("Preview"));
    auto* chip = new Chip(Texts::tr("not applied"));
    chip->setMark(StateMark::Auto);
    auto* title = new QHBoxLayout;
    title->addWidget(header, 1);
    title->addWidget(chip);
    title->addSpacing(space::m);
    column->addLayout(title);
    connect(&session_, &CaseSession::proposalChanged, this, &PreviewPanel::rebuild);
    connect(&choice_, &PreviewChoice::changed, this, &PreviewPanel::showEffect);
    connect(&merging_, &MergeDesk::planned, this, &PreviewPanel::showEffect);
    rebuild();
}

void PreviewPanel::rebuild() {
    delete content_;
    content_ = nullptr;
    rows_.clear();
    const Proposal* proposal = session_.proposal();
    setVisible(proposal != nullptr);
    if (proposal == nullptr) {
        return;
    }
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    auto* list = new QWidget;
    auto* grid = new QGridLayout(list);
    grid->setContentsMargins(space::m, 0, space::m, space::s);
    grid->setHorizontalSpacing(space::s);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(2, 1);
    grid->addWidget(new Label(Texts::tr("Take over"), TextRole::Caption, Label::Tone::Text3), 0, 2);
    grid->addWidget(new Label(Texts::tr("now, ml"), TextRole::Caption, Label::Tone::Text3), 0, 3,
                    Qt::AlignRight);
    grid->addWidget(new Label(Texts::tr("after"), TextRole::Caption, Label::Tone::Text3), 0, 4,
                    Qt::AlignRight);
    const auto& segments = proposal->labels.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const int line = static_cast<int>(i) + 1;
        Row row;
        const QString name = QString::fromStdString(segments[i].name);
        row.taken = new CheckBox({});
        row.taken->setAccessibleName(Texts::tr("Take over %1").arg(name));
        row.taken->setToolTip(row.taken->accessibleName());
        row.taken->setChecked(true);
        row.taken->setFixedWidth(space::xl);
        connect(row.taken, &CheckBox::toggled, this,
                [this, i](bool on) { choice_.setTaken(i, on); });
        row.now = numberLabel(Label::Tone::Text2, QFont::Normal);
        row.after = numberLabel(Label::Tone::Text1, QFont::DemiBold);
        grid->addWidget(row.taken, line, 0);
        grid->addWidget(new Swatch(toQColor(segments[i].color)), line, 1);
        grid->addWidget(new Label(name), line, 2);
        grid->addWidget(row.now, line, 3);
        grid->addWidget(row.after, line, 4);
        grid->setRowMinimumHeight(line, space::row - 2);
        rows_.push_back(row);
    }
    summary_ = new Label({}, TextRole::Caption, Label::Tone::Text2);
    grid->addWidget(summary_, static_cast<int>(segments.size()) + 1, 0, 1, 5);
    grid->setRowStretch(static_cast<int>(segments.size()) + 2, 1);
    scroll->setWidget(list);
    content_ = scroll;
    layout()->addWidget(content_);
    showEffect();
}

void PreviewPanel::showEffect() {
    const Proposal* proposal = session_.proposal();
    if (proposal == nullptr || choice_.taken().size() != rows_.size()) {
        return;
    }
    const std::vector<ProposalEffect>& effects = merging_.effects();
    for (std::size_t i = 0; i < rows_.size(); ++i) { // what is not worked out yet says so
        const bool known = i < effects.size();
        rows_[i].now->setText(known ? millilitres(effects[i].nowMl) : QStringLiteral("…"));
        rows_[i].after->setText(known ? millilitres(effects[i].afterMl) : QStringLiteral("…"));
    }
    const auto taken = std::ranges::count(choice_.taken(), true);
    summary_->setText(Texts::tr("%1 of %2 segments taken over").arg(taken).arg(rows_.size()));
}

} // namespace laurel::ui
