#include "slice_damage.h"

namespace laurel {

void SliceDamage::add(std::size_t at, const std::string& why) {
    places_.push_back(at);
    if (std::ranges::find(reasons_, why) == reasons_.end()) {
        reasons_.push_back(why);
    }
}

bool SliceDamage::isBroken(std::size_t at) const {
    return std::ranges::find(places_, at) != places_.end();
}

void SliceDamage::settle(const SeriesInfo& series, std::size_t count,
                         const SeriesReadOptions& options) const {
    constexpr std::size_t mostReasons = 5;
    if (places_.empty()) {
        return;
    }
    if (places_.size() == count) {
        throw Error(ErrorCode::InvalidInput, reasons_.front());
    }
    std::string text =
        std::to_string(places_.size()) + " of " + std::to_string(count) + " slices cannot be read";
    const std::size_t named = std::min(mostReasons, reasons_.size());
    for (std::size_t i = 0; i < named; ++i) {
        text += (i == 0 ? ": " : "; ") + reasons_[i];
    }
    if (named < reasons_.size()) {
        text += "; and " + std::to_string(reasons_.size() - named) + " more";
    }
    if (options.broken == SeriesReadOptions::Broken::Refuse) {
        throw BrokenSlices(series.id, text);
    }
    if (options.note) {
        options.note(text + ". They are empty here.");
    }
}

} // namespace laurel
