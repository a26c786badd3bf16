#pragma once

#include "laurel/dicom/series.h"
#include "slice_header.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace laurel {

/// The slices of a series that could not be decoded.
class SliceDamage {
  public:
    /// @param at its number among all slices of all frames; they may come in any order
    void add(std::size_t at, const std::string& why) { places_.emplace(at, why); }
    bool empty() const noexcept { return places_.empty(); }

    /// Refuses the series, or notes what is left out, as the options say. @param count of all
    /// slices
    /// @throws BrokenSlices, or Error InvalidInput where no slice is whole
    void settle(const SeriesInfo& series, std::size_t count,
                const SeriesReadOptions& options) const;

    /// The lowest value of the whole slices. Precondition: there is one.
    template <typename T>
    T lowest(std::span<const T> values, std::size_t plane) const {
        bool found = false;
        T low{};
        for (std::size_t at = 0; at * plane < values.size(); ++at) {
            if (!places_.contains(at)) {
                const T own = std::ranges::min(values.subspan(at * plane, plane));
                low = found ? std::min(low, own) : own;
                found = true;
            }
        }
        return low;
    }

    template <typename T>
    void fill(std::span<T> values, std::size_t plane, T with) const {
        for (const auto& [at, why] : places_) {
            std::ranges::fill(values.subspan(at * plane, plane), with);
        }
    }

  private:
    std::vector<std::string> reasons() const;

    std::map<std::size_t, std::string> places_; ///< and why; in the order of slices
};

} // namespace laurel
