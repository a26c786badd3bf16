#include "support/running_program.h"
#include "support/tiny_package.h"

#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/package/statement.h"
#include "laurel/proto/messages.h"
#include "laurel/proto/paths.h"

#include <chrono>
#include <csignal>
#include <httplib.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <thread>

#include <gmock/gmock.h>

/// The real program: started, asked over HTTP, killed.
namespace laurel {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

const std::string program = LAUREL_SERVER_PROGRAM;

class Server : public RunningProgram {
  public:
    explicit Server(const fs::path& data, std::vector<std::string> more = {})
        : RunningProgram(program, data, std::move(more)) {}
};

ProcessResult admin(const fs::path& data, std::vector<std::string> words) {
    std::vector<std::string> command{program, "admin", "--data", data, "model"};
    command.insert(command.end(), words.begin(), words.end());
    return runProcess(std::move(command));
}

/// Downloads a version as a client would, trusting only the key, and checks everything.
VersionStatement pullAndVerify(const Server& server, const std::string& model,
                               std::int64_t number) {
    const ServerInfo info = parseServerInfo(server.get(serverPath()));
    const VersionInfo version = parseVersionInfo(server.get(versionPath(model, number)));
    Ed25519PublicKey key{};
    fromHex(info.publicKey, key);
    EXPECT_EQ(fingerprint(key), info.serverId);
    Ed25519Signature signature{};
    fromHex(version.signature, signature);
    VersionStatement statement = verifyStatement(version.statement, signature, key, "statement");
    EXPECT_EQ(statement.serverId, info.serverId);
    EXPECT_EQ(statement.modelId, model);
    EXPECT_EQ(statement.number, number);
    const TemporaryFolder folder;
    for (const StatementFile& file : statement.files) {
        writeFileAtomically(folder.path() / file.file,
                            server.get(versionFilePath(model, number, file.file)));
    }
    EXPECT_NO_THROW(verifyPackageFiles(folder.path(), statement));
    EXPECT_NO_THROW(ModelPackage::open(folder.path()).weights());
    return statement;
}

class ServerProgram : public ::testing::Test {
  protected:
    fs::path package(const std::string& name, float value, std::int64_t count = 64) const {
        writeTinyPackage(folder_.path() / name, value, "tiny", count);
        return folder_.path() / name;
    }

    TemporaryFolder folder_;
    fs::path data_ = folder_.path() / "data";
};

TEST_F(ServerProgram, publishesAndServesWhatAClientCanVerify) {
    const ProcessResult published = admin(data_, {"publish", package("p1", 1), "--json"});
    EXPECT_EQ(published.exitCode, 0) << published.err;
    EXPECT_EQ(published.out, "{\"model\":\"tiny\",\"version\":1}\n");
    EXPECT_EQ(fs::status(data_).permissions(), fs::perms::owner_all);

    const Server server(data_);
    pullAndVerify(server, "tiny", 1);
    // Beside the running server.
    EXPECT_EQ(admin(data_, {"publish", package("p2", 2)}).exitCode, 0);
    EXPECT_EQ(parseModelSummary(server.get(modelPath("tiny"))).current, 2);
    pullAndVerify(server, "tiny", 2);
    EXPECT_EQ(parseModelList(admin(data_, {"list", "--json"}).out),
              parseModelList(server.get(modelsPath())));
    EXPECT_THAT(admin(data_, {"list"}).out, HasSubstr("tiny@2"));
}

TEST_F(ServerProgram, keepsItsIdentityAndVersionsAcrossRestarts) {
    admin(data_, {"publish", package("p1", 1)});
    std::string id;
    for (int i = 0; i < 2; ++i) {
        Server server(data_);
        id = id.empty() ? parseServerInfo(server.get(serverPath())).serverId : id;
        EXPECT_EQ(pullAndVerify(server, "tiny", 1).serverId, id);
        EXPECT_EQ(server.end(SIGTERM), 0);
    }
}

TEST_F(ServerProgram, resumesADownloadByRange) {
    admin(data_, {"publish", package("p1", 1, 100'000)});
    const Server server(data_);
    const std::string path = versionFilePath("tiny", 1, weightsFileName);
    const std::string whole = server.get(path);
    httplib::Client client(server.url());
    const httplib::Result rest = client.Get(path, {httplib::make_range_header({{1000, -1}})});
    ASSERT_TRUE(rest);
    EXPECT_EQ(rest->status, 206);
    EXPECT_EQ(rest->body, whole.substr(1000));
}

TEST_F(ServerProgram, logsJsonWithoutSecrets) {
    Server server(data_);
    const std::string key = readTextFile(data_ / "server.key", 100).substr(0, 64);
    httplib::Client client(server.url());
    client.Get("/api/v1/models?patient=Meier", {{"Authorization", "Bearer lk_secret"}});
    EXPECT_EQ(server.end(SIGTERM), 0);
    const std::string log = server.log();
    EXPECT_THAT(log, HasSubstr("\"path\":\"/api/v1/models\""));
    for (const std::string& secret : {key, std::string("lk_secret"), std::string("Meier")}) {
        EXPECT_EQ(log.find(secret), std::string::npos) << secret;
    }
    std::istringstream lines(log);
    for (std::string line; std::getline(lines, line);) {
        EXPECT_TRUE(nlohmann::json::parse(line).contains("event")) << line;
    }
}

TEST_F(ServerProgram, countsWhatItDoes) {
    admin(data_, {"publish", package("p1", 1)});
    const std::string key =
        nlohmann::json::parse(runProcess({program, "admin", "--data", data_, "key", "add", "--name",
                                          "Klinik Nord", "--role", "contributor", "--json"})
                                  .out)["key"];
    const Server server(data_);
    for (int i = 0; i < 3; ++i) {
        server.get(modelsPath(), key);
    }
    httplib::Client client(server.url());
    client.Get("/nowhere?patient=Meier");
    const std::string body = R"({"kind":"full","base_version":1,"size":9,"sha256":")" +
                             std::string(64, 'a') +
                             R"(","slices":5,"dice":null,"client":{"name":"t","version":"1"}})";
    const httplib::Result created =
        client.Post("/api/v1/models/tiny/contributions", {{"Authorization", "Bearer " + key}}, body,
                    "application/json");
    ASSERT_TRUE(created);
    ASSERT_EQ(created->status, 201) << created->body;

    std::string text; // a request is counted a moment after it was answered
    for (int i = 0; i < 500 && text.find("createContribution") == std::string::npos; ++i) {
        text = server.get("/metrics");
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_EQ(sampleOf(text, R"(laurel_http_requests_total{operation="listModels",status="2xx"})"),
              3);
    EXPECT_EQ(sampleOf(text, R"(laurel_http_requests_total{operation="none",status="4xx"})"), 1);
    EXPECT_EQ(sampleOf(text, R"(laurel_http_request_seconds_count{operation="listModels"})"), 3);
    EXPECT_EQ(sampleOf(text, "laurel_http_received_bytes_total"), body.size());
    EXPECT_GE(sampleOf(text, "laurel_http_open_connections"), 1);
    EXPECT_EQ(sampleOf(text, R"(laurel_contributions{model="tiny",state="receiving"})"), 1);
    EXPECT_EQ(sampleOf(text, R"(laurel_contributions{model="tiny",state="published"})"), 0);
    EXPECT_EQ(sampleOf(text, R"(laurel_queue_length{model="tiny"})"), 0);
    EXPECT_EQ(sampleOf(text, R"(laurel_versions_published{model="tiny"})"), 1);
    EXPECT_EQ(sampleOf(text, "laurel_last_evaluation_seconds"), 0);
    const fs::space_info disk = fs::space(data_);
    EXPECT_NEAR(sampleOf(text, "laurel_disk_free_bytes"), static_cast<double>(disk.available),
                static_cast<double>(disk.capacity) / 10);
    EXPECT_GT(sampleOf(text, "laurel_disk_used_bytes"), 0);
    const std::string keyId = key.substr(3, key.find('_', 3) - 3);
    for (const std::string& secret : {key, keyId, std::string("Klinik"), std::string("Meier"),
                                      std::string("nowhere"), std::string("127.0.0.1")}) {
        EXPECT_EQ(text.find(secret), std::string::npos) << secret;
    }
}

TEST_F(ServerProgram, rotatesItsKeyWhileClientsFollow) {
    admin(data_, {"publish", package("p1", 1)});
    const Server server(data_);
    const auto laurelctl = [&](const std::string& home, std::vector<std::string> words) {
        words.insert(words.begin(), LAUREL_CLIENT_PROGRAM);
        return runProcess(std::move(words), {"LAUREL_HOME=" + (folder_.path() / home).string()});
    };
    const auto signingKey = [&](const std::string& word) {
        const ProcessResult result =
            runProcess({program, "admin", "--data", data_, "signing-key", word, "--json"});
        EXPECT_EQ(result.exitCode, 0) << result.err;
        return nlohmann::json::parse(result.out);
    };
    const auto fingerprintKept = [&] {
        const auto listed =
            nlohmann::json::parse(laurelctl("old", {"server", "list", "--json"}).out);
        return listed.at("servers").at(0).at("fingerprint").get<std::string>();
    };
    EXPECT_EQ(laurelctl("old", {"server", "add", server.url()}).exitCode, 0);
    EXPECT_EQ(laurelctl("old", {"pull", "tiny"}).exitCode, 0);
    const std::string first = fingerprintKept();

    const std::string second = signingKey("rotate").at("fingerprint");
    EXPECT_NE(second, first);
    admin(data_, {"publish", package("p2", 2)});
    for (const char* home : {"old", "new"}) {
        if (home == std::string("new")) {
            const ProcessResult added =
                laurelctl(home, {"server", "add", server.url(), "--fingerprint", second});
            EXPECT_EQ(added.exitCode, 0) << added.err;
        }
        for (const char* version : {"tiny", "tiny@1", "tiny@2"}) {
            const ProcessResult pulled = laurelctl(home, {"pull", version});
            EXPECT_EQ(pulled.exitCode, 0) << home << " " << version << pulled.err;
        }
    }
    EXPECT_EQ(fingerprintKept(), second);
    const nlohmann::json shown = signingKey("show");
    EXPECT_EQ(shown.at("server_id"), first);
    EXPECT_EQ(shown.at("fingerprint"), second);
    EXPECT_EQ(shown.at("retired"), nlohmann::json::array({first}));
    const ProcessResult verified = runProcess({program, "admin", "--data", data_, "verify"});
    EXPECT_EQ(verified.exitCode, 0) << verified.out;
    EXPECT_THAT(runProcess({program, "admin", "--data", data_, "audit"}).out,
                HasSubstr("signing_key.rotate"));
}

/// What processes that are started meanwhile may have open at once, unless they raise it.
class FewDescriptors {
  public:
    explicit FewDescriptors(rlim_t count) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit few = before_;
        few.rlim_cur = count;
        ::setrlimit(RLIMIT_NOFILE, &few);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    FewDescriptors(const FewDescriptors&) = delete;
    FewDescriptors& operator=(const FewDescriptors&) = delete;

  private:
    rlimit before_{};
};

TEST_F(ServerProgram, servesMoreConnectionsThanItWasGivenDescriptors) {
    constexpr std::size_t given = 48;
    constexpr std::size_t wanted = 100;
    const fs::path config = folder_.path() / "server.toml";
    writeFileAtomically(config, "[http]\nconnections_per_address = 200\n");
    std::unique_ptr<Server> server;
    {
        const FewDescriptors few(given);
        server = std::make_unique<Server>(data_, std::vector<std::string>{"--config", config});
    }
    std::vector<std::unique_ptr<httplib::Client>> clients;
    for (std::size_t i = 0; i < wanted; ++i) {
        clients.push_back(std::make_unique<httplib::Client>(server->url()));
        clients.back()->set_keep_alive(true);
        ASSERT_TRUE(clients.back()->Get("/healthz")) << i;
    }
    EXPECT_GE(sampleOf(server->get("/metrics"), "laurel_http_open_connections"), wanted);
    EXPECT_THAT(server->log(), HasSubstr(R"("event":"descriptors")"));
}

TEST_F(ServerProgram, readsItsConfigurationStrictly) {
    const fs::path config = folder_.path() / "server.toml";
    writeFileAtomically(config, "name = \"Klinik\"\n[http]\nconnections_per_address = 1\n");
    {
        const Server server(data_, {"--config", config});
        EXPECT_EQ(parseServerInfo(server.get(serverPath())).name, "Klinik");
    }
    for (const char* wrong :
         {"nmae = \"x\"", "listen = \"nowhere\"", "log_level = \"loud\"", "drain_seconds = -1",
          "[http]\nconnections = 0", "[http]\ntls = true", "name = "}) {
        writeFileAtomically(config, wrong);
        const ProcessResult result =
            runProcess({program, "serve", "--data", data_, "--config", config});
        EXPECT_EQ(result.exitCode, 3) << wrong;
        EXPECT_THAT(result.err, HasSubstr("server.toml")) << wrong;
    }
}

TEST_F(ServerProgram, tellsUsageFromBadInput) {
    EXPECT_EQ(runProcess({program}).exitCode, 2);
    EXPECT_EQ(runProcess({program, "serve"}).exitCode, 2);
    EXPECT_EQ(runProcess({program, "serve", "--data", data_, "--no-such-option"}).exitCode, 2);
    EXPECT_EQ(runProcess({program, "--help"}).exitCode, 0);
    EXPECT_EQ(runProcess({program, "serve", "--data", data_, "--listen", "x"}).exitCode, 3);
    const ProcessResult absent = admin(data_, {"publish", folder_.path() / "absent"});
    EXPECT_EQ(absent.exitCode, 3);
    EXPECT_THAT(absent.err, HasSubstr("absent"));
}

/// Kills `publish` after ever other times, from before it began to after it ended. Whatever was
/// reached: the server starts, each version it shows is whole, and publishing goes on.
TEST_F(ServerProgram, staysConsistentWhenPublishingIsKilled) {
    constexpr int kills = 25;
    constexpr std::int64_t count = 200'000;
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(admin(data_, {"publish", package("p0", 0, count)}).exitCode, 0);
    const auto whole = std::chrono::steady_clock::now() - start;

    Random random(20260131);
    int completed = 0;
    for (int i = 1; i <= kills; ++i) {
        const fs::path next = package("p" + std::to_string(i), static_cast<float>(i), count);
        const pid_t child =
            startProcess({program, "admin", "--data", data_, "model", "publish", next},
                         folder_.path() / "out", folder_.path() / "err");
        std::this_thread::sleep_for(whole * random.uniform());
        ::kill(child, SIGKILL);
        completed += waitForProcess(child) == 0 ? 1 : 0;
    }
    const Server server(data_);
    const std::vector<VersionSummary> versions = parseVersionList(server.get(versionsPath("tiny")));
    EXPECT_GE(versions.size(), static_cast<std::size_t>(completed) + 1);
    for (std::size_t i = 0; i < versions.size(); ++i) {
        EXPECT_EQ(versions[i].number, static_cast<std::int64_t>(i) + 1);
        pullAndVerify(server, "tiny", versions[i].number);
    }
    EXPECT_EQ(parseModelSummary(server.get(modelPath("tiny"))).current, versions.back().number);

    EXPECT_EQ(admin(data_, {"publish", package("last", -1)}).exitCode, 0);
    pullAndVerify(server, "tiny", versions.back().number + 1);
    // What is worked on has its places there; nothing of the killed ones is left in any of them.
    for (const fs::directory_entry& place : fs::directory_iterator(data_ / "blobs" / "staging")) {
        EXPECT_TRUE(place.is_directory() && fs::is_empty(place)) << place.path();
    }
}

} // namespace
} // namespace laurel
