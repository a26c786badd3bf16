#include "preview_bar.h"

#include "laurel/session/texts.h"
#include "laurel/session/words.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace laurel::ui {

namespace {

/// The glyph at the left of the bar.
class Glyph : public QWidget {
  public:
    Glyph() { setFixedSize(20, 20); }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintIcon(painter, Icon::AutoSegment, rect(), theme().automatic);
    }
};

/// What of the slices is protected by the rule.
QString ruleEffect(const CaseSession& session, MergeRule rule) {
    const Proposal& proposal = *session.proposal();
    std::int64_t reviewed = 0;
    for (std::int64_t slice = proposal.firstSlice; slice <= proposal.lastSlice; ++slice) {
        reviewed += session.segmentation().slices.at(static_cast<std::size_t>(slice)) ==
                            SliceState::Reviewed
                        ? 1
                        : 0;
    }
    if (rule == MergeRule::ReplaceAll) {
        return reviewed == 0
                   ? Texts::tr("Everything in these slices is replaced")
                   : numbered(Texts::tr("Everything is replaced, %n reviewed slice(s) too", nullptr,
                                        static_cast<int>(reviewed)),
                              reviewed);
    }
    const QString kept =
        reviewed == 0 ? QString() : Texts::tr(", %1 reviewed stay as they are").arg(reviewed);
    return (rule == MergeRule::FillGaps ? Texts::tr("Only empty voxels are filled")
                                        : Texts::tr("Automatic slices are replaced")) +
           kept;
}

} // namespace

PreviewChoice::PreviewChoice(CaseSession& session, QObject* parent)
    : QObject(parent), session_(session) {
    connect(&session_, &CaseSession::proposalChanged, this, &PreviewChoice::start);
    start();
}

void PreviewChoice::start() {
    rule_ = MergeRule::FillGaps;
    taken_.assign(
        session_.proposal() == nullptr ? 0 : session_.proposal()->labels.segments().size(), true);
    Q_EMIT changed();
}

void PreviewChoice::setRule(MergeRule rule) {
    rule_ = rule;
    Q_EMIT changed();
}

void PreviewChoice::setTaken(std::size_t segment, bool taken) {
    taken_.at(segment) = taken;
    Q_EMIT changed();
}

PreviewBar::PreviewBar(CaseSession& session, PreviewChoice& choice, MergeDesk& merging,
                       QWidget* parent)
    : Surface(Surface::Fill::Raised, Qt::TopEdge, parent), session_(session), choice_(choice),
      merging_(merging), title_(new Label({}, TextRole::Body, Label::Tone::Text1, QFont::DemiBold)),
      detail_(new Label({}, TextRole::Caption, Label::Tone::Text2)),
      rule_(new Segmented(
          {Texts::tr("Fill gaps"), Texts::tr("Replace auto"), Texts::tr("Replace all")})) {
    setObjectName(QStringLiteral("preview.bar"));
    setAccessibleName(Texts::tr("Preview"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::m, space::s, space::m, space::s);
    line->setSpacing(space::s);
    line->addWidget(new Glyph);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(title_);
    words->addWidget(detail_);
    line->addLayout(words, 1);
    rule_->setAccessibleName(Texts::tr("How it is merged"));
    rule_->setToolTip(
        Texts::tr("How the proposal meets what is there. Locked segments always stay."));
    line->addWidget(rule_);
    auto* drop = new Button(Texts::tr("Discard"));
    drop->setHint(Texts::tr("Esc"));
    drop->setToolTip(Texts::tr("Leaves everything as it is (Esc)"));
    drop->setTall(true);
    drop->setObjectName(QStringLiteral("preview.discard"));
    auto* take = new Button(Texts::tr("Accept"), ButtonKind::Primary);
    take->setGlyph(Icon::Check);
    take->setHint(QStringLiteral("⏎"));
    take->setToolTip(Texts::tr("Takes the preview over by this rule, as one step (Enter)"));
    take->setTall(true);
    take->setObjectName(QStringLiteral("preview.accept"));
    line->addWidget(drop);
    line->addWidget(take);
    connect(drop, &Button::clicked, this, &PreviewBar::discard);
    connect(take, &Button::clicked, this, &PreviewBar::accept);
    connect(rule_, &Segmented::chosen, this,
            [this](int index) { choice_.setRule(static_cast<MergeRule>(index)); });
    connect(&choice_, &PreviewChoice::changed, this, &PreviewBar::follow);
    connect(&merging_, &MergeDesk::accepted, this, &PreviewBar::accepted);
    follow();
}

void PreviewBar::follow() {
    const Proposal* proposal = session_.proposal();
    setVisible(proposal != nullptr);
    if (proposal != nullptr) {
        const bool one = proposal->firstSlice == proposal->lastSlice;
        title_->setText(one ? tr("Preview of slice %1").arg(proposal->firstSlice + 1)
                            : tr("Preview of slices %1–%2")
                                  .arg(proposal->firstSlice + 1)
                                  .arg(proposal->lastSlice + 1));
        detail_->setText(ruleEffect(session_, choice_.rule()));
        rule_->setIndex(static_cast<int>(choice_.rule()));
        merging_.choose(choice_.rule(), choice_.taken());
    }
}

void PreviewBar::accept() {
    merging_.accept();
}

void PreviewBar::discard() {
    if (session_.proposal() != nullptr) {
        session_.discardProposal();
    }
}

} // namespace laurel::ui
