#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace laurel {

/// Adds `admin --data DIR ...` with all that belongs to it. The sub-command that stands on the
/// command line leaves in `command` what is to be done. @param command outlives the parser
void addAdminCommands(CLI::App& app, std::function<void()>& command);

} // namespace laurel
