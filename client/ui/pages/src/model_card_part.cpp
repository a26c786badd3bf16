#include "model_card_part.h"

#include "pieces.h"

#include "laurel/session/texts.h"

#include <QBoxLayout>
#include <QGridLayout>

namespace laurel::ui {

namespace {

Label* wrapped(const QString& text, Label::Tone tone, QWidget* parent) {
    auto* label = new Label(text, TextRole::Body, tone, QFont::Normal, parent);
    wrap(label);
    return label;
}

/// What the package says, in its own language.
Label* quoted(const QString& text, Label::Tone tone, QWidget* parent) {
    Label* label = wrapped(text, tone, parent);
    label->setObjectName(QStringLiteral("card.quoted"));
    return label;
}

QWidget* factsGrid(const std::vector<std::pair<QString, QString>>& facts, QWidget* parent) {
    auto* part = new QWidget(parent);
    auto* grid = new QGridLayout(part);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(space::xl);
    grid->setVerticalSpacing(space::s);
    grid->setColumnStretch(1, 1);
    for (int row = 0; row < static_cast<int>(facts.size()); ++row) {
        const auto& [name, text] = facts[static_cast<std::size_t>(row)];
        grid->addWidget(new Label(name, TextRole::Body, Label::Tone::Text3, QFont::Normal, part),
                        row, 0, Qt::AlignTop);
        grid->addWidget(quoted(text, Label::Tone::Text1, part), row, 1);
    }
    return part;
}

/// Names at the left, which take the room; numbers at the right. Titles break by words.
QWidget* tableGrid(const std::vector<QStringList>& rows, QWidget* parent) {
    auto* part = new QWidget(parent);
    auto* grid = new QGridLayout(part);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(space::l);
    grid->setVerticalSpacing(space::xs);
    for (int row = 0; row < static_cast<int>(rows.size()); ++row) {
        const QStringList& cells = rows[static_cast<std::size_t>(row)];
        for (int column = 0; column < static_cast<int>(cells.size()); ++column) {
            const Label::Tone tone = row == 0      ? Label::Tone::Text3
                                     : column == 0 ? Label::Tone::Text2
                                                   : Label::Tone::Text1;
            auto* cell = quoted(cells[column], tone, part);
            cell->setAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop);
            grid->addWidget(cell, row, column);
            grid->setColumnStretch(column, column == 0 ? 3 : 1);
        }
    }
    return part;
}

QWidget* blockWidget(const CardBlock& block, QWidget* parent) {
    switch (block.kind) {
    case CardBlock::Kind::Table:
        return tableGrid(block.rows, parent);
    case CardBlock::Kind::Bullet:
        return quoted(QStringLiteral("· ") + block.text, Label::Tone::Text1, parent);
    case CardBlock::Kind::Paragraph:
        break;
    }
    return quoted(block.text, Label::Tone::Text2, parent);
}

} // namespace

ModelCardPart::ModelCardPart(QWidget* parent) : QWidget(parent) {
    auto* outer = columnIn(this, {space::l, space::l, space::l, 0});
    auto* tile = new Tile(Tile::Look::Panel, this);
    outer->addWidget(tile);
    outer->addStretch();
    auto* column = columnIn(tile, {space::l, space::m, space::l, space::l}, space::m);
    column->addWidget(
        new Label(Texts::tr("Card"), TextRole::Section, Label::Tone::Text1, QFont::DemiBold, tile));
    column->addWidget(body_ = new QWidget(tile));
    body_->setObjectName(QStringLiteral("models.card"));
    columnIn(body_, {}, space::s);
}

void ModelCardPart::present(const ModelCard& card) {
    emptyRows(body_);
    auto* column = static_cast<QBoxLayout*>(body_->layout());
    column->addWidget(factsGrid(card.facts, body_));
    if (!card.note.isEmpty()) {
        column->addWidget(wrapped(card.note, Label::Tone::Text3, body_));
    }
    for (const CardSection& section : card.sections) {
        if (!section.title.isEmpty()) {
            column->addSpacing(space::s);
            auto* title = new Label(section.title, TextRole::Body, Label::Tone::Text1,
                                    QFont::DemiBold, body_);
            title->setObjectName(QStringLiteral("card.quoted"));
            column->addWidget(title);
        }
        for (const CardBlock& block : section.blocks) {
            column->addWidget(blockWidget(block, body_));
        }
    }
}

} // namespace laurel::ui
