#include "source_config.h"

#include "laurel/base/error.h"

#include <charconv>
#include <cstdlib>
#include <optional>

namespace laurel {

namespace {

/// Runs a conversion of a text, naming the key when it refuses.
template <typename Convert>
auto converted(ConfigTable& table, const std::string& key, const std::string& fallback,
               const Convert& convert) {
    const std::string text = table.text(key, fallback);
    try {
        return convert(text);
    } catch (const Error& error) {
        table.fail(key, error.what());
    }
}

Limb readLimb(ConfigTable& table) {
    const std::string text = table.text("limb", "leg");
    if (text != "leg" && text != "thigh") {
        table.fail("limb", "expected leg or thigh, got '" + text + "'");
    }
    return text == "leg" ? Limb::Leg : Limb::Thigh;
}

std::array<double, 2> readRange(ConfigTable& table, const std::string& name,
                                std::array<double, 2> fallback, double low, double high) {
    const std::array<double, 2> range{table.number("min_" + name, fallback[0], low, high),
                                      table.number("max_" + name, fallback[1], low, high)};
    if (range[0] > range[1]) {
        table.fail("min_" + name, "is greater than max_" + name);
    }
    return range;
}

/// A label value, if the key is a number at all.
std::optional<std::uint16_t> asLabelValue(ConfigTable& table, const std::string& key) {
    if (key.find_first_not_of("0123456789") != std::string::npos) {
        return std::nullopt;
    }
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), value);
    if (error != std::errc{} || end != key.data() + key.size() || value == 0) {
        table.fail("names", "expected label values from 1 to 65535, got '" + key + "'");
    }
    return value;
}

StructureNames readNames(ConfigTable& table) {
    StructureNames names;
    for (auto& [key, name] : table.textsByKey("names")) {
        if (const std::optional<std::uint16_t> value = asLabelValue(table, key)) {
            names.byValue.emplace(*value, std::move(name));
        } else {
            names.byName.emplace(key, std::move(name));
        }
    }
    return names;
}

std::map<std::uint16_t, std::string> readNamesByValue(ConfigTable& table) {
    StructureNames names = readNames(table);
    if (!names.byName.empty()) {
        table.fail("names", "expected label values from 1 to 65535 as keys, got '" +
                                names.byName.begin()->first + "'");
    }
    if (names.byValue.empty()) {
        table.fail("names", "expected a table from label value to segment name");
    }
    return std::move(names.byValue);
}

std::optional<SliceRange> readSlices(ConfigTable& table) {
    constexpr std::int64_t most = 65534;
    const std::vector<std::int64_t> slices = table.integers("slices", 0, most);
    if (!table.has("slices")) {
        return std::nullopt;
    }
    if (slices.size() != 2 || slices[0] > slices[1]) {
        table.fail("slices", "expected the first and the last slice, [first, last]");
    }
    return SliceRange{slices[0], slices[1]};
}

/// The keys of an image with labels.
CaseFilesConfig readCaseFiles(ConfigTable& table, const PathResolver& paths) {
    constexpr std::int64_t mostFrames = 1'000'000;
    CaseFilesConfig files;
    files.image = paths.required(table, "image");
    files.labels = paths.required(table, "labels");
    files.frame = table.integer("frame", 0, 0, mostFrames);
    files.slices = readSlices(table);
    files.alignByIndex = table.boolean("align_by_index", false);
    return files;
}

ImageSourceConfig readImageSource(ConfigTable& table, const PathResolver& paths) {
    ImageSourceConfig source;
    for (ConfigTable& one : table.tables("case")) {
        source.cases.push_back(readCaseFiles(one, paths));
        source.cases.back().subject = one.text("subject", source.cases.back().labels.string());
        one.requireAllRead();
    }
    if (source.cases.empty()) {
        table.fail("case", "expected at least one [[source.case]]");
    }
    source.names = readNames(table);
    source.emptyChance = table.number("empty_chance", 0, 0, 1);
    return source;
}

LabelMapSourceConfig readLabelMapSource(ConfigTable& table, const PathResolver& paths) {
    LabelMapSourceConfig source;
    for (const std::string& text : table.texts("paths")) {
        source.paths.push_back(paths.resolve(table, "paths", text));
    }
    if (source.paths.empty()) {
        table.fail("paths", "expected at least one file");
    }
    source.names = readNamesByValue(table);
    LabelSynthesisSettings& settings = source.settings;
    settings.limb = readLimb(table);
    settings.contrast = converted(table, "contrast", "random", contrastFromString);
    const auto spacing =
        readRange(table, "spacing", {settings.minSpacing, settings.maxSpacing}, 0.3, 5);
    settings.minSpacing = spacing[0];
    settings.maxSpacing = spacing[1];
    settings.bilateralChance = table.number("bilateral_chance", settings.bilateralChance, 0, 1);
    settings.touchingChance = table.number("touching_chance", settings.touchingChance, 0, 1);
    settings.erosion = table.number("erosion", settings.erosion, 0, 5);
    settings.deformation = table.number("deformation", settings.deformation, 0, 2);
    return source;
}

PhantomSourceConfig readPhantomSource(ConfigTable& table) {
    PhantomSourceConfig source;
    source.limb = readLimb(table);
    source.contrast = converted(table, "contrast", "random", contrastFromString);
    source.spacing = readRange(table, "spacing", source.spacing, 0.3, 5);
    source.level = readRange(table, "level", source.level, 0, 1);
    source.bilateralChance = table.number("bilateral_chance", source.bilateralChance, 0, 1);
    source.variation = table.number("variation", source.variation, 0, 3);
    return source;
}

ValidationImageConfig readValidationImage(ConfigTable& table, const PathResolver& paths) {
    ValidationImageConfig image;
    image.name = table.requiredText("name");
    image.files = readCaseFiles(table, paths);
    image.names = readNames(table);
    table.requireAllRead();
    return image;
}

} // namespace

std::filesystem::path PathResolver::resolve(const ConfigTable& table, const std::string& key,
                                            const std::string& text) const {
    static const std::string prefix = "$LAUREL_DATA/";
    if (!text.starts_with(prefix)) {
        return folder_ / text;
    }
    const char* data = std::getenv("LAUREL_DATA");
    if (data == nullptr || *data == '\0') {
        table.fail(key,
                   "the path begins with $LAUREL_DATA, but that environment variable is not set");
    }
    return std::filesystem::path(data) / text.substr(prefix.size());
}

TrainingSourceConfig readSource(ConfigTable& table, const PathResolver& paths) {
    constexpr double heaviest = 1e6;
    TrainingSourceConfig source;
    source.name = table.requiredText("name");
    source.weight = table.number("weight", 1, 0, heaviest);
    const std::string kind = table.requiredText("kind");
    if (kind == "labelmaps") {
        source.settings = readLabelMapSource(table, paths);
    } else if (kind == "phantom") {
        source.settings = readPhantomSource(table);
    } else if (kind == "images") {
        source.settings = readImageSource(table, paths);
    } else {
        table.fail("kind", "expected labelmaps, phantom or images, got '" + kind + "'");
    }
    table.requireAllRead();
    return source;
}

ValidationConfig readValidation(ConfigTable& table, const PathResolver& paths) {
    constexpr std::int64_t largestSeed = 999'999;
    ValidationConfig validation;
    for (const std::int64_t seed : table.integers("phantom_seeds", 0, largestSeed)) {
        validation.phantomSeeds.push_back(static_cast<std::uint64_t>(seed));
    }
    validation.limb = readLimb(table);
    validation.phantomSlices = table.integer("phantom_slices", validation.phantomSlices, 1, 100);
    for (ConfigTable& image : table.tables("image")) {
        validation.images.push_back(readValidationImage(image, paths));
    }
    table.requireAllRead();
    return validation;
}

} // namespace laurel
