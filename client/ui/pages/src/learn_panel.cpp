#include "learn_panel.h"

#include "laurel/session/texts.h"

#include "contribution_list.h"
#include "laurel/ui_kit/painting.h"
#include "pieces.h"

#include <QBoxLayout>
#include <QPainter>
#include <QScrollArea>

namespace laurel::ui {

namespace {

using Phase = LearnFacts::Phase;
constexpr int twoColumns = 560; ///< px that the panel itself has

bool isOneOf(Phase phase, std::initializer_list<Phase> phases) {
    return std::find(phases.begin(), phases.end(), phase) != phases.end();
}

} // namespace

LearnPanel::LearnPanel(QWidget* parent) : QWidget(parent) {
    followTheme(this);
    auto* column = columnIn(this);
    column->addWidget(header_ = new LearnHeader(this));
    column->addWidget(new Rule(Qt::Horizontal, this));
    column->addWidget(scrolling(body(), this), 1);
    column->addWidget(foot_ = foot());
    connect(header_, &LearnHeader::stopWanted, this, &LearnPanel::stopWanted);
    connect(base_, &LearnBase::baseChosen, this, &LearnPanel::baseChosen);
    connect(contributions_, &ContributionList::withdrawWanted, this, &LearnPanel::withdrawWanted);
    connect(contributions_, &ContributionList::sendWanted, this, &LearnPanel::sendWanted);
}

QWidget* LearnPanel::body() {
    auto* body = new QWidget(this);
    auto* column = columnIn(body);
    message_ = new MessageLine(body, {space::l, space::m, space::l, 0});
    column->addWidget(message_);
    auto* noCase =
        new EmptyPlace(Icon::Leaf, Texts::tr("No case is open"),
                       Texts::tr("Open images and review slices. Those teach a model."), body);
    column->addWidget(noCase_ = centred(noCase, body), 1);
    column->addWidget(noModel_ = emptyPlace(), 1);
    column->addWidget(verdict_ = new LearnVerdict(body));
    column->addWidget(giveBack_ = giveBackPart());
    column->addWidget(curves_ = new LearnCurves(body));
    column->addWidget(labels_ = new LearnLabels(body));
    column->addWidget(about_ = new QWidget(body));
    auto* aboutColumn = columnIn(about_);
    aboutColumn->addWidget(aboutRule_ = new Rule(Qt::Horizontal, about_));
    aboutRow_ = rowBelow(aboutColumn, 0);
    aboutRow_->addWidget(sources_ = new LearnSources(about_), 1);
    aboutRow_->addWidget(base_ = new LearnBase(about_), 1);
    column->addWidget(contributions_ = new ContributionList(body));
    column->addStretch();
    return body;
}

QWidget* LearnPanel::emptyPlace() {
    auto* place = new EmptyPlace(
        Icon::Layers, Texts::tr("No model to teach"),
        Texts::tr("Fetch one from a server. It then learns on this computer."), this);
    auto* add = described(new Button(Texts::tr("Add server"), ButtonKind::Primary, place),
                          Texts::tr("Add server"), Texts::tr("Go to the servers, to add one"));
    add->setGlyph(Icon::Plus);
    place->buttons()->addWidget(add);
    connect(add, &QAbstractButton::clicked, this, &LearnPanel::serverWanted);
    return centred(place, this);
}

QWidget* LearnPanel::giveBackPart() {
    auto* part = new QWidget(this);
    auto* outer = columnIn(part, {space::l, space::m, space::l, space::m});
    auto* card = new Tile(Tile::Look::Raised, part);
    outer->addWidget(card);
    auto* row = rowIn(card, {space::m, space::m, space::m, space::m}, space::m);
    row->addWidget(new Mark(Icon::Upload, Mark::Tone::Text2, 20, card));
    giveBackText_ = new Label({}, TextRole::Body, Label::Tone::Text2, QFont::Normal, card);
    wrap(giveBackText_);
    row->addWidget(giveBackText_, 1, Qt::AlignVCenter);
    giveBackButton_ =
        described(new Button(Texts::tr("Give back"), ButtonKind::Normal, card),
                  Texts::tr("Give back"), Texts::tr("See what would be sent, then decide"));
    addServer_ = described(new Button(Texts::tr("Add server"), ButtonKind::Normal, card),
                           Texts::tr("Add server"), Texts::tr("Go to the servers, to add one"));
    addServer_->setGlyph(Icon::Plus);
    row->addWidget(giveBackButton_);
    row->addWidget(addServer_);
    connect(giveBackButton_, &QAbstractButton::clicked, this, &LearnPanel::giveBackWanted);
    connect(addServer_, &QAbstractButton::clicked, this, &LearnPanel::serverWanted);
    return part;
}

QWidget* LearnPanel::foot() {
    auto* foot = new Surface(Surface::Fill::Panel, Qt::TopEdge, this);
    auto* row = rowIn(foot, {space::l, space::m, space::l, space::m}, space::s);
    note_ = new Label({}, TextRole::Body, Label::Tone::Text2, QFont::Normal, foot);
    wrap(note_);
    row->addWidget(note_, 1, Qt::AlignVCenter);
    foot_ = foot;
    next_ = footButton(Texts::tr("Next unreviewed"), ButtonKind::Normal,
                       Texts::tr("Go to the next unreviewed slice"));
    learn_ = footButton(Texts::tr("Learn"), ButtonKind::Primary, {});
    discard_ = footButton(Texts::tr("Discard"), ButtonKind::Normal, {});
    keep_ = footButton(Texts::tr("Keep as local version"), ButtonKind::Primary, {});
    again_ = footButton(Texts::tr("Teach again"), ButtonKind::Normal,
                        Texts::tr("Back to what can be taught"));
    learn_->setGlyph(Icon::Leaf);
    connect(next_, &QAbstractButton::clicked, this, &LearnPanel::nextUnreviewedWanted);
    connect(learn_, &QAbstractButton::clicked, this, &LearnPanel::learnWanted);
    connect(discard_, &QAbstractButton::clicked, this, &LearnPanel::discardWanted);
    connect(keep_, &QAbstractButton::clicked, this, &LearnPanel::keepWanted);
    connect(again_, &QAbstractButton::clicked, this, &LearnPanel::againWanted);
    return foot;
}

Button* LearnPanel::footButton(const QString& text, ButtonKind kind, const QString& tip) {
    auto* button = described(new Button(text, kind, foot_), text, tip);
    button->setTall(true);
    foot_->layout()->addWidget(button);
    return button;
}

void LearnPanel::present(const LearnFacts& facts) {
    const Phase phase = facts.phase;
    const bool result = isOneOf(phase, {Phase::Finished, Phase::Kept}) && facts.result;
    header_->present(facts);
    noCase_->setVisible(phase == Phase::NoCase);
    noModel_->setVisible(phase == Phase::NoModel);
    verdict_->setVisible(result);
    verdict_->present(facts);
    curves_->setVisible(isOneOf(phase, {Phase::Running, Phase::Finished, Phase::Kept}));
    curves_->present(facts);
    labels_->setVisible(!facts.labels.empty() && !curves_->isHidden());
    labels_->present(facts);
    about_->setVisible(isOneOf(phase, {Phase::Idle, Phase::Running}));
    aboutRule_->setVisible(phase == Phase::Running);
    sources_->present(facts);
    base_->present(facts);
    showGiveBack(facts);
    showFoot(facts);
}

void LearnPanel::showGiveBack(const LearnFacts& facts) {
    giveBack_->setVisible(facts.offersGiveBack);
    giveBackText_->setText(giveBackText(facts));
    giveBackButton_->setVisible(facts.giveBack == GiveBack::Ready);
    addServer_->setVisible(facts.giveBack == GiveBack::ShippedBase ||
                           facts.giveBack == GiveBack::UnknownServer);
}

void LearnPanel::showFoot(const LearnFacts& facts) {
    const Phase phase = facts.phase;
    const bool finished = phase == Phase::Finished;
    const bool better = finished && facts.result && facts.result->better;
    foot_->setVisible(!isOneOf(phase, {Phase::NoCase, Phase::NoModel}));
    again_->setVisible(phase == Phase::Kept);
    discard_->setVisible(finished || phase == Phase::Running);
    keep_->setVisible(better || phase == Phase::Running);
    keep_->setEnabled(better);
    keep_->setToolTip(better ? Texts::tr("Keep it as a version of your own, beside the model")
                             : Texts::tr("Can be kept when it has finished, if it is better"));
    discard_->setEnabled(finished);
    discard_->setText(finished && !better ? Texts::tr("Close") : Texts::tr("Discard"));
    discard_->setToolTip(!finished
                             ? Texts::tr("Can be discarded when it has finished; Stop ends it now")
                         : better ? Texts::tr("Drop what it has learnt")
                                  : Texts::tr("Back to what can be taught"));
    note_->setText(phase == Phase::Running ? Texts::tr("You decide when it has finished.")
                   : better ? Texts::tr("Kept beside the model, which stays as it is.")
                            : QString());
    showIdleFoot(facts);
}

void LearnPanel::showIdleFoot(const LearnFacts& facts) {
    const bool idle = facts.phase == Phase::Idle;
    const QString why = whyNotLearn(facts);
    const bool tooFew = facts.material && !facts.material->enough();
    learn_->setVisible(idle);
    next_->setVisible(idle && tooFew);
    if (idle) {
        learn_->setEnabled(why.isEmpty());
        learn_->setToolTip(
            why.isEmpty() ? Texts::tr("Learn in the background from the reviewed slices") : why);
        note_->setText(why);
    }
}

void LearnPanel::showContributions(const std::vector<ContributionLine>& lines) {
    contributions_->present(lines);
}

void LearnPanel::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), theme().panel);
}

void LearnPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void LearnPanel::arrange() {
    const auto direction = width() < twoColumns ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight;
    aboutRow_->setDirection(direction);
    curves_->setDirection(direction);
}

} // namespace laurel::ui
