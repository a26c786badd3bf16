#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/package/manifest.h"
#include "laurel/server_domain/gold_scores.h"
#include "laurel/weights/state_dict.h"

#include <string>

namespace laurel {

/// Measures weights on the gold cases of a model. Thread-safe; a call may take minutes.
class ModelEvaluator {
  public:
    virtual ~ModelEvaluator() = default;

    /// Which gold cases there are now: SHA-256 over their ids and digests. Scores are comparable
    /// only under the same one. @throws as the stores do
    virtual std::string goldSetDigest(const std::string& modelId) = 0;
    /// @return no cases where the model has no gold set
    /// @throws Error InvalidInput when it is the weights that are no good: they do not fit the
    /// manifest's network, or it gives values that are not finite; the message is one that a
    /// contributor may read. Cancelled, Unavailable, Internal
    virtual GoldScores evaluate(const ModelManifest& manifest, const StateDict& weights,
                                const CancellationToken& cancel) = 0;
};

} // namespace laurel
