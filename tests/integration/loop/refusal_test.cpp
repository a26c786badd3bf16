#include "loop_world.h"

#include "laurel/base/random.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>

/// What a hostile or mistaken client may send: each with its own answer, the server still serving.
namespace laurel {
namespace {

class Refusals : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = std::make_unique<TemporaryFolder>();
        const fs::path config = folder_->path() / "server.toml";
        writeFileAtomically(config, "[intake]\nfile_bytes = 20000000\n");
        server_ =
            std::make_unique<RunningProgram>(serverProgram, World::get().dataIn(folder_->path()),
                                             std::vector<std::string>{"--config", config});
    }
    static void TearDownTestSuite() {
        server_.reset();
        folder_.reset();
    }

    void TearDown() override {
        EXPECT_EQ(versionsOf(*server_).size(), 1U) << "nothing of all this was published";
    }

    void expectRejected(const std::string& content, const std::string& code) {
        const ContributionStatus status = contributor_.contribute(content);
        EXPECT_EQ(toString(status.state), "rejected");
        EXPECT_EQ(status.reasonCode, code) << status.reason;
        EXPECT_FALSE(status.reason.empty());
        EXPECT_EQ(status.version, std::nullopt);
    }

    /// The tuned weights with one tensor changed, the first that has several axes.
    template <typename Change>
    std::string changed(const Change& change) const {
        StateDict result;
        bool isFirst = true;
        for (const auto& [name, tensor] : tuned_.entries()) {
            if (isFirst && tensor.shape().size() > 1) {
                change(name, tensor, result);
                isFirst = false;
            } else {
                result.add(name, tensor);
            }
        }
        return bytesOf(result);
    }

    inline static std::unique_ptr<TemporaryFolder> folder_;
    inline static std::unique_ptr<RunningProgram> server_;
    RawContributor contributor_{server_->url(), World::get().key};
    StateDict base_ = ModelPackage::open(World::package).weights();
    StateDict tuned_ = ModelPackage::open(World::get().tuned).weights();
};

TEST_F(Refusals, ofWhatIsNotSafetensors) {
    expectRejected("\x80\x04\x95 a pickle" + std::string(200, 'p'), "not_safetensors");
    expectRejected("PK\x03\x04 TorchScript" + std::string(200, 't'), "not_safetensors");
    const std::string whole = bytesOf(tuned_);
    expectRejected(whole.substr(0, whole.size() / 2), "not_safetensors");
}

TEST_F(Refusals, ofWhatIsTooLarge) {
    ContributionRequest asked = contributor_.request("x");
    asked.size = 20'000'001;
    const httplib::Result answer = contributor_.create(asked);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 413);
}

TEST_F(Refusals, ofOtherTensors) {
    expectRejected(changed([](const std::string& name, const Tensor& tensor, StateDict& into) {
                       into.add(name + "x", tensor);
                   }),
                   "wrong_tensors");
    expectRejected(
        changed([](const std::string& name, const Tensor& tensor, StateDict& into) {
            const auto values = tensor.floats();
            into.add(name, Tensor::fromFloats({tensor.count()}, {values.begin(), values.end()}));
        }),
        "wrong_tensors");
    expectRejected(changed([](const std::string& name, const Tensor& tensor, StateDict& into) {
                       std::vector<float> values(tensor.floats().begin(), tensor.floats().end());
                       values[0] = std::numeric_limits<float>::quiet_NaN();
                       into.add(name, Tensor::fromFloats(tensor.shape(), std::move(values)));
                   }),
                   "not_finite");
}

TEST_F(Refusals, ofABaseThatThereIsNot) {
    const std::string content = bytesOf(tuned_);
    ContributionRequest asked = contributor_.request(content);
    asked.kind = ContributionKind::Delta;
    asked.baseVersion = 99;
    const httplib::Result answer = contributor_.create(asked);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 422) << answer->body;
}

TEST_F(Refusals, ofBytesThatWereNotPromised) {
    const std::string content = bytesOf(base_);
    ContributionRequest asked = contributor_.request(content);
    asked.sha256 = std::string(64, '0');
    const ContributionStatus status = contributor_.contribute(content, asked);
    EXPECT_EQ(toString(status.state), "rejected");
    EXPECT_EQ(status.reasonCode, "digest") << status.reason;
}

TEST_F(Refusals, ofAnotherKeysContribution) {
    const httplib::Result created = contributor_.create(contributor_.request("abc"));
    ASSERT_TRUE(created);
    RawContributor other(server_->url(), World::get().other);
    const httplib::Result answer = other.put(parseContributionId(created->body), "abc");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 404);
    RawContributor stranger(server_->url(), "lk_0000_" + std::string(64, '0'));
    const httplib::Result refused = stranger.create(contributor_.request("abc"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 401);
}

/// As far from the base as may be, in a random direction.
TEST_F(Refusals, ofARandomNetByGate1AndOfItsReplay) {
    Random random(1);
    StateDict candidate;
    for (const auto& [name, tensor] : base_.entries()) {
        std::vector<float> values(tensor.floats().begin(), tensor.floats().end());
        double squares = 0;
        for (const float value : values) {
            squares += double{value} * double{value};
        }
        const double deviation = 0.9 * std::sqrt(squares / static_cast<double>(values.size()));
        for (float& value : values) {
            value += static_cast<float>(deviation * random.normal());
        }
        candidate.add(name, Tensor::fromFloats(tensor.shape(), std::move(values)));
    }
    const std::string content = bytesOf(candidate);
    expectRejected(content, "gate1");
    expectRejected(content, "duplicate");
}

/// A net that takes one side of the calf for the other, as after training on mirrored limbs: on a
/// server that lets every candidate through gate 1, gate 2 still finds that the merge is worse.
TEST_F(Refusals, ofSwappedSidesByGate2) {
    const World& world = World::get();
    const TemporaryFolder folder;
    const fs::path eager = folder.path() / "eager";
    ModelManifest manifest = ModelPackage::open(World::package).manifest();
    manifest.training.learningRate = 1e-3;
    manifest.training.epochs = 12;
    manifest.training.proximal = 0; // nothing holds it near the base
    ModelPackage::create(eager, manifest, base_);
    const fs::path swapped = folder.path() / "swapped";
    succeed({clientProgram, "finetune", "--model", eager, "--image", world.image, "--labels",
             world.labels, "--rename", "Gastrocnemius medialis=Gastrocnemius lateralis", "--rename",
             "Gastrocnemius lateralis=Gastrocnemius medialis", "-o", swapped});
    const fs::path config = folder.path() / "server.toml";
    writeFileAtomically(config, "[merge]\nalphas = [0.5]\n[merge.gates]\ncandidate_least = 0.0\n"
                                "candidate_drop = 1.0\n");
    const RunningProgram server(serverProgram, world.dataIn(folder.path()), {"--config", config});
    const ContributionStatus status =
        RawContributor(server.url(), world.key)
            .contribute(bytesOf(ModelPackage::open(swapped).weights()));
    EXPECT_EQ(toString(status.state), "rejected");
    EXPECT_THAT(status.reasonCode, ::testing::StartsWith("gate2")) << status.reason;
    EXPECT_EQ(versionsOf(server).size(), 1U);
}

} // namespace
} // namespace laurel
