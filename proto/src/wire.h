#pragma once

#include "laurel/json/field_reader.h"
#include "laurel/json/strict_json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What all messages of the wire have in common.
namespace laurel::wire {

inline constexpr const char* fromServer = "the server's answer";
inline constexpr const char* fromClient = "the request";
inline constexpr std::int64_t mostNumber = 1'000'000'000;
inline constexpr std::int64_t mostBytes = std::int64_t{1} << 50;

bool isLowerHex(std::string_view text, std::size_t digits) noexcept;
bool isSha256(std::string_view text);

/// "2026-01-31T23:59:59Z" by its form.
bool isUtcTime(std::string_view text);
std::string readUtcTime(FieldReader& fields, const std::string& key);

std::uint64_t readBytes(FieldReader& fields, const std::string& key);

/// A number that may be null, or missing, which means the same.
std::optional<double> readOptionalNumber(FieldReader& fields, const std::string& key,
                                         Bounds<double> bounds);
std::optional<std::int64_t> readOptionalInteger(FieldReader& fields, const std::string& key,
                                                Bounds<std::int64_t> bounds);
/// "" for null or missing.
std::string readOptionalText(FieldReader& fields, const std::string& key, std::size_t mostBytes);

/// null where there is no value.
template <typename T>
nlohmann::json orNull(const std::optional<T>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

/// null for "".
inline nlohmann::json textOrNull(const std::string& text) {
    return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text);
}

/// {"<key>": [...]}
template <typename T>
std::string serializeList(const char* key, const std::vector<T>& elements,
                          nlohmann::json (*toJson)(const T&)) {
    nlohmann::json list = nlohmann::json::array();
    for (const T& element : elements) {
        list.push_back(toJson(element));
    }
    return nlohmann::json{{key, std::move(list)}}.dump();
}

template <typename T>
std::vector<T> parseList(std::string_view text, const char* key, std::size_t mostElements,
                         T (*read)(FieldReader&)) {
    constexpr JsonLimits limits{.bytes = 64U << 20, .depth = 8};
    const nlohmann::json document = parseStrictJson(text, fromServer, limits);
    FieldReader whole(document, fromServer, "");
    std::vector<T> elements;
    for (FieldReader& fields : whole.objects(key, {0, mostElements})) {
        elements.push_back(read(fields));
    }
    return elements;
}

} // namespace laurel::wire
