#include "case_document.h"

#include "case_files.h"
#include "case_json.h"
#include "plain_text.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/json/strict_json.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace laurel {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::string_view format = "laurel-case/1";
constexpr std::string_view formatStem = "laurel-case/";
constexpr std::size_t mostPathBytes = 16384;
constexpr std::size_t mostModalityBytes = 16; // of DICOM's code strings
constexpr std::int64_t mostSlices = 65535;
constexpr std::int64_t mostNumber = std::int64_t{1} << 53; // whole in every JSON reader

bool isHexText(std::string_view text) {
    return text.size() % 2 == 0 && text.size() <= 2 * mostPathBytes &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

json toJson(const ImageReference& image) {
    const std::string path = image.path.string();
    json object{{"path", plainText(path, mostPathBytes)},
                {"series_id", plainText(image.seriesId, mostNameBytes)},
                {"sha256", image.sha256},
                {"frame", image.frame},
                {"description", plainText(image.description, mostNameBytes)}};
    if (!isPlainText(path, mostPathBytes)) { // a file's name may be any bytes
        object["path_hex"] = toHexText(std::vector<std::uint8_t>(path.begin(), path.end()));
    }
    if (!image.modality.empty()) {
        object["modality"] = plainText(image.modality, mostModalityBytes);
    }
    if (image.isColor) {
        object["color"] = true;
    }
    if (image.consent.resample) {
        object["resampled"] = true;
    }
    if (image.consent.blankBroken) {
        object["broken_slices_blank"] = true;
    }
    return object;
}

json toJson(const Geometry& grid) {
    const WorldPoint& origin = grid.origin();
    return {{"size", {grid.size().x, grid.size().y, grid.size().z}},
            {"spacing", grid.spacing()},
            {"origin", {origin.x, origin.y, origin.z}},
            {"direction", grid.direction()}};
}

/// Runs of slices in one state.
json toJson(const std::vector<SliceState>& slices) {
    json list = json::array();
    for (std::size_t first = 0; first < slices.size();) {
        std::size_t next = first;
        while (next < slices.size() && slices[next] == slices[first]) {
            ++next;
        }
        list.push_back({{"first", first}, {"last", next - 1}, {"state", toString(slices[first])}});
        first = next;
    }
    return list;
}

ImageReference readImage(FieldReader fields) {
    ImageReference image;
    image.path = fields.text("path", {0, mostPathBytes});
    if (fields.has("path_hex")) {
        const std::string hex =
            fields.textLike("path_hex", "an even number of hexadecimal digits", isHexText);
        std::vector<std::uint8_t> bytes(hex.size() / 2);
        fromHex(hex, bytes);
        image.path = std::string(bytes.begin(), bytes.end());
    }
    image.seriesId = fields.text("series_id", {0, mostNameBytes});
    if (fields.has("modality")) {
        image.modality = fields.text("modality", {0, mostModalityBytes});
    }
    image.isColor = fields.has("color") && fields.boolean("color");
    image.consent.resample = fields.has("resampled") && fields.boolean("resampled");
    image.consent.blankBroken =
        fields.has("broken_slices_blank") && fields.boolean("broken_slices_blank");
    image.sha256 = fields.text("sha256", {0, 64});
    image.frame = fields.integer("frame", {0, mostNumber});
    image.description = fields.text("description", {0, mostNameBytes});
    fields.requireNoOthers();
    return image;
}

Geometry readGrid(FieldReader fields) {
    constexpr double any = 1e7; // Geometry itself knows the bounds
    const auto size = fields.integers("size", {3, 3}, {1, mostSlices});
    const auto spacing = fields.numbers("spacing", 3, {0, any});
    const auto origin = fields.numbers("origin", 3, {-any, any});
    const auto cosines = fields.numbers("direction", 9, {-2, 2});
    fields.requireNoOthers();
    Matrix3 direction{};
    std::copy(cosines.begin(), cosines.end(), direction.begin());
    try {
        return Geometry({size[0], size[1], size[2]}, {spacing[0], spacing[1], spacing[2]},
                        {origin[0], origin[1], origin[2]}, direction);
    } catch (const Error& error) {
        throw Error(error.code(), fields.file() + ": grid: " + error.what());
    }
}

std::vector<SliceState> readSlices(FieldReader& fields, std::int64_t count) {
    std::vector<SliceState> slices;
    for (FieldReader& run : fields.objects("slices", {1, static_cast<std::size_t>(count)})) {
        const std::int64_t next = std::ssize(slices);
        run.integer("first", {next, next});
        const std::int64_t last = run.integer("last", {next, count - 1});
        slices.resize(static_cast<std::size_t>(last + 1), readState(run, "state"));
        run.requireNoOthers();
    }
    if (std::ssize(slices) != count) {
        fields.fail("slices", "runs that cover all " + std::to_string(count) + " slices");
    }
    return slices;
}

void requireFormat(FieldReader& fields) {
    const std::string found = fields.text("format", {1, 64});
    if (found == format) {
        return;
    }
    const std::string number =
        found.starts_with(formatStem) ? found.substr(formatStem.size()) : std::string();
    if (!number.empty() && number.find_first_not_of("0123456789") == std::string::npos) {
        throw Error(ErrorCode::Unsupported, fields.file() + ": format " + found +
                                                " was written by another version of Laurel; this "
                                                "one reads " +
                                                std::string(format));
    }
    fields.fail("format", "\"" + std::string(format) + "\"");
}

} // namespace

CaseDocument documentOf(const Case& openCase) {
    const Segmentation& segmentation = openCase.segmentation();
    CaseDocument document;
    document.name = openCase.name();
    document.image = openCase.reference();
    document.grid = segmentation.labels.geometry();
    document.layers = segmentation.labels.layers();
    document.table = tableOf(segmentation);
    document.slices = segmentation.slices;
    document.model = openCase.model();
    document.automatic = std::ranges::any_of(segmentation.automatic, &AutomaticSlice::isKnown);
    return document;
}

std::string serialize(const CaseDocument& document) {
    json object{{"format", format},
                {"name", plainText(document.name, mostNameBytes)},
                {"save", document.save},
                {"sequence", document.sequence},
                {"modified", document.modified},
                {"image", toJson(document.image)},
                {"grid", toJson(document.grid)},
                {"layers", document.layers},
                {"segments", toJson(document.table)},
                {"slices", toJson(document.slices)},
                {"model", document.model ? laurel::toJson(*document.model) : json()}};
    if (document.automatic) {
        object["automatic"] = true;
    }
    return textOf(object, 2) + "\n";
}

CaseDocument parseCaseDocument(std::string_view text, const std::string& file) {
    constexpr std::int64_t mostLayers = 256;
    const json object = parseStrictJson(text, file, {.bytes = mostDocumentBytes, .depth = 8});
    FieldReader fields(object, file, "");
    requireFormat(fields);
    CaseDocument document;
    document.name = fields.text("name", {0, mostNameBytes});
    document.save = fields.integer("save", {1, mostNumber});
    document.sequence = static_cast<std::uint64_t>(fields.integer("sequence", {0, mostNumber}));
    document.modified = fields.text("modified", {0, 64});
    document.image = readImage(fields.object("image"));
    document.grid = readGrid(fields.object("grid"));
    document.layers = static_cast<int>(fields.integer("layers", {1, mostLayers}));
    document.table = readTable(fields, "segments", document.layers);
    document.slices = readSlices(fields, document.grid.size().z);
    if (fields.hasValue("model")) {
        document.model = readModel(fields.object("model"));
    }
    document.automatic = fields.has("automatic") && fields.boolean("automatic");
    fields.requireNoOthers();
    return document;
}

std::string readDocumentText(const fs::path& folder) {
    requirePlainFile(folder / documentName);
    return readTextFile(folder / documentName, mostDocumentBytes);
}

std::string isoTimeNow() {
    using namespace std::chrono;
    const auto now = time_point_cast<milliseconds>(system_clock::now()).time_since_epoch();
    const std::time_t seconds = duration_cast<std::chrono::seconds>(now).count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text.data() + length, text.size() - length, ".%03dZ",
                  static_cast<int>(now.count() % 1000));
    return text.data();
}

} // namespace laurel
