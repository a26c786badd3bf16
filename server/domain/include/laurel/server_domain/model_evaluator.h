#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/package/manifest.h"
#include "laurel/server_domain/gold_scores.h"
#include "laurel/weights/state_dict.h"

#include <cstddef>
#include <functional>
#include <string>

namespace laurel {

/// Asked after each gold case but the last; what it is given is what evaluate would return then.
/// @return whether the others are worth measuring
using GoOn = std::function<bool(const GoldScores& soFar, std::size_t casesLeft)>;

/// Measures weights on the gold cases of a model. Thread-safe; a call may take minutes.
class ModelEvaluator {
  public:
    virtual ~ModelEvaluator() = default;

    /// Which gold cases there are now: SHA-256 over their ids and digests. Scores are comparable
    /// only under the same one. @throws as the stores do
    virtual std::string goldSetDigest(const std::string& modelId) = 0;
    /// @param goOn may be empty: to the end
    /// @return no cases where the model has no gold set
    /// @throws Error InvalidInput when it is the weights that are no good: they do not fit the
    /// manifest's network, or it gives values that are not finite; the message is one that a
    /// contributor may read. Cancelled, Unavailable, Internal
    virtual GoldScores evaluate(const ModelManifest& manifest, const StateDict& weights,
                                const CancellationToken& cancel, const GoOn& goOn) = 0;
    /// The weights with running statistics measured anew on the images of the gold cases (their
    /// masks do not matter), as Engine::calibrateStatistics; as they are where the model has no
    /// gold set. @throws as evaluate
    virtual StateDict calibrated(const ModelManifest& manifest, const StateDict& weights,
                                 const CancellationToken& cancel) = 0;
    /// To the end.
    GoldScores evaluate(const ModelManifest& manifest, const StateDict& weights,
                        const CancellationToken& cancel) {
        return evaluate(manifest, weights, cancel, {});
    }
};

} // namespace laurel
