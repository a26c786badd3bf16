#include "contribution_stream.h"

#include "laurel/base/random.h"

#include <array>
#include <cmath>
#include <span>
#include <utility>

namespace laurel::replay {

namespace {

// Quantiles 0, 5, ..., 95, 100 % of the published log, by history_shape.py.
constexpr std::array ages{0., 0., 0., 0., 0., 0.,  0.,  0.,  1.,  1., 2.,
                          3., 3., 5., 6., 8., 10., 13., 17., 23., 23.};
constexpr std::array gapSeconds{123.,  123.,  150.,   180.,   227.,   284.,    353.,
                                432.,  563.,  719.,   997.,   1519.,  2196.,   3554.,
                                5174., 8509., 17081., 65976., 85920., 340970., 340970.};
/// Shares of the uploads by key, the busiest first; the rest has the last.
constexpr std::array siteShares{0.354, 0.195, 0.164, 0.098, 0.071, 0.036, 0.022, 0.060};

constexpr std::array<std::pair<DeedKind, std::string_view>, 13> names{{
    {DeedKind::Honest, "honest"},
    {DeedKind::Unchanged, "unchanged"},
    {DeedKind::Incomplete, "incomplete"},
    {DeedKind::Sloppy, "sloppy"},
    {DeedKind::Overlong, "overlong"},
    {DeedKind::WrongTask, "wrong task"},
    {DeedKind::NotFinite, "not a number"},
    {DeedKind::SignFlip, "sign flip"},
    {DeedKind::Scaled, "times 100"},
    {DeedKind::SidesExchanged, "sides exchanged"},
    {DeedKind::RandomWeights, "random weights"},
    {DeedKind::PoisonedLabel, "poisoned label"},
    {DeedKind::Flood, "flood"},
}};

double drawn(std::span<const double> quantiles, Random& random) {
    const double place = random.uniform() * static_cast<double>(quantiles.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double share = place - static_cast<double>(below);
    return (1 - share) * quantiles[below] + share * quantiles[below + 1];
}

int drawnSite(Random& random) {
    double left = random.uniform();
    int site = 0;
    for (const double share : siteShares) {
        left -= share;
        if (left < 0) {
            break;
        }
        ++site;
    }
    return site;
}

DeedKind drawnKind(Random& random) {
    const double place = random.uniform();
    if (place < HistoryShape::farOff) {
        return DeedKind::WrongTask;
    }
    if (place < HistoryShape::harmful) {
        constexpr std::array harmful{DeedKind::Incomplete, DeedKind::Sloppy, DeedKind::Overlong};
        return harmful.at(static_cast<std::size_t>(random.integer(0, 2)));
    }
    return place < HistoryShape::harmful + HistoryShape::unchanged ? DeedKind::Unchanged
                                                                   : DeedKind::Honest;
}

} // namespace

std::string_view toString(DeedKind kind) noexcept {
    for (const auto& [one, name] : names) {
        if (one == kind) {
            return name;
        }
    }
    return "";
}

bool isHarmless(DeedKind kind) noexcept {
    return kind == DeedKind::Honest || kind == DeedKind::Unchanged;
}

ContributionStream historyStream(std::size_t deeds, std::uint64_t seed) {
    ContributionStream stream;
    stream.name = "history";
    Random random(seed);
    for (std::size_t i = 0; i < deeds; ++i) {
        PlannedDeed deed;
        deed.kind = drawnKind(random);
        deed.site = drawnSite(random);
        deed.age = static_cast<std::size_t>(drawn(ages, random));
        deed.gapMs = std::lround(1000 * drawn(gapSeconds, random));
        deed.seed = random.bits();
        stream.deeds.push_back(deed);
    }
    return stream;
}

ContributionStream attackStream(DeedKind kind, bool mixed, std::size_t deeds, std::uint64_t seed) {
    ContributionStream stream;
    stream.attack = toString(kind);
    stream.name = stream.attack + (mixed ? ", mixed" : ", alone");
    stream.mixed = mixed;
    Random random(seed);
    constexpr int attackersSite = 9;
    for (std::size_t i = 0; i < deeds; ++i) {
        PlannedDeed deed;
        const bool honest = mixed && i % 2 == 1;
        deed.kind = honest ? DeedKind::Honest : kind;
        deed.site = honest ? static_cast<int>(i / 2 % 6) : attackersSite;
        deed.age = honest ? 1 : 0;
        deed.gapMs = kind == DeedKind::Flood ? 100 : 600'000;
        deed.withNext = kind == DeedKind::Flood && i + 1 < deeds;
        deed.seed = random.bits();
        stream.deeds.push_back(deed);
    }
    return stream;
}

const std::vector<DeedKind>& attackKinds() {
    static const std::vector<DeedKind> kinds{DeedKind::NotFinite,     DeedKind::SignFlip,
                                             DeedKind::Scaled,        DeedKind::SidesExchanged,
                                             DeedKind::RandomWeights, DeedKind::PoisonedLabel,
                                             DeedKind::Unchanged,     DeedKind::Flood};
    return kinds;
}

} // namespace laurel::replay
