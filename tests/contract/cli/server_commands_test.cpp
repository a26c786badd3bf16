// The commands that speak with servers, as scripts use them: against a scripted server.

#include "laurelctl.h"

#include "unit/net/fake_laurel.h"

#include "laurel/base/files.h"

#include <fstream>

#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class ServerCommands : public ::testing::Test {
  protected:
    ServerCommands() {
        publish(1);
        publish(2);
    }

    void publish(float value) {
        const std::string package = at("package-" + std::to_string(++packages_));
        writeTinyPackage(package, value);
        fake_.publish(package);
    }
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
    std::string url() const { return fake_.server.url(); }

    ProcessResult run(std::vector<std::string> words) {
        words.insert(words.begin(), laurelctlPath());
        return runProcess(std::move(words), {"LAUREL_HOME=" + at("home")});
    }
    void expectExit(int code, const std::string& text, const std::vector<std::string>& words) {
        const ProcessResult result = run(words);
        EXPECT_EQ(result.exitCode, code) << ::testing::PrintToString(words) << result.err;
        EXPECT_THAT(result.err, HasSubstr(text)) << ::testing::PrintToString(words);
    }
    /// Expects one JSON document on stdout, whatever the exit code.
    json runJson(std::vector<std::string> words, int code = 0) {
        words.emplace_back("--json");
        const ProcessResult result = run(std::move(words));
        EXPECT_EQ(result.exitCode, code) << result.err;
        json document = json::parse(result.out, nullptr, false);
        EXPECT_FALSE(document.is_discarded()) << result.out << result.err;
        return document;
    }
    json addServer(std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"server", "add", url()});
        return runJson(std::move(more));
    }

    /// As finetune would have made it from version 2.
    std::string tunedPackage(float value = 9) {
        ModelManifest manifest = tinyManifest();
        manifest.provenance["fine_tuned"] = {{"slices", 12},
                                             {"dice_after", 0.75},
                                             {"server", fake_.serverId()},
                                             {"model", "tiny"},
                                             {"version", 2}};
        StateDict weights;
        weights.add("layer.weight", Tensor::fromFloats({64}, std::vector<float>(64, value)));
        std::string folder = at("tuned-" + std::to_string(++packages_));
        ModelPackage::create(folder, manifest, weights);
        return folder;
    }
    std::vector<std::string> contribute(std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"contribute", "--package", tunedPackage(), "--base", "2"});
        return more;
    }
    /// What the server decides when it is first asked after the contribution.
    void decide(ContributionState state, const std::string& reason = "") {
        const auto act = [this, state, reason](const FakeRequest&, FakeConnection& to) {
            FakeLaurel::Received& received = fake_.state()->contributions.begin()->second;
            received.state = state;
            received.reason = reason;
            to.answer(503, ""); // and a server that restarts meanwhile is borne
        };
        fake_.failNext("GET", FakeLaurel::idOf(0), act);
    }
    std::string file(const std::string& name, const std::string& text) const {
        std::ofstream(at(name)) << text;
        return at(name);
    }

    const std::string key_ = "lk_site1_" + std::string(64, 'a');
    TemporaryFolder folder_;
    FakeLaurel fake_;
    int packages_ = 0;
};

TEST_F(ServerCommands, WrongUsageIs2) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"server"},
             {"server", "add"},
             {"server", "dance"},
             {"server", "remove"},
             {"server", "add", "ftp://host"},
             {"server", "add", "localhost:8750"},
             {"server", "add", "http://192.0.2.1:8750"}, // plain, to another machine
             {"server", "add", url(), "--name", "A B"},
             {"pull"},
             {"pull", "tiny@0"},
             {"pull", "tiny@x"},
             {"pull", "Tiny"},
             {"models", "extra"},
             {"contribute"},
             {"contribute", "--package", at("x")},
             {"contribute", "--base", "1"},
             {"contribute", "--package", at("x"), "--base", "0"},
             {"contribute", "--package", at("x"), "--base", "1", "--kind", "half"},
             {"contribute", "--package", at("x"), "--base", "1", "--resume"},
             {"contribute", "--resume", "--wait"},
             {"status", "xyz"}}) {
        EXPECT_EQ(run(words).exitCode, 2) << ::testing::PrintToString(words);
    }
    EXPECT_FALSE(fs::exists(at("home/servers/a")));
    EXPECT_EQ(run({"server", "add", "--help"}).exitCode, 0);
}

TEST_F(ServerCommands, AServerIsAddedListedAndRemoved) {
    const json added = addServer();
    EXPECT_EQ(added["url"], url());
    EXPECT_EQ(added["server_id"], fake_.serverId());
    EXPECT_EQ(added["fingerprint"], fake_.serverId());
    EXPECT_EQ(added["insecure"], false);
    EXPECT_EQ(added["key"], false);
    addServer({"--name", "ours"});
    const json list = runJson({"server", "list"})["servers"];
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0]["name"], "ours");
    runJson({"server", "remove", "ours"});
    EXPECT_EQ(runJson({"server", "list"})["servers"], json::array());
    expectExit(3, "server add", {"server", "remove", "ours"});
}

TEST_F(ServerCommands, FirstContactShowsTheFingerprintAndChecksAGivenOne) {
    expectExit(0, fake_.serverId(), {"server", "add", url()});
    run({"server", "remove", url()});
    expectExit(4, fake_.serverId(),
               {"server", "add", url(), "--fingerprint", "0000:1111:2222:3333"});
    EXPECT_EQ(runJson({"server", "list"})["servers"], json::array());
    const ProcessResult right = run({"server", "add", url(), "--fingerprint", fake_.serverId()});
    EXPECT_EQ(right.exitCode, 0);
    EXPECT_EQ(right.err, ""); // nothing is left for a person to compare
}

TEST_F(ServerCommands, AChangedKeyIsRefused) {
    addServer();
    fake_.state()->info.publicKey =
        toHexText(Ed25519KeyPair(std::array<std::uint8_t, 32>{9}).publicKey());
    expectExit(4, "not the server that was added", {"models"});
    expectExit(4, "not the server that was added", {"pull", "tiny"});
    expectExit(4, "another key", {"server", "add", url()});
}

TEST_F(ServerCommands, AKeyIsReadKeptAndNeverShown) {
    fake_.state()->requiredKey = key_;
    const std::string good = file("good", key_ + "\n");
    const std::string wrong = file("wrong", "lk_site1_" + std::string(64, 'b'));
    const std::string broken = file("broken", "lk_site1_" + std::string(63, 'c'));
    expectExit(4, "the key is not known", {"server", "add", url(), "--key-file", wrong});
    expectExit(3, "broken", {"server", "add", url(), "--key-file", broken});
    expectExit(3, "absent", {"server", "add", url(), "--key-file", at("absent")});
    EXPECT_EQ(runJson({"server", "list"})["servers"], json::array());

    EXPECT_EQ(addServer({"--key-file", good})["key"], true);
    EXPECT_EQ(run({"models"}).exitCode, 0);
    run({"server", "remove", url()});
    expectExit(4, "the key is not known", {"server", "add", url(), "--key-file", wrong});
    const ProcessResult piped =
        runProcess({"/bin/sh", "-c", "exec \"$0\" server add \"$1\" --key-file - < \"$2\"",
                    laurelctlPath(), url(), good},
                   {"LAUREL_HOME=" + at("home")});
    EXPECT_EQ(piped.exitCode, 0) << piped.err;
    EXPECT_EQ(run({"models"}).exitCode, 0);
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"server", "list"}, {"server", "list", "--json"}, {"pull", "tiny"}, {"models"}}) {
        const ProcessResult result = run(words);
        EXPECT_THAT(result.out + result.err, Not(HasSubstr("aaaa")));
    }
}

TEST_F(ServerCommands, ModelsAreListedAlsoWithoutTheServer) {
    EXPECT_EQ(runJson({"models"})["models"], json::array());
    addServer();
    runJson({"pull", "tiny@1"});
    const json online = runJson({"models"})["models"];
    ASSERT_EQ(online.size(), 1U);
    EXPECT_EQ(online[0]["id"], "tiny");
    EXPECT_EQ(online[0]["name"], "Model tiny");
    EXPECT_EQ(online[0]["current"], 2);
    EXPECT_EQ(online[0]["cached"], 1);
    fake_.server.stop();
    const json offline = runJson({"models"})["models"];
    ASSERT_EQ(offline.size(), 1U);
    EXPECT_EQ(offline[0]["name"], "A tiny model"); // as its own manifest says
    EXPECT_TRUE(offline[0]["current"].is_null());
    EXPECT_EQ(offline[0]["cached"], 1);
    expectExit(0, "cannot connect", {"models"});
}

TEST_F(ServerCommands, PullTellsWhatItFetchedAndWhere) {
    expectExit(3, "server add", {"pull", "tiny"});
    addServer();
    const json pulled = runJson({"pull", "tiny"});
    EXPECT_EQ(pulled["model"], "tiny");
    EXPECT_EQ(pulled["version"], 2);
    EXPECT_EQ(pulled["verified"], true);
    const std::string path = pulled["path"];
    EXPECT_EQ(path, at("home/models/" + fake_.serverId() + "/tiny/2"));
    EXPECT_NO_THROW(ModelPackage::open(path));
    EXPECT_EQ(runJson({"pull", "tiny@1"})["version"], 1);

    fake_.state()->current["tiny"] = 1;
    const ProcessResult kept = run({"pull", "tiny", "--json"});
    EXPECT_EQ(kept.exitCode, 0);
    EXPECT_EQ(json::parse(kept.out)["version"], 2);
    EXPECT_THAT(kept.err, HasSubstr("tiny@1"));

    expectExit(4, "huge", {"pull", "huge"});
    expectExit(4, "", {"pull", "tiny@7"});
    publish(3);
    fake_.state()->versions["tiny"][2].files[weightsFileName].back() ^= 1;
    expectExit(3, "altered", {"pull", "tiny@3"});
    EXPECT_FALSE(fs::exists(at("home/models/" + fake_.serverId() + "/tiny/3")));
    fake_.server.stop();
    expectExit(1, "cannot connect", {"pull", "tiny"});
}

TEST_F(ServerCommands, SeveralServersNeedAName) {
    FakeLaurel other;
    other.key = Ed25519KeyPair(std::array<std::uint8_t, 32>{9});
    other.state()->info.publicKey = toHexText(other.key.publicKey());
    other.state()->info.serverId = fingerprint(other.key.publicKey());
    writeTinyPackage(at("other"), 5);
    other.publish(at("other"));
    addServer({"--name", "a"});
    runJson({"server", "add", other.server.url(), "--name", "b"});
    expectExit(2, "a, b", {"pull", "tiny"});
    expectExit(3, "a, b", {"pull", "tiny", "--server", "c"});
    EXPECT_EQ(runJson({"pull", "tiny", "--server", "b"})["version"], 1);
    EXPECT_EQ(runJson({"models"})["models"].size(), 2U);
    // The package says from which server it was tuned.
    EXPECT_EQ(runJson(contribute())["state"], "received");
    EXPECT_EQ(fake_.state()->contributions.size(), 1U);
    runJson({"pull", "tiny", "--server", "a"});
    expectExit(2, "is here from a and from b",
               {"segment", "--model", "tiny", at("x.nii"), "-o", at("y.nii")});
}

TEST_F(ServerCommands, SegmentRefusesWhatWasAlteredOrIsNotHere) {
    addServer();
    runJson({"pull", "tiny"});
    expectExit(3, "laurelctl pull tiny@1",
               {"segment", "--model", "tiny@1", at("x.nii"), "-o", at("y.nii")});
    const std::string folder = at("home/models/" + fake_.serverId() + "/tiny/2");
    expectExit(3, "x.nii", {"segment", "--model", "tiny", at("x.nii"), "-o", at("y.nii")});
    std::ofstream(folder + "/weights.safetensors", std::ios::app) << "x";
    for (const std::string& model : {std::string("tiny"), std::string("tiny@2"), folder}) {
        expectExit(3, "weights.safetensors",
                   {"segment", "--model", model, at("x.nii"), "-o", at("y.nii")});
    }
}

// --- Contributions -------------------------------------------------------------------------------

TEST_F(ServerCommands, ContributeSendsAndStatusAsks) {
    addServer();
    const json sent = runJson(contribute());
    ASSERT_EQ(fake_.state()->contributions.size(), 1U);
    const auto& [id, received] = *fake_.state()->contributions.begin();
    EXPECT_EQ(sent["id"], id);
    EXPECT_EQ(sent["state"], "received");
    EXPECT_EQ(received.request.slices, 12);
    EXPECT_EQ(received.request.dice, 0.75);
    EXPECT_EQ(received.request.baseVersion, 2);
    EXPECT_EQ(received.request.client.name, "laurelctl");

    const json status = runJson({"status", id});
    EXPECT_EQ(status["id"], id);
    EXPECT_EQ(status["state"], "received");
    EXPECT_TRUE(status["reason"].is_null());
    EXPECT_TRUE(status["version"].is_null());
    EXPECT_TRUE(status.contains("queue_position"));
    EXPECT_EQ(status["tries"], json::array());
    EXPECT_EQ(status["scores"], json::array());
    EXPECT_EQ(runJson({"status"})["contributions"][0]["id"], id);
    expectExit(4, "there is no contribution", {"status", std::string(32, '0')});
    EXPECT_EQ(runJson({"contribute", "--resume"})["contributions"], json::array());
}

TEST_F(ServerCommands, ContributeWaitsForTheVerdict) {
    addServer();
    decide(ContributionState::Published);
    const json published = runJson(contribute({"--wait"}));
    EXPECT_EQ(published["state"], "published");
    EXPECT_EQ(published["version"], 3);
    fake_.state()->contributions.clear();
    decide(ContributionState::Rejected, "lower than before");
    const json rejected = runJson(contribute({"--wait"}), 4);
    EXPECT_EQ(rejected["state"], "rejected");
    EXPECT_EQ(rejected["reason"], "lower than before");
    fake_.state()->contributions.clear();
    decide(ContributionState::Failed, "disk full");
    EXPECT_EQ(runJson(contribute({"--wait"}), 1)["state"], "failed");
}

TEST_F(ServerCommands, WhatCannotBeSentStaysInTheQueue) {
    addServer();
    runJson({"pull", "tiny"});
    fake_.server.stop();
    const json queued = runJson(contribute(), 1);
    EXPECT_TRUE(queued["id"].is_null());
    EXPECT_EQ(queued["state"], "queued");
    const std::string queueId = queued["queue_id"];
    EXPECT_EQ(runJson({"status", queueId})["state"], "queued");
    expectExit(1, "stay in the queue", {"contribute", "--resume"});
    fake_.server.restart();
    const json resumed = runJson({"contribute", "--resume"})["contributions"];
    ASSERT_EQ(resumed.size(), 1U);
    EXPECT_EQ(resumed[0]["state"], "received");
    EXPECT_EQ(resumed[0]["queue_id"], queueId);
    ASSERT_EQ(fake_.state()->contributions.size(), 1U);
    const std::string id = fake_.state()->contributions.begin()->first;
    EXPECT_EQ(runJson({"status", queueId})["id"], id);
}

TEST_F(ServerCommands, ARefusalIs4AndItsReasonStays) {
    addServer();
    fake_.failNext("POST", "contributions", ErrorCode::Refused, "base version too old");
    const json refused = runJson(contribute(), 4);
    EXPECT_EQ(refused["state"], "refused");
    EXPECT_THAT(std::string(refused["reason"]), HasSubstr("base version too old"));
    EXPECT_EQ(runJson({"status"})["contributions"][0]["reason"], refused["reason"]);

    runJson({"pull", "tiny"});
    fake_.state()->requiredKey = key_;
    EXPECT_EQ(runJson(contribute(), 4)["state"], "paused");
    expectExit(4, "refused or are paused: 1", {"contribute", "--resume"});
    addServer({"--key-file", file("key", key_)});
    EXPECT_EQ(runJson({"contribute", "--resume"})["contributions"][0]["state"], "received");
}

TEST_F(ServerCommands, NothingIsSentThatWasNotLearned) {
    addServer();
    expectExit(3, "nothing was learned",
               {"contribute", "--package", at("package-1"), "--base", "2"});
    expectExit(3, "no model package", {"contribute", "--package", at("none"), "--base", "2"});
    const std::string tuned = tunedPackage();
    expectExit(3, "expected version 1, got 2", {"contribute", "--package", tuned, "--base", "1"});
    expectExit(4, "", {"contribute", "--package", tuned, "--base", "7"});
    EXPECT_TRUE(fake_.state()->contributions.empty());
    EXPECT_EQ(runJson({"status"})["contributions"], json::array());
}

} // namespace
} // namespace laurel
