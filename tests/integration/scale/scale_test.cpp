#include "small_world.h"

#include "support/running_program.h"

#include "laurel/formats/files.h"
#include "laurel/package/model_package.h"
#include "laurel/proto/contributions.h"
#include "laurel/proto/messages.h"
#include "laurel/proto/paths.h"
#include "laurel/server_domain/publisher.h"
#include "laurel/server_evaluation/gold_cases.h"
#include "laurel/server_store/data_folder.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"
#include "laurel/weights/safetensors.h"
#include "support/sanitized.h"

#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <map>
#include <mutex>
#include <set>

/// A hundred clients at once, a thousand contributions: none lost, none twice, no version by
/// halves.
namespace laurel {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int clients = 100;
constexpr int perClient = 10;
constexpr int keyCount = 20;

/// What the tenth part of a client's contributions is, by its place.
enum class Kind { Good, Duplicate, NotFinite, WrongTensors };
Kind kindOf(int place) {
    return place == 0 ? Kind::Good
                      : std::array{Kind::Duplicate, Kind::NotFinite,
                                   Kind::WrongTensors}[static_cast<std::size_t>(place % 3)];
}

std::string bytesOf(const StateDict& weights) {
    const std::vector<std::byte> bytes = serializeSafetensors(weights);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Weights that differ from `base` in one value of one tensor.
StateDict changed(const StateDict& base, float value) {
    StateDict weights;
    bool first = true;
    for (const auto& [name, tensor] : base.entries()) {
        if (first && tensor.dtype() == DType::F32) {
            const auto floats = tensor.floats();
            std::vector<float> values(floats.begin(), floats.end());
            values.front() = value;
            weights.add(name, Tensor::fromFloats(tensor.shape(), values));
            first = false;
        } else {
            weights.add(name, tensor);
        }
    }
    return weights;
}

class Scale : public ::testing::Test {
  protected:
    Scale() {
        Engine engine;
        replay::SmallTraining training;
        training.steps = 2;
        training.learningRate = 1e-3;
        base_ = replay::trainOn(engine, replay::SliceSamples(replay::slicesOf({.slices = 1})),
                                training);
        const DataFolder folder{data_};
        fs::create_directory(data_);
        SqliteMetadataStore metadata(folder.database(), 1);
        FolderBlobStore blobs(folder.blobs());
        const ServerIdentity identity = openIdentity(folder);
        ModelPackage::create(folder_.path() / "package", replay::smallModel(), base_);
        Publisher(metadata, blobs, identity).publish(folder_.path() / "package");
        const SyntheticCase gold = replay::imageOf({.slices = 1, .level = 0.6});
        writeVolume(folder_.path() / "image.nii.gz", gold.image);
        writeLabels(folder_.path() / "labels.nii.gz", gold.labels);
        GoldCases(metadata, blobs, engine)
            .add(model_,
                 {folder_.path() / "image.nii.gz", folder_.path() / "labels.nii.gz", {}, ""},
                 "local", {});
        for (int i = 0; i < keyCount; ++i) {
            const ProcessResult made =
                runProcess({program_, "admin", "--data", data_, "key", "add", "--name", "Site"});
            keys_.push_back(made.out.substr(0, made.out.find('\n')));
        }
    }

    /// A server whose gates let all pass that can be run: what is tested is what becomes of it.
    std::unique_ptr<RunningProgram> start() const {
        std::vector<std::string> more;
        for (const char* setting :
             {"merge.alphas=[1.0]", "merge.gates.candidate_least=0", "merge.gates.candidate_drop=1",
              "merge.gates.mean_drop=1", "merge.gates.best_mean_drop=1", "merge.gates.label_drop=1",
              "merge.gates.best_label_drop=1", "merge.gates.group_drop=1",
              "merge.gates.macro_drop=1", "intake.open_per_key=1000",
              "intake.contributions_per_day=1000", "intake.greatest_staleness=1000",
              "http.connections_per_address=200", "rates.requests_per_minute=1000000",
              "rates.requests_at_once=100000", "evaluation.threads=1", "log_level=\"warning\""}) {
            more.insert(more.end(), {"--set", setting});
        }
        return std::make_unique<RunningProgram>(program_, data_, more);
    }

    std::string contentOf(int client, int place) const {
        const auto value = static_cast<float>(client) / 1000;
        switch (kindOf(place)) {
        case Kind::Good:
        case Kind::Duplicate:
            return bytesOf(changed(base_, value + 0.001F));
        case Kind::NotFinite: {
            StateDict weights = changed(base_, std::numeric_limits<float>::quiet_NaN());
            std::string bytes = bytesOf(weights); // all differ: the last value says who sends them
            const auto own = static_cast<float>(client * perClient + place + 1);
            std::memcpy(bytes.data() + bytes.size() - sizeof own, &own, sizeof own);
            return bytes;
        }
        case Kind::WrongTensors: {
            StateDict weights;
            weights.add("other",
                        Tensor::fromFloats({1}, {static_cast<float>(client * perClient + place)}));
            return bytesOf(weights);
        }
        }
        return {};
    }

    /// One contribution; every request is sent again until it is answered, each second one twice.
    std::string contribute(httplib::Client& client, const std::string& content,
                           const std::string& name) const {
        ContributionRequest request;
        request.size = content.size();
        request.sha256 = sha256Hex(content);
        request.slices = 5;
        request.client = {"scale", "1"};
        std::set<std::string> ids;
        for (int i = 0; i < 2; ++i) {
            const httplib::Result created =
                client.Post(contributionsPath(model_), {{"Idempotency-Key", name}},
                            serialize(request), "application/json");
            EXPECT_TRUE(created && created->status == 201)
                << (created ? created->body : httplib::to_string(created.error()));
            if (created && created->status == 201) {
                ids.insert(parseContributionId(created->body));
            }
        }
        EXPECT_EQ(ids.size(), 1U);
        std::string id = ids.empty() ? "" : *ids.begin();
        const ContentRange whole{0, content.size() - 1, content.size()};
        const httplib::Result put =
            client.Put(contributionContentPath(id), {{"Content-Range", toString(whole)}}, content,
                       "application/octet-stream");
        EXPECT_TRUE(put && put->status == 200)
            << (put ? put->body : httplib::to_string(put.error()));
        return id;
    }

    void actAs(int number, const std::string& url) {
        httplib::Client client(url);
        client.set_keep_alive(true);
        client.set_read_timeout(120);
        client.set_bearer_token_auth(keys_[static_cast<std::size_t>(number % keyCount)].c_str());
        for (int place = 0; place < perClient; ++place) {
            const std::string id = contribute(client, contentOf(number, place),
                                              std::to_string(number) + "-" + std::to_string(place));
            const std::lock_guard lock(mutex_);
            kinds_.emplace(id, kindOf(place));
            keyOf_.emplace(id, keys_[static_cast<std::size_t>(number % keyCount)]);
        }
    }

    ContributionStatus outcome(httplib::Client& client, const std::string& id) const {
        ContributionStatus status;
        for (int i = 0; i < 3000; ++i) {
            const httplib::Result answer =
                client.Get(contributionPath(id), {{"Authorization", "Bearer " + keyOf_.at(id)}});
            status = answer && answer->status == 200 ? parseContributionStatus(answer->body)
                                                     : ContributionStatus();
            if (isFinal(status.state)) {
                break;
            }
            std::this_thread::sleep_for(100ms);
        }
        return status;
    }

    static std::size_t peakMemory(pid_t process) {
        std::ifstream file("/proc/" + std::to_string(process) + "/status");
        for (std::string line; std::getline(file, line);) {
            if (line.starts_with("VmHWM:")) {
                return std::stoul(line.substr(6)) << 10U;
            }
        }
        return std::numeric_limits<std::size_t>::max();
    }

    const std::string program_ = LAUREL_SERVER_PROGRAM;
    const std::string model_ = replay::smallModel().id;
    TemporaryFolder folder_;
    fs::path data_ = folder_.path() / "data";
    StateDict base_;
    std::vector<std::string> keys_;
    std::mutex mutex_; ///< guards what follows
    std::map<std::string, Kind> kinds_;
    std::map<std::string, std::string> keyOf_;
};

TEST_F(Scale, losesNothingAndDoesNothingTwice) {
    const auto server = start();
    ASSERT_FALSE(server->url().empty());
    std::vector<std::thread> threads;
    threads.reserve(clients);
    for (int number = 0; number < clients; ++number) {
        threads.emplace_back([&, number] { actAs(number, server->url()); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    ASSERT_EQ(kinds_.size(), std::size_t{clients} * perClient) << "each has an id of its own";

    httplib::Client client(server->url());
    client.set_keep_alive(true);
    std::map<std::string, int> reasons;
    std::set<std::int64_t> versions;
    for (const auto& [id, kind] : kinds_) {
        const ContributionStatus status = outcome(client, id);
        const bool isPublished = status.state == ContributionState::Published;
        ++reasons[isPublished ? "published" : status.reasonCode];
        if (isPublished) {
            EXPECT_TRUE(kind == Kind::Good || kind == Kind::Duplicate);
            EXPECT_TRUE(versions.insert(status.version.value()).second) << "published twice";
        } else {
            EXPECT_EQ(status.state, ContributionState::Rejected) << status.reason;
        }
    }
    // Of ten of each client one is good, three have its bytes again, three each are refused.
    EXPECT_EQ(reasons, (std::map<std::string, int>{{"published", clients},
                                                   {"duplicate", 3 * clients},
                                                   {"not_finite", 3 * clients},
                                                   {"wrong_tensors", 3 * clients}}));
    EXPECT_EQ(parseVersionList(server->get(versionsPath(model_))).size(), versions.size() + 1);
    EXPECT_EQ(*versions.rbegin(), clients + 1) << "without gaps";
    RecordProperty("peak_bytes", static_cast<int>(peakMemory(server->pid()) >> 20U));
    if (isSanitized) {
        std::puts("memory is not looked at: sanitizers keep what was freed");
    } else {
        EXPECT_LT(peakMemory(server->pid()), std::size_t{700} << 20U);
    }
    const ProcessResult verified = runProcess({program_, "admin", "--data", data_, "verify"});
    EXPECT_EQ(verified.exitCode, 0) << verified.out;
}

} // namespace
} // namespace laurel
