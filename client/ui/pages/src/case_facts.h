#pragma once

#include "laurel/ui_kit/icons.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

/// A case in a list, and which of many are shown in what order. Plain values.
namespace laurel::ui {

struct CaseFacts {
    QString folder;
    QString name;
    QString description; ///< of the series; may be empty
    QString day;         ///< "Today", "12 Nov"
    qint64 reviewed = 0;
    qint64 slices = 0;
    StateMark state = StateMark::Empty; ///< Empty: not started; InWork, Reviewed or Flagged
    QString size = {};                  ///< "96 × 3.5 mm"
    QString grid = {};                  ///< "280 × 280 × 96"
    QString spacing = {};               ///< "0.6 × 0.6 × 3.5 mm"
    QStringList segments = {};          ///< for finding
    QString modified = {};              ///< of the last save, to the millisecond; orders as time
    QString modality = {};              ///< "MR"; empty: not known
    QString imageFolder = {};           ///< that the image lies in
    bool operator==(const CaseFacts&) const = default;
};

enum class CaseOrder {
    NewestFirst,
    ByName,
    LeastReviewedFirst,
    ByFolder ///< cases whose images lie together stand together, those with the newest first
};

struct CaseQuery {
    QString words;                   ///< all of them, in the case's, series' or segments' names
    std::optional<StateMark> state;  ///< none: any
    std::optional<QString> modality; ///< none: any; empty: those where it is not known
    CaseOrder order = CaseOrder::NewestFirst;
};

/// @param cases newest first
std::vector<CaseFacts> casesFor(const CaseQuery& query, const std::vector<CaseFacts>& cases);

/// Those there are, in the order of their letters; empty, where some have none, comes last.
QStringList modalitiesOf(const std::vector<CaseFacts>& cases);

} // namespace laurel::ui
