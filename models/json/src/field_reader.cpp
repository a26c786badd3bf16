#include "laurel/json/field_reader.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <limits>

namespace laurel {

namespace {

using nlohmann::json;

template <typename T>
std::string describe(Bounds<T> bounds) {
    return "from " + json(bounds.low).dump() + " to " + json(bounds.high).dump();
}

std::string describeCount(Bounds<std::size_t> count) {
    return count.low == count.high ? std::to_string(count.low) : describe(count);
}

/// What came, short enough for a message.
std::string describe(const json& value) {
    constexpr std::size_t most = 60;
    if (value.is_string()) {
        return quotedForMessage(value.get_ref<const std::string&>(), most);
    }
    if (value.is_structured()) {
        return std::string(value.is_array() ? "an array" : "an object") + " of " +
               std::to_string(value.size());
    }
    return value.dump();
}

std::string elementPath(const std::string& path, std::size_t index) {
    return path + "[" + std::to_string(index) + "]";
}

/// The value where it is a whole number of the signed type, else the type's least.
std::int64_t wholeNumber(const json& value) {
    constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        return number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())
                   ? static_cast<std::int64_t>(number)
                   : none;
    }
    return value.is_number_integer() ? value.get<std::int64_t>() : none;
}

} // namespace

FieldReader::FieldReader(const json& object, std::string file, std::string path)
    : object_(object), file_(std::move(file)), path_(std::move(path)) {
    if (!object_.is_object()) {
        failAt(path_.empty() ? "the whole" : path_, "an object", object_);
    }
}

std::string FieldReader::pathOf(const std::string& key) const {
    return path_.empty() ? key : path_ + "." + key;
}

void FieldReader::failAt(const std::string& path, const std::string& expected,
                         const json& got) const {
    throw Error(ErrorCode::InvalidInput,
                file_ + ": " + path + ": expected " + expected + ", got " + describe(got));
}

void FieldReader::fail(const std::string& key, const std::string& expected) const {
    failAt(pathOf(key), expected, object_.at(key));
}

const json& FieldReader::take(const std::string& key, const std::string& expected) {
    taken_.insert(key);
    const auto member = object_.find(key);
    if (member == object_.end()) {
        throw Error(ErrorCode::InvalidInput,
                    file_ + ": " + pathOf(key) + ": expected " + expected + ", but it is missing");
    }
    return *member;
}

std::string FieldReader::toText(const json& value, const std::string& path,
                                Bounds<std::size_t> bytes) const {
    const std::string expected = "text of " + describe(bytes) + " bytes";
    if (!value.is_string()) {
        failAt(path, expected, value);
    }
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() < bytes.low || text.size() > bytes.high) {
        failAt(path, expected, value);
    }
    if (hasControlCharacter(text)) {
        failAt(path, "text without control characters", value);
    }
    return text;
}

double FieldReader::toNumber(const json& value, const std::string& path,
                             Bounds<double> bounds) const {
    const double number = value.is_number() ? value.get<double>() : 0;
    if (!value.is_number() || !(number >= bounds.low && number <= bounds.high)) {
        failAt(path, "a number " + describe(bounds), value);
    }
    return number;
}

std::int64_t FieldReader::toInteger(const json& value, const std::string& path,
                                    Bounds<std::int64_t> bounds) const {
    const std::int64_t number = wholeNumber(value);
    if (number < bounds.low || number > bounds.high) {
        failAt(path, "a whole number " + describe(bounds), value);
    }
    return number;
}

bool FieldReader::hasValue(const std::string& key) {
    taken_.insert(key);
    const auto member = object_.find(key);
    return member != object_.end() && !member->is_null();
}

std::string FieldReader::text(const std::string& key, Bounds<std::size_t> bytes) {
    return toText(take(key, "text"), pathOf(key), bytes);
}

std::string FieldReader::textLike(const std::string& key, const std::string& expected,
                                  bool (*accepts)(std::string_view)) {
    const json& value = take(key, expected);
    if (!value.is_string() || !accepts(value.get_ref<const std::string&>())) {
        failAt(pathOf(key), expected, value);
    }
    return value.get<std::string>();
}

std::size_t FieldReader::choice(const std::string& key, std::span<const std::string_view> words) {
    std::string expected;
    for (const std::string_view word : words) {
        expected += (expected.empty() ? "" : " or ") + quotedForMessage(word);
    }
    const json& value = take(key, expected);
    const auto found = value.is_string() ? std::find(words.begin(), words.end(),
                                                     value.get_ref<const std::string&>())
                                         : words.end();
    if (found == words.end()) {
        failAt(pathOf(key), expected, value);
    }
    return static_cast<std::size_t>(found - words.begin());
}

std::int64_t FieldReader::integer(const std::string& key, Bounds<std::int64_t> bounds) {
    return toInteger(take(key, "a whole number " + describe(bounds)), pathOf(key), bounds);
}

double FieldReader::number(const std::string& key, Bounds<double> bounds) {
    return toNumber(take(key, "a number " + describe(bounds)), pathOf(key), bounds);
}

bool FieldReader::boolean(const std::string& key) {
    const json& value = take(key, "true or false");
    if (!value.is_boolean()) {
        failAt(pathOf(key), "true or false", value);
    }
    return value.get<bool>();
}

const json& FieldReader::takeArray(const std::string& key, Bounds<std::size_t> count) {
    const std::string expected = "an array of " + describeCount(count) + " elements";
    const json& value = take(key, expected);
    if (!value.is_array() || value.size() < count.low || value.size() > count.high) {
        failAt(pathOf(key), expected, value);
    }
    return value;
}

template <typename T, typename Convert>
std::vector<T> FieldReader::elements(const std::string& key, Bounds<std::size_t> count,
                                     const Convert& convert) {
    const json& array = takeArray(key, count);
    std::vector<T> values;
    for (std::size_t i = 0; i < array.size(); ++i) {
        values.push_back(convert(array[i], elementPath(pathOf(key), i)));
    }
    return values;
}

std::vector<std::string> FieldReader::texts(const std::string& key, std::size_t maxCount,
                                            Bounds<std::size_t> bytes) {
    std::set<std::string> seen;
    return elements<std::string>(key, {0, maxCount},
                                 [&](const json& value, const std::string& path) {
                                     std::string text = toText(value, path, bytes);
                                     if (!seen.insert(text).second) {
                                         failAt(path, "each text once", value);
                                     }
                                     return text;
                                 });
}

std::vector<double> FieldReader::numbers(const std::string& key, std::size_t count,
                                         Bounds<double> bounds) {
    return numbers(key, {count, count}, bounds);
}

std::vector<double> FieldReader::numbers(const std::string& key, Bounds<std::size_t> count,
                                         Bounds<double> bounds) {
    return elements<double>(key, count, [&](const json& value, const std::string& path) {
        return toNumber(value, path, bounds);
    });
}

std::vector<std::int64_t> FieldReader::integers(const std::string& key, Bounds<std::size_t> count,
                                                Bounds<std::int64_t> bounds) {
    return elements<std::int64_t>(key, count, [&](const json& value, const std::string& path) {
        return toInteger(value, path, bounds);
    });
}

FieldReader FieldReader::object(const std::string& key) {
    return FieldReader(take(key, "an object"), file_, pathOf(key));
}

json FieldReader::anyObject(const std::string& key) {
    const json& value = take(key, "an object");
    if (!value.is_object()) {
        failAt(pathOf(key), "an object", value);
    }
    return value;
}

std::vector<FieldReader> FieldReader::objects(const std::string& key, Bounds<std::size_t> count) {
    return elements<FieldReader>(key, count, [&](const json& value, const std::string& path) {
        return FieldReader(value, file_, path);
    });
}

void FieldReader::requireNoOthers() const {
    for (const auto& [key, value] : object_.items()) {
        if (!taken_.contains(key)) {
            std::string known;
            for (const std::string& name : taken_) {
                known += (known.empty() ? "" : ", ") + name;
            }
            throw Error(ErrorCode::InvalidInput,
                        file_ + ": " + (path_.empty() ? "" : path_ + ": ") + "unknown field " +
                            quotedForMessage(key) + " (known: " + known + ")");
        }
    }
}

} // namespace laurel
