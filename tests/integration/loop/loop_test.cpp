#include "loop_world.h"

#include <future>

#include <gmock/gmock.h>

/// The loop with the real programs: pull, segment, learn, contribute, judged, merged, pulled again.
namespace laurel {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

/// What /metrics says after the first merge, into version 2.
void expectFigures(const std::string& text, double mergedDice) {
    EXPECT_EQ(sampleOf(text, R"(laurel_version_dice{model="leg",version="2"})"), mergedDice);
    EXPECT_EQ(sampleOf(text, R"(laurel_current_dice{model="leg"})"), mergedDice);
    const double before = sampleOf(text, R"(laurel_version_dice{model="leg",version="1"})");
    EXPECT_EQ(sampleOf(text, R"(laurel_best_dice{model="leg"})"), std::max(before, mergedDice));
    const std::string gate2 = R"(laurel_gate_dice{gate="2",model="leg",weights=)";
    EXPECT_EQ(sampleOf(text, gate2 + "\"judged\"}"), mergedDice);
    EXPECT_EQ(sampleOf(text, gate2 + "\"current\"}"), before);
    EXPECT_EQ(sampleOf(text, R"(laurel_gate_judgements_total{gate="1",model="leg",)"
                             R"(outcome="accepted"})"),
              1);
    EXPECT_GE(sampleOf(text, R"(laurel_evaluation_seconds_count{model="leg"})"), 3);
    EXPECT_GT(sampleOf(text, R"(laurel_evaluation_seconds_sum{model="leg"})"), 0);
}

class Loop : public ::testing::Test {
  protected:
    TemporaryFolder folder_;
    fs::path data_ = World::get().dataIn(folder_.path());
};

TEST_F(Loop, goesRound) {
    const RunningProgram server(serverProgram, data_);
    const Workstation site(server.url());
    EXPECT_EQ(site.json({"pull", "leg"}).at("version"), 1);
    const auto segmented = site.json(
        {"segment", "--model", "leg", World::get().image, "-o", folder_.path() / "masks.nii.gz"});
    EXPECT_EQ(segmented.at("version"), 1);

    const auto outcome =
        site.json({"contribute", "--package", World::get().tuned, "--base", "1", "--wait"});
    ASSERT_EQ(outcome.at("state"), "published") << outcome;
    EXPECT_EQ(outcome.at("version"), 2);
    EXPECT_FALSE(outcome.at("scores").empty());
    EXPECT_GE(outcome.at("tries").at(0).at("mean_dice"), 0.5);
    EXPECT_FALSE(outcome.contains("cases")) << "scores per gold case are for administrators";
    EXPECT_EQ(site.json({"status", outcome.at("id")}).at("state"), "published");

    expectFigures(server.get("/metrics"), outcome.at("tries").back().at("mean_dice"));

    const auto pulled = site.json({"pull", "leg"});
    EXPECT_EQ(pulled.at("version"), 2);
    EXPECT_TRUE(pulled.at("verified"));
    const ModelPackage merged = ModelPackage::open(pulled.at("path").get<std::string>());
    const StateDict base = ModelPackage::open(World::package).weights();
    const StateDict tuned = ModelPackage::open(World::get().tuned).weights();
    // By the design's formula, on a value of our own choice: current + 0.5 (candidate - base).
    const std::string name = base.entries().begin()->first;
    const double alpha = outcome.at("tries").back().at("alpha");
    const double b = base.at(name).floats()[0];
    const double c = tuned.at(name).floats()[0];
    EXPECT_EQ(merged.weights().at(name).floats()[0], static_cast<float>(b + alpha * (c - b)));
    expectVerified(data_);
}

TEST_F(Loop, takesTwoClientsAtOnceTheSecondAsStale) {
    const World& world = World::get();
    const fs::path second = folder_.path() / "second";
    world.finetune(second, 2);
    const RunningProgram server(serverProgram, data_);
    const auto contribute = [&](const fs::path& package) {
        const Workstation site(server.url());
        return site.json({"contribute", "--package", package, "--base", "1", "--wait"});
    };
    auto one = std::async(std::launch::async, contribute, world.tuned);
    auto two = std::async(std::launch::async, contribute, second);
    const std::vector<nlohmann::json> outcomes{one.get(), two.get()};
    std::vector<std::int64_t> versions;
    std::vector<std::int64_t> staleness;
    for (const auto& outcome : outcomes) {
        ASSERT_EQ(outcome.at("state"), "published") << outcome;
        versions.push_back(outcome.at("version"));
        staleness.push_back(outcome.at("staleness"));
    }
    EXPECT_THAT(versions, UnorderedElementsAre(2, 3));
    EXPECT_THAT(staleness, UnorderedElementsAre(0, 1));
    EXPECT_EQ(versionsOf(server).size(), 3U);
    expectVerified(data_);
}

TEST_F(Loop, rollsBackToTheEarlierBytesWhileWhoPinnedStays) {
    const RunningProgram server(serverProgram, data_);
    const Workstation site(server.url());
    ASSERT_EQ(site.json({"contribute", "--package", World::get().tuned, "--base", "1", "--wait"})
                  .at("state"),
              "published");
    site.run({"pull", "leg@2"});
    succeed({serverProgram, "admin", "--data", data_, "model", "rollback", "leg", "1"});
    const auto weights = [&](std::int64_t number) {
        return server.get(versionFilePath("leg", number, weightsFileName));
    };
    EXPECT_EQ(weights(3), weights(1));
    EXPECT_NE(weights(3), weights(2));
    EXPECT_EQ(site.json({"pull", "leg@2"}).at("version"), 2);
    EXPECT_EQ(site.json({"pull", "leg"}).at("version"), 3);
    expectVerified(data_);
}

TEST_F(Loop, whatWasTamperedWithOnTheDiskIsNotServed) {
    const std::string digest = sha256HexOfFile(World::package + std::string("/") + weightsFileName);
    fs::path blob;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(data_ / "blobs")) {
        blob = entry.path().filename() == digest ? entry.path() : blob;
    }
    ASSERT_FALSE(blob.empty());
    std::string bytes = readTextFile(blob, 64U << 20);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    fs::permissions(blob, fs::perms::owner_all);
    writeFileAtomically(blob, bytes);

    const RunningProgram server(serverProgram, data_);
    const Workstation site(server.url());
    const ProcessResult pulled = site.tryRun({"pull", "leg"});
    EXPECT_EQ(pulled.exitCode, 1) << pulled.out;
    EXPECT_THAT(pulled.err, HasSubstr("damaged"));
    EXPECT_THAT(server.log(), HasSubstr(R"("event":"damaged blob")"));
    EXPECT_GE(sampleOf(server.get("/metrics"), "laurel_damaged_blobs_total"), 1);
    EXPECT_EQ(site.json({"models"}).at("models").at(0).at("cached"), nullptr);
    const ProcessResult verified = runProcess({serverProgram, "admin", "--data", data_, "verify"});
    EXPECT_EQ(verified.exitCode, 1);
    EXPECT_THAT(verified.out, HasSubstr(digest));
}

TEST_F(Loop, clientsRefuseAStatementThatWasTamperedWith) {
    if (!pythonHas("sqlite3")) {
        GTEST_SKIP() << "the system's Python has no sqlite3";
    }
    succeed({"/usr/bin/python3", "-c",
             "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); "
             "d.execute(\"UPDATE versions SET statement = replace(statement, 'Z', '0Z')\"); "
             "d.commit()",
             data_ / "laurel.sqlite"});
    const RunningProgram server(serverProgram, data_);
    const Workstation site(server.url());
    const ProcessResult pulled = site.tryRun({"pull", "leg"});
    EXPECT_NE(pulled.exitCode, 0);
    EXPECT_THAT(pulled.err, HasSubstr("signature"));
}

} // namespace
} // namespace laurel
