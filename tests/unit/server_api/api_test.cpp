#include "running_server.h"

#include "support/api_parts.h"

#include "laurel/proto/paths.h"

#include <gmock/gmock.h>

/// The routes, over a real connection and real stores.
namespace laurel {
namespace {

using ::testing::HasSubstr;

class Api : public ::testing::Test {
  protected:
    Api() : package_(folder_.package(1)) {
        folder_.publish(package_);
        weights_ = readTextFile(package_ / weightsFileName, 1 << 20);
    }

    RawResponse ask(const std::string& path, const std::string& headers = "") {
        return RawClient(server_.port()).exchange(get(path, headers));
    }
    RawResponse askWeights(const std::string& headers) {
        return ask(versionFilePath("tiny", 1, weightsFileName), headers);
    }
    std::string size() const { return std::to_string(weights_.size()); }

    ServerFolder folder_;
    std::filesystem::path package_;
    std::string weights_;
    ApiParts parts_{folder_};
    const ModelCatalog& catalog_ = parts_.catalog;
    ServerInfo info_{"Test",
                     folder_.identity.id(),
                     "1.2.3",
                     toHexText(folder_.identity.key().publicKey()),
                     {maxPublishedFileBytes, 8U << 20}};
    Router router_ = makeApi(parts_.services(), info_);
    RunningServer server_{[this](const HttpRequest& request) { return router_.handle(request); }};
};

TEST_F(Api, saysHowAndWhoItIs) {
    EXPECT_EQ(ask("/healthz").body, R"({"status":"ok"})");
    EXPECT_EQ(ask("/readyz").status, 200);
    EXPECT_EQ(parseServerInfo(ask(serverPath()).body), info_);
}

TEST_F(Api, isNotReadyWithoutItsDatabase) {
    class Broken final : public MetadataStore {
        std::unique_ptr<MetadataReader> beginRead() override {
            throw Error(ErrorCode::Io, "disk /dev/sdb failed");
        }
        std::unique_ptr<MetadataWriter> beginWrite() override { return nullptr; }
    } broken;
    const ModelCatalog catalog(broken, folder_.blobs);
    const Router router = makeApi(
        {catalog, parts_.keys, parts_.intake, parts_.usage, parts_.publisher, {}, true, {}, {}},
        info_);
    RunningServer server([&](const HttpRequest& request) { return router.handle(request); });
    const RawResponse response = RawClient(server.port()).exchange(get("/readyz"));
    EXPECT_EQ(response.status, 503);
    EXPECT_THAT(response.body, Not(HasSubstr("sdb")));
    EXPECT_EQ(response.headers.at("Retry-After"), "5");
    EXPECT_EQ(RawClient(server.port()).exchange(get("/healthz")).status, 200);
}

TEST_F(Api, tellsWhichCheckFails) {
    ApiServices services = parts_.services();
    std::string problem;
    services.readiness = [&] {
        return std::vector<ReadinessCheck>{{"disk", problem}, {"evaluator", ""}};
    };
    const Router router = makeApi(services, info_);
    HttpRequest request;
    request.method = "GET";
    request.path = "/readyz";
    EXPECT_EQ(router.handle(request).body,
              R"({"checks":["database","disk","evaluator"],"status":"ok"})");
    problem = "1 byte is free on /dev/sdb";
    const HttpResponse response = router.handle(request);
    EXPECT_EQ(response.status, 503);
    EXPECT_THAT(response.body, HasSubstr("the server is not ready: disk"));
    EXPECT_THAT(response.body, Not(HasSubstr("sdb")));
    EXPECT_EQ(response.logDetail, "disk: 1 byte is free on /dev/sdb");
}

/// An answer and its line in the log can be found by each other.
TEST_F(Api, numbersEveryRequest) {
    const std::string first = ask("/healthz").headers.at("X-Request-Id");
    const std::string second = ask("/none").headers.at("X-Request-Id");
    EXPECT_NE(first, second);
    const std::vector<RequestRecord> records = server_.recordsOnceThereAre(2);
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0].id, first);
    EXPECT_EQ(records[1].id, second);
}

TEST_F(Api, listsModelsAndVersions) {
    EXPECT_EQ(parseModelList(ask(modelsPath()).body), catalog_.models());
    EXPECT_EQ(parseModelSummary(ask(modelPath("tiny")).body), catalog_.model("tiny"));
    EXPECT_EQ(parseVersionList(ask(versionsPath("tiny")).body), catalog_.versions("tiny"));
    const VersionInfo version = catalog_.version("tiny", 1);
    EXPECT_EQ(parseVersionInfo(ask(versionPath("tiny", 1)).body), version);
    EXPECT_EQ(parseVersionInfo(ask(currentVersionPath("tiny")).body), version);
}

TEST_F(Api, refusesWhatIsMalformedOrAbsent) {
    for (const char* path :
         {"/api/v1/models/Tiny", "/api/v1/models/a%2Fb/versions", "/api/v1/models/tiny/versions/0",
          "/api/v1/models/tiny/versions/01", "/api/v1/models/tiny/versions/latest",
          "/api/v1/models/tiny/versions/current/files/manifest.json"}) {
        const RawResponse response = ask(path);
        const bool isSplit = std::string(path).find("%2F") != std::string::npos;
        EXPECT_EQ(response.status, isSplit ? 404 : 400) << path;
        EXPECT_THAT(response.body, HasSubstr(R"({"error":{"code":)")) << path;
    }
    for (const char* path :
         {"/", "/api", "/api/v1/models/", "/api/v1/models/none", "/api/v1/models/tiny/versions/2",
          "/api/v1/models/tiny/versions/1/files/none",
          "/api/v1/models/tiny/versions/1/files/..%2F..%2Fserver.key", "//healthz", "/healthz/"}) {
        EXPECT_EQ(ask(path).status, 404) << path;
    }
    const RawResponse response =
        RawClient(server_.port()).exchange("DELETE /api/v1/models HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(response.headers.at("Allow"), "GET, HEAD");
}

TEST_F(Api, servesFilesWholeWithTheirDigestAsTag) {
    const RawResponse response = askWeights("");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, weights_);
    EXPECT_EQ(response.headers.at("Content-Length"), size());
    EXPECT_EQ(response.headers.at("ETag"), '"' + sha256Hex(weights_) + '"');
    EXPECT_EQ(response.headers.at("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(askWeights("Accept-Encoding: gzip, br\r\n").body, weights_);
}

TEST_F(Api, givesOutNothingOfAFileThatTheDiskDamaged) {
    const std::filesystem::path file = folder_.blobs.path(sha256Hex(weights_));
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    std::string damaged = weights_;
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    writeFileAtomically(file, damaged);
    for (const char* headers : {"", "Range: bytes=0-3\r\n"}) {
        const RawResponse response = askWeights(headers);
        EXPECT_EQ(response.status, 500);
        EXPECT_THAT(response.body, HasSubstr("is damaged"));
    }
    EXPECT_THAT(server_.recordsOnceThereAre(2).at(1).detail, HasSubstr(sha256Hex(weights_)));
    EXPECT_EQ(ask(versionFilePath("tiny", 1, manifestFileName)).status, 200);
}

TEST_F(Api, answersHeadLikeGetWithoutTheBody) {
    RawClient client(server_.port());
    client.send("HEAD " + versionFilePath("tiny", 1, weightsFileName) +
                " HTTP/1.1\r\nHost: t\r\nRange: bytes=2-4\r\n\r\n");
    const RawResponse response = client.response(false);
    EXPECT_EQ(response.headers.at("Content-Length"), "3");
    EXPECT_EQ(client.exchange(get("/healthz")).status, 200) << "no body stood between";
}

TEST_F(Api, servesOneRange) {
    const std::size_t end = weights_.size();
    struct Case {
        std::string range;
        std::size_t first;
        std::size_t last;
    };
    for (const Case& wanted : std::vector<Case>{{"0-0", 0, 0},
                                                {"3-9", 3, 9},
                                                {"5-", 5, end - 1},
                                                {"-4", end - 4, end - 1},
                                                {"-999999", 0, end - 1},
                                                {"7-999999", 7, end - 1},
                                                {"7-18446744073709551615", 7, end - 1}}) {
        const RawResponse response = askWeights("Range: bytes=" + wanted.range + "\r\n");
        EXPECT_EQ(response.status, 206) << wanted.range;
        EXPECT_EQ(response.body, weights_.substr(wanted.first, wanted.last - wanted.first + 1));
        EXPECT_EQ(response.headers.at("Content-Range"), "bytes " + std::to_string(wanted.first) +
                                                            "-" + std::to_string(wanted.last) +
                                                            "/" + size());
    }
}

TEST_F(Api, refusesRangesPastTheEndAndManyRanges) {
    for (const std::string& range : {size() + "-", size() + "-" + size(), std::string("-0"),
                                     std::string("18446744073709551615-")}) {
        const RawResponse response = askWeights("Range: bytes=" + range + "\r\n");
        EXPECT_EQ(response.status, 416) << range;
        EXPECT_EQ(response.headers.at("Content-Range"), "bytes */" + size());
    }
    std::string many = "0-0";
    for (int i = 0; i < 1500; ++i) {
        many += ",0-0";
    }
    for (const std::string& range :
         {many, std::string("0-1,3-4"), std::string("5-4"), std::string("-"), std::string("a-b"),
          std::string("1"), std::string(""), std::string("--1"),
          std::string("0-18446744073709551616")}) {
        EXPECT_EQ(askWeights("Range: bytes=" + range + "\r\n").status, 400) << range.substr(0, 40);
    }
    EXPECT_EQ(askWeights("Range: voxels=0-1\r\n").status, 200) << "RFC 9110, 14.2: another unit";
}

TEST_F(Api, honoursConditions) {
    const std::string tag = '"' + sha256Hex(weights_) + '"';
    for (const std::string& same : {tag, "W/" + tag, "\"x\", " + tag, std::string("*")}) {
        const RawResponse response = askWeights("If-None-Match: " + same + "\r\n");
        EXPECT_EQ(response.status, 304) << same;
        EXPECT_EQ(response.headers.at("ETag"), tag);
        EXPECT_EQ(response.body, "");
    }
    EXPECT_EQ(askWeights("If-None-Match: \"x\"\r\n").status, 200);
    EXPECT_EQ(askWeights("Range: bytes=0-1\r\nIf-Range: " + tag + "\r\n").status, 206);
    EXPECT_EQ(askWeights("Range: bytes=0-1\r\nIf-Range: \"x\"\r\n").status, 200);
}

TEST_F(Api, failsAloudWhenABlobIsLost) {
    const std::string digest = sha256Hex(weights_);
    std::filesystem::remove(folder_.folder.path() / "blobs" / digest.substr(0, 2) / digest);
    EXPECT_EQ(askWeights("").status, 500);
}

} // namespace
} // namespace laurel
