#pragma once

#include "laurel/package/manifest.h"
#include "laurel/server_domain/gold_scores.h"
#include "laurel/server_domain/refusal.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// Whether weights are good enough, judged by their scores on the gold cases. Pure functions; all
/// numbers are Dice, 0 to 1. Bounds are inclusive, and differences below 1e-9 are rounding.
namespace laurel {

/// Defaults are the design's ("Merge", policy gated). A bound of 1 on a difference switches it off.
struct GateSettings {
    double candidateLeast = 0.5; ///< gate 1: mean Dice of the candidate itself
    double candidateDrop = 0.05; ///< gate 1: below the current version
    double mergedLeast = 0;      ///< gate 2: mean Dice of the merged weights
    double meanDrop = 0.002;     ///< gate 2: below the current version
    double bestMeanDrop = 0.005; ///< gate 2: below the best version ever
    double labelDrop = 0.02;     ///< gate 2: of any label, below the current version
    double bestLabelDrop = 0.05; ///< gate 2: of any label, below its own best ever
    double groupDrop = 0.02;     ///< gate 2: of any group of gold cases, below the current version
    double macroDrop = 0.01;     ///< gate 2: of the mean over labels, below the current version
    /// Gate 2: how sure it must be that the mean over cases fell by no more than meanDrop, from 0.5
    /// to below 1, by a paired bootstrap over the cases; 0: not asked.
    double confidence = 0;
};

/// What the gates compare. Scores of different sets of gold cases are not comparable.
struct ScoreSummary {
    std::optional<double> meanDice;         ///< over cases, of the mean over a case's segments
    std::map<std::string, double> labels;   ///< by the manifest's label: over cases and sides
    std::map<std::string, double> groups{}; ///< by the cases' tag: over its cases; no tag: none
    bool operator==(const ScoreSummary&) const = default;
};

/// The mean over the labels that the other has too, each counted once however many cases have it;
/// none without such labels.
std::optional<double> macroDice(const ScoreSummary& summary, const ScoreSummary& other);

/// Cases and labels without a score are left out. A segment belongs to the label of its name, or of
/// its name without "_L" or "_R".
ScoreSummary summarise(const GoldScores& scores, const std::vector<ModelLabel>& labels);

/// The best that can become of an evaluation of which so many cases are still to come: each of them
/// is perfect. Says nothing of groups. What a gate refuses of this, it refuses of whatever comes.
ScoreSummary atBest(const GoldScores& soFar, std::size_t casesLeft,
                    const std::vector<ModelLabel>& labels);

/// Gate 1, loose: a useful site may differ, a wrong task is far off.
/// Precondition: both have a mean.
std::optional<Refusal> gate1(const ScoreSummary& candidate, const ScoreSummary& current,
                             const GateSettings& settings);

/// Gate 2, strict. @param best greatest values that any version reached, each on its own; where it
/// has none, there is nothing to fall below
/// Precondition: merged and current have a mean.
std::optional<Refusal> gate2(const ScoreSummary& merged, const ScoreSummary& current,
                             const ScoreSummary& best, const GateSettings& settings);

/// The part of gate 2 that looks at single cases: non-inferiority by a paired bootstrap (B. Efron,
/// R. Tibshirani, "An Introduction to the Bootstrap", 1993, section 13.3: the percentile interval),
/// 2000 resamples of the cases that both have, drawn from a fixed seed. Passes everything unless
/// settings.confidence asks for it.
std::optional<Refusal> gate2Bootstrap(const GoldScores& merged, const GoldScores& current,
                                      const GateSettings& settings);

} // namespace laurel
