#include "object_planes.h"

#include "laurel/imaging/orientation.h"
#include "object_items.h"

#include <cmath>
#include <string_view>

namespace laurel {

namespace {

constexpr double sameDirection = 1e-3;
constexpr double sameSpacing = 1e-3; ///< relative

/// The item of a functional group: the frame's own, else the one that all frames share.
DcmItem* groupOf(DcmItem& item, DcmItem* shared, const DcmTagKey& sequence) {
    if (DcmItem* own = firstItem(item, sequence)) {
        return own;
    }
    DcmItem* const common = shared == nullptr ? nullptr : firstItem(*shared, sequence);
    return common == nullptr ? &item : common; // single-frame objects have all at the top
}

bool areUnitVectors(const std::array<double, 6>& o) {
    const auto isOne = [](double square) { return std::abs(square - 1) < 2e-3; };
    return isOne(o[0] * o[0] + o[1] * o[1] + o[2] * o[2]) &&
           isOne(o[3] * o[3] + o[4] * o[4] + o[5] * o[5]) &&
           std::abs(o[0] * o[3] + o[1] * o[4] + o[2] * o[5]) < 2e-3;
}

std::optional<double> positive(DcmItem& item, const DcmTagKey& tag) {
    const auto number = numbers<1>(item, tag);
    return number && (*number)[0] > 0 ? std::optional((*number)[0]) : std::nullopt;
}

bool isSensible(const std::array<double, 3>& position) {
    return std::ranges::all_of(position, [](double v) { return std::abs(v) <= 1e6; });
}

bool isSensible(const std::array<double, 2>& spacing) {
    return std::ranges::all_of(spacing, [](double v) { return v >= 1e-4 && v <= 1e4; });
}

double cosineBetween(const Matrix3& a, int axisOfA, const Matrix3& b, int axisOfB) {
    return a[axisOfA] * b[axisOfB] + a[3 + axisOfA] * b[3 + axisOfB] +
           a[6 + axisOfA] * b[6 + axisOfB];
}

char oppositeOf(char letter) {
    constexpr std::string_view letters = "LPSRAI";
    return letters[(letters.find(letter) + 3) % letters.size()];
}

} // namespace

std::optional<FramePlane> framePlane(DcmItem& item, DcmItem* shared) {
    DcmItem& where = *groupOf(item, shared, DCM_PlanePositionSequence);
    DcmItem& towards = *groupOf(item, shared, DCM_PlaneOrientationSequence);
    DcmItem& measures = *groupOf(item, shared, DCM_PixelMeasuresSequence);
    const auto position = numbers<3>(where, DCM_ImagePositionPatient);
    const auto orientation = numbers<6>(towards, DCM_ImageOrientationPatient);
    const auto spacing = numbers<2>(measures, DCM_PixelSpacing);
    if (!position || !orientation || !spacing || !isSensible(*position) || !isSensible(*spacing) ||
        !areUnitVectors(*orientation)) {
        return std::nullopt;
    }
    return FramePlane{*position, *orientation, *spacing, positive(measures, DCM_SliceThickness),
                      positive(measures, DCM_SpacingBetweenSlices)};
}

std::array<double, 3> normalOf(const FramePlane& plane) {
    const auto& o = plane.orientation;
    return {o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]};
}

double along(const std::array<double, 3>& direction, const std::array<double, 3>& point) {
    return direction[0] * point[0] + direction[1] * point[1] + direction[2] * point[2];
}

std::array<double, 3> difference(const std::array<double, 3>& a, const std::array<double, 3>& b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

bool areParallel(const FramePlane& a, const FramePlane& b) {
    const auto close = [](double x, double y, double tolerance) {
        return std::abs(x - y) <= tolerance;
    };
    for (std::size_t i = 0; i < a.orientation.size(); ++i) {
        if (!close(a.orientation[i], b.orientation[i], sameDirection)) {
            return false;
        }
    }
    return close(a.pixelSpacing[0], b.pixelSpacing[0], sameSpacing * a.pixelSpacing[0]) &&
           close(a.pixelSpacing[1], b.pixelSpacing[1], sameSpacing * a.pixelSpacing[1]);
}

LabelMap alongAxes(const LabelMap& labels, const Matrix3& direction) {
    const Matrix3& own = labels.geometry().direction();
    const std::string letters = Orientation::of(own).letters();
    std::array<int, 3> order{0, 1, 2};
    std::string wanted;
    double largest = -1;
    do {
        double sum = 0;
        std::string candidate;
        for (int axis = 0; axis < 3; ++axis) {
            const double cosine = cosineBetween(own, order[axis], direction, axis);
            const char letter = letters[static_cast<std::size_t>(order[axis])];
            candidate += cosine < 0 ? oppositeOf(letter) : letter;
            sum += std::abs(cosine);
        }
        if (sum > largest) {
            largest = sum;
            wanted = candidate;
        }
    } while (std::next_permutation(order.begin(), order.end()));
    return reorient(labels, Orientation(wanted));
}

Geometry gridOf(const FramePlane& first, std::int64_t columns, std::int64_t rows,
                std::int64_t count, double distance) {
    const auto& o = first.orientation;
    const auto normal = normalOf(first);
    return {GridSize{columns, rows, count},
            {first.pixelSpacing[1], first.pixelSpacing[0], distance},
            {first.position[0], first.position[1], first.position[2]},
            {o[0], o[3], normal[0], o[1], o[4], normal[1], o[2], o[5], normal[2]}};
}

} // namespace laurel
