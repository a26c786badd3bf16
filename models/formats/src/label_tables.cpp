#include "laurel/formats/label_tables.h"

#include "delimited_table.h"
#include "table_lines.h"

#include "laurel/arrays/file_names.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <algorithm>
#include <array>
#include <vector>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t maxTableBytes = std::uint64_t{4} << 20;
constexpr std::size_t maxLabels = 16384;

fs::path besides(const fs::path& image, const std::string& ending) {
    for (const char* extension :
         {".nii.gz", ".hdr.gz", ".img.gz", ".gipl.gz", ".seg.nrrd", ".nii", ".hdr", ".img", ".mha",
          ".mhd", ".gipl", ".mnc", ".nrrd", ".nhdr", ".npy"}) {
        if (hasExtension(image, extension)) {
            return replaceExtension(image, extension, ending);
        }
    }
    return fs::path(image).concat(ending);
}

/// For each value the first layer that holds it, else 0.
std::vector<int> layerOfValue(const LabelMap& labels) {
    std::vector<int> layers(65536, -1);
    for (int layer = 0; layer < labels.layers(); ++layer) {
        for (const std::uint16_t value : labels.layer(layer)) {
            if (layers[value] < 0) {
                layers[value] = layer;
            }
        }
    }
    std::replace(layers.begin(), layers.end(), -1, 0);
    return layers;
}

/// ITK-SNAP's and 3D Slicer's: a label in each line, comments after #.
std::vector<Segment> parseLines(std::string_view text, const std::string& source) {
    std::vector<Segment> segments;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = withoutBlanks(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty() && line.front() != '#') {
            segments.push_back(parseTableLine(line, source + " line " + std::to_string(number)));
        }
    }
    return segments;
}

} // namespace

std::vector<Segment> parseLabelTable(std::string_view text, const fs::path& source) {
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(byteOrderMark)) {
        text.remove_prefix(byteOrderMark.size());
    }
    std::vector<Segment> segments;
    if (hasExtension(source, ".csv") || hasExtension(source, ".tsv")) {
        const char delimiter = hasExtension(source, ".csv") ? ',' : '\t';
        segments = parseDelimitedTable(text, delimiter, source.string());
    } else {
        segments = parseLines(text, source.string());
    }
    if (segments.size() > maxLabels) {
        throw Error(ErrorCode::LimitExceeded,
                    source.string() + ": more than " + std::to_string(maxLabels) + " labels");
    }
    std::erase_if(segments, [](const Segment& segment) { return segment.value == 0; });
    return segments;
}

fs::path labelTablePath(const fs::path& image) {
    return labelTablePath(image, LabelTableKind::ItkSnap);
}

fs::path labelTablePath(const fs::path& image, LabelTableKind kind) {
    switch (kind) {
    case LabelTableKind::Legend:
        return besides(image, ".legend.csv");
    case LabelTableKind::Bids:
        return besides(image, ".tsv");
    case LabelTableKind::ItkSnap:
        break;
    }
    return besides(image, ".labels.txt");
}

std::optional<fs::path> findLabelTable(const fs::path& image, TableScope scope) {
    std::vector<fs::path> candidates;
    for (const char* ending : {".labels.txt", "_labels.txt", ".legend.csv", "_legend.csv", ".ctbl",
                               "_ColorTable.ctbl", ".label"}) {
        candidates.push_back(besides(image, ending));
    }
    if (besides(image, "").string().ends_with("dseg")) {
        candidates.push_back(besides(image, ".tsv"));
    }
    for (const char* ending : {"_itk-snap.txt", ".csv"}) { // Dafne's, behind the extension
        candidates.push_back(fs::path(image).concat(ending));
    }
    if (scope == TableScope::FileOrFolder) {
        for (const char* name : {"legend_itk-snap.txt", "legend.csv", "dseg.tsv"}) {
            candidates.push_back(image.parent_path() / name);
        }
    }
    std::error_code absent;
    const auto found =
        std::find_if(candidates.begin(), candidates.end(),
                     [&](const fs::path& path) { return fs::is_regular_file(path, absent); });
    return found == candidates.end() ? std::nullopt : std::optional(*found);
}

void nameByTable(const fs::path& table, LabelMap& labels) {
    std::vector<Segment> segments = parseLabelTable(readTextFile(table, maxTableBytes), table);
    const std::vector<int> layers = layerOfValue(labels);
    labels.clearSegments();
    for (Segment& segment : segments) {
        segment.layer = layers[segment.value];
        if (labels.find(segment.layer, segment.value) != nullptr) {
            throw Error(ErrorCode::InvalidInput, table.string() + ": label " +
                                                     std::to_string(segment.value) +
                                                     " is given twice");
        }
        while (labels.findByName(segment.name) != nullptr) {
            segment.name += " (" + std::to_string(segment.value) + ")";
        }
        labels.addSegment(std::move(segment));
    }
}

} // namespace laurel
