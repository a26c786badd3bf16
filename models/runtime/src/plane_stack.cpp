#include "plane_stack.h"

#include <memory>
#include <utility>

namespace laurel {

PlaneStack planesOnDemand(PreparedCase prepared) {
    PlaneStack stack{prepared.geometry(), prepared.planeSize(), prepared.placements(), {}};
    stack.plane = [prepared = std::move(prepared)](std::size_t index) {
        return prepared.plane(index);
    };
    return stack;
}

PlaneStack planesKept(const PreparedCase& prepared, const CancellationToken& cancel) {
    auto planes = std::make_shared<std::vector<NetworkPlane>>();
    planes->reserve(prepared.placements().size());
    for (std::size_t i = 0; i < prepared.placements().size(); ++i) {
        cancel.throwIfCancelled();
        planes->push_back(prepared.plane(i));
    }
    return {prepared.geometry(), prepared.planeSize(), prepared.placements(),
            [planes = std::shared_ptr<const std::vector<NetworkPlane>>(std::move(planes))](
                std::size_t index) { return planes->at(index); }};
}

} // namespace laurel
