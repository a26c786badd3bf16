#include "slice_damage.h"

namespace laurel {

/// Each once: slices of one file may share theirs.
std::vector<std::string> SliceDamage::reasons() const {
    std::vector<std::string> all;
    for (const auto& [at, why] : places_) {
        if (std::ranges::find(all, why) == all.end()) {
            all.push_back(why);
        }
    }
    return all;
}

void SliceDamage::settle(const SeriesInfo& series, std::size_t count,
                         const SeriesReadOptions& options) const {
    constexpr std::size_t mostReasons = 5;
    if (places_.empty()) {
        return;
    }
    const std::vector<std::string> why = reasons();
    if (places_.size() == count) {
        throw Error(ErrorCode::InvalidInput, why.front());
    }
    std::string text =
        std::to_string(places_.size()) + " of " + std::to_string(count) + " slices cannot be read";
    const std::size_t named = std::min(mostReasons, why.size());
    for (std::size_t i = 0; i < named; ++i) {
        text += (i == 0 ? ": " : "; ") + why[i];
    }
    if (named < why.size()) {
        text += "; and " + std::to_string(why.size() - named) + " more";
    }
    if (options.broken == SeriesReadOptions::Broken::Refuse) {
        throw BrokenSlices(series.id, text);
    }
    if (options.note) {
        options.note(text + ". They are empty here.");
    }
}

} // namespace laurel
