#pragma once

#include "laurel/server_domain/gold_scores.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// What a published version reaches on one set of gold cases (ModelEvaluator::goldSetDigest).
struct VersionEvaluation {
    std::string modelId;
    std::int64_t version = 0;
    std::string goldSet; ///< digest, 64 hexadecimal digits
    double meanDice = 0; ///< the gate's mean over cases and labels
    GoldScores scores;
    std::map<std::string, double> labelDice; ///< the gate's means by the manifest's label
    bool operator==(const VersionEvaluation&) const = default;
};

struct VersionMean {
    std::int64_t version = 0;
    double meanDice = 0;
    bool operator==(const VersionMean&) const = default;
};

/// Part of a transaction, as MetadataReader; errors as there.
class EvaluationReader {
  public:
    virtual ~EvaluationReader() = default;

    virtual std::optional<VersionEvaluation> find(const std::string& modelId, std::int64_t version,
                                                  const std::string& goldSet) = 0;
    /// The greatest meanDice of all versions that were measured on this set.
    virtual std::optional<double> bestMean(const std::string& modelId,
                                           const std::string& goldSet) = 0;
    /// Of the latest versions that were measured on this set; the newest first.
    virtual std::vector<VersionMean> latestMeans(const std::string& modelId,
                                                 const std::string& goldSet, std::size_t most) = 0;
    /// For each label, the greatest labelDice of all versions that were measured on this set.
    virtual std::map<std::string, double> bestPerLabel(const std::string& modelId,
                                                       const std::string& goldSet) = 0;
};

/// Part of a transaction, as MetadataWriter.
class EvaluationWriter : public EvaluationReader {
  public:
    /// Does nothing where the version has been measured on this set before. The groups are the gold
    /// cases' own; a case without any score is not kept.
    /// @throws Error NotFound (the version, a gold case)
    virtual void add(const VersionEvaluation& evaluation) = 0;
};

} // namespace laurel
