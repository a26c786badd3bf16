#include "history_part.h"

#include "pieces.h"

#include <QBoxLayout>
#include <QGridLayout>

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

constexpr int plotHeight = 240;

void emptyGrid(QGridLayout* grid) {
    while (QLayoutItem* item = grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

/// What lies at one place is no curve, and its axis would name versions that are not there.
bool goesAnywhere(const std::vector<Curve>& curves) {
    std::optional<double> first;
    for (const Curve& curve : curves) {
        for (const QPointF& point : curve.points) {
            if (!std::isfinite(point.y())) { // a version without a score
                continue;
            }
            if (first.value_or(point.x()) != point.x()) {
                return true;
            }
            first = point.x();
        }
    }
    return false;
}

} // namespace

HistoryPart::HistoryPart(QWidget* parent)
    : QWidget(parent), note_(new Label({}, TextRole::Body, Label::Tone::Text2)), body_(new QWidget),
      plot_(new CurvePlot(tr("Gold Dice of each version"))), table_(new NumbersTable),
      act_(new Button({})), card_(new QWidget) {
    setObjectName(QStringLiteral("models.history"));
    auto* column = columnIn(this, {space::l, space::l, space::l, 0}, space::s);
    auto* head = rowBelow(column);
    head->addWidget(new Label(tr("Gold Dice of each version"), TextRole::Section,
                              Label::Tone::Text1, QFont::DemiBold));
    head->addWidget(note_, 1);
    column->addWidget(body_);
    auto* inside = columnIn(body_, {}, space::m);
    plot_->setFixedHeight(plotHeight);
    plot_->setObjectName(QStringLiteral("models.curve"));
    plot_->setAxes({tr("version")}, {.title = tr("Dice"), .decimals = 2});
    inside->addWidget(plot_);
    table_->setObjectName(QStringLiteral("models.versions"));
    table_->setAccessibleName(tr("Versions"));
    table_->setToolTip(tr("Up and Down choose a version"));
    plot_->setToolTip(tr("Click to choose a version. Drag to zoom, double-click to see all."));
    inside->addWidget(table_);
    auto* foot = rowBelow(inside);
    foot->addStretch();
    act_->setObjectName(QStringLiteral("models.versionAct"));
    foot->addWidget(act_);
    inside->addWidget(card_);
    cardGrid_ = new QGridLayout(card_);
    cardGrid_->setContentsMargins(0, 0, 0, 0);
    cardGrid_->setHorizontalSpacing(space::xl);
    cardGrid_->setVerticalSpacing(space::s);
    cardGrid_->setColumnStretch(1, 1);
    connect(table_, &NumbersTable::chosen, this, [this](int number) { select(number); });
    connect(plot_, &CurvePlot::picked, this,
            [this](const QPointF& value) { select(std::lround(value.x())); });
    connect(act_, &Button::clicked, this, [this] {
        const auto found =
            std::ranges::find(facts_.versions, selected_, &HistoryFacts::Version::number);
        if (found == facts_.versions.end()) {
            return;
        }
        if (found->here) {
            Q_EMIT useWanted(selected_);
        } else {
            Q_EMIT pullWanted(selected_);
        }
    });
    body_->hide();
}

void HistoryPart::tell(const QString& text) {
    note_->setText(text);
    body_->setVisible(text.isEmpty());
    if (text.isEmpty()) {
        note_->setText(facts_.note);
    }
}

void HistoryPart::setFetching(bool fetching) {
    fetching_ = fetching;
    showSelected();
}

void HistoryPart::present(const HistoryFacts& facts) {
    facts_ = facts;
    tell({});
    plot_->setCurves(facts_.curves);
    plot_->setVisible(goesAnywhere(facts_.curves));
    const bool known = std::ranges::any_of(
        facts_.versions, [&](const auto& version) { return version.number == selected_; });
    if (!known) {
        selected_ = facts_.versions.empty() ? 0 : facts_.versions.back().number;
    }
    showSelected();
    showCard();
}

void HistoryPart::select(std::int64_t number) {
    const bool known = std::ranges::any_of(
        facts_.versions, [&](const auto& version) { return version.number == number; });
    if (known) {
        selected_ = number;
        showSelected();
    }
}

void HistoryPart::showSelected() {
    NumbersTableFacts table = facts_.table;
    for (NumbersRow& row : table.rows) {
        row.chosen = row.target == static_cast<int>(selected_);
    }
    table_->present(std::move(table));
    plot_->setMarker(PlotMarker{static_cast<double>(selected_), theme().laurel});
    const auto found =
        std::ranges::find(facts_.versions, selected_, &HistoryFacts::Version::number);
    const bool any = found != facts_.versions.end();
    act_->setVisible(any);
    if (!any) {
        return;
    }
    act_->setText(found->here ? tr("Use v%1").arg(selected_) : tr("Pull v%1").arg(selected_));
    act_->setGlyph(found->here ? Icon::Check : Icon::Download);
    act_->setEnabled(!found->inUse && !fetching_);
    described(act_, act_->text(),
              found->inUse ? tr("It is in use already")
              : fetching_  ? tr("A model is being fetched")
              : found->here
                  ? tr("Auto-segment uses this version from now on")
                  : tr("Fetches this version and checks its signature. What is in use stays."));
}

void HistoryPart::showCard() {
    emptyGrid(cardGrid_);
    const auto add = [this](const QString& name, const QString& text, Label::Tone tone) {
        const int row = cardGrid_->rowCount();
        cardGrid_->addWidget(new Label(name, TextRole::Body, tone), row, 0, Qt::AlignTop);
        auto* value = new Label(text, TextRole::Body, Label::Tone::Text1);
        wrap(value);
        cardGrid_->addWidget(value, row, 1);
    };
    if (!facts_.labels.empty()) {
        add(facts_.labelsTitle, {}, Label::Tone::Text1);
        for (const auto& [name, dice] : facts_.labels) {
            add(name, dice, Label::Tone::Text2);
        }
    }
    for (const auto& [name, text] : facts_.card) {
        add(name, text, Label::Tone::Text3);
    }
}

} // namespace laurel::ui
