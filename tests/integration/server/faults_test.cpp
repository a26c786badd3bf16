#include "support/running_program.h"
#include "support/tiny_package.h"

#include "laurel/base/files.h"
#include "laurel/proto/contributions.h"
#include "laurel/proto/paths.h"
#include "laurel/weights/crypto.h"

#include <fstream>
#include <memory>
#include <sys/resource.h>

#include <gmock/gmock.h>

/// The real server on disks that are full, or cannot be written.
namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const std::string program = LAUREL_SERVER_PROGRAM;

class Faults : public ::testing::Test {
  protected:
    void SetUp() override {
        writeTinyPackage(folder_.path() / "package", 1, "tiny", 50'000);
        admin({"model", "publish", folder_.path() / "package"});
        const std::string line = admin({"key", "add", "--name", "Site"});
        key_ = line.substr(0, line.find('\n'));
    }

    std::string admin(std::vector<std::string> words) const {
        words.insert(words.begin(), {program, "admin", "--data", data_});
        const ProcessResult result = runProcess(std::move(words));
        EXPECT_EQ(result.exitCode, 0) << result.err << result.out;
        return result.out;
    }

    /// A program that runs the server on a copy of the data, in memory, on a disk of its own at
    /// `mounted_`, which only it sees. @param options of mount, then what is done before it starts
    fs::path onDiskOfItsOwn(const std::string& options, const std::string& before = "true") const {
        fs::path script = folder_.path() / "on_disk_of_its_own";
        std::ofstream(script) << "#!/bin/sh\nexec unshare -m sh -c 'mount -t tmpfs -o " << options
                              << " tmpfs " << mounted_.string() << " && cp -a " << data_.string()
                              << "/. " << mounted_.string() << " && " << before << " && exec "
                              << program << " \"$@\"' sh \"$@\"\n";
        fs::permissions(script, fs::perms::owner_all);
        fs::create_directories(mounted_);
        return script;
    }
    static bool mayMount() {
        return runProcess({"unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"}).exitCode == 0;
    }

    httplib::Client client(const RunningProgram& server) const {
        httplib::Client client(server.url());
        client.set_bearer_token_auth(key_.c_str());
        return client;
    }
    int create(const RunningProgram& server, std::string* id = nullptr) {
        ContributionRequest request;
        request.size = content_.size();
        request.sha256 = sha256Hex(content_);
        request.slices = 5;
        request.client = {"test", "1"};
        const httplib::Result answer =
            client(server).Post(contributionsPath("tiny"), serialize(request), "application/json");
        if (answer && answer->status == 201 && id != nullptr) {
            *id = parseContributionId(answer->body);
        }
        return answer ? answer->status : 0;
    }
    int put(const RunningProgram& server, const std::string& id) {
        httplib::Client asking = client(server);
        const httplib::Result head = asking.Head(contributionContentPath(id));
        const std::size_t from = head && head->status == 200
                                     ? std::stoul(head->get_header_value(uploadOffsetHeader))
                                     : 0;
        const ContentRange range{from, content_.size() - 1, content_.size()};
        const httplib::Result answer =
            asking.Put(contributionContentPath(id), {{"Content-Range", toString(range)}},
                       content_.substr(from), "application/octet-stream");
        return answer ? answer->status : 0;
    }
    int status(const RunningProgram& server, const std::string& path) {
        const httplib::Result answer = client(server).Get(path);
        return answer ? answer->status : 0;
    }
    void expectServes(const RunningProgram& server) {
        EXPECT_EQ(status(server, "/healthz"), 200);
        EXPECT_EQ(status(server, modelsPath()), 200);
        EXPECT_EQ(status(server, versionFilePath("tiny", 1, "weights.safetensors")), 200);
    }

    TemporaryFolder folder_;
    fs::path data_ = folder_.path() / "data";
    fs::path mounted_ = folder_.path() / "mounted";
    std::string key_;
    const std::string content_ = std::string(150'000, 'x');
};

TEST_F(Faults, aFullDiskStopsUploadsAloneAndForAsLongAsItLasts) {
    if (!mayMount()) {
        GTEST_SKIP() << "no disk can be mounted here";
    }
    const RunningProgram server(onDiskOfItsOwn("size=8m"), mounted_,
                                {"--set", "intake.least_free_bytes=1024"});
    ASSERT_FALSE(server.url().empty()) << server.log();
    std::string id;
    ASSERT_EQ(create(server, &id), 201);
    const fs::path seen = "/proc/" + std::to_string(server.pid()) + "/root" + mounted_.string();
    {
        std::ofstream fill(seen / "fill", std::ios::binary);
        const std::string block(4096, 'f');
        while (fill.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
    }
    EXPECT_GE(put(server, id), 500);
    EXPECT_GE(create(server), 429);
    EXPECT_EQ(status(server, "/readyz"), 503);
    expectServes(server);
    fs::remove(seen / "fill");
    EXPECT_EQ(put(server, id), 200) << server.log();
    const std::string state = client(server).Get(contributionPath(id))->body;
    EXPECT_THAT(state, HasSubstr(R"("state":"received")"));
    const ProcessResult verified = runProcess({program, "admin", "--data", seen, "verify"});
    EXPECT_EQ(verified.exitCode, 0) << verified.out;
}

TEST_F(Faults, aDiskThatCannotBeWrittenAnyMoreStillServesModels) {
    const RunningProgram server(program, data_);
    std::string id;
    ASSERT_EQ(create(server, &id), 201);
    const rlimit nothing{1, RLIM_INFINITY};
    const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
    ASSERT_EQ(::prlimit(server.pid(), RLIMIT_FSIZE, &nothing, nullptr), 0);
    EXPECT_GE(put(server, id), 500);
    EXPECT_GE(create(server), 500);
    const httplib::Result ready = client(server).Get("/readyz");
    ASSERT_TRUE(ready);
    EXPECT_EQ(ready->status, 503);
    EXPECT_THAT(ready->body, HasSubstr("disk"));
    expectServes(server);
    ASSERT_EQ(::prlimit(server.pid(), RLIMIT_FSIZE, &all, nullptr), 0);
    EXPECT_EQ(put(server, id), 200) << server.log();
    for (int i = 0; i < 500 && status(server, "/readyz") != 200; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(status(server, "/readyz"), 200);
    admin({"verify"});
}

TEST_F(Faults, aReadOnlyDiskIsSaidToBeOneAtTheStart) {
    if (!mayMount()) {
        GTEST_SKIP() << "no disk can be mounted here";
    }
    const fs::path script =
        onDiskOfItsOwn("size=8m", "mount -o remount,ro tmpfs " + mounted_.string());
    const ProcessResult result =
        runProcess({script, "serve", "--data", mounted_, "--listen", "127.0.0.1:0"});
    EXPECT_EQ(result.exitCode, 1) << result.out;
    EXPECT_THAT(result.err, ::testing::AnyOf(HasSubstr("readonly"), HasSubstr("Read-only"),
                                             HasSubstr("read-only")));
}

} // namespace
} // namespace laurel
