#include "bench.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/package/model_package.h"
#include "laurel/server_domain/contribution_pipeline.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"
#include "laurel/weights/safetensors.h"

#include <cstring>
#include <fstream>

namespace laurel::bench {

namespace {

constexpr double mostTime = 2;   // half of the bandwidth
constexpr double mostMemory = 3; // models
constexpr double bytesPerMegabyte = 1e6;

constexpr const char* manifestText = R"({"format":"laurel-model/1","id":"big","name":"Big",
    "description":"As large as the published leg network","license":"Apache-2.0","min_torch":"1.13",
    "plugin":{"name":"none","version":"1.0","hyperparameters":{}},
    "labels":[{"value":1,"name":"Soleus","abbreviation":"SOL","color":"#7480ED"}],
    "input":{"modality":"MR","axes":2,"spacing_mm":[1,1],"size":[64,64],"laterality":"none"}})";

/// The network's own memory is another matter: here everybody gets the same score.
class SameScore final : public ModelEvaluator {
  public:
    explicit SameScore(std::string goldCase) : goldCase_(std::move(goldCase)) {}

    std::string goldSetDigest(const std::string& /*modelId*/) override { return sha256Hex("gold"); }
    GoldScores evaluate(const ModelManifest& /*manifest*/, const StateDict& /*weights*/,
                        const CancellationToken& /*cancel*/, const GoOn& /*goOn*/) override {
        return {{goldCase_, "", {{"Soleus", 0.8}}}};
    }
    StateDict calibrated(const ModelManifest& /*manifest*/, const StateDict& weights,
                         const CancellationToken& /*cancel*/) override {
        return weights;
    }

  private:
    std::string goldCase_;
};

/// A server's domain with the model, one gold case and one contribution that was received.
class Domain {
  public:
    Domain() {
        ModelPackage::create(folder_.path() / "package", parseManifest(manifestText, "manifest"),
                             publishedSize(0.5F));
        publisher_.publish(folder_.path() / "package");
        writeSafetensors(blobs_.stagingFolder() / "content", publishedSize(0.51F));
        const auto writer = metadata_.beginWrite();
        addGoldCase(*writer);
        addContribution(*writer);
        writer->commit();
    }

    void process() {
        pipeline_.process(id_, {});
        const auto done = metadata_.beginRead()->contributions().find(id_);
        if (done->state != ContributionState::Published) {
            throw Error(ErrorCode::Internal, "was not published: " + done->reason);
        }
    }

  private:
    void addGoldCase(MetadataWriter& writer) const {
        GoldCase one;
        one.id = id_;
        one.modelId = "big";
        one.labels = {"Soleus"};
        one.imageSha256 = one.labelsSha256 = std::string(64, 'a');
        writer.gold().add(one);
    }

    void addContribution(MetadataWriter& writer) {
        writer.keys().add({.id = "key",
                           .name = "A site",
                           .role = Role::Contributor,
                           .models = {},
                           .digest = std::string(64, '0'),
                           .revokedMs = {}});
        const std::uint64_t size = std::filesystem::file_size(blobs_.stagingFolder() / "content");
        Contribution one;
        one.id = id_;
        one.modelId = "big";
        one.keyId = "key";
        one.request.size = size;
        one.request.sha256 = blobs_.take(blobs_.stagingFolder() / "content");
        one.request.slices = 5;
        one.request.client = {"bench", "1"};
        ContributionWriter& table = writer.contributions();
        table.add(one);
        table.recordBytes(id_, 0, size, 1);
        table.advance(id_, ContributionState::Receiving, ContributionState::Received, 1);
    }

    const std::string id_ = std::string(32, '1');
    TemporaryFolder folder_;
    SqliteMetadataStore metadata_{folder_.path() / "laurel.sqlite"};
    FolderBlobStore blobs_{folder_.path() / "blobs"};
    const ServerIdentity identity_{Ed25519KeyPair::generate()};
    Publisher publisher_{metadata_, blobs_, identity_};
    SameScore evaluator_{id_};
    ContributionPipeline pipeline_{metadata_, blobs_, publisher_, evaluator_, {}};
};

/// A merge reads three models and writes one, which is what copying two of them moves.
Measurement mergeTime(const std::filesystem::path& folder) {
    for (const char* name : {"base", "current", "candidate"}) {
        writeSafetensors(folder / name, publishedSize(name[0] == 'b' ? 0.5F : 0.51F));
    }
    const StateDict base = readSafetensors(folder / "base");
    const StateDict current = readSafetensors(folder / "current");
    const StateDict candidate = readSafetensors(folder / "candidate");
    const MergeInputs inputs{current, {{base, candidate}}};
    const auto policy = makeMergePolicy({});
    std::vector<char> from(std::filesystem::file_size(folder / "base"), 'x');
    std::vector<char> to(from.size());
    const PairedSeconds seconds = timePair(
        9, [&] { policy->merge(inputs, 0.5); },
        [&] {
            std::memcpy(to.data(), from.data(), from.size());
            std::memcpy(from.data(), to.data(), to.size());
        });
    return compare("merge of two 106 MB models", seconds.first, "copying as many bytes",
                   seconds.second, mostTime);
}

Measurement mergeMemory() {
    Domain domain;
    const double peak = peakGrowth([&] { domain.process(); });
    Measurement row;
    row.name = "screen, judge, merge, publish 106 MB: memory";
    row.value = peak / bytesPerMegabyte;
    row.unit = "MB";
    row.ratioTo = "the model, the network that judges left out";
    row.ratio = peak / publishedBytes;
    row.target = mostMemory;
    return row;
}

} // namespace

std::vector<Measurement> merge() {
    const TemporaryFolder folder;
    return {mergeMemory(), mergeTime(folder.path())};
}

} // namespace laurel::bench
