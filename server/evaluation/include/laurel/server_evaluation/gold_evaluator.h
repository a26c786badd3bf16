#pragma once

#include "laurel/engine/engine.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/metadata_store.h"
#include "laurel/server_domain/model_evaluator.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace laurel {

/// Where the time of an evaluation went: seconds of wall clock.
struct EvaluationTimes {
    std::size_t cases = 0;
    double network = 0; ///< spent in the network itself
    double total = 0;   ///< all of it, but for waiting until there was room for it
    std::string model;
    std::string engineNote; ///< as SegmentationResult's, of the last case
};

struct GoldEvaluatorSettings {
    /// Of prepared gold cases that stay in memory for the next evaluation. A network and one case
    /// come on top.
    std::size_t cacheBytes = std::size_t{1} << 30;
    int threads = 0; ///< of all networks that run at once, together; 0: one per core
    /// For the networks that run at once. One that needs more runs alone.
    std::uint64_t memoryBytes = std::uint64_t{4} << 30;
    /// Told after every evaluation that was finished, in its thread; for logs. May be empty; must
    /// not throw.
    std::function<void(const EvaluationTimes&)> onEvaluated = {};
};

class EvaluationBudget;
class PreparedCases;

/// What running a network of these weights takes, about; bytes. Measured were 30 MB for weights of
/// 4 MB, and 380 MB for 67 MB in layers of 256 channels.
std::uint64_t evaluationBytes(std::uint64_t weightBytes) noexcept;

/// Measures weights by segmenting every gold case of their model, as a client would, on images that
/// were pre-processed once per manifest's `input`. The score of a structure is its volume Dice
/// (models/metrics).
///
/// Thread-safe. Several networks run at once as far as threads and memory go; one alone has all
/// threads. Cases are read anew from the store at the start of each call, so that one that was
/// removed does not count in it.
class GoldEvaluator final : public ModelEvaluator {
  public:
    /// All three outlive the evaluator.
    GoldEvaluator(MetadataStore& metadata, const BlobStore& blobs, Engine& engine,
                  const GoldEvaluatorSettings& settings = {});
    ~GoldEvaluator() override;

    /// Waits for nobody.
    std::string goldSetDigest(const std::string& modelId) override;

    /// @throws Error InvalidInput only when the weights do not fit the manifest's network or lead
    /// to
    ///         values that are not finite on a case; Internal when the network fails; Cancelled;
    ///         Unavailable for what is wrong with the server: a gold case, the runtime library, a
    ///         plugin; and as the store does
    GoldScores evaluate(const ModelManifest& manifest, const StateDict& weights,
                        const CancellationToken& cancel, const GoOn& goOn) override;
    using ModelEvaluator::evaluate;

    /// @throws Error as evaluate
    StateDict calibrated(const ModelManifest& manifest, const StateDict& weights,
                         const CancellationToken& cancel) override;

  private:
    GoldScores measure(const ModelManifest& manifest, const StateDict& weights,
                       EvaluationTimes& times, const CancellationToken& cancel, const GoOn& goOn);

    MetadataStore& metadata_;
    Engine& engine_;
    GoldEvaluatorSettings settings_;
    std::unique_ptr<EvaluationBudget> budget_;
    std::unique_ptr<PreparedCases> cases_;
};

} // namespace laurel
