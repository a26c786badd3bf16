#include "case_json.h"

#include "plain_text.h"

#include <array>
#include <set>

namespace laurel {

using nlohmann::json;

namespace {

constexpr std::int64_t mostValue = 65535;

template <typename Enum, std::size_t count>
std::array<std::string_view, count> namesOf() {
    std::array<std::string_view, count> names;
    for (std::size_t i = 0; i < count; ++i) {
        names[i] = toString(static_cast<Enum>(i));
    }
    return names;
}

bool isColor(std::string_view text) {
    return text.size() == 7 && text[0] == '#' &&
           text.find_first_not_of("0123456789ABCDEFabcdef", 1) == std::string_view::npos;
}

void putLook(json& object, const SegmentLook& look) {
    object["visible"] = look.visible;
    object["locked"] = look.locked;
    object["opacity"] = look.opacity;
    object["style"] = toString(look.style);
}

SegmentLook readLook(FieldReader& fields) {
    SegmentLook look;
    look.visible = fields.boolean("visible");
    look.locked = fields.boolean("locked");
    look.opacity = fields.number("opacity", {0, 1});
    look.style = static_cast<SegmentStyle>(fields.choice("style", namesOf<SegmentStyle, 3>()));
    return look;
}

Segment readSegment(FieldReader& fields, int layers) {
    Segment segment;
    segment.name = fields.text("name", {1, mostNameBytes});
    segment.value = static_cast<std::uint16_t>(fields.integer("value", {1, mostValue}));
    segment.layer = static_cast<int>(fields.integer("layer", {0, layers - 1}));
    segment.abbreviation = fields.text("abbreviation", {0, mostCodeBytes});
    segment.color = colorFromHex(fields.textLike("color", "a colour as \"#RRGGBB\"", isColor));
    segment.snomed = fields.text("snomed", {0, mostCodeBytes});
    return segment;
}

} // namespace

json toJson(const SegmentTable& table) {
    json list = json::array();
    for (std::size_t i = 0; i < table.segments.size(); ++i) {
        const Segment& segment = table.segments[i];
        json object{{"name", segment.name},          {"value", segment.value},
                    {"layer", segment.layer},        {"abbreviation", segment.abbreviation},
                    {"color", toHex(segment.color)}, {"snomed", segment.snomed}};
        putLook(object, table.looks[i]);
        list.push_back(std::move(object));
    }
    return list;
}

SegmentTable readTable(FieldReader& fields, const std::string& key, int layers) {
    SegmentTable table;
    std::set<std::string> names;
    std::set<std::pair<int, std::uint16_t>> places;
    for (FieldReader& object : fields.objects(key, {0, mostSegments})) {
        const Segment segment = readSegment(object, layers);
        if (!names.insert(segment.name).second) {
            object.fail("name", "a name that no other segment has");
        }
        if (!places.emplace(segment.layer, segment.value).second) {
            object.fail("value", "a value that no other segment of its layer has");
        }
        table.segments.push_back(segment);
        table.looks.push_back(readLook(object));
        object.requireNoOthers();
    }
    return table;
}

json toJson(const std::vector<SegmentLook>& looks) {
    json list = json::array();
    for (const SegmentLook& look : looks) {
        putLook(list.emplace_back(json::object()), look);
    }
    return list;
}

std::vector<SegmentLook> readLooks(FieldReader& fields, const std::string& key) {
    std::vector<SegmentLook> looks;
    for (FieldReader& object : fields.objects(key, {0, mostSegments})) {
        looks.push_back(readLook(object));
        object.requireNoOthers();
    }
    return looks;
}

json toJson(const ModelUse& model) {
    json object{{"id", plainText(model.id, mostNameBytes)},
                {"weights_sha256", plainText(model.weightsSha256, mostCodeBytes)}};
    if (model.version) {
        object["version"] = *model.version;
    }
    return object;
}

ModelUse readModel(FieldReader fields) {
    constexpr std::int64_t mostVersion = std::int64_t{1} << 53;
    ModelUse model;
    model.id = fields.text("id", {0, mostNameBytes});
    model.weightsSha256 = fields.text("weights_sha256", {0, mostCodeBytes});
    if (fields.has("version")) {
        model.version = fields.integer("version", {-mostVersion, mostVersion});
    }
    fields.requireNoOthers();
    return model;
}

SliceState readState(FieldReader& fields, const std::string& key) {
    return static_cast<SliceState>(fields.choice(key, namesOf<SliceState, 5>()));
}

std::string textOf(const json& document, int indent) {
    return document.dump(indent, ' ', false, json::error_handler_t::replace);
}

} // namespace laurel
