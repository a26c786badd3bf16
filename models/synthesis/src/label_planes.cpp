#include "label_planes.h"

#include "bone_placement.h"
#include "compartment.h"
#include "gap_muscles.h"
#include "signed_distance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace laurel {

namespace {

constexpr double coarseStep = 2; // mm; distances vary slowly
constexpr double margin = 14;    // mm of grid around the muscles

struct SidedName {
    std::string base;
    Side side = Side::Right;
};

std::optional<SidedName> splitSide(const std::string& name) {
    if (name.ends_with("_R")) {
        return SidedName{name.substr(0, name.size() - 2), Side::Right};
    }
    if (name.ends_with("_L")) {
        return SidedName{name.substr(0, name.size() - 2), Side::Left};
    }
    return std::nullopt;
}

/// Voxels of a slice, the last ones included.
struct VoxelBox {
    std::int64_t left = 0;
    std::int64_t top = 0;
    std::int64_t right = -1;
    std::int64_t bottom = -1;

    GridSize size() const { return {right - left + 1, bottom - top + 1, 1}; }
    void include(const VoxelBox& other) {
        *this = {std::min(left, other.left), std::min(top, other.top), std::max(right, other.right),
                 std::max(bottom, other.bottom)};
    }
};

/// What one slice holds of a limb.
struct SliceMuscles {
    std::vector<std::int64_t> voxels; ///< per muscle of the layout
    VoxelBox box;
};

bool isBone(const std::string& name) {
    return name == "Tibia" || name == "Fibula" || name == "Femur";
}

/// One limb of one label map while it is turned into planes.
class StackBuilder {
  public:
    StackBuilder(const LabelMap& anatomy, const LimbStructures& layout,
                 const LabelPlaneSettings& settings, Side side)
        : anatomy_(anatomy), layout_(layout), settings_(settings), side_(side),
          size_(anatomy.geometry().size()), spacing_(anatomy.geometry().spacing()) {
        findSegments();
        findSlices();
    }

    std::vector<LimbStack> build();

  private:
    void findSegments();
    void findSlices();
    SliceMuscles musclesIn(std::int64_t z) const;
    bool holdsLimb(const SliceMuscles& muscles) const;
    Mask maskOf(const Segment& segment, std::int64_t z) const;
    LimbPlane emptyPlane() const;
    LimbPlane musclePlane(std::int64_t z) const;
    void writeSegment(LimbPlane& plane, int field, const Segment* segment, std::int64_t z,
                      double erosion) const;
    void writeCompartment(LimbPlane& plane, const std::vector<BoneCircle>& bones) const;
    void writeLabelledBones(LimbPlane& plane, std::int64_t z) const;
    LimbStack finished(std::vector<LimbPlane> planes,
                       const std::vector<std::int64_t>& slices) const;

    const LabelMap& anatomy_;
    const LimbStructures& layout_;
    LabelPlaneSettings settings_;
    Side side_;
    GridSize size_;
    std::array<double, 3> spacing_;
    std::vector<const Segment*> muscles_; ///< per muscle of the layout; null where not named
    std::map<std::pair<int, std::uint16_t>, std::size_t> muscleOf_; ///< by layer and value
    std::vector<const Segment*> bones_;                             ///< per bone of the layout
    std::vector<std::int64_t> slices_;
    VoxelBox box_;  ///< of all muscles in all slices
    VoxelBox crop_; ///< the box and a little more: what masks cover
};

void StackBuilder::findSegments() {
    for (const LimbStructures::MuscleField& muscle : layout_.muscles) {
        const Segment* segment = anatomy_.findByName(sidedName(muscle.name, side_));
        if (segment != nullptr) {
            muscleOf_[{segment->layer, segment->value}] = muscles_.size();
        }
        muscles_.push_back(segment);
    }
    for (const std::string& bone : layout_.bones) {
        bones_.push_back(anatomy_.findByName(sidedName(bone, side_)));
    }
}

SliceMuscles StackBuilder::musclesIn(std::int64_t z) const {
    SliceMuscles found{std::vector<std::int64_t>(muscles_.size()), {size_.x, size_.y, -1, -1}};
    for (int layer = 0; layer < anatomy_.layers(); ++layer) {
        for (std::int64_t y = 0; y < size_.y; ++y) {
            for (std::int64_t x = 0; x < size_.x; ++x) {
                const std::uint16_t value = anatomy_.at({x, y, z}, layer);
                const auto muscle = value == 0 ? muscleOf_.end() : muscleOf_.find({layer, value});
                if (muscle != muscleOf_.end()) {
                    found.voxels[muscle->second] += 1;
                    found.box.include({x, y, x, y});
                }
            }
        }
    }
    return found;
}

bool StackBuilder::holdsLimb(const SliceMuscles& muscles) const {
    constexpr std::int64_t enough = 6; // voxels
    std::size_t present = 0;
    std::size_t wanted = 0;
    for (std::size_t i = 0; i < muscles_.size(); ++i) {
        if (layout_.muscles[i].label != 0) {
            wanted += 1;
            present += muscles.voxels[i] >= enough ? 1 : 0;
        }
    }
    return 3 * present >= 2 * wanted;
}

void StackBuilder::findSlices() {
    box_ = {size_.x, size_.y, -1, -1};
    for (std::int64_t z = 0; z < size_.z; ++z) {
        const SliceMuscles muscles = musclesIn(z);
        if (holdsLimb(muscles)) {
            slices_.push_back(z);
            box_.include(muscles.box);
        }
    }
    constexpr std::int64_t around = 3; // voxels, so that smoothing sees both sides of a surface
    crop_ = {
        std::max<std::int64_t>(box_.left - around, 0), std::max<std::int64_t>(box_.top - around, 0),
        std::min(box_.right + around, size_.x - 1), std::min(box_.bottom + around, size_.y - 1)};
}

Mask StackBuilder::maskOf(const Segment& segment, std::int64_t z) const {
    Mask mask;
    mask.reserve(static_cast<std::size_t>(crop_.size().voxels()));
    for (std::int64_t y = crop_.top; y <= crop_.bottom; ++y) {
        for (std::int64_t x = crop_.left; x <= crop_.right; ++x) {
            mask.push_back(anatomy_.at({x, y, z}, segment.layer) == segment.value ? 1 : 0);
        }
    }
    return mask;
}

LimbPlane StackBuilder::emptyPlane() const {
    LimbPlane plane;
    plane.fields = layout_.fields();
    const double width = static_cast<double>(box_.right - box_.left) * spacing_[0] + 2 * margin;
    const double height = static_cast<double>(box_.bottom - box_.top) * spacing_[1] + 2 * margin;
    plane.grid.stepX = coarseStep;
    plane.grid.stepY = coarseStep;
    plane.grid.columns = static_cast<std::int64_t>(std::ceil(width / coarseStep)) + 1;
    plane.grid.rows = static_cast<std::int64_t>(std::ceil(height / coarseStep)) + 1;
    // A left limb is seen in a mirror: its x grows towards the patient's right.
    const double start = side_ == Side::Right ? static_cast<double>(box_.left) * spacing_[0]
                                              : -static_cast<double>(box_.right) * spacing_[0];
    plane.grid.origin = {start - margin, static_cast<double>(box_.top) * spacing_[1] - margin};
    plane.distances.assign(plane.grid.pixels() * static_cast<std::size_t>(plane.fields), farAway);
    return plane;
}

void StackBuilder::writeSegment(LimbPlane& plane, int field, const Segment* segment, std::int64_t z,
                                double erosion) const {
    if (segment == nullptr) {
        return;
    }
    const Mask mask = maskOf(*segment, z);
    if (std::find(mask.begin(), mask.end(), 1) == mask.end()) {
        return;
    }
    LimbPlane source; // the label map's own grid, so that one interpolation serves all
    source.fields = 1;
    source.grid = {crop_.size().x,
                   crop_.size().y,
                   spacing_[0],
                   spacing_[1],
                   {static_cast<double>(crop_.left) * spacing_[0],
                    static_cast<double>(crop_.top) * spacing_[1]}};
    source.distances = smoothSignedDistance(mask, crop_.size(), spacing_);
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            const double x = side_ == Side::Right ? plane.grid.x(c) : -plane.grid.x(c);
            float distance = 0;
            interpolateDistances(source, {x, plane.grid.y(r)}, &distance);
            plane.at(c, r, field) = std::min(farAway, distance - static_cast<float>(erosion));
        }
    }
}

/// All muscles, and bones that lie beneath the skin.
void StackBuilder::writeCompartment(LimbPlane& plane, const std::vector<BoneCircle>& bones) const {
    constexpr double beyond = 1; // mm that a three-sided bone exceeds its inner circle
    std::vector<PlanePoint> points;
    for (const BoneCircle& bone : bones) {
        appendCircle(points, bone.centre, bone.radius + beyond);
    }
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            if (nearestMuscle(plane, layout_, c, r) < 0) {
                points.push_back({plane.grid.x(c), plane.grid.y(r)});
            }
        }
    }
    wrapCompartment(plane, std::move(points));
}

/// Bones that have a mask take it, and the circle at its deepest point.
void StackBuilder::writeLabelledBones(LimbPlane& plane, std::int64_t z) const {
    for (std::size_t bone = 0; bone < bones_.size(); ++bone) {
        if (bones_[bone] == nullptr) {
            continue;
        }
        const int field = layout_.boneField(bone);
        writeSegment(plane, field, bones_[bone], z, 0);
        const BoneCircle circle = largestCircle(plane, field);
        writeCircle(plane, field + 1, circle);
    }
}

LimbPlane StackBuilder::musclePlane(std::int64_t z) const {
    LimbPlane plane = emptyPlane();
    for (std::size_t i = 0; i < muscles_.size(); ++i) {
        writeSegment(plane, layout_.muscleField(i), muscles_[i], z, settings_.erosion);
    }
    writeCompartment(plane, {});
    return plane;
}

/// Mean of neighbours along the limb: a bone found in single slices must not jump between them.
std::vector<BoneCircle> smoothed(const std::vector<std::vector<BoneCircle>>& circles,
                                 std::size_t plane) {
    std::vector<BoneCircle> result = circles[plane];
    const std::size_t first = plane >= 2 ? plane - 2 : 0;
    const std::size_t last = std::min(plane + 2, circles.size() - 1);
    const double weight = 1.0 / static_cast<double>(last - first + 1);
    for (std::size_t bone = 0; bone < result.size(); ++bone) {
        result[bone] = {};
        for (std::size_t i = first; i <= last; ++i) {
            result[bone].centre = result[bone].centre + weight * circles[i][bone].centre;
            result[bone].radius += weight * circles[i][bone].radius;
        }
    }
    return result;
}

LimbStack StackBuilder::finished(std::vector<LimbPlane> planes,
                                 const std::vector<std::int64_t>& slices) const {
    std::vector<std::vector<BoneCircle>> circles;
    circles.reserve(planes.size());
    for (const LimbPlane& plane : planes) {
        circles.push_back(findBones(plane, layout_));
    }
    for (std::size_t i = 0; i < planes.size(); ++i) {
        const auto here = smoothed(circles, i);
        writeCompartment(planes[i], here);
        writeBones(planes[i], layout_, here);
        writeLabelledBones(planes[i], slices[i]);
        planes[i].vessels = findBundles(planes[i], layout_, here);
        writeDeepGroup(planes[i], layout_);
        writeAdductorLongus(planes[i], layout_);
    }
    return {spacing_[2], std::move(planes)};
}

std::vector<LimbStack> StackBuilder::build() {
    std::vector<LimbStack> stacks;
    std::size_t first = 0;
    while (first < slices_.size()) {
        std::size_t last = first;
        while (last + 1 < slices_.size() && slices_[last + 1] == slices_[last] + 1) {
            ++last;
        }
        const std::vector<std::int64_t> run(slices_.begin() + static_cast<std::ptrdiff_t>(first),
                                            slices_.begin() +
                                                static_cast<std::ptrdiff_t>(last + 1));
        std::vector<LimbPlane> planes;
        planes.reserve(run.size());
        for (const std::int64_t z : run) {
            planes.push_back(musclePlane(z));
        }
        stacks.push_back(finished(std::move(planes), run));
        first = last + 1;
    }
    return stacks;
}

} // namespace

LimbStructures layoutOf(const std::vector<LabelMap>& anatomies, Limb limb) {
    LimbStructures layout;
    std::uint16_t label = 1;
    for (const Muscle& muscle : musclesOf(limb)) {
        layout.muscles.push_back({std::string(muscle.name), label++});
    }
    for (const LabelMap& anatomy : anatomies) {
        for (const Segment& segment : anatomy.segments()) {
            const auto name = splitSide(segment.name);
            if (name && !isBone(name->base) && !layout.findMuscle(name->base)) {
                layout.muscles.push_back({name->base, 0});
            }
        }
    }
    if (limb == Limb::Leg) {
        layout.muscles.push_back({std::string(deepGroup), 0});
        layout.bones = {"Tibia", "Fibula"};
    } else {
        layout.bones = {"Femur"};
    }
    return layout;
}

std::vector<LimbStack> limbStacks(const LabelMap& anatomy, const LimbStructures& layout,
                                  const LabelPlaneSettings& settings) {
    std::vector<LimbStack> stacks;
    for (const Side side : {Side::Right, Side::Left}) {
        for (LimbStack& stack : StackBuilder(anatomy, layout, settings, side).build()) {
            stacks.push_back(std::move(stack));
        }
    }
    return stacks;
}

} // namespace laurel
