#include "learn_parts.h"

#include "laurel/session/texts.h"

#include "pieces.h"
#include "words.h"

#include <QBoxLayout>
#include <QGridLayout>

namespace laurel::ui {

LearnSources::LearnSources(QWidget* parent) : QWidget(parent) {
    auto* column = columnIn(this, {space::l, space::m, space::l, space::m}, space::s);
    column->addWidget(new Label(Texts::tr("Learns from"), TextRole::Section, Label::Tone::Text1,
                                QFont::DemiBold, this));
    reviewed_ = addLine(StateMark::Reviewed);
    inWork_ = addLine(StateMark::InWork);
    automatic_ = addLine(StateMark::Auto);
    flagged_ = addLine(StateMark::Flagged);
    missing_ = new Label({}, TextRole::Body, Label::Tone::InWork, QFont::Normal, this);
    foreign_ = new Label({}, TextRole::Body, Label::Tone::Text3, QFont::Normal, this);
    for (Label* label : {missing_, foreign_}) {
        wrap(label);
        column->addWidget(label);
    }
    column->addStretch();
}

LearnSources::Line LearnSources::addLine(StateMark mark) {
    auto* line = new QWidget(this);
    auto* row = rowIn(line, {}, space::s);
    row->addWidget(new Mark(mark, 16, line), 0, Qt::AlignTop);
    auto* text = new Label({}, TextRole::Body, Label::Tone::Text1, QFont::Normal, line);
    wrap(text);
    row->addWidget(text, 1);
    layout()->addWidget(line);
    return {line, text};
}

namespace {

QString listed(const std::vector<std::string>& names) {
    QStringList list;
    for (const std::string& name : names) {
        list << QString::fromStdString(name);
    }
    return list.join(", ");
}

QString taughtText(const LearningMaterial& material) {
    const QString slices =
        countText(material.reviewed, QT_TRANSLATE_N_NOOP("Laurel", "%n reviewed slice(s)"));
    if (!material.enough()) {
        return slices + Texts::tr(", %1 are needed").arg(material.needed);
    }
    return slices + (material.reviewed > material.needed
                         ? Texts::tr(", some held back to check")
                         : Texts::tr(", none to spare for a check"));
}

} // namespace

void LearnSources::present(const LearnFacts& facts) {
    setVisible(facts.material.has_value());
    if (!facts.material) {
        return;
    }
    const LearningMaterial& material = *facts.material;
    reviewed_.text->setText(taughtText(material));
    inWork_.text->setText(Texts::tr("%1 in work, left out").arg(material.inWork));
    automatic_.text->setText(Texts::tr("%1 automatic, left out").arg(material.automatic));
    flagged_.text->setText(Texts::tr("%1 flagged, left out").arg(material.flagged));
    missing_->setVisible(!material.missing.empty());
    missing_->setText(Texts::tr("Not drawn here, so taught as background where it is seen: ") +
                      listed(material.missing) + ".");
    foreign_->setVisible(!material.foreign.empty());
    foreign_->setText(Texts::tr("Unknown to this model, left out: ") + listed(material.foreign) +
                      ".");
}

// --- What is taught ----------------------------------------------------------------------------

LearnBase::LearnBase(QWidget* parent) : QWidget(parent) {
    auto* column = columnIn(this, {space::l, space::m, space::l, space::m}, space::s);
    column->addWidget(new Label(Texts::tr("Model to teach"), TextRole::Section, Label::Tone::Text1,
                                QFont::DemiBold, this));
    bases_ =
        described(new Dropdown(Texts::tr("Model to teach"), {}, this), Texts::tr("Model to teach"),
                  Texts::tr("The model that learns from this case"));
    bases_->setGlyph(Icon::Layers);
    bases_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    column->addWidget(bases_);
    grid_ = new QGridLayout;
    grid_->setHorizontalSpacing(space::l);
    grid_->setVerticalSpacing(space::s);
    grid_->setColumnStretch(1, 1);
    column->addLayout(grid_);
    column->addStretch();
    steps_ = addFact(Texts::tr("Steps"));
    rate_ = addFact(Texts::tr("Learning rate"));
    outcome_ = addFact(Texts::tr("Outcome"));
    wrap(outcome_);
    connect(bases_, &Dropdown::chosen, this, &LearnBase::baseChosen);
}

Label* LearnBase::addFact(const QString& name) {
    const int row = grid_->rowCount();
    grid_->addWidget(new Label(name, TextRole::Body, Label::Tone::Text3, QFont::Normal, this), row,
                     0);
    auto* value = new Label({}, TextRole::Body, Label::Tone::Text1, QFont::Normal, this);
    grid_->addWidget(value, row, 1);
    return value;
}

void LearnBase::present(const LearnFacts& facts) {
    const bool running = facts.phase == LearnFacts::Phase::Running;
    if (bases_->choices() != facts.bases) {
        bases_->setChoices(facts.bases);
    }
    bases_->setIndex(facts.base);
    bases_->setEnabled(!running);
    bases_->setToolTip(running ? Texts::tr("Cannot be changed while it learns")
                               : Texts::tr("The model that learns from this case"));
    const bool known = facts.settings.has_value();
    steps_->setText(known ? Texts::tr("%1, batch %2")
                                .arg(countText(facts.settings->epochs,
                                               QT_TRANSLATE_N_NOOP("Laurel", "%n epoch(s)")))
                                .arg(facts.settings->batch)
                          : QString(u'–'));
    rate_->setText(known ? QString::number(facts.settings->rate) : QString(u'–'));
    outcome_->setText(Texts::tr("the best epoch, where it beats the model"));
}

} // namespace laurel::ui
