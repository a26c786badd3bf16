#pragma once

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

namespace laurel {

/// Where real images lie: the environment's LAUREL_DATA, else the folder beside the source tree.
inline std::filesystem::path dataFolder() {
    const char* const given = std::getenv("LAUREL_DATA");
    if (given != nullptr && *given != '\0') {
        return given;
    }
    return std::filesystem::path(LAUREL_SOURCE_DIR).parent_path() / "shared" / "data";
}

} // namespace laurel

/// Skips the test, saying what is missing, unless this file or folder of the data exists.
#define LAUREL_REQUIRE_DATA(relative)                                                              \
    do {                                                                                           \
        const auto wanted = laurel::dataFolder() / (relative);                                     \
        if (!std::filesystem::exists(wanted)) {                                                    \
            GTEST_SKIP() << "no test data at " << wanted                                           \
                         << "; set LAUREL_DATA to the folder that holds it";                       \
        }                                                                                          \
    } while (false)
