#include "delimited_table.h"

#include "table_lines.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace laurel {

namespace {

constexpr std::size_t maxCells = 64;
constexpr std::size_t maxRows = 16384;

[[noreturn]] void refuse(const std::string& source, int line, const std::string& problem) {
    throw Error(ErrorCode::InvalidInput, source + " line " + std::to_string(line) + ": " + problem);
}

/// A cell in quotes from `at` on; leaves `at` behind its closing quote.
std::string quotedCell(std::string_view line, std::size_t& at, const std::string& source,
                       int number) {
    std::string cell;
    for (++at; at < line.size(); ++at) {
        if (line[at] != '"') {
            cell += line[at];
        } else if (at + 1 < line.size() && line[at + 1] == '"') {
            cell += line[++at];
        } else {
            ++at;
            return cell;
        }
    }
    refuse(source, number, "a quote is not closed");
}

TableRow rowOf(std::string_view line, char delimiter, const std::string& source, int number) {
    TableRow row;
    row.line = number;
    for (std::size_t at = 0;; ++at) {
        const std::size_t start = std::min(line.find_first_not_of(" \r", at), line.size());
        std::string cell;
        row.rests.emplace_back(withoutBlanks(line.substr(std::min(at, line.size()))));
        if (start < line.size() && line[start] == '"') {
            at = start;
            cell = quotedCell(line, at, source, number);
        }
        const std::size_t end = std::min(line.find(delimiter, at), line.size());
        cell += withoutBlanks(line.substr(at, end - at));
        row.cells.push_back(std::move(cell));
        if (row.cells.size() > maxCells) {
            throw Error(ErrorCode::LimitExceeded,
                        source + " line " + std::to_string(number) + ": more than 64 cells");
        }
        if (end >= line.size()) {
            return row;
        }
        at = end;
    }
}

/// Where each column stands; none where there is no such column.
struct Columns {
    std::optional<std::size_t> value;
    std::optional<std::size_t> name;
    std::optional<std::size_t> abbreviation;
    std::optional<std::size_t> color;
    std::optional<std::size_t> red;
    std::optional<std::size_t> green;
    std::optional<std::size_t> blue;
    std::optional<std::size_t> snomed;
    std::optional<std::size_t> file;
    std::size_t count = 0;
};

std::optional<std::size_t> columnOf(const TableRow& header,
                                    std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        const auto found =
            std::find_if(header.cells.begin(), header.cells.end(),
                         [&](const std::string& cell) { return lowerCase(cell) == name; });
        if (found != header.cells.end()) {
            return static_cast<std::size_t>(found - header.cells.begin());
        }
    }
    return std::nullopt;
}

Columns columnsOf(const TableRow& header, const std::string& source) {
    Columns columns;
    columns.value = columnOf(header, {"value", "index", "labelvalue"});
    columns.name = columnOf(header, {"name", "label"});
    columns.abbreviation = columnOf(header, {"abbreviation"});
    columns.color = columnOf(header, {"color"});
    columns.red = columnOf(header, {"color_r"});
    columns.green = columnOf(header, {"color_g"});
    columns.blue = columnOf(header, {"color_b"});
    columns.snomed = columnOf(header, {"snomed"});
    columns.file = columnOf(header, {"file"});
    columns.count = header.cells.size();
    if (!columns.value || !columns.name) {
        refuse(source, header.line,
               "the first line must name the columns, one of them value or index and one name or "
               "label");
    }
    return columns;
}

/// Empty where there is no such column or the cell says that it holds nothing.
std::string cellOf(const TableRow& row, const std::optional<std::size_t>& column) {
    if (!column || *column >= row.cells.size() || row.cells[*column] == "n/a") {
        return {};
    }
    return row.cells[*column];
}

std::optional<Color> colorOf(const TableRow& row, const Columns& columns,
                             const std::string& source) {
    const std::string hex = cellOf(row, columns.color);
    if (!hex.empty()) {
        try {
            return colorFromHex(hex);
        } catch (const Error& error) {
            refuse(source, row.line, std::string("color: ") + error.what());
        }
    }
    if (!columns.red || !columns.green || !columns.blue) {
        return std::nullopt;
    }
    std::array<std::uint8_t, 3> parts{};
    const std::array<std::string, 3> cells{cellOf(row, columns.red), cellOf(row, columns.green),
                                           cellOf(row, columns.blue)};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = wholeNumber(cells[i], 255);
        if (!part) {
            refuse(source, row.line,
                   "a part of the color must be 0 to 255, not " + quotedForMessage(cells[i]));
        }
        parts[i] = static_cast<std::uint8_t>(*part);
    }
    return Color{parts[0], parts[1], parts[2]};
}

/// Plain text, or nothing. @throws Error InvalidInput
std::string plainCell(const TableRow& row, const std::optional<std::size_t>& column,
                      const std::string& source) {
    std::string cell = cellOf(row, column);
    if (cell.size() > 1024 || !isValidUtf8(cell) || hasControlCharacter(cell)) {
        refuse(source, row.line,
               "must be plain UTF-8 text of at most 1024 bytes, not " + quotedForMessage(cell));
    }
    return cell;
}

/// Dafne does not quote a name, which may hold commas: what follows the last column is the name's.
void joinName(TableRow& row, const Columns& columns) {
    if (*columns.name + 1 == columns.count && row.cells.size() > columns.count) {
        row.cells[*columns.name] = row.rests[*columns.name];
        row.cells.resize(columns.count);
    }
}

TableEntry entryOf(TableRow row, const Columns& columns, const std::string& source) {
    joinName(row, columns);
    if (row.cells.size() > columns.count) {
        refuse(source, row.line,
               std::to_string(row.cells.size()) + " cells under " + std::to_string(columns.count) +
                   " columns");
    }
    TableEntry entry;
    Segment& segment = entry.segment;
    segment = namedValue(cellOf(row, columns.value), cellOf(row, columns.name),
                         source + " line " + std::to_string(row.line));
    segment.abbreviation = plainCell(row, columns.abbreviation, source);
    segment.snomed = plainCell(row, columns.snomed, source);
    segment.color = colorOf(row, columns, source).value_or(segment.color);
    entry.file = plainCell(row, columns.file, source);
    return entry;
}

std::string orNothing(const std::string& text) {
    return text.empty() ? std::string("n/a") : tableCell(text, '\t');
}

} // namespace

std::vector<TableRow> splitTable(std::string_view text, char delimiter, const std::string& source) {
    std::vector<TableRow> rows;
    int number = 0;
    while (!text.empty()) {
        if (rows.size() > maxRows) {
            throw Error(ErrorCode::LimitExceeded,
                        source + ": more than " + std::to_string(maxRows) + " labels");
        }
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (!withoutBlanks(line).empty()) {
            rows.push_back(rowOf(line, delimiter, source, number));
        }
    }
    return rows;
}

std::vector<TableEntry> parseTableEntries(std::string_view text, char delimiter,
                                          const std::string& source) {
    const std::vector<TableRow> rows = splitTable(text, delimiter, source);
    std::vector<TableEntry> entries;
    if (rows.empty()) {
        return entries;
    }
    const Columns columns = columnsOf(rows.front(), source);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        entries.push_back(entryOf(rows[i], columns, source));
    }
    return entries;
}

std::vector<Segment> parseDelimitedTable(std::string_view text, char delimiter,
                                         const std::string& source) {
    std::vector<Segment> segments;
    for (TableEntry& entry : parseTableEntries(text, delimiter, source)) {
        segments.push_back(std::move(entry.segment));
    }
    return segments;
}

std::string tableCell(const std::string& text, char delimiter) {
    const bool isPlain = text.find(delimiter) == std::string::npos &&
                         text.find('"') == std::string::npos && !text.empty() &&
                         text.front() != ' ' && text.back() != ' ' && text != "n/a";
    if (isPlain || text.empty()) {
        return text;
    }
    std::string quoted = "\"";
    for (const char letter : text) {
        quoted += letter == '"' ? "\"\"" : std::string(1, letter);
    }
    return quoted + '"';
}

std::string tableEntriesText(const std::vector<TableEntry>& entries) {
    const bool hasFiles = std::any_of(entries.begin(), entries.end(),
                                      [](const TableEntry& entry) { return !entry.file.empty(); });
    std::string text = "index\tname\tabbreviation\tcolor\tsnomed";
    text += hasFiles ? "\tfile\n" : "\n";
    for (const auto& [segment, file] : entries) {
        text += std::to_string(segment.value) + "\t" + tableCell(segment.name, '\t') + "\t" +
                orNothing(segment.abbreviation) + "\t" + toHex(segment.color) + "\t" +
                orNothing(segment.snomed);
        text += hasFiles ? "\t" + tableCell(file, '\t') + "\n" : "\n";
    }
    return text;
}

} // namespace laurel
