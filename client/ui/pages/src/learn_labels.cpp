#include "learn_parts.h"

#include "laurel/session/texts.h"

#include "laurel/ui_kit/plots.h"
#include "pieces.h"

namespace laurel::ui {

LearnLabels::LearnLabels(QWidget* parent) : QWidget(parent) {
    auto* column = columnIn(this, {space::l, space::m, space::l, space::m}, space::s);
    auto* head = rowBelow(column, space::m);
    head->addWidget(
        title_ = new Label({}, TextRole::Section, Label::Tone::Text1, QFont::DemiBold, this), 1);
    head->addWidget(legend_ = new PlotLegend(this));
    column->addWidget(plot_ = new DumbbellPlot(Texts::tr("Dice per muscle"), this));
    plot_->setObjectName(QStringLiteral("learn.labels"));
}

void LearnLabels::present(const LearnFacts& facts) {
    const bool running = facts.phase == LearnFacts::Phase::Running;
    title_->setText(running ? Texts::tr("Per muscle, so far") : Texts::tr("Per muscle"));
    legend_->setEntries({{Texts::tr("before"), {}, PlotLegend::Sign::Ring},
                         {Texts::tr("now"), theme().laurel, PlotLegend::Sign::Dot}});
    std::vector<DumbbellRow> rows;
    for (const LearnedLabel& label : facts.labels) {
        rows.push_back({label.color, label.name, label.dice.before, label.dice.now});
    }
    plot_->setRows(std::move(rows));
}

} // namespace laurel::ui
