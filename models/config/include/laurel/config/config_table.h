#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace laurel {

/// A key that somebody asked for, with what it may be.
struct ConfigKey {
    std::string path;     ///< such as "merge.gates.mean_drop"
    std::string type;     ///< "integer", "number", "boolean", "text", "texts", "numbers"
    std::string fallback; ///< as TOML writes it
    std::string range;    ///< such as "1 to 64"; empty where there is none
};

/// A value that goes before the file's, such as one of the command line.
struct ConfigOverride {
    std::string path;   ///< as ConfigKey::path
    std::string value;  ///< as TOML writes it; a text may come without quotes
    std::string origin; ///< for messages, such as "--set merge.policy"
};

/// A table of a TOML file that knows which of its keys were asked for, so that a key nobody knows
/// is an error instead of an option that silently does nothing. Every message begins with
/// "file:line: ".
class ConfigTable {
  public:
    /// @throws Error NotFound, Io, or InvalidInput with the place where the syntax is wrong
    static ConfigTable readFile(const std::filesystem::path& file);
    static ConfigTable parse(const std::string& text, const std::string& file,
                             const std::vector<ConfigOverride>& overrides = {});
    /// A table without any key, whose sub-tables are all there and empty too: what is asked of it
    /// is noted in `keys`, which outlives it. For making a reference page from the code.
    static ConfigTable recording(std::vector<ConfigKey>& keys);

    ~ConfigTable();
    ConfigTable(ConfigTable&&) noexcept;
    ConfigTable& operator=(ConfigTable&&) noexcept;

    bool has(const std::string& key) const;
    /// The value, or `fallback` when the key is absent.
    /// @throws Error InvalidInput on another type or a value outside [low, high]
    double number(const std::string& key, double fallback, double low, double high);
    std::int64_t integer(const std::string& key, std::int64_t fallback, std::int64_t low,
                         std::int64_t high);
    bool boolean(const std::string& key, bool fallback);
    std::string text(const std::string& key, const std::string& fallback);
    /// As above; absent is an error, as is an empty text.
    std::string requiredText(const std::string& key);
    std::vector<std::string> texts(const std::string& key);
    std::vector<std::int64_t> integers(const std::string& key, std::int64_t low, std::int64_t high);
    std::vector<double> numbers(const std::string& key, double low, double high);
    std::vector<double> numbers(const std::string& key, const std::vector<double>& fallback,
                                double low, double high);
    /// Keys and values of a sub-table of texts, such as names; empty when absent.
    std::vector<std::pair<std::string, std::string>> textsByKey(const std::string& key);
    std::optional<ConfigTable> table(const std::string& key);
    /// A sub-table that must be there.
    ConfigTable requiredTable(const std::string& key);
    std::vector<ConfigTable> tables(const std::string& key);

    /// @throws Error InvalidInput naming a key that nothing above asked for
    void requireAllRead() const;
    /// Throws Error InvalidInput at the key's line (the table's own when there is no such key).
    [[noreturn]] void fail(const std::string& key, const std::string& why) const;

  private:
    struct Node;
    explicit ConfigTable(std::unique_ptr<Node> node);

    std::unique_ptr<Node> node_;
};

} // namespace laurel
