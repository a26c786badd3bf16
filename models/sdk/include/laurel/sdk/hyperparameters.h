#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

namespace laurel {

/// Reads a plugin's hyperparameters with bounds; every error is Error InvalidInput and says field,
/// expectation and value, as "plugin.hyperparameters.widths: ...".
///
///     HyperparameterReader reader(json);
///     const auto depth = reader.integer("depth", 3, 1, 8);
///     reader.refuseOthers();
class HyperparameterReader {
  public:
    /// @throws Error InvalidInput unless json is an object. It must outlive the reader.
    explicit HyperparameterReader(const nlohmann::json& json);

    std::int64_t integer(const std::string& field, std::int64_t fallback, std::int64_t low,
                         std::int64_t high);
    double number(const std::string& field, double fallback, double low, double high);
    bool boolean(const std::string& field, bool fallback);
    std::string choice(const std::string& field, const std::string& fallback,
                       const std::vector<std::string>& allowed);
    /// `minCount` to `maxCount` integers, each within low..high.
    std::vector<std::int64_t> integers(const std::string& field,
                                       const std::vector<std::int64_t>& fallback,
                                       std::size_t minCount, std::size_t maxCount, std::int64_t low,
                                       std::int64_t high);

    /// Throws for a field that was never asked for: a typing mistake must not be ignored.
    void refuseOthers() const;

    /// Throws the reader's error for a rule that only the plugin knows.
    [[noreturn]] static void refuse(const std::string& field, const std::string& expected,
                                    const std::string& came);

  private:
    const nlohmann::json* find(const std::string& field);

    const nlohmann::json& json_;
    std::set<std::string> known_;
};

} // namespace laurel
