#include "laurel/proto/paths.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(Paths, areThoseOfTheContract) {
    EXPECT_EQ(serverPath(), "/api/v1/server");
    EXPECT_EQ(modelsPath(), "/api/v1/models");
    EXPECT_EQ(modelPath("leg"), "/api/v1/models/leg");
    EXPECT_EQ(versionsPath("leg"), "/api/v1/models/leg/versions");
    EXPECT_EQ(versionPath("leg", 12), "/api/v1/models/leg/versions/12");
    EXPECT_EQ(currentVersionPath("leg"), "/api/v1/models/leg/versions/current");
    EXPECT_EQ(versionFilePath("leg", 12, "manifest.json"),
              "/api/v1/models/leg/versions/12/files/manifest.json");
}

TEST(VersionNumber, isDecimalFromOne) {
    EXPECT_EQ(parseVersionNumber("1"), 1);
    EXPECT_EQ(parseVersionNumber("1200"), 1200);
    for (const char* wrong : {"", "0", "01", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "current",
                              "99999999999999999999"}) {
        EXPECT_FALSE(parseVersionNumber(wrong)) << wrong;
    }
}

} // namespace
} // namespace laurel
