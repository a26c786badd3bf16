#pragma once

#include <filesystem>

/// What an administrator does on the server's own machine. The commands work beside a running
/// server. All throw Error.
namespace laurel {

/// Publishes a package folder as the model's next version.
void publishModel(const std::filesystem::path& data, const std::filesystem::path& package,
                  bool json);
/// Prints all models with their current versions.
void listModels(const std::filesystem::path& data, bool json);

} // namespace laurel
