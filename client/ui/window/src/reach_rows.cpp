#include "reach_rows.h"

#include "option_rows.h"

#include <algorithm>
#include <array>

namespace laurel::ui {

namespace {

constexpr std::array reachOrder{OperationReach::Slice, OperationReach::Range,
                                OperationReach::Volume};

} // namespace

RangeFields::RangeFields(ToolBox& tools, CaseSession& session, QWidget* parent)
    : QWidget(parent), tools_(tools), session_(session) {
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::xs);
    first_ = addField(Texts::tr("First slice"), false);
    first_->setObjectName(QStringLiteral("range.first"));
    line->addWidget(first_, 1);
    line->addWidget(new Label(Texts::tr("to"), TextRole::Body, Label::Tone::Text2));
    last_ = addField(Texts::tr("Last slice"), true);
    last_->setObjectName(QStringLiteral("range.last"));
    line->addWidget(last_, 1);
    connect(&session_.view(), &ViewState::activeAxisChanged, this, &RangeFields::follow);
    follow();
}

NumberField* RangeFields::addField(const QString& name, bool last) {
    auto* field = new NumberField(name, 1, static_cast<double>(slices()), 0);
    field->setToolTip(name);
    connect(field, &NumberField::changed, this, [this, last](double value) {
        SliceSpan& now = range();
        (last ? now.last : now.first) = static_cast<std::int64_t>(value) - 1;
        tools_.parametersChanged();
    });
    return field;
}

SliceSpan& RangeFields::range() const {
    return tools_.operations.ranges.at(static_cast<std::size_t>(session_.view().activeAxis()));
}

std::int64_t RangeFields::slices() const {
    return session_.image().geometry().size()[session_.view().activeAxis()];
}

void RangeFields::follow() {
    const SliceSpan now = range().within(slices());
    for (NumberField* field : {first_, last_}) {
        field->setRange(1, static_cast<double>(slices()));
        field->setValue(static_cast<double>((field == last_ ? now.last : now.first) + 1));
    }
}

void addReach(QVBoxLayout& rows, const ReachText& text, OperationReach& reach, ToolBox& tools,
              CaseSession& session) {
    const auto at = std::ranges::find(reachOrder, reach) - reachOrder.begin();
    auto* const range = new RangeFields(tools, session);
    range->setVisible(reach == OperationReach::Range);
    Segmented* choice = addChoice(rows, {}, text.words, static_cast<int>(at), text.tooltip,
                                  [&reach, &tools, range](int index) {
                                      reach = reachOrder.at(static_cast<std::size_t>(index));
                                      range->setVisible(reach == OperationReach::Range);
                                      tools.parametersChanged();
                                  });
    choice->setObjectName(text.objectName);
    choice->setAccessibleName(text.spoken);
    rows.addWidget(range);
}

void addActReach(QVBoxLayout& rows, ToolBox& tools, CaseSession& session) {
    rows.addSpacing(space::s);
    rows.addWidget(new Rule);
    rows.addSpacing(space::xs);
    rows.addWidget(new Label(Texts::tr("How far keys act"), TextRole::Body, Label::Tone::Text2,
                             QFont::DemiBold));
    addReach(rows,
             {{Texts::tr("Slice"), Texts::tr("Range"), Texts::tr("Volume")},
              Texts::tr("Clear, copy to next, remove overlap, snap and simplify whole curves: in "
                        "the slice you see, in these slices, or in all of this view. Beyond one "
                        "slice they are shown first."),
              Texts::tr("How far keys act"),
              QStringLiteral("acts.reach")},
             tools.actReach, tools, session);
}

} // namespace laurel::ui
