#pragma once

#include "network_commands.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace laurel {

/// Declares the commands of network_commands.h on the command line and holds their options.
class NetworkOptions {
  public:
    using Action = std::function<void(Console&)>;
    /// Adds one command below another, or to the program where that is nullptr.
    using AddCommand = std::function<CLI::App*(CLI::App* above, const std::string& name,
                                               const std::string& help, Action action)>;

    /// @param program outlives this object's use
    void declare(CLI::App& program, const AddCommand& add);

  private:
    void declareServer(CLI::App& program, const AddCommand& add);
    void declareModels(const AddCommand& add);
    void declareContributions(const AddCommand& add);

    ServerAddOptions add_;
    ServerRemoveOptions remove_;
    ModelsOptions models_;
    PullOptions pull_;
    ContributeOptions contribute_;
    StatusOptions status_;
};

} // namespace laurel
