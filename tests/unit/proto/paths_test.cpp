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
    EXPECT_EQ(contributionsPath("leg"), "/api/v1/models/leg/contributions");
    EXPECT_EQ(contributionPath("ab"), "/api/v1/contributions/ab");
    EXPECT_EQ(contributionContentPath("ab"), "/api/v1/contributions/ab/content");
    EXPECT_EQ(usagePath("leg"), "/api/v1/models/leg/usage");
    EXPECT_EQ(adminKeysPath(), "/api/v1/admin/keys");
    EXPECT_EQ(adminKeyPath("k1"), "/api/v1/admin/keys/k1");
    EXPECT_EQ(adminGoldPath("leg"), "/api/v1/admin/models/leg/gold");
    EXPECT_EQ(adminRollbackPath("leg"), "/api/v1/admin/models/leg/rollback");
    EXPECT_EQ(adminAuditPath(), "/api/v1/admin/audit");
    EXPECT_EQ(adminLogsPath(), "/api/v1/admin/logs");
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
