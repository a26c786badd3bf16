#pragma once

#include "small_case.h"

#include <filesystem>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace laurel {

inline std::set<std::string> filesOf(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

class CaseStore : public ::testing::Test {
  protected:
    CaseStore() : temporary_(quickFolder()), cases_(temporary_.path() / "cases") {}

    TemporaryFolder temporary_;
    std::filesystem::path cases_;
};

} // namespace laurel
