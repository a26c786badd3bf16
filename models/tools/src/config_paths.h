#pragma once

#include "laurel/config/config_table.h"

#include <filesystem>
#include <string>

namespace laurel {

/// Turns the texts of a configuration into paths.
class PathResolver {
  public:
    /// @param folder of the configuration
    explicit PathResolver(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// A path that begins with "$LAUREL_DATA/" lies in the folder that the environment variable
    /// names. @throws Error InvalidInput at the key when it is not set
    std::filesystem::path resolve(const ConfigTable& table, const std::string& key,
                                  const std::string& text) const;

    /// Of a key that must be there.
    std::filesystem::path required(ConfigTable& table, const std::string& key) const {
        return resolve(table, key, table.requiredText(key));
    }

  private:
    std::filesystem::path folder_;
};

} // namespace laurel
