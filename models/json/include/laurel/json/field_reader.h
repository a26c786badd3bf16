#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// Both ends included.
template <typename T>
struct Bounds {
    T low;
    T high;
};

/// Takes the fields of one JSON object one by one, checks each, and at the end refuses those that
/// nobody asked for. Messages read "<file>: <field>: expected ..., got ...". Every function throws
/// Error InvalidInput.
class FieldReader {
  public:
    /// @param object outlives the reader
    /// @param path   of the object within the file, such as "input"; empty for the file's own
    FieldReader(const nlohmann::json& object, std::string file, std::string path);

    const std::string& file() const noexcept { return file_; }
    bool has(const std::string& key) const { return object_.contains(key); }
    /// Whether the field is there and not null. Asking counts as taking it.
    bool hasValue(const std::string& key);

    /// Text without control characters.
    std::string text(const std::string& key, Bounds<std::size_t> bytes);
    /// Text that `accepts` accepts. @param expected what that is, for the message
    std::string textLike(const std::string& key, const std::string& expected,
                         bool (*accepts)(std::string_view));
    /// One of the given words; its number.
    std::size_t choice(const std::string& key, std::span<const std::string_view> words);
    std::int64_t integer(const std::string& key, Bounds<std::int64_t> bounds);
    double number(const std::string& key, Bounds<double> bounds);
    bool boolean(const std::string& key);
    /// As `text`, each string once.
    std::vector<std::string> texts(const std::string& key, std::size_t maxCount,
                                   Bounds<std::size_t> bytes);
    std::vector<double> numbers(const std::string& key, std::size_t count, Bounds<double> bounds);
    std::vector<double> numbers(const std::string& key, Bounds<std::size_t> count,
                                Bounds<double> bounds);
    std::vector<std::int64_t> integers(const std::string& key, Bounds<std::size_t> count,
                                       Bounds<std::int64_t> bounds);
    FieldReader object(const std::string& key);
    /// An object whose content is not ours to check.
    nlohmann::json anyObject(const std::string& key);
    /// A reader for each element of an array of objects, such as "labels[0]".
    std::vector<FieldReader> objects(const std::string& key, Bounds<std::size_t> count);

    /// Throws naming the first field that was not asked for.
    void requireNoOthers() const;

    /// Throws for a field whose value is of the right type but wrong.
    [[noreturn]] void fail(const std::string& key, const std::string& expected) const;

  private:
    const nlohmann::json& take(const std::string& key, const std::string& expected);
    const nlohmann::json& takeArray(const std::string& key, Bounds<std::size_t> count);
    template <typename T, typename Convert>
    std::vector<T> elements(const std::string& key, Bounds<std::size_t> count,
                            const Convert& convert);
    std::string toText(const nlohmann::json& value, const std::string& path,
                       Bounds<std::size_t> bytes) const;
    double toNumber(const nlohmann::json& value, const std::string& path,
                    Bounds<double> bounds) const;
    std::int64_t toInteger(const nlohmann::json& value, const std::string& path,
                           Bounds<std::int64_t> bounds) const;
    [[noreturn]] void failAt(const std::string& path, const std::string& expected,
                             const nlohmann::json& got) const;
    std::string pathOf(const std::string& key) const;

    const nlohmann::json& object_;
    std::string file_;
    std::string path_;
    std::set<std::string> taken_;
};

} // namespace laurel
