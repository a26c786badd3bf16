#pragma once

#include <string>
#include <string_view>

namespace laurel {

/// Why weights were not taken. An answer, not an error: the server did what it should.
struct Refusal {
    std::string code;     ///< stable word, one of `refusal`
    std::string sentence; ///< for people: names tensors, labels and numbers, never a file's path
    bool operator==(const Refusal&) const = default;
};

/// The words that programs may rely on.
namespace refusal {

// Screening
inline constexpr std::string_view tooLarge = "too_large";
inline constexpr std::string_view notSafetensors = "not_safetensors"; ///< or a damaged one
inline constexpr std::string_view duplicate = "duplicate"; ///< the same bytes came before
inline constexpr std::string_view unknownBase = "unknown_base";
inline constexpr std::string_view wrongTensors = "wrong_tensors"; ///< names, shapes or types
inline constexpr std::string_view wrongCounters = "wrong_counters";
inline constexpr std::string_view notFinite = "not_finite";
inline constexpr std::string_view wrongVariance = "wrong_variance"; ///< of a normalisation
inline constexpr std::string_view notShared =
    "not_shared"; ///< changed what should stay at the site
inline constexpr std::string_view nothingLearned = "nothing_learned";
inline constexpr std::string_view tooFar = "too_far"; ///< the norm of the change

// Judging
inline constexpr std::string_view outdatedBase = "outdated_base"; ///< current has other tensors
inline constexpr std::string_view unusable = "unusable"; ///< the network cannot run with them
inline constexpr std::string_view gate1 = "gate1";
inline constexpr std::string_view gate2 = "gate2"; ///< no strength of the merge passed
inline constexpr std::string_view gate2Least = "gate2_least";
inline constexpr std::string_view gate2Mean = "gate2_mean";
inline constexpr std::string_view gate2BestMean = "gate2_best_mean";
inline constexpr std::string_view gate2Label = "gate2_label";
inline constexpr std::string_view gate2BestLabel = "gate2_best_label";
inline constexpr std::string_view gate2Group = "gate2_group";
inline constexpr std::string_view gate2Macro = "gate2_macro";
inline constexpr std::string_view gate2Bootstrap = "gate2_bootstrap";

} // namespace refusal

} // namespace laurel
