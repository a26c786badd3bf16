#include "laurel/synthesis/label_map_synthesizer.h"

#include "composition.h"
#include "label_planes.h"
#include "limb_renderer.h"
#include "limb_sides.h"
#include "limb_style.h"
#include "plane_variation.h"
#include "plane_warp.h"
#include "scanner.h"

#include "laurel/base/error.h"
#include "laurel/imaging/orientation.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace laurel {

namespace {

void require(bool holds, const std::string& message) {
    if (!holds) {
        throw Error(ErrorCode::InvalidArgument, "label synthesis: " + message);
    }
}

bool isChance(double value) {
    return value >= 0 && value <= 1;
}

void check(const LabelSynthesisSettings& s) {
    require(s.minSpacing >= 0.3 && s.maxSpacing <= 5 && s.minSpacing <= s.maxSpacing,
            "spacing must be a range within 0.3 to 5 mm");
    require(isChance(s.bilateralChance) && isChance(s.touchingChance),
            "chances must lie between 0 and 1");
    require(s.deformation >= 0 && s.deformation <= 3, "deformation must lie between 0 and 3");
    require(s.erosion >= 0 && s.erosion <= 5, "erosion must lie between 0 and 5 mm");
}

/// A limb ready to be put somewhere.
struct SampledLimb {
    LimbPlane plane;
    LimbStyle style;
    PlaneWarp warp;
};

RenderedLimb renderAlone(const LimbStructures& layout, const SampledLimb& limb, Side side,
                         double spacing) {
    PlaneWarp warp = limb.warp;
    warp.mirrored = side == Side::Left;
    const double reach = limbReach(limb.plane, limb.style, warp);
    const std::int64_t half = static_cast<std::int64_t>(std::ceil(reach / spacing)) + 1;
    const double start = -spacing * static_cast<double>(half);
    const PlaneGrid grid{2 * half + 1, 2 * half + 1, spacing, spacing, {start, start}};
    return renderLimb(layout, limb.plane, limb.style, warp, grid, 0);
}

/// Air around the body, pixels.
struct Border {
    std::int64_t left = 0;
    std::int64_t right = 0;
    std::int64_t top = 0;
    std::int64_t bottom = 0;
};

Border drawBorder(double spacing, Random& random) {
    const double most = random.uniform(3, 45); // mm
    const auto draw = [&] { return std::llround(random.uniform(2, most) / spacing); };
    Border border;
    border.left = draw();
    border.right = draw();
    border.top = draw();
    border.bottom = draw();
    return border;
}

PlaneGrid gridOf(std::int64_t columns, std::int64_t rows, double spacing) {
    constexpr std::int64_t least = 32;
    return {std::max(columns, least), std::max(rows, least), spacing, spacing, {}};
}

} // namespace

struct LabelMapSynthesizer::Implementation {
    LabelSynthesisSettings settings;
    LimbStructures layout;
    std::vector<LimbStack> stacks;
    std::vector<std::size_t> stackOfSlice; ///< so that each slice is as likely as any other

    LimbPlane drawAnatomy(Random& random) const;
    SampledLimb vary(const LimbPlane& anatomy, const LimbStyle& style, Random& random) const;
    LimbStyle drawStyle(Random& random) const;
    double drawSpacing(Random& random) const;
    SyntheticCase single(Random& random) const;
    SyntheticCase bilateral(Random& random) const;
    SyntheticCase scanned(Composition composition, bool right, bool left, Random& random) const;
};

/// A plane between two neighbours, never far from the nearer one: half-way between slices that lie
/// far apart, blended distances would show muscles that no one has.
LimbPlane LabelMapSynthesizer::Implementation::drawAnatomy(Random& random) const {
    constexpr double trusted = 4; // mm
    const int slice = random.integer(0, static_cast<int>(stackOfSlice.size()) - 1);
    const LimbStack& stack = stacks[stackOfSlice[static_cast<std::size_t>(slice)]];
    const int last = static_cast<int>(stack.planes.size()) - 1;
    const auto index = static_cast<std::size_t>(random.integer(0, last));
    if (last == 0) {
        return stack.planes.front();
    }
    const std::size_t other = index == static_cast<std::size_t>(last) ? index - 1 : index + 1;
    const double t = random.uniform() * std::min(1.0, trusted / stack.sliceSpacing);
    return blend(stack.planes[index], stack.planes[other], t);
}

LimbStyle LabelMapSynthesizer::Implementation::drawStyle(Random& random) const {
    return drawLimbStyle(layout, {settings.contrast, -1}, random);
}

double LabelMapSynthesizer::Implementation::drawSpacing(Random& random) const {
    return random.uniform(settings.minSpacing, settings.maxSpacing);
}

SampledLimb LabelMapSynthesizer::Implementation::vary(const LimbPlane& anatomy,
                                                      const LimbStyle& style,
                                                      Random& random) const {
    const double strength = settings.deformation;
    PlaneVariation variation = drawPlaneVariation(anatomy, layout, strength, random);
    varyExtensors(variation, anatomy, layout, strength, random);
    return {varied(anatomy, layout, variation, style, 0), style,
            drawPlaneWarp(strength, strength, random)};
}

SyntheticCase LabelMapSynthesizer::Implementation::single(Random& random) const {
    const LimbPlane anatomy = drawAnatomy(random);
    const SampledLimb limb = vary(anatomy, drawStyle(random), random);
    const Side side = random.chance(0.5) ? Side::Right : Side::Left;
    const double spacing = drawSpacing(random);
    const RenderedLimb rendered = renderAlone(layout, limb, side, spacing);
    const BodyBox box = bodyBox(rendered);
    const Border border = drawBorder(spacing, random);
    Composition image(gridOf(box.columns() + border.left + border.right,
                             box.rows() + border.top + border.bottom, spacing));
    image.add(rendered, border.left - box.firstColumn, border.top - box.firstRow, 0);
    return scanned(std::move(image), side == Side::Right, side == Side::Left, random);
}

/// Two limbs of one person at one level; they touch, or are up to some centimetres apart.
SyntheticCase LabelMapSynthesizer::Implementation::bilateral(Random& random) const {
    const LimbPlane anatomy = drawAnatomy(random);
    const LimbStyle style = drawStyle(random);
    const SampledLimb rightLimb = vary(anatomy, style, random);
    SampledLimb leftLimb = vary(anatomy, otherLimb(style, random), random);
    leftLimb.warp = leftLimb.warp.withSizeOf(rightLimb.warp);

    const double spacing = drawSpacing(random);
    const RenderedLimb right = renderAlone(layout, rightLimb, Side::Right, spacing);
    const RenderedLimb left = renderAlone(layout, leftLimb, Side::Left, spacing);
    const BodyBox rightBox = bodyBox(right);
    const BodyBox leftBox = bodyBox(left);
    const double gap =
        random.chance(settings.touchingChance) ? random.uniform(-4, 1) : random.uniform(1, 60);
    const std::int64_t shift = touchingShift(right, left) + std::llround(gap / spacing);
    const Border border = drawBorder(spacing, random);
    const std::int64_t firstRow = std::min(rightBox.firstRow, leftBox.firstRow);
    const std::int64_t lastRow = std::max(rightBox.lastRow, leftBox.lastRow);
    const std::int64_t width = leftBox.lastColumn + shift - rightBox.firstColumn + 1;
    Composition image(gridOf(width + border.left + border.right,
                             lastRow - firstRow + 1 + border.top + border.bottom, spacing));
    const std::int64_t column = border.left - rightBox.firstColumn;
    const std::int64_t row = border.top - firstRow;
    image.add(right, column, row, 0);
    image.add(left, column + shift, row,
              static_cast<std::uint16_t>(musclesOf(settings.limb).size()));
    return scanned(std::move(image), true, true, random);
}

SyntheticCase LabelMapSynthesizer::Implementation::scanned(Composition composition, bool right,
                                                           bool left, Random& random) const {
    constexpr double thickness = 5; // mm; one slice has no neighbour to be apart from
    const PlaneGrid& grid = composition.grid;
    const Geometry geometry({grid.columns, grid.rows, 1}, {grid.stepX, grid.stepY, thickness});
    const Scanner scanner = drawScanner(-1, random);
    Volume image(geometry, scanner.scan(grid, std::move(composition.signal), 0, random.bits()));
    image.modality = "MR";
    LabelMap labels(geometry, std::move(composition.label));
    std::uint16_t first = 1;
    if (right) {
        addMuscleSegments(labels, settings.limb, Side::Right, first);
        first = static_cast<std::uint16_t>(first + musclesOf(settings.limb).size());
    }
    if (left) {
        addMuscleSegments(labels, settings.limb, Side::Left, first);
    }
    return {std::move(image), std::move(labels)};
}

LabelMapSynthesizer::LabelMapSynthesizer(const std::vector<LabelMap>& anatomies,
                                         LabelSynthesisSettings settings) {
    check(settings);
    auto made = std::make_unique<Implementation>();
    made->settings = settings;
    std::vector<LabelMap> sided;
    sided.reserve(anatomies.size());
    for (const LabelMap& anatomy : anatomies) {
        sided.push_back(withSides(reorient(anatomy, Orientation())));
    }
    made->layout = layoutOf(sided, settings.limb);
    require(made->layout.fields() <= maxLimbFields,
            "the label maps name more structures than " + std::to_string(maxLimbFields));
    for (const LabelMap& anatomy : sided) {
        for (LimbStack& stack : limbStacks(anatomy, made->layout, {settings.erosion})) {
            made->stackOfSlice.insert(made->stackOfSlice.end(), stack.planes.size(),
                                      made->stacks.size());
            made->stacks.push_back(std::move(stack));
        }
    }
    if (made->stacks.empty()) {
        throw Error(ErrorCode::InvalidInput,
                    "label synthesis: no slice holds enough muscles; segments must be named like " +
                        sidedName(musclesOf(settings.limb).front().name, Side::Right));
    }
    implementation_ = std::move(made);
}

LabelMapSynthesizer::~LabelMapSynthesizer() = default;
LabelMapSynthesizer::LabelMapSynthesizer(LabelMapSynthesizer&&) noexcept = default;
LabelMapSynthesizer& LabelMapSynthesizer::operator=(LabelMapSynthesizer&&) noexcept = default;

SyntheticCase LabelMapSynthesizer::sample(Random& random) const {
    return random.chance(implementation_->settings.bilateralChance)
               ? implementation_->bilateral(random)
               : implementation_->single(random);
}

std::size_t LabelMapSynthesizer::sourceSlices() const noexcept {
    return implementation_->stackOfSlice.size();
}

} // namespace laurel
