#include "prepared_planes.h"

#include "side_recognition.h"

namespace laurel {

PreparedPlanes::PreparedPlanes(const ModelInput& input, const Geometry& image,
                               const PreparedCase& prepared, const CancellationToken& cancel)
    : input_(input), image_(image), asGuessed_(planesKept(prepared, cancel)) {
    if (isSideOpen(prepared)) {
        other_ = planesKept(prepared.withSide(otherSide(prepared)), cancel);
    }
}

std::size_t PreparedPlanes::bytes() const noexcept {
    const auto pixels =
        static_cast<std::size_t>(asGuessed_.planeSize.rows * asGuessed_.planeSize.columns);
    const std::size_t plane = sizeof(NetworkPlane) + sizeof(PlanePlacement) +
                              pixels * (sizeof(float) + sizeof(Mask::value_type));
    return sizeof(*this) + planes() * plane * (other_ ? 2 : 1);
}

} // namespace laurel
