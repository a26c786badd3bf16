#include "slice_places.h"

#include "plane_vectors.h"

#include <algorithm>
#include <cmath>

namespace laurel {

bool SlicePlaces::isEven() const {
    if (duplicates() > 0 || along.size() < 2) {
        return duplicates() == 0;
    }
    const double spacing = (along.back() - along.front()) / static_cast<double>(along.size() - 1);
    double worst = 0;
    for (std::size_t i = 0; i < along.size(); ++i) {
        const double even = along.front() + spacing * static_cast<double>(i);
        worst = std::max(worst, std::abs(along[i] - even));
    }
    return worst <= std::max(samePositionMm, sameSpacing * spacing);
}

SlicePlaces placesOf(const std::vector<SliceHeader>& slices) {
    const Vector3 axis = normalOf(slices.front());
    SlicePlaces result;
    result.along.resize(slices.size());
    std::ranges::transform(slices, result.along.begin(),
                           [&](const SliceHeader& slice) { return dot(*slice.position, axis); });
    std::ranges::sort(result.along);
    std::size_t atFirst = 0;
    for (std::size_t at = 0; at < result.along.size();) {
        std::size_t end = at + 1;
        while (end < result.along.size() && result.along[end] - result.along[at] < samePositionMm) {
            ++end;
        }
        atFirst = at == 0 ? end : atFirst;
        result.everywhereAlike = result.everywhereAlike && end - at == atFirst;
        result.mostAtOne = std::max(result.mostAtOne, end - at);
        ++result.places;
        at = end;
    }
    return result;
}

} // namespace laurel
