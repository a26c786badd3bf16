#include "support/running_program.h"

#include "laurel/base/files.h"
#include "laurel/proto/messages.h"
#include "laurel/proto/paths.h"

#include <chrono>
#include <csignal>
#include <httplib.h>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>

/// What the administrator sets, at the real program.
namespace laurel {
namespace {

using ::testing::HasSubstr;

const std::string program = LAUREL_SERVER_PROGRAM;

std::string nameOf(const RunningProgram& server) {
    return parseServerInfo(server.get(serverPath())).name;
}

class Configuration : public ::testing::Test {
  protected:
    /// Starts it where it must not start.
    ProcessResult failing(std::vector<std::string> more,
                          std::vector<std::string> environment = {}) const {
        std::vector<std::string> command{
            program, "serve", "--data", folder_.path() / "data", "--listen", "127.0.0.1:0"};
        command.insert(command.end(), more.begin(), more.end());
        return runProcess(std::move(command), std::move(environment));
    }

    TemporaryFolder folder_;
};

TEST_F(Configuration, isDescribedCompletely) {
    const ProcessResult printed = runProcess({program, "config"});
    EXPECT_EQ(printed.exitCode, 0);
    EXPECT_EQ(printed.out,
              readTextFile(LAUREL_SOURCE_DIR "/docs/configuration.md", std::uint64_t{1} << 20))
        << "laurel-server config > docs/configuration.md";
    std::istringstream lines(printed.out);
    int keys = 0;
    for (std::string line; std::getline(lines, line);) {
        const bool isKey = line.starts_with("| `");
        keys += isKey ? 1 : 0;
        EXPECT_FALSE(isKey && line.ends_with("|  |")) << "no meaning: " << line;
    }
    EXPECT_GT(keys, 40);
}

TEST_F(Configuration, comesFromFileThenEnvironmentThenCommandLine) {
    const auto file = folder_.path() / "laurel.toml";
    writeFileAtomically(file, "name = \"of the file\"\nlog_level = \"debug\"\n");
    const std::vector<std::string> config{"--config", file};
    const std::vector<std::string> environment{"LAUREL_CONFIG__NAME=of the environment",
                                               "LAUREL_CONFIG__MERGE__GATES__MEAN_DROP=0.001"};
    EXPECT_EQ(nameOf(RunningProgram(program, folder_.path() / "a", config)), "of the file");
    EXPECT_EQ(nameOf(RunningProgram(program, folder_.path() / "b", config, environment)),
              "of the environment");
    std::vector<std::string> all = config;
    all.insert(all.end(), {"--set", "name=of the command line", "--set", "merge.policy=median",
                           "--set", "merge.alphas=[1, 0.5]"});
    EXPECT_EQ(nameOf(RunningProgram(program, folder_.path() / "c", all, environment)),
              "of the command line");
}

TEST_F(Configuration, namesThePlaceOfAMistake) {
    for (const auto& [set, message] : std::vector<std::pair<std::string, std::string>>{
             {"merge.polcy=median", "polcy"},
             {"merge.policy=average", "--set merge.policy"},
             {"merge.statistics=none", "expected averaged or recalibrated, not \"none\""},
             {"intake.open_per_key=0", "--set intake.open_per_key"},
             {"intake.open_per_key=many", "--set intake.open_per_key"},
             {"name.inner=1", "expected a text, got table"},
             {"merge.gates.mean_drop=1.5", "--set merge.gates.mean_drop"}}) {
        const ProcessResult result = failing({"--set", set});
        EXPECT_EQ(result.exitCode, 3) << set;
        EXPECT_THAT(result.err, HasSubstr(message)) << set;
    }
    EXPECT_EQ(failing({"--set", "no value"}).exitCode, 3);
    const ProcessResult unknown = failing({}, {"LAUREL_CONFIG__INTAKE__NONSENSE=1"});
    EXPECT_EQ(unknown.exitCode, 3);
    EXPECT_THAT(unknown.err, HasSubstr("nonsense"));
}

TEST_F(Configuration, tellsThatTheDiskIsFull) {
    const RunningProgram server(program, folder_.path() / "data",
                                {"--set", "intake.least_free_bytes=1125899906842624"});
    httplib::Client client(server.url());
    const httplib::Result ready = client.Get("/readyz");
    ASSERT_TRUE(ready);
    EXPECT_EQ(ready->status, 503);
    EXPECT_THAT(ready->body, HasSubstr("disk"));
    EXPECT_EQ(ready->get_header_value("Retry-After"), "5");
    EXPECT_EQ(client.Get("/healthz")->status, 200);
}

/// What a crash left is deleted at the start, once it is old.
TEST_F(Configuration, cleansUpAtItsStart) {
    const auto data = folder_.path() / "data";
    const std::string digest(64, 'a');
    const auto orphan = data / "blobs" / "aa" / digest;
    { const RunningProgram makesTheFolder(program, data); }
    std::filesystem::create_directories(orphan.parent_path());
    writeFileAtomically(orphan, "left by a crash");
    std::filesystem::last_write_time(orphan, std::filesystem::file_time_type::clock::now() -
                                                 std::chrono::hours(49));
    RunningProgram server(program, data);
    for (int i = 0; i < 1000 && std::filesystem::exists(orphan); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_FALSE(std::filesystem::exists(orphan));
    EXPECT_EQ(server.end(SIGTERM), 0);
    EXPECT_THAT(server.log(),
                HasSubstr("\"blob_bytes\":15,\"blobs\":1,\"event\":\"housekeeping\""));
}

} // namespace
} // namespace laurel
