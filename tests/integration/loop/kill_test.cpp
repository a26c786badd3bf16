#include "loop_world.h"

#include "laurel/base/random.h"

#include <algorithm>

#include <chrono>

/// Power cuts, on either side, at every step: it ends as without them, exactly once.
namespace laurel {
namespace {

using namespace std::chrono_literals;

void expectOneContributionPublished(const RunningProgram& server, const fs::path& data) {
    const std::vector<VersionSummary> versions = versionsOf(server);
    EXPECT_EQ(versions.size(), 2U);
    EXPECT_EQ(parseModelSummary(server.get(modelPath("leg"))).current, 2);
    expectVerified(data);
}

void waitForSecondVersion(const RunningProgram& server) {
    for (int i = 0; i < 100 && versionsOf(server).size() < 2; ++i) {
        std::this_thread::sleep_for(100ms);
    }
}

class ServerKill : public ::testing::TestWithParam<const char*> {};

TEST_P(ServerKill, changesNothingInTheEnd) {
    const World& world = World::get();
    const TemporaryFolder folder;
    const fs::path data = world.dataIn(folder.path());
    RunningProgram crashing(crashingServer, data, {},
                            {std::string("LAUREL_CRASH_AT=") + GetParam()});
    const Workstation site(crashing.url());
    const int port = crashing.port();
    const pid_t contributing =
        site.start({"contribute", "--package", world.tuned, "--base", "1", "--wait"});
    ASSERT_EQ(crashing.wait(), 128 + SIGKILL) << "it never came to " << GetParam();
    const RunningProgram server(serverProgram, data, {}, {}, port);
    waitForProcess(contributing);
    site.run({"contribute", "--resume"});
    waitForSecondVersion(server);
    expectOneContributionPublished(server, data);
}

INSTANTIATE_TEST_SUITE_P(AtEveryStep, ServerKill,
                         ::testing::Values("contribution.created", "contribution.bytes",
                                           "contribution.blob", "contribution.received",
                                           "contribution.screened", "contribution.evaluating",
                                           "contribution.gate1", "contribution.merged",
                                           "contribution.gate2", "blobs.stored",
                                           "version.published", "contribution.published"),
                         [](const auto& step) {
                             std::string name = step.param;
                             std::replace(name.begin(), name.end(), '.', '_');
                             return name;
                         });

/// Runs a command to a random point, again and again, killing it there; then once to its end.
void killAndFinish(const Workstation& site, const std::vector<std::string>& command,
                   const std::vector<std::string>& finish, std::chrono::milliseconds longest) {
    Random random(7);
    for (int i = 0; i < 5; ++i) {
        const pid_t child = site.start(command);
        std::this_thread::sleep_for(longest * random.uniform());
        ::kill(child, SIGKILL);
        waitForProcess(child);
    }
    site.run(finish);
}

TEST(ClientKill, inTheMiddleOfAPullLeavesNothingHalf) {
    const TemporaryFolder folder;
    const fs::path data = World::get().dataIn(folder.path());
    const RunningProgram server(serverProgram, data);
    const Workstation site(server.url());
    killAndFinish(site, {"pull", "leg"}, {"pull", "leg"}, 80ms);
    const auto pulled = site.json({"pull", "leg"});
    EXPECT_EQ(ModelPackage::open(pulled.at("path").get<std::string>()).weights(),
              ModelPackage::open(World::package).weights());
}

TEST(ClientKill, inTheMiddleOfAContributionLeavesExactlyOne) {
    const World& world = World::get();
    const TemporaryFolder folder;
    const fs::path data = world.dataIn(folder.path());
    const RunningProgram server(serverProgram, data);
    const Workstation site(server.url());
    Random random(11);
    const pid_t child = site.start({"contribute", "--package", world.tuned, "--base", "1"});
    std::this_thread::sleep_for(150ms);
    ::kill(child, SIGKILL);
    waitForProcess(child);
    killAndFinish(site, {"contribute", "--resume"}, {"contribute", "--resume"}, 60ms);
    waitForSecondVersion(server);
    if (versionsOf(server).size() < 2) { // it was killed before it was in the queue
        site.run({"contribute", "--package", world.tuned, "--base", "1", "--wait"});
    }
    expectOneContributionPublished(server, data);
}

TEST(ClientKill, inTheMiddleOfFineTuningLeavesNoPackage) {
    const World& world = World::get();
    const TemporaryFolder folder;
    const fs::path output = folder.path() / "out" / "tuned";
    fs::create_directory(output.parent_path());
    const pid_t child =
        startProcess({clientProgram, "finetune", "--model", World::package, "--image", world.image,
                      "--labels", world.labels, "-o", output},
                     folder.path() / "stdout", folder.path() / "stderr");
    std::this_thread::sleep_for(2s);
    ::kill(child, SIGKILL);
    EXPECT_EQ(waitForProcess(child), 128 + SIGKILL) << "it was too fast to be killed";
    EXPECT_FALSE(fs::exists(output));
    world.finetune(output, 1);
    EXPECT_EQ(ModelPackage::open(output).weights(), ModelPackage::open(world.tuned).weights())
        << "same seed and threads, same weights, whatever happened before";
}

} // namespace
} // namespace laurel
