#pragma once

#include "laurel/session/case_session.h"
#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/plots.h"
#include "laurel/workflow/case_numbers.h"

#include <QColor>
#include <QString>
#include <QStringList>

#include <vector>

/// What the page of numbers shows, as text and curves. Undefined is "–".
namespace laurel::ui {

enum class NumbersView { WholeCase, PerSlice };
enum class AlongLimb { Area, Mean, Deviation };

struct NumbersRow {
    StateMark mark = StateMark::Empty;
    QColor color = {}; ///< of the segment; invalid: no swatch
    QString name = {};
    QStringList cells = {};
    int target = -1;     ///< index of the segment, or number of the slice; -1: nothing to choose
    bool chosen = false; ///< the active segment, or the slice on show
};

struct NumbersTableFacts {
    QString first = {}; ///< title of the column of names
    QStringList columns = {};
    int bold = -1; ///< the column that matters most
    int kept = -1; ///< one that stays where others yield their room
    std::vector<NumbersRow> rows = {};
};

/// Of each segment and of all together; or of each slice of the active segment.
NumbersTableFacts tableOf(const CaseNumbers& numbers, const CaseSession& session, NumbersView view,
                          AreaUnit unit = AreaUnit::SquareCentimetres);

/// With tabs between cells, as spreadsheets take it from the clipboard.
QString tabbed(const NumbersTableFacts& facts);

/// One solid curve per stretch of reviewed slices and a dashed one between; x in mm from the first
/// slice.
std::vector<Curve> curvesOf(const CaseNumbers& numbers, const CaseSession& session, AlongLimb what,
                            AreaUnit unit = AreaUnit::SquareCentimetres);

struct NumberAtSlice {
    QString name; ///< brief
    QColor color;
    QString value;
};
/// Of each segment that occurs in the slice, the largest first.
std::vector<NumberAtSlice> atSlice(const CaseNumbers& numbers, const CaseSession& session,
                                   AlongLimb what, std::int64_t slice,
                                   AreaUnit unit = AreaUnit::SquareCentimetres);

QString unitText(AreaUnit unit); ///< "cm²", "mm²"

/// What is not confirmed yet, in a sentence; empty when all is.
QString unreviewedText(const CaseNumbers& numbers);

} // namespace laurel::ui
