#include "laurel/edit/handle_selection.h"

#include <algorithm>

namespace laurel {

bool HandleSelection::contains(const HandlePlace& place) const noexcept {
    return std::ranges::find(chosen_, place) != chosen_.end();
}

void HandleSelection::choose(const HandlePlace& place) {
    chosen_ = {place};
}

bool HandleSelection::toggle(const HandlePlace& place) {
    const bool takes = std::erase(chosen_, place) == 0;
    if (takes) {
        std::erase_if(chosen_, [&](const HandlePlace& one) { return one.plane != place.plane; });
        chosen_.push_back(place);
    }
    return takes;
}

void HandleSelection::putLast(const HandlePlace& place) {
    const auto found = std::ranges::find(chosen_, place);
    std::rotate(found, found + 1, chosen_.end());
}

void HandleSelection::keepOnly(const SlicePlane& plane, const std::vector<Contour>& curves) {
    std::erase_if(chosen_, [&](const HandlePlace& one) {
        return one.plane != plane || one.curve >= curves.size() ||
               one.handle >= curves[one.curve].handles.size();
    });
}

} // namespace laurel
