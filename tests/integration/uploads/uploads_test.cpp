#include "support/api_parts.h"
#include "support/raw_client.h"
#include "unit/server_api/running_server.h"

#include "laurel/proto/contributions.h"
#include "laurel/proto/paths.h"
#include "laurel/server_domain/contribution_pipeline.h"
#include "laurel/server_domain/merge_lanes.h"
#include "laurel/weights/safetensors.h"

#include <set>
#include <thread>

#include <gtest/gtest.h>

/// The server in one process, as sanitizers want it: sixteen clients upload over real connections
/// while versions are published beside them.
namespace laurel {
namespace {

constexpr int clientCount = 16;
constexpr int administratorVersions = 5;

/// Likes everything equally; what it measures is not what this test is about.
class ContentEvaluator final : public ModelEvaluator {
  public:
    explicit ContentEvaluator(std::string goldCase) : goldCase_(std::move(goldCase)) {}

    std::string goldSetDigest(const std::string&) override { return std::string(64, 'a'); }
    GoldScores evaluate(const ModelManifest&, const StateDict&, const CancellationToken&,
                        const GoOn&) override {
        return {{goldCase_, "", {{"Soleus", 0.9}}}};
    }
    StateDict calibrated(const ModelManifest& /*manifest*/, const StateDict& weights,
                         const CancellationToken& /*cancel*/) override {
        return weights;
    }

  private:
    const std::string goldCase_;
};

/// All clients ask with one key, a hundred times a second each.
ApiServices unhurried(ApiServices services) {
    services.rates.requestsAtOnce = services.rates.requestsPerMinute = 1'000'000;
    return services;
}

struct Server {
    Server() {
        folder.publish(folder.package(1));
        GoldCase gold;
        gold.id = std::string(32, 'e');
        gold.modelId = "tiny";
        gold.labels = {"Soleus"};
        gold.imageSha256 = gold.labelsSha256 = std::string(64, 'b');
        const auto writer = folder.metadata.beginWrite();
        writer->gold().add(gold);
        writer->commit();
    }

    ServerFolder folder;
    Publisher publisher{folder.metadata, folder.blobs, folder.identity};
    ContentEvaluator evaluator{std::string(32, 'e')};
    ContributionPipeline pipeline{folder.metadata, folder.blobs, publisher, evaluator, {}};
    MergeLanes lanes{folder.metadata, pipeline};
    ApiParts parts{folder,
                   {.openPerKey = clientCount, .greatestStaleness = 1000},
                   [this](const std::string&) { lanes.wake(); }};
    Router router = makeApi(unhurried(parts.services()), {});
    RunningServer http{[this](const HttpRequest& request) { return router.handle(request); }};
};

/// Weights that differ a little from version 1's, each client's in its own way.
std::string contentOf(int client) {
    std::vector<float> values(64);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = 1 + static_cast<float>(i) + 0.02F + 0.0001F * static_cast<float>(client);
    }
    StateDict weights;
    weights.add("layer.weight", Tensor::fromFloats({64}, std::move(values)));
    const std::vector<std::byte> bytes = serializeSafetensors(weights);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class Client {
  public:
    Client(int port, std::string key) : port_(port), key_(std::move(key)) {}

    /// Creates, uploads in pieces, each on a connection of its own, and waits for the end.
    ContributionStatus contribute(const std::string& content) {
        ContributionRequest request;
        request.size = content.size();
        request.sha256 = sha256Hex(content);
        request.slices = 5;
        request.client = {"test", "1"};
        const std::string body = serialize(request);
        const RawResponse created = ask("POST", contributionsPath("tiny"), body);
        EXPECT_EQ(created.status, 201) << created.body;
        const std::string id = parseContributionId(created.body);
        constexpr std::size_t piece = 100;
        for (std::size_t at = 0; at < content.size(); at += piece) {
            const std::string part = content.substr(at, piece);
            const ContentRange range{at, at + part.size() - 1, content.size()};
            const RawResponse put = ask("PUT", contributionContentPath(id), part,
                                        "Content-Range: " + toString(range) + "\r\n");
            EXPECT_EQ(put.status, at + piece < content.size() ? 204 : 200) << put.body;
        }
        return waitFor(id);
    }

  private:
    RawResponse ask(const std::string& method, const std::string& path,
                    const std::string& body = "", const std::string& headers = "") {
        return RawClient(port_).exchange(method + " " + path + " HTTP/1.1\r\nHost: test\r\n" +
                                         "Authorization: Bearer " + key_ +
                                         "\r\nContent-Length: " + std::to_string(body.size()) +
                                         "\r\n" + headers + "\r\n" + body);
    }

    ContributionStatus waitFor(const std::string& id) {
        ContributionStatus status;
        for (int i = 0; i < 6000; ++i) {
            status = parseContributionStatus(ask("GET", contributionPath(id)).body);
            if (isFinal(status.state)) {
                break;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return status;
    }

    int port_;
    std::string key_;
};

TEST(Uploads, ofSixteenClientsAllBecomeVersionsWhileOthersArePublished) {
    Server server;
    const std::string key = server.parts.key(Role::Contributor, {"tiny"});
    std::vector<ContributionStatus> ends(clientCount);
    std::vector<std::thread> clients;
    clients.reserve(clientCount);
    for (int i = 0; i < clientCount; ++i) {
        clients.emplace_back([&, i] {
            ends[static_cast<std::size_t>(i)] =
                Client(server.http.port(), key).contribute(contentOf(i));
        });
    }
    for (int i = 0; i < administratorVersions; ++i) {
        server.publisher.publish(server.folder.package(1.0F + 0.01F * static_cast<float>(i + 1)));
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    for (std::thread& client : clients) {
        client.join();
    }
    std::set<std::int64_t> versions;
    for (const ContributionStatus& end : ends) {
        ASSERT_EQ(end.state, ContributionState::Published) << end.reasonCode << ": " << end.reason;
        ASSERT_TRUE(end.version);
        EXPECT_TRUE(versions.insert(*end.version).second) << "published twice: " << *end.version;
        EXPECT_EQ(*end.staleness, *end.version - 2) << "all versions but the base lie between";
    }
    // Without gaps, and every one of them is either a client's or the administrator's.
    EXPECT_EQ(server.parts.catalog.versions("tiny").size(),
              1U + static_cast<std::size_t>(administratorVersions + clientCount));
    EXPECT_EQ(server.parts.catalog.model("tiny").current, 1 + administratorVersions + clientCount);
}

} // namespace
} // namespace laurel
