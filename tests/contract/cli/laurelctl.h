#pragma once

#include "support/child_process.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace laurel {

inline std::string laurelctlPath() {
    return LAUREL_BINARY_DIR "/bin/laurelctl";
}

/// Runs laurelctl with these arguments.
inline ProcessResult laurelctl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), laurelctlPath());
    return runProcess(std::move(arguments));
}

/// Runs laurelctl, expects success and one JSON document on stdout.
inline nlohmann::json laurelctlJson(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    const ProcessResult result = laurelctl(std::move(arguments));
    EXPECT_EQ(result.exitCode, 0) << result.err;
    auto document = nlohmann::json::parse(result.out, nullptr, false);
    EXPECT_FALSE(document.is_discarded()) << result.out;
    return document;
}

} // namespace laurel
