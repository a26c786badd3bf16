#include "laurel/base/files.h"
#include "laurel/package/model_package.h"
#include "laurel/weights/safetensors.h"
#include "support/child_process.h"

#include <algorithm>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>

namespace laurel {
namespace {

using ::testing::HasSubstr;

/// The program itself, because a process can be killed and a function cannot.
class InterruptedTraining : public ::testing::Test {
  protected:
    void SetUp() override {
        const std::filesystem::path leg =
            std::filesystem::path(LAUREL_SOURCE_DIR) / "models/packages/leg";
        nlohmann::json manifest =
            nlohmann::json::parse(readTextFile(leg / "manifest.json", 1U << 20));
        manifest["plugin"]["name"] = "unet2d";
        manifest["plugin"]["hyperparameters"] = {
            {"widths", {4, 8}}, {"norm", "batch"}, {"dropout", 0.2}};
        manifest["input"]["size"] = {48, 48};
        manifest["input"]["spacing_mm"] = {4, 4};
        writeFileAtomically(at("manifest.json"), manifest.dump());
        writeFileAtomically(at("train.toml"), std::string(R"([model]
manifest = "manifest.json"
[training]
steps = 40
batch_size = 3
event_every = 1
threads = 1
sample_threads = 2
checkpoint = "state.safetensors"
checkpoint_every = 3
[[source]]
name = "legs"
kind = "phantom"
min_spacing = 3
max_spacing = 4
)"));
    }

    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

    std::vector<std::string> command(const std::string& output,
                                     const std::vector<std::string>& more = {}) const {
        std::vector<std::string> words{std::string(LAUREL_BINARY_DIR) + "/bin/laurel-train",
                                       "--config",
                                       at("train.toml"),
                                       "-o",
                                       at(output),
                                       "--events",
                                       at(output + ".jsonl")};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    std::size_t eventsOf(const std::string& output) const {
        if (!std::filesystem::exists(at(output + ".jsonl"))) {
            return 0;
        }
        const std::string text = readTextFile(at(output + ".jsonl"), 1U << 20);
        return static_cast<std::size_t>(std::ranges::count(text, '\n'));
    }

    /// Starts a training and sends it a signal after so many more events; its exit code.
    int interrupt(const std::string& output, int signal, std::size_t events,
                  const std::vector<std::string>& more = {}) const {
        const std::size_t before = eventsOf(output);
        const pid_t process = startProcess(command(output, more), at("out"), at("err"));
        for (int i = 0; i < 60'000 && eventsOf(output) < before + events; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        ::kill(process, signal);
        return waitForProcess(process);
    }

    StateDict weightsOf(const std::string& output) const {
        return readSafetensors(at(output + "/weights.safetensors"));
    }

    TemporaryFolder folder_;
};

TEST_F(InterruptedTraining, GivesTheSameWeightsOnceItIsResumed) {
    ASSERT_EQ(runProcess(command("whole")).exitCode, 0);
    EXPECT_FALSE(std::filesystem::exists(at("state.safetensors"))) << "it is done with";

    ASSERT_EQ(interrupt("parts", SIGKILL, 7), 128 + SIGKILL);
    EXPECT_FALSE(std::filesystem::exists(at("parts")));
    ASSERT_TRUE(std::filesystem::exists(at("state.safetensors")));
    const ProcessResult anew = runProcess(command("parts"));
    EXPECT_EQ(anew.exitCode, 1);
    EXPECT_THAT(anew.err, HasSubstr("--resume"));

    ASSERT_EQ(interrupt("parts", SIGTERM, 5, {"--resume"}), 1);
    EXPECT_FALSE(std::filesystem::exists(at("parts")));
    ASSERT_EQ(runProcess(command("parts", {"--resume"})).exitCode, 0);
    EXPECT_EQ(weightsOf("parts"), weightsOf("whole"));
    EXPECT_FALSE(std::filesystem::exists(at("state.safetensors")));
}

TEST_F(InterruptedTraining, GoesOnOnlyWithItsOwnConfiguration) {
    ASSERT_EQ(interrupt("parts", SIGTERM, 2), 1);
    ASSERT_TRUE(std::filesystem::exists(at("state.safetensors")));
    std::string text = readTextFile(at("train.toml"), 1U << 20);
    text.replace(text.find("steps = 40"), 10, "steps = 50");
    writeFileAtomically(at("train.toml"), text);
    const ProcessResult other = runProcess(command("parts", {"--resume"}));
    EXPECT_EQ(other.exitCode, 3);
    EXPECT_THAT(other.err, HasSubstr("state.safetensors"));
    EXPECT_THAT(other.err, HasSubstr("another configuration"));
}

} // namespace
} // namespace laurel
