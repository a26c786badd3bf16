#include "slicer_segments.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/imaging/body_side.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <locale>
#include <optional>
#include <sstream>
#include <string_view>

namespace laurel {

namespace {

constexpr std::string_view terminologyTag = "TerminologyEntry:";
constexpr std::string_view abbreviationTag = "Laurel.Abbreviation:";
constexpr std::string_view snomedScheme = "SCT^";
constexpr int maxSegments = 16384;

[[noreturn]] void refuse(const std::string& source, const std::string& key,
                         const std::string& problem) {
    throw Error(ErrorCode::InvalidInput, source + ": " + key + " " + problem);
}

std::string colorText(const Color& color) {
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(17);
    text << color.red / 255.0 << ' ' << color.green / 255.0 << ' ' << color.blue / 255.0;
    return text.str();
}

Color parseColor(const std::string& text, const std::string& key, const std::string& source) {
    std::istringstream numbers(text);
    numbers.imbue(std::locale::classic());
    std::array<double, 3> rgb{};
    numbers >> rgb[0] >> rgb[1] >> rgb[2];
    Color color;
    const std::array<std::uint8_t*, 3> parts{&color.red, &color.green, &color.blue};
    for (std::size_t i = 0; i < 3; ++i) {
        if (!numbers || !(rgb[i] >= 0 && rgb[i] <= 1)) {
            refuse(source, key, "must hold three numbers from 0 to 1");
        }
        *parts[i] = static_cast<std::uint8_t>(std::lround(rgb[i] * 255));
    }
    return color;
}

/// A code's meaning, without the letters that separate codes.
std::string meaningText(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == '~' || c == '^' || c == '|'; }, ' ');
    return text;
}

/// Slicer's serialised terminology: context~category~type~modifier~anatomy…, each
/// scheme^code^meaning. The category is the one of the list that it names (Slicer's resource
/// SegmentationCategoryTypeModifier-SlicerGeneralAnatomy.json), and of DICOM SEG (PS3.16 CID 7150).
std::string tagsText(const Segment& segment) {
    std::string text;
    if (!segment.snomed.empty()) {
        const auto side = sideOf(segment.name);
        text += std::string(terminologyTag) +
                "Segmentation category and type - 3D Slicer General Anatomy list"
                "~SCT^123037004^Anatomical Structure~SCT^" +
                segment.snomed + "^" + meaningText(withoutSide(segment.name)) +
                (side ? "~SCT^" + snomedCodeOf(*side) + "^" + snomedMeaningOf(*side) : "~^^") +
                "~Anatomic codes - DICOM master list~^^~^^|";
    }
    if (!segment.abbreviation.empty()) {
        text += std::string(abbreviationTag) + segment.abbreviation + "|";
    }
    return text;
}

/// The SNOMED CT code in the given place of a terminology entry, counted from 0, the context.
std::string snomedAt(std::string_view entry, int place) {
    for (; place > 0; --place) {
        const std::size_t split = entry.find('~');
        if (split == std::string_view::npos) {
            return {};
        }
        entry.remove_prefix(split + 1);
    }
    if (!entry.starts_with(snomedScheme)) {
        return {};
    }
    entry.remove_prefix(snomedScheme.size());
    return std::string(entry.substr(0, entry.find_first_of("^~")));
}

void applyTerminology(std::string_view entry, Segment& segment) {
    segment.snomed = snomedAt(entry, 2);
    if (const auto side = sideOfSnomed(snomedAt(entry, 3))) {
        segment.name = withSide(segment.name, *side);
    }
}

void applyTags(std::string_view text, Segment& segment) {
    while (!text.empty()) {
        const std::string_view tag = text.substr(0, text.find('|'));
        if (tag.starts_with(terminologyTag)) {
            applyTerminology(tag, segment);
        } else if (tag.starts_with(abbreviationTag)) {
            segment.abbreviation = tag.substr(abbreviationTag.size());
        }
        text.remove_prefix(std::min(text.size(), tag.size() + 1));
    }
}

class FieldReader {
  public:
    FieldReader(const HeaderFields& fields, int number, const std::string& source)
        : fields_(fields), prefix_("Segment" + std::to_string(number) + "_"), source_(source) {}

    std::string key(const std::string& name) const { return prefix_ + name; }

    std::optional<std::string> text(const std::string& name) const {
        const auto found = fields_.find(key(name));
        return found == fields_.end() ? std::nullopt : std::optional(found->second);
    }

    int integer(const std::string& name, int least, int most, int fallback) const {
        const auto given = text(name);
        if (!given) {
            return fallback;
        }
        int value = 0;
        const char* end = given->data() + given->size();
        const auto [stop, status] = std::from_chars(given->data(), end, value);
        if (status != std::errc{} || stop != end || value < least || value > most) {
            refuse(source_, key(name),
                   "must be " + std::to_string(least) + " to " + std::to_string(most) + ", not " +
                       quotedForMessage(*given));
        }
        return value;
    }

  private:
    const HeaderFields& fields_;
    std::string prefix_;
    const std::string& source_;
};

Segment readSegment(const FieldReader& reader, const LabelMap& labels, int number,
                    const std::string& source) {
    Segment segment;
    segment.name = reader.text("Name").value_or(*reader.text("ID"));
    segment.value = static_cast<std::uint16_t>(reader.integer("LabelValue", 1, 65535, 1));
    // Before layers were shared, each segment had a layer of its own.
    const bool isOld = !reader.text("Layer");
    segment.layer =
        reader.integer("Layer", 0, labels.layers() - 1, isOld && labels.layers() > 1 ? number : 0);
    segment.color = defaultColor(segment.value);
    if (const auto color = reader.text("Color")) {
        segment.color = parseColor(*color, reader.key("Color"), source);
    }
    applyTags(reader.text("Tags").value_or(""), segment);
    if (segment.name.empty() || !isValidUtf8(segment.name) || hasControlCharacter(segment.name) ||
        segment.layer >= labels.layers() || labels.find(segment.layer, segment.value) != nullptr) {
        refuse(source, reader.key("Name"),
               "must be plain text, and (layer, value) must occur once");
    }
    while (labels.findByName(segment.name) != nullptr) { // which 3D Slicer allows
        segment.name += " (" + std::to_string(number) + ")";
    }
    return segment;
}

} // namespace

HeaderFields slicerFields(const LabelMap& labels) {
    if (labels.segments().empty()) {
        return {};
    }
    HeaderFields fields{{"Segmentation_MasterRepresentation", "Binary labelmap"},
                        {"Segmentation_ContainedRepresentationNames", "Binary labelmap|"},
                        {"Segmentation_ReferenceImageExtentOffset", "0 0 0"}};
    const GridSize& size = labels.geometry().size();
    std::ostringstream extent;
    extent << "0 " << size.x - 1 << " 0 " << size.y - 1 << " 0 " << size.z - 1;
    int number = 0;
    for (const Segment& segment : labels.segments()) {
        if (hasControlCharacter(segment.name) || !isValidUtf8(segment.name)) {
            throw Error(ErrorCode::InvalidArgument, "the name of label " +
                                                        std::to_string(segment.value) +
                                                        " is not plain UTF-8 text");
        }
        const std::string prefix = "Segment" + std::to_string(number++) + "_";
        fields[prefix + "ID"] = prefix + std::to_string(segment.value);
        fields[prefix + "Name"] = segment.name;
        fields[prefix + "NameAutoGenerated"] = "0";
        fields[prefix + "Color"] = colorText(segment.color);
        fields[prefix + "ColorAutoGenerated"] = "0";
        fields[prefix + "LabelValue"] = std::to_string(segment.value);
        fields[prefix + "Layer"] = std::to_string(segment.layer);
        fields[prefix + "Extent"] = extent.str();
        fields[prefix + "Tags"] = tagsText(segment);
    }
    return fields;
}

void applySlicerFields(const HeaderFields& fields, LabelMap& labels, const std::string& source) {
    for (int number = 0;; ++number) {
        const FieldReader reader(fields, number, source);
        if (!reader.text("ID")) {
            return;
        }
        if (number >= maxSegments) {
            throw Error(ErrorCode::LimitExceeded,
                        source + ": more than " + std::to_string(maxSegments) + " segments");
        }
        labels.addSegment(readSegment(reader, labels, number, source));
    }
}

} // namespace laurel
