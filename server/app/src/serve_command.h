#pragma once

#include "laurel/server_domain/steps.h"

#include <filesystem>
#include <string>
#include <vector>

namespace laurel {

struct ServeOptions {
    std::filesystem::path data;
    std::filesystem::path config; ///< empty: defaults
    std::string listen;           ///< HOST:PORT; empty: the configuration's
    std::vector<std::string> set; ///< KEY=VALUE, before file and environment
    StepObserver observer;        ///< told of every durable step, besides the log; may be empty
};

/// Serves until SIGTERM or SIGINT, then drains. Prints {"listening": "http://HOST:PORT"} first.
/// @throws Error
void serve(const ServeOptions& options);

} // namespace laurel
