#include "contribution_list.h"

#include "laurel/session/texts.h"

#include "pieces.h"

#include <QBoxLayout>

#include <algorithm>

namespace laurel::ui {

namespace {

using Kind = ContributionLine::Kind;

Icon iconOf(Kind kind) {
    switch (kind) {
    case Kind::Waiting:
    case Kind::OnItsWay:
        return Icon::Upload;
    case Kind::InEvaluation:
        return Icon::Clock;
    case Kind::Published:
        return Icon::Check;
    case Kind::Refused:
        return Icon::Cross;
    case Kind::Trouble:
        return Icon::Warning;
    }
    return Icon::Info;
}

Mark::Tone toneOf(Kind kind) {
    switch (kind) {
    case Kind::Waiting:
    case Kind::Trouble:
        return Mark::Tone::InWork;
    case Kind::OnItsWay:
    case Kind::InEvaluation:
        return Mark::Tone::Automatic;
    case Kind::Published:
        return Mark::Tone::Laurel;
    case Kind::Refused:
        return Mark::Tone::Flagged;
    }
    return Mark::Tone::Text2;
}

} // namespace

ContributionList::ContributionList(QWidget* parent) : QWidget(parent) {
    auto* column = columnIn(this);
    auto* head = new QWidget(this);
    auto* row = rowIn(head, {space::l, space::m, space::l, space::s});
    row->addWidget(new Label(Texts::tr("Earlier contributions"), TextRole::Section,
                             Label::Tone::Text1, QFont::DemiBold, head));
    row->addStretch();
    send_ =
        described(new Button(Texts::tr("Try now"), ButtonKind::Quiet, head), Texts::tr("Try now"),
                  Texts::tr("Send what waits and ask after what was sent, at once"));
    send_->setGlyph(Icon::Refresh);
    row->addWidget(send_);
    column->addWidget(head);
    column->addWidget(rows_ = new QWidget(this));
    columnIn(rows_);
    connect(send_, &QAbstractButton::clicked, this, &ContributionList::sendWanted);
    hide();
}

void ContributionList::present(const std::vector<ContributionLine>& lines) {
    setVisible(!lines.empty());
    if (lines == lines_) {
        return;
    }
    lines_ = lines;
    emptyRows(rows_);
    bool open = false;
    for (const ContributionLine& line : lines) {
        rows_->layout()->addWidget(lineOf(line));
        open = open || line.kind == Kind::Waiting || line.kind == Kind::OnItsWay ||
               line.kind == Kind::InEvaluation || line.kind == Kind::Trouble;
    }
    send_->setVisible(open);
}

QWidget* ContributionList::lineOf(const ContributionLine& line) {
    auto* surface = new QWidget(rows_);
    auto* column = columnIn(surface);
    column->addWidget(new Rule(Qt::Horizontal, surface));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(space::l, space::s, space::l, space::s);
    row->setSpacing(space::m);
    column->addLayout(row);
    row->addWidget(new Mark(iconOf(line.kind), toneOf(line.kind), 20, surface), 0, Qt::AlignTop);
    auto* texts = columnBeside(row, 1, 2);
    auto* title = new Label(line.title, TextRole::Body, Label::Tone::Text1, QFont::Medium, surface);
    auto* detail =
        new Label(line.detail, TextRole::Caption, Label::Tone::Text2, QFont::Normal, surface);
    wrap(detail);
    texts->addWidget(title);
    texts->addWidget(detail);
    if (line.withdrawable) {
        auto* withdraw = described(new Button(Texts::tr("Withdraw"), ButtonKind::Normal, surface),
                                   Texts::tr("Withdraw: %1").arg(line.title),
                                   Texts::tr("Take it back; nothing is sent"));
        row->addWidget(withdraw, 0, Qt::AlignTop);
        connect(withdraw, &QAbstractButton::clicked, this,
                [this, id = line.id] { Q_EMIT withdrawWanted(id); });
    }
    row->addWidget(
        new Label(line.day, TextRole::Caption, Label::Tone::Text3, QFont::Normal, surface), 0,
        Qt::AlignTop);
    surface->setAccessibleName(line.title + ". " + line.detail);
    return surface;
}

} // namespace laurel::ui
