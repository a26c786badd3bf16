#include "record_bodies.h"

#include "case_json.h"
#include "plain_text.h"

#include "laurel/base/error.h"
#include "laurel/json/strict_json.h"

#include <algorithm>
#include <array>
#include <limits>

namespace laurel {

using nlohmann::json;

namespace {

constexpr std::size_t lengthBytes = 4;
constexpr std::size_t mostSlices = 65535;

std::vector<std::byte> bytesOfText(const std::string& text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

json jsonOf(std::span<const std::byte> bytes, const std::string& where) {
    std::string text(bytes.size(), '\0');
    std::transform(bytes.begin(), bytes.end(), text.begin(),
                   [](std::byte byte) { return static_cast<char>(byte); });
    return parseStrictJson(text, where, {.bytes = mostDocumentBytes, .depth = 8});
}

std::int64_t nanoseconds(std::chrono::system_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

/// In a step's bytes the slices' own follow its text; -1: no model had spoken.
std::int64_t bytesOrNone(const AutomaticSlice& slice) {
    return slice.isKnown() ? std::ssize(slice.labels().toBytes()) : -1;
}

json automaticJson(const std::vector<AutomaticChange>& changes) {
    json list = json::array();
    for (const AutomaticChange& change : changes) {
        list.push_back({{"slice", change.slice},
                        {"before_bytes", bytesOrNone(change.before)},
                        {"after_bytes", bytesOrNone(change.after)}});
    }
    return list;
}

json jsonOf(const EditStep& step) {
    json object{{"kind", toString(step.label.kind)},
                {"action", plainText(step.label.action, mostLabelBytes)},
                {"detail", plainText(step.label.detail, mostLabelBytes)},
                {"time_ns", nanoseconds(step.time)}};
    if (step.segments) {
        json& change = object["segments"] = {{"before", toJson(step.segments->before)},
                                             {"after", toJson(step.segments->after)}};
        if (step.segments->layersBefore != step.segments->layersAfter) {
            change["layers_before"] = step.segments->layersBefore;
            change["layers_after"] = step.segments->layersAfter;
        }
    }
    json& slices = object["slices"] = json::array();
    for (const SliceStateChange& change : step.slices) {
        slices.push_back({{"slice", change.slice},
                          {"before", toString(change.before)},
                          {"after", toString(change.after)}});
    }
    if (!step.automatic.empty()) {
        object["automatic"] = automaticJson(step.automatic);
    }
    return object;
}

StepKind readKind(FieldReader& fields) {
    std::array<std::string_view, stepKinds> names;
    for (std::size_t i = 0; i < stepKinds; ++i) {
        names[i] = toString(static_cast<StepKind>(i));
    }
    return static_cast<StepKind>(fields.choice("kind", names));
}

std::vector<SliceStateChange> readChanges(FieldReader& fields) {
    std::vector<SliceStateChange> changes;
    for (FieldReader& object : fields.objects("slices", {0, mostSlices})) {
        const std::int64_t next = changes.empty() ? 0 : changes.back().slice + 1;
        SliceStateChange change;
        change.slice = object.integer("slice", {next, static_cast<std::int64_t>(mostSlices)});
        change.before = readState(object, "before");
        change.after = readState(object, "after");
        object.requireNoOthers();
        changes.push_back(change);
    }
    return changes;
}

/// Takes what belongs to each slice off the front of the bytes that follow a step's text.
class AutomaticParts {
  public:
    AutomaticParts(std::span<const std::byte> bytes, const std::string& where)
        : rest_(bytes), where_(where) {}

    AutomaticSlice take(std::int64_t count) {
        if (count < 0) {
            return {};
        }
        if (std::ssize(rest_) < count) {
            throw Error(ErrorCode::InvalidInput, where_ + ": a step is cut short");
        }
        const auto own = rest_.first(static_cast<std::size_t>(count));
        rest_ = rest_.subspan(static_cast<std::size_t>(count));
        return AutomaticSlice(EditDelta::fromBytes(own));
    }
    std::span<const std::byte> rest() const { return rest_; }

  private:
    std::span<const std::byte> rest_;
    const std::string& where_;
};

std::vector<AutomaticChange> readAutomatic(FieldReader& fields, AutomaticParts& parts) {
    constexpr auto most = static_cast<std::int64_t>(std::numeric_limits<std::int32_t>::max());
    std::vector<AutomaticChange> changes;
    for (FieldReader& object : fields.objects("automatic", {1, mostSlices})) {
        const std::int64_t next = changes.empty() ? 0 : changes.back().slice + 1;
        AutomaticChange change;
        change.slice = object.integer("slice", {next, static_cast<std::int64_t>(mostSlices)});
        change.before = parts.take(object.integer("before_bytes", {-1, most}));
        change.after = parts.take(object.integer("after_bytes", {-1, most}));
        object.requireNoOthers();
        changes.push_back(std::move(change));
    }
    return changes;
}

EditStep readStep(FieldReader fields, int layers, AutomaticParts& parts) {
    using Clock = std::chrono::system_clock;
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    EditStep step;
    step.label.kind = readKind(fields);
    step.label.action = fields.text("action", {0, mostLabelBytes});
    step.label.detail = fields.text("detail", {0, mostLabelBytes});
    const std::chrono::nanoseconds time(fields.integer("time_ns", {-most, most}));
    step.time = Clock::time_point(std::chrono::duration_cast<Clock::duration>(time));
    if (fields.has("segments")) {
        FieldReader change = fields.object("segments");
        const auto layersOf = [&](const char* field) {
            return change.has(field) ? static_cast<int>(change.integer(field, {1, mostLayers})) : 0;
        };
        const int before = layersOf("layers_before");
        const int after = layersOf("layers_after");
        if (after < before) {
            throw Error(ErrorCode::InvalidInput, "a step adds layers and takes none away");
        }
        const int all = std::max({layers, before, after});
        step.segments = SegmentsChange{readTable(change, "before", all),
                                       readTable(change, "after", all), before, after};
        change.requireNoOthers();
    }
    step.slices = readChanges(fields);
    if (fields.has("automatic")) {
        step.automatic = readAutomatic(fields, parts);
    }
    fields.requireNoOthers();
    return step;
}

} // namespace

std::vector<std::byte> bytesOf(const EditStep& step) {
    const std::string text = textOf(jsonOf(step));
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i < lengthBytes; ++i) {
        bytes.push_back(static_cast<std::byte>(text.size() >> (8 * i)));
    }
    const auto words = std::as_bytes(std::span(text));
    const std::vector<std::byte> voxels = step.voxels.toBytes();
    bytes.insert(bytes.end(), words.begin(), words.end());
    for (const AutomaticChange& change : step.automatic) {
        for (const AutomaticSlice* const slice : {&change.before, &change.after}) {
            if (slice->isKnown()) {
                const std::vector<std::byte> own = slice->labels().toBytes();
                bytes.insert(bytes.end(), own.begin(), own.end());
            }
        }
    }
    bytes.insert(bytes.end(), voxels.begin(), voxels.end());
    return bytes;
}

EditStep stepOf(std::span<const std::byte> body, int layers, const std::string& where) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < lengthBytes && i < body.size(); ++i) {
        length |= std::to_integer<std::size_t>(body[i]) << (8 * i);
    }
    if (body.size() < lengthBytes || body.size() - lengthBytes < length) {
        throw Error(ErrorCode::InvalidInput, where + ": a step is cut short");
    }
    const json object = jsonOf(body.subspan(lengthBytes, length), where);
    AutomaticParts parts(body.subspan(lengthBytes + length), where);
    EditStep step = readStep(FieldReader(object, where, ""), layers, parts);
    step.voxels = EditDelta::fromBytes(parts.rest());
    if (step.empty()) {
        throw Error(ErrorCode::InvalidInput, where + ": a step changes nothing");
    }
    return step;
}

std::vector<std::byte> bytesOf(const std::vector<SegmentLook>& looks) {
    return bytesOfText(textOf({{"looks", toJson(looks)}}));
}

std::vector<SegmentLook> looksOf(std::span<const std::byte> body, const std::string& where) {
    const json object = jsonOf(body, where);
    FieldReader fields(object, where, "");
    std::vector<SegmentLook> looks = readLooks(fields, "looks");
    fields.requireNoOthers();
    return looks;
}

std::vector<std::byte> bytesOf(const ModelUse& model) {
    return bytesOfText(textOf(toJson(model)));
}

ModelUse modelOf(std::span<const std::byte> body, const std::string& where) {
    const json object = jsonOf(body, where);
    return readModel(FieldReader(object, where, ""));
}

std::vector<std::byte> bytesOfName(const std::string& name) {
    return bytesOfText(textOf({{"name", plainText(name, mostNameBytes)}}));
}

std::string nameOf(std::span<const std::byte> body, const std::string& where) {
    const json object = jsonOf(body, where);
    FieldReader fields(object, where, "");
    std::string name = fields.text("name", {0, mostNameBytes});
    fields.requireNoOthers();
    return name;
}

} // namespace laurel
