#include "label_table.h"

#include "laurel/arrays/file_names.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <vector>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t maxTableBytes = std::uint64_t{4} << 20;

fs::path besides(const fs::path& image, const std::string& ending) {
    for (const char* extension : {".nii.gz", ".hdr.gz", ".img.gz", ".gipl.gz", ".nii", ".hdr",
                                  ".img", ".mha", ".mhd", ".gipl", ".mnc"}) {
        if (hasExtension(image, extension)) {
            return replaceExtension(image, extension, ending);
        }
    }
    return fs::path(image).concat(ending);
}

Segment parseLine(const std::string& line, const std::string& where) {
    const std::size_t open = line.find('"');
    const std::size_t close = line.rfind('"');
    std::istringstream numbers(line.substr(0, open));
    long value = -1;
    std::array<int, 3> rgb{-1, -1, -1};
    double alpha = 0;
    int visible = 0;
    int mesh = 0;
    numbers >> value >> rgb[0] >> rgb[1] >> rgb[2] >> alpha >> visible >> mesh;
    const bool validColor =
        std::all_of(rgb.begin(), rgb.end(), [](int part) { return part >= 0 && part <= 255; });
    if (!numbers || value < 0 || value > 65535 || !validColor || open == std::string::npos ||
        close <= open + 1) {
        throw Error(ErrorCode::InvalidInput,
                    where + ": a label is: value red green blue alpha visible mesh \"name\"");
    }
    Segment segment;
    segment.name = line.substr(open + 1, close - open - 1);
    segment.value = static_cast<std::uint16_t>(value);
    segment.color = {static_cast<std::uint8_t>(rgb[0]), static_cast<std::uint8_t>(rgb[1]),
                     static_cast<std::uint8_t>(rgb[2])};
    if (!isValidUtf8(segment.name) || hasControlCharacter(segment.name)) {
        throw Error(ErrorCode::InvalidInput, where + ": the name is not plain UTF-8 text");
    }
    return segment;
}

std::vector<Segment> readTable(const fs::path& table) {
    std::istringstream text(readTextFile(table, maxTableBytes));
    std::vector<Segment> segments;
    std::string line;
    for (int number = 1; std::getline(text, line); ++number) {
        const std::size_t first = line.find_first_not_of(" \t\r");
        if (first == std::string::npos || line[first] == '#') {
            continue;
        }
        Segment segment = parseLine(line, table.string() + " line " + std::to_string(number));
        if (segment.value != 0) {
            segments.push_back(std::move(segment));
        }
    }
    return segments;
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

} // namespace

fs::path labelTablePath(const fs::path& image) {
    return besides(image, ".labels.txt");
}

void applyLabelTable(const fs::path& image, LabelMap& labels) {
    for (const fs::path& table : {labelTablePath(image), besides(image, "_labels.txt")}) {
        if (!fs::exists(table)) {
            continue;
        }
        const std::vector<int> layers = layerOfValue(labels);
        for (Segment& segment : readTable(table)) {
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
        return;
    }
}

std::string labelTableText(const LabelMap& labels, const std::string& source) {
    if (labels.segments().empty()) {
        return {};
    }
    std::ostringstream text;
    text << "# ITK-SnAP Label Description File\n"
            "# value red green blue alpha visible mesh \"name\"\n";
    std::vector<bool> used(65536);
    for (const Segment& segment : labels.segments()) {
        if (used[segment.value]) {
            throw Error(ErrorCode::Unsupported,
                        source + ": a label table has no layers, so value " +
                            std::to_string(segment.value) +
                            " cannot have two names; save as .seg.nrrd or .npz");
        }
        if (hasControlCharacter(segment.name) || !isValidUtf8(segment.name)) {
            throw Error(ErrorCode::InvalidArgument, source + ": the name of label " +
                                                        std::to_string(segment.value) +
                                                        " is not plain UTF-8 text");
        }
        used[segment.value] = true;
        text << segment.value << ' ' << int{segment.color.red} << ' ' << int{segment.color.green}
             << ' ' << int{segment.color.blue} << " 1 1 1 \"" << segment.name << "\"\n";
    }
    return text.str();
}

void writeLabelTable(const fs::path& image, const std::string& text) {
    const fs::path table = labelTablePath(image);
    if (!text.empty() || fs::exists(table)) {
        writeFileAtomically(table, std::string_view(text));
    }
}

} // namespace laurel
