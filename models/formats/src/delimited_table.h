#pragma once

#include "laurel/imaging/label_map.h"

#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// A row of a table in text, with the number of its line.
struct TableRow {
    int line = 0;
    std::vector<std::string> cells;
    std::vector<std::string> rests; ///< for each cell the line from it on, as it stands there
};

/// The rows of text whose cells stand between `delimiter`s: cells in double quotes may hold
/// delimiters, and "" for a quote (RFC 4180); a cell does not go over the end of a line. Empty
/// lines are passed over.
/// @throws Error InvalidInput for a quote that is not closed, LimitExceeded for more than 64 cells
///         in a row
std::vector<TableRow> splitTable(std::string_view text, char delimiter, const std::string& source);

/// A label of a table and, where there is a column "file", the file that holds its mask.
struct TableEntry {
    Segment segment;
    std::string file;
};

/// @throws Error InvalidInput naming the line; LimitExceeded for more than 16384 labels
std::vector<TableEntry> parseTableEntries(std::string_view text, char delimiter,
                                          const std::string& source);

/// The text that parseTableEntries reads, tab-separated, with BIDS' columns and "file" where any
/// entry has one.
std::string tableEntriesText(const std::vector<TableEntry>& entries);

/// A cell, in quotes where it needs them (RFC 4180).
std::string tableCell(const std::string& text, char delimiter);

/// The labels of a legend (.csv) or of BIDS' table (.tsv).
/// @throws Error InvalidInput naming the line
std::vector<Segment> parseDelimitedTable(std::string_view text, char delimiter,
                                         const std::string& source);

} // namespace laurel
