#include "model_cache_fixture.h"

#include "support/expect_error.h"
#include "support/file_size_limit.h"

#include "laurel/base/files.h"

#include <algorithm>
#include <fstream>
#include <thread>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::StartsWith;

TEST_F(Cache, keepsWhatWasPulledForOfflineUse) {
    const PulledVersion pulled = pull();
    EXPECT_EQ(pulled.version, (CachedVersion{fake_.serverId(), "tiny", 2, folderOf(2)}));
    EXPECT_EQ(pulled.package.manifest().id, "tiny");
    EXPECT_FALSE(pulled.lowerCurrent);
    fake_.server.stop();
    EXPECT_EQ(ModelCache(home_).versions(), std::vector<CachedVersion>{pulled.version});
    EXPECT_EQ(open(2).weights().at("layer.weight").floats()[0], 2.0F);
    EXPECT_EQ(pull(2).version, pulled.version); // nothing needs to be asked
    expectError(ErrorCode::Unavailable, "cannot connect", [&] { pull(); });
    expectError(ErrorCode::Unavailable, "cannot connect", [&] { pull(1); });
}

TEST_F(Cache, fetchesNothingTwice) {
    pull();
    fake_.state()->requests.clear();
    pull();
    EXPECT_EQ(requestsFor(weightsFileName), 0U);
    EXPECT_EQ(requestsFor("current"), 1U);
}

TEST_F(Cache, neverMovesToALowerNumberUnlessAsked) {
    pull();
    fake_.state()->current["tiny"] = 1;
    const PulledVersion kept = pull();
    EXPECT_EQ(kept.version.number, 2);
    EXPECT_EQ(kept.lowerCurrent, 1);
    EXPECT_FALSE(fs::exists(folderOf(1)));
    EXPECT_EQ(pull(1).version.number, 1);
    const std::optional<CachedVersion> newest =
        ModelCache(home_).find(fake_.serverId(), "tiny", std::nullopt);
    EXPECT_EQ(newest.value().number, 2);
}

TEST_F(Cache, resumesByRangeWhateverBroke) {
    const std::string weights = served(2, weightsFileName);
    // The connection, thrice in one pull.
    for (const std::size_t end : {10'000U, 30'000U, 30'000U}) {
        fake_.failNext("GET", weightsFileName, [=](const FakeRequest& request, FakeConnection& to) {
            const std::string range = request.header("range");
            const std::size_t first = range.empty() ? 0 : std::stoul(range.substr(6));
            if (first == 0) {
                to.send(FakeConnection::head(200, weights.size()));
            } else {
                to.send(FakeConnection::head(
                    206, weights.size() - first,
                    {{"Content-Range",
                      toString(ContentRange{first, weights.size() - 1, weights.size()})}}));
            }
            to.send(std::string_view(weights).substr(first, end - first));
        });
    }
    EXPECT_EQ(pull().version.number, 2);
    EXPECT_EQ(fake_.state()->requests.back().header("range"), "bytes=30000-");
}

TEST_F(Cache, resumesWhatAKilledProcessLeft) {
    const std::string weights = served(2, weightsFileName);
    for (int i = 0; i < 4; ++i) {
        fake_.failNext("GET", weightsFileName, [=](const FakeRequest& request, FakeConnection& to) {
            if (request.header("range").empty()) {
                to.send(FakeConnection::head(200, weights.size()));
                to.send(weights.substr(0, 10'000));
            }
        });
    }
    expectError(ErrorCode::Unavailable, "", [&] { pull(); });
    EXPECT_TRUE(ModelCache(home_).versions().empty());
    EXPECT_THAT(entries(), Contains(".partial-2"));
    // What a process killed at a bad moment may leave beside.
    std::ofstream(folderOf(2).parent_path() / ".partial-2" / statementFileName) << "{";
    fs::create_directory(folderOf(2).parent_path() / ".partial-2" / ".laurel-abcdef");
    fake_.state()->requests.clear();
    EXPECT_EQ(pull().version.number, 2);
    EXPECT_EQ(fake_.state()->requests.back().header("range"), "bytes=10000-");
    EXPECT_THAT(entries(), ::testing::Each(::testing::Not(StartsWith(".partial"))));
}

TEST_F(Cache, beginsAgainWhereWhatLayThereWasBad) {
    const fs::path partial = folderOf(2).parent_path() / ".partial-2";
    fs::create_directories(partial);
    std::ofstream(partial / weightsFileName) << std::string(10'000, 'x');
    EXPECT_EQ(pull().version.number, 2);
}

TEST_F(Cache, refusesFilesThatWereNotSigned) {
    pull(1);
    const std::string sound = served(2, weightsFileName);
    for (const char* file : {weightsFileName, manifestFileName}) {
        const std::string before = served(2, file);
        served(2, file).back() ^= 1;
        expectError(ErrorCode::InvalidInput, std::string(file) + ": altered", [&] { pull(); });
        served(2, file) = before;
        EXPECT_FALSE(fs::exists(folderOf(2)));
        EXPECT_THAT(entries(), ::testing::UnorderedElementsAre("1", ".lock"));
    }
    for (const std::string& other : {sound + "x", sound.substr(1)}) {
        served(2, weightsFileName) = other;
        expectError(ErrorCode::InvalidInput, "statement says", [&] { pull(); });
    }
    served(2, weightsFileName) = sound;
    EXPECT_EQ(pull().version.number, 2);
}

TEST_F(Cache, refusesStatementsThatAreNotThePinnedKeys) {
    VersionInfo& info = fake_.state()->versions["tiny"][1].info;
    const VersionInfo sound = info;
    VersionStatement statement = parseStatement(sound.statement, "test");
    const auto refused = [&](const std::string& because) {
        expectError(ErrorCode::InvalidInput, because, [&] { pull(); });
        EXPECT_FALSE(fs::exists(folderOf(2)));
        EXPECT_EQ(requestsFor(weightsFileName), 0U); // nothing of it is even fetched
    };
    info.statement.replace(info.statement.find("2026"), 4, "2027");
    refused("signature");
    info = sound;
    info.signature[0] = info.signature[0] == '0' ? '1' : '0';
    refused("signature");
    // Signed, but by another.
    const Ed25519KeyPair other(std::array<std::uint8_t, 32>{9});
    statement.keyId = fingerprint(other.publicKey());
    info.statement = serializeStatement(statement);
    info.signature = toHexText(signStatement(statement, other));
    refused("signature");
    // Signed by the server, for something else.
    statement = parseStatement(sound.statement, "test");
    statement.number = 1;
    info = fake_.signedInfo(statement);
    info.number = 2;
    refused("expected tiny@2");
    statement.number = 2;
    statement.modelId = "huge";
    info = fake_.signedInfo(statement);
    refused("expected tiny@2");
    statement.modelId = "tiny";
    statement.serverId = "another-server";
    info = fake_.signedInfo(statement);
    refused("expected tiny@2");
    info = sound;
    EXPECT_EQ(pull().version.number, 2);
}

TEST_F(Cache, refusesAnotherVersionThanTheOneAskedFor) {
    fake_.state()->versions["tiny"][0].info = fake_.state()->versions["tiny"][1].info;
    fake_.failNext("GET", versionPath("tiny", 1), 200,
                   serialize(fake_.state()->versions["tiny"][1].info));
    expectError(ErrorCode::InvalidInput, "asked for tiny@1", [&] { pull(1); });
}

TEST_F(Cache, refusesASecondVersionOfTheSameNumber) {
    pull();
    VersionInfo& info = fake_.state()->versions["tiny"][1].info;
    VersionStatement statement = parseStatement(info.statement, "test");
    statement.created = "2027-01-31T23:59:59Z";
    info = fake_.signedInfo(statement);
    expectError(ErrorCode::InvalidInput, "two different versions", [&] { pull(); });
}

TEST_F(Cache, boundsWhatAStatementMayAskFor) {
    VersionInfo& info = fake_.state()->versions["tiny"][1].info;
    VersionStatement statement = parseStatement(info.statement, "test");
    statement.files[1].size = std::uint64_t{1} << 40;
    info = fake_.signedInfo(statement);
    expectError(ErrorCode::LimitExceeded, "1099511627776", [&] { pull(); });
    limits_.fileBytes = statement.files[1].size;
    expectError(ErrorCode::LimitExceeded, "4294967296", [&] { pull(); });
    limits_.versionBytes = std::uint64_t{1} << 60;
    for (StatementFile& file : statement.files) { // together more than any disk of ours has
        file.size = std::uint64_t{1} << 40;
    }
    info = fake_.signedInfo(statement);
    expectError(ErrorCode::Io, "are free", [&] { pull(); });
    EXPECT_EQ(requestsFor(weightsFileName), 0U);
}

TEST_F(Cache, aFullDiskLeavesNothing) {
    pull(1);
    {
        const FileSizeLimit limit(40'000);
        expectError(ErrorCode::Io, weightsFileName, [&] { pull(); });
    }
    EXPECT_THAT(entries(), ::testing::UnorderedElementsAre("1", ".lock"));
    EXPECT_EQ(pull().version.number, 2);
}

TEST_F(Cache, noticesWhatWasAlteredAfterwards) {
    pull();
    const auto alter = [&](const std::string& file, const std::string& text) {
        std::ofstream(folderOf(2) / file) << text;
    };
    const auto sound = [&](const std::string& file) {
        return readTextFile(folderOf(2) / file, 1 << 26);
    };
    for (const char* file :
         {weightsFileName, manifestFileName, statementFileName, signatureFileName}) {
        const std::string before = sound(file);
        std::string other = before;
        other[other.size() / 2] = other[other.size() / 2] == '1' ? '2' : '1';
        alter(file, other);
        EXPECT_THAT(errorTextOf([&] { open(2); }), StartsWith("invalid_input: ")) << file;
        alter(file, before.substr(1));
        EXPECT_THAT(errorTextOf([&] { open(2); }), StartsWith("invalid_input: ")) << file;
        alter(file, before);
        EXPECT_NO_THROW(open(2));
        fs::rename(folderOf(2) / file, folder_.path() / "away");
        EXPECT_NE(errorTextOf([&] { open(2); }), "no error") << file;
        fs::rename(folder_.path() / "away", folderOf(2) / file);
    }
    alter("extra", "x");
    expectError(ErrorCode::InvalidInput, "extra", [&] { open(2); });
    // Pulling again mends it, and says nothing that is not so.
    EXPECT_EQ(pull().version.number, 2);
    EXPECT_NO_THROW(open(2));
    alter(weightsFileName, "x");
    EXPECT_EQ(pull(2).version.number, 2);
    EXPECT_NO_THROW(open(2));
}

TEST_F(Cache, checksDigestsOnceAndSizesAlways) {
    pull();
    ModelCache cache(home_);
    const CachedVersion version = cache.versions().at(0);
    cache.open(version, pinned(fake_));
    cache.open(version, pinned(fake_));
    std::ofstream(folderOf(2) / weightsFileName, std::ios::app) << "x";
    expectError(ErrorCode::InvalidInput, weightsFileName,
                [&] { cache.open(version, pinned(fake_)); });
}

TEST_F(Cache, believesNoOtherServer) {
    pull();
    KnownServer other = pinned(fake_);
    other.publicKey = Ed25519KeyPair(std::array<std::uint8_t, 32>{9}).publicKey();
    ModelCache cache(home_);
    expectError(ErrorCode::InvalidInput, "signature",
                [&] { cache.open(cache.versions().at(0), other); });
}

TEST_F(Cache, asksForIdsOnly) {
    ServerClient client(pinned(fake_), std::nullopt, {}, limits_);
    NoProgress progress;
    for (const char* id : {"", "..", "a/b", "A", "x@2"}) {
        expectError(ErrorCode::InvalidArgument, "id of a model",
                    [&] { ModelCache(home_).pull(client, id, std::nullopt, progress); });
    }
    expectError(ErrorCode::NotFound, "no-such",
                [&] { ModelCache(home_).pull(client, "no-such", std::nullopt, progress); });
    EXPECT_TRUE(ModelCache(home_).versions().empty());
}

TEST_F(Cache, twoPullsAtOnceDownloadOnce) {
    std::vector<std::thread> threads;
    std::atomic<int> sound = 0;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] { sound += pull().version.number == 2 ? 1 : 0; });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(sound, 4);
    EXPECT_EQ(requestsFor(weightsFileName), 1U);
}

} // namespace
} // namespace laurel
