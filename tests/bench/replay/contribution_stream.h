#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Which contributions come, from whom, when, and how old their base is: planned beforehand, so
/// that every policy meets the same stream.
namespace laurel::replay {

enum class DeedKind {
    Honest,         ///< a correction that is right
    Unchanged,      ///< the base itself, or nearly: whoever confirms without correcting
    Incomplete,     ///< muscles that were not drawn count as background
    Sloppy,         ///< masks two pixels beside where they belong
    Overlong,       ///< one person, one slice, far too many steps
    WrongTask,      ///< names of muscles exchanged
    NotFinite,      ///< a weight that is not a number
    SignFlip,       ///< what was learned, times -4
    Scaled,         ///< what was learned, times 100
    SidesExchanged, ///< left is called right
    RandomWeights,  ///< noise with each tensor's own spread
    PoisonedLabel,  ///< one muscle's name on another place
    Flood,          ///< one key sends as many as it can, all at once
};
std::string_view toString(DeedKind kind) noexcept; ///< "honest", "unchanged", ...
bool isHarmless(DeedKind kind) noexcept;           ///< honest or unchanged

struct PlannedDeed {
    DeedKind kind = DeedKind::Honest;
    int site = 0;           ///< from 0; each has a key of its own
    std::size_t age = 0;    ///< contributions that came between its base and itself
    std::uint64_t seed = 1; ///< of all that is drawn for it
    std::int64_t gapMs = 0; ///< since the one before
    bool withNext = false;  ///< is still waiting when the next one arrives
};

struct ContributionStream {
    std::string name;
    std::string attack; ///< empty: the history
    bool mixed = false; ///< every other one is honest
    std::vector<PlannedDeed> deeds;
};

/// What was counted in the published log of Dafne's server for the leg model (29 January 2021 to 25
/// November 2022), by history_shape.py, which recounts it. Shares are of the uploads.
struct HistoryShape {
    static constexpr int uploads = 694;
    static constexpr int merges = 601;
    static constexpr int mergesThatLowered = 237;
    /// The uploaded weights' Dice on the validation set against the last merged version's.
    static constexpr double unchanged = 0.232;   ///< equal
    static constexpr double harmful = 0.301;     ///< more than 0.05 below
    static constexpr double farOff = 0.003;      ///< below 0.1 at all
    static constexpr double stale = 0.649;       ///< others were merged since the base was fetched
    static constexpr double busiestSite = 0.354; ///< share of one key
};

/// A stream of that shape: shares as in the history, rate, ages and sites drawn from its quantiles.
ContributionStream historyStream(std::size_t deeds, std::uint64_t seed);

/// One attack, alone or with an honest contribution after each, and all honest where kind is
/// Honest.
ContributionStream attackStream(DeedKind kind, bool mixed, std::size_t deeds, std::uint64_t seed);

/// All attacks that there are.
const std::vector<DeedKind>& attackKinds();

} // namespace laurel::replay
