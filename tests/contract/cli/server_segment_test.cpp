// A model that was pulled from a server segments, and says which version it is.

#include "laurelctl.h"

#include "unit/net/fake_laurel.h"

#include "laurel/base/files.h"

namespace laurel {
namespace {

TEST(PulledModel, SegmentsUnderItsNumber) {
    const TemporaryFolder folder;
    const auto at = [&](const std::string& name) { return (folder.path() / name).string(); };
    const std::vector<std::string> home{"LAUREL_HOME=" + at("home")};
    FakeLaurel fake;
    fake.publish(LAUREL_SOURCE_DIR "/models/packages/leg");
    const auto run = [&](std::vector<std::string> words) {
        words.insert(words.begin(), laurelctlPath());
        const ProcessResult result = runProcess(std::move(words), home);
        EXPECT_EQ(result.exitCode, 0) << result.err;
        return result.out;
    };
    run({"synth", "leg", "--seed", "1", "--contrast", "t1", "--slices", "2", "--spacing", "2.5",
         "-o", at("case")});
    const auto versionOf = [&](const std::string& model) {
        return nlohmann::json::parse(run({"segment", "--model", model, at("case/image.nii.gz"),
                                          "-o", at("out.nii.gz"), "--json"}))["version"];
    };
    EXPECT_TRUE(versionOf("leg").is_null()); // the one that is shipped
    run({"server", "add", fake.server.url()});
    run({"pull", "leg"});
    fake.server.stop();
    EXPECT_EQ(versionOf("leg"), 1);
    EXPECT_EQ(versionOf("leg@1"), 1);
    EXPECT_EQ(versionOf(at("home/models/" + fake.serverId() + "/leg/1")), 1);
}

} // namespace
} // namespace laurel
