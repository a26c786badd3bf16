#include "laurel/formats/label_tables.h"

#include "delimited_table.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <sstream>
#include <vector>

namespace laurel {

namespace {

[[noreturn]] void refuseTwoNames(const std::string& source, std::uint16_t value) {
    throw Error(ErrorCode::Unsupported, source + ": a label table has no layers, so value " +
                                            std::to_string(value) +
                                            " cannot have two names; save as .seg.nrrd or .npz");
}

[[noreturn]] void refuseName(const std::string& source, std::uint16_t value) {
    throw Error(ErrorCode::InvalidArgument, source + ": the name of label " +
                                                std::to_string(value) + " is not plain UTF-8 text");
}

void requireNameable(const LabelMap& labels, const std::string& source) {
    std::vector<bool> used(65536);
    for (const Segment& segment : labels.segments()) {
        if (used[segment.value]) {
            refuseTwoNames(source, segment.value);
        }
        if (hasControlCharacter(segment.name) || !isValidUtf8(segment.name)) {
            refuseName(source, segment.value);
        }
        used[segment.value] = true;
    }
}

std::string snapText(const LabelMap& labels) {
    std::ostringstream text;
    text << "# ITK-SnAP Label Description File\n"
            "# value red green blue alpha visible mesh \"name\"\n";
    for (const Segment& segment : labels.segments()) {
        text << segment.value << ' ' << int{segment.color.red} << ' ' << int{segment.color.green}
             << ' ' << int{segment.color.blue} << " 1 1 1 \"" << segment.name << "\"\n";
    }
    return text.str();
}

std::string legendText(const LabelMap& labels) {
    std::string text = "Value,Label\n";
    for (const Segment& segment : labels.segments()) {
        text += std::to_string(segment.value) + "," + tableCell(segment.name, ',') + "\n";
    }
    return text;
}

std::string bidsText(const LabelMap& labels) {
    std::vector<TableEntry> entries;
    for (const Segment& segment : labels.segments()) {
        entries.push_back({segment, ""});
    }
    return tableEntriesText(entries);
}

} // namespace

std::string labelTableText(const LabelMap& labels, LabelTableKind kind, const std::string& source) {
    requireNameable(labels, source);
    if (labels.segments().empty()) {
        return {};
    }
    switch (kind) {
    case LabelTableKind::Legend:
        return legendText(labels);
    case LabelTableKind::Bids:
        return bidsText(labels);
    case LabelTableKind::ItkSnap:
        break;
    }
    return snapText(labels);
}

} // namespace laurel
