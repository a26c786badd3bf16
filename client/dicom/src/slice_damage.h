#pragma once

#include "laurel/dicom/series.h"
#include "slice_header.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace laurel {

/// The slices of a series that could not be decoded.
class SliceDamage {
  public:
    /// @param at its number among all slices of all frames
    void add(std::size_t at, const std::string& why);
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
            if (!isBroken(at)) {
                const T own = std::ranges::min(values.subspan(at * plane, plane));
                low = found ? std::min(low, own) : own;
                found = true;
            }
        }
        return low;
    }

    template <typename T>
    void fill(std::span<T> values, std::size_t plane, T with) const {
        for (const std::size_t at : places_) {
            std::ranges::fill(values.subspan(at * plane, plane), with);
        }
    }

  private:
    bool isBroken(std::size_t at) const;

    std::vector<std::size_t> places_;
    std::vector<std::string> reasons_;
};

} // namespace laurel
