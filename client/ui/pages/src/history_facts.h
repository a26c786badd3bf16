#pragma once

#include "numbers_facts.h"

#include "laurel/ui_kit/plots.h"
#include "laurel/workflow/model_history.h"
#include "laurel/workflow/model_shelf.h"

#include <QDate>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

/// What the page of models shows of a model's versions: text, curves, a table.
namespace laurel::ui {

struct HistoryFacts {
    struct Version {
        std::int64_t number = 0;
        bool here = false;  ///< on this computer
        bool inUse = false; ///< for segmenting
    };
    QString note;                  ///< "14 versions, newest v14"
    std::vector<Curve> curves;     ///< mean as steps, then structures; x is the version's number
    NumbersTableFacts table;       ///< newest first; a row's target is the version's number
    std::vector<Version> versions; ///< ascending
    std::vector<std::pair<QString, QString>> card;
    QString labelsTitle;                             ///< "Gold Dice, v14"
    std::vector<std::pair<QString, QString>> labels; ///< structure and its score
};

/// "MR, 1.5 × 1.5 mm"
QString inputText(const ModelInput& input);

/// @param models of this computer, @param chosen the one that segments
HistoryFacts historyFacts(const ModelHistory& history, const std::vector<ShelvedModel>& models,
                          const std::optional<ShelvedModel>& chosen, const QDate& today);

} // namespace laurel::ui
