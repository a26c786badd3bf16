#pragma once

#include "small_weights.h"

#include "support/tiny_package.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/server_domain/contribution_pipeline.h"
#include "laurel/server_store/folder_blob_store.h"
#include "laurel/server_store/sqlite_metadata_store.h"
#include "laurel/weights/safetensors.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {

/// Measures by a formula of the first parameter, on whatever gold cases the store has.
class FormulaEvaluator final : public ModelEvaluator {
  public:
    explicit FormulaEvaluator(MetadataStore& metadata) : metadata_(metadata) {}

    /// Dice of every structure: best where the parameter is 10, 0.02 less for each step away.
    std::function<double(float)> quality = [](float parameter) {
        return std::max(0.0, 1 - 0.02 * std::abs(double{parameter} - 10));
    };
    /// Called before each measurement, with the first parameter; may throw.
    std::function<void(float, const CancellationToken&)> before = [](float,
                                                                     const CancellationToken&) {};

    std::string goldSetDigest(const std::string& modelId) override {
        std::string text;
        for (const GoldCase& one : metadata_.beginRead()->gold().cases(modelId)) {
            text += one.id + one.imageSha256 + one.labelsSha256;
        }
        return sha256Hex(text);
    }

    using ModelEvaluator::evaluate;
    GoldScores evaluate(const ModelManifest& manifest, const StateDict& weights,
                        const CancellationToken& cancel, const GoOn& goOn) override {
        cancel.throwIfCancelled();
        const float parameter = valueOf(weights, "conv.weight");
        {
            const std::lock_guard lock(mutex_);
            measured_.push_back(parameter);
        }
        before(parameter, cancel);
        GoldScores scores;
        const std::vector<GoldCase> cases = metadata_.beginRead()->gold().cases(manifest.id);
        for (const GoldCase& one : cases) {
            const double dice = quality(parameter);
            scores.push_back({one.id, one.group, {{"Soleus_L", dice}, {"Soleus_R", dice}}});
            const std::size_t left = cases.size() - scores.size();
            if (goOn && left > 0 && !goOn(scores, left)) {
                break;
            }
        }
        return scores;
    }

    /// Statistics that no average of those in tests gives.
    static constexpr float calibratedMean = 100;
    std::function<void()> beforeCalibration = [] {}; ///< may throw
    StateDict calibrated(const ModelManifest& /*manifest*/, const StateDict& weights,
                         const CancellationToken& /*cancel*/) override {
        beforeCalibration();
        StateDict result;
        for (const auto& [name, tensor] : weights.entries()) {
            result.add(name, name == "norm.running_mean"
                                 ? Tensor::fromFloats(tensor.shape(), {calibratedMean})
                                 : tensor);
        }
        return result;
    }

    /// First parameters of all weights that were measured, in that order.
    std::vector<float> measured() const {
        const std::lock_guard lock(mutex_);
        return measured_;
    }

  private:
    MetadataStore& metadata_;
    mutable std::mutex mutex_;
    std::vector<float> measured_;
};

/// A server's domain on real stores in a folder, which may have been used before.
struct PipelineRig {
    explicit PipelineRig(const std::filesystem::path& place, const PipelineSettings& settings = {})
        : folder(place), pipeline(metadata, blobs, publisher, evaluator, settings, clock(),
                                  [this](std::string_view step, const std::string& subject) {
                                      observe(step, subject);
                                  }) {}

    std::filesystem::path folder;
    SqliteMetadataStore metadata{folder / "db.sqlite", 4};
    FolderBlobStore blobs{folder / "blobs"};
    ServerIdentity identity{Ed25519KeyPair(std::array<std::uint8_t, 32>{7})};
    std::int64_t nowMs = 1'769'903'999'999; ///< to be set before threads begin
    FormulaEvaluator evaluator{metadata};
    Publisher publisher{
        metadata, blobs, identity, clock(),
        [this](std::string_view step, const std::string& subject) { observe(step, subject); }};
    ContributionPipeline pipeline;

    std::string contributorKey = "key"; ///< with which the next contribution comes

    /// Called with each step of publisher and pipeline.
    std::function<void(std::string_view)> onStep = [](std::string_view) {};

    std::vector<std::string> steps() const {
        const std::lock_guard lock(mutex_);
        return steps_;
    }

    /// Publishes weights as the next version of a model. @param card content of CARD.md
    void publish(const SmallWeights& weights, const std::string& model = "tiny",
                 const std::string& card = "") {
        const TemporaryFolder aside;
        ModelPackage::create(aside.path() / "package", tinyManifest(model), weights.state());
        if (!card.empty()) {
            writeFileAtomically(aside.path() / "package" / "CARD.md", card);
        }
        publisher.publish(aside.path() / "package");
    }

    void addGoldCase(char digit, const std::string& model = "tiny") {
        GoldCase one;
        one.id = std::string(32, digit);
        one.modelId = model;
        one.labels = {"Soleus_L", "Soleus_R"};
        one.imageSha256 = std::string(64, 'a');
        one.labelsSha256 = std::string(64, 'b');
        const auto writer = metadata.beginWrite();
        writer->gold().add(one);
        writer->commit();
    }

    /// A contribution all of whose bytes are there. @return its id
    std::string contribute(const std::string& content, std::int64_t base = 1,
                           ContributionKind kind = ContributionKind::Full,
                           const std::string& model = "tiny") {
        const TemporaryFolder aside(blobs.stagingFolder());
        writeFileAtomically(aside.path() / "content", content);
        const std::string sha256 = blobs.take(aside.path() / "content");
        const auto writer = metadata.beginWrite();
        if (!writer->keys().find(contributorKey)) {
            writer->keys().add({.id = contributorKey,
                                .name = "A site",
                                .role = Role::Contributor,
                                .models = {},
                                .digest = std::string(64, '0'),
                                .revokedMs = {}});
        }
        Contribution one;
        const std::string number =
            std::to_string(writer->contributions().page("", 1000).size() + 1);
        one.id = std::string(32 - number.size(), '0') + number;
        one.modelId = model;
        one.keyId = contributorKey;
        one.request = {kind, base, content.size(), sha256, 5, std::nullopt, {"test", "1"}};
        writer->contributions().add(one);
        writer->contributions().recordBytes(one.id, 0, content.size(), nowMs);
        writer->contributions().advance(one.id, ContributionState::Receiving,
                                        ContributionState::Received, nowMs);
        writer->commit();
        return one.id;
    }
    std::string contribute(const SmallWeights& weights, std::int64_t base = 1,
                           ContributionKind kind = ContributionKind::Full,
                           const std::string& model = "tiny") {
        const std::vector<std::byte> bytes = serializeSafetensors(weights.state());
        return contribute(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
                          base, kind, model);
    }

    ContributionPipeline::Progress process(const std::string& id) {
        return pipeline.process(id, CancellationToken());
    }

    Contribution find(const std::string& id) {
        return metadata.beginRead()->contributions().find(id).value();
    }
    PublishedVersion version(std::int64_t number, const std::string& model = "tiny") {
        return metadata.beginRead()->version(model, number).value();
    }
    std::int64_t current(const std::string& model = "tiny") {
        return metadata.beginRead()->currentNumber(model).value();
    }
    std::string digestOf(std::int64_t number, const std::string& file) {
        for (const StatementFile& one : version(number).files) {
            if (one.file == file) {
                return one.sha256;
            }
        }
        return "";
    }
    StateDict weights(std::int64_t number) {
        return readSafetensors(blobs.path(digestOf(number, weightsFileName)));
    }
    float parameter(std::int64_t number) { return valueOf(weights(number), "conv.weight"); }
    ModelManifest manifest(std::int64_t number) {
        return parseManifest(readTextFile(blobs.path(digestOf(number, manifestFileName)), 1 << 20),
                             "manifest");
    }
    std::vector<std::string> auditActions() {
        std::vector<std::string> actions;
        for (const AuditRecord& record : metadata.beginRead()->audit().entries(0, 1000)) {
            actions.push_back(record.event.action);
        }
        return actions;
    }

  private:
    std::function<std::int64_t()> clock() {
        return [this] { return nowMs; };
    }
    void observe(std::string_view step, const std::string& /*subject*/) {
        {
            const std::lock_guard lock(mutex_);
            steps_.emplace_back(step);
        }
        onStep(step);
    }

    mutable std::mutex mutex_;
    std::vector<std::string> steps_;
};

} // namespace laurel
