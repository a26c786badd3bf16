#pragma once

#include "laurel/workflow/model_shelf.h"

#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

/// What a model says of itself: facts of its manifest, and the sections of its CARD.md. No widget.
namespace laurel::ui {

struct CardBlock {
    enum class Kind { Paragraph, Bullet, Table };
    Kind kind = Kind::Paragraph;
    QString text;                  ///< plain, in one line
    std::vector<QStringList> rows; ///< of a table; the first has the columns' titles
    bool operator==(const CardBlock&) const = default;
};

struct CardSection {
    QString title; ///< empty: before the first heading
    std::vector<CardBlock> blocks;
    bool operator==(const CardSection&) const = default;
};

struct ModelCard {
    std::vector<std::pair<QString, QString>> facts;
    std::vector<CardSection> sections; ///< limits before results, results before how it was made
    QString note;                      ///< whose card it is, where it is another model's
};

/// Headings, paragraphs, lists and tables of Markdown; marks of emphasis and code are taken off.
/// The title of the whole is left out.
std::vector<CardSection> parseCard(const QString& markdown);

/// Reads the package. A version that was learnt here has the card of what it was taught from.
/// @param shelf every model at hand. Never throws: what cannot be read is left out.
ModelCard modelCardOf(const ShelvedModel& model, const std::vector<ShelvedModel>& shelf);

} // namespace laurel::ui
