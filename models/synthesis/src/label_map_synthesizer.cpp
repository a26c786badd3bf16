#include "laurel/synthesis/label_map_synthesizer.h"

#include "composition.h"
#include "label_planes.h"
#include "limb_renderer.h"
#include "limb_style.h"
#include "limb_table.h"
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

/// A limb ready to be put somewhere.
struct SampledLimb {
    const LimbLayout* layout = nullptr;
    LimbPlane plane;
    LimbStyle style;
    PlaneWarp warp;
    double reach = 0; ///< mm
};

void require(bool holds, const std::string& message) {
    if (!holds) {
        throw Error(ErrorCode::InvalidArgument, "label synthesis: " + message);
    }
}

void check(const LabelSynthesisSettings& s) {
    require(s.minSpacing >= 0.3 && s.maxSpacing <= 5 && s.minSpacing <= s.maxSpacing,
            "spacing must be a range within 0.3 to 5 mm");
    require(s.bilateralChance >= 0 && s.bilateralChance <= 1 && s.touchingChance >= 0 &&
                s.touchingChance <= 1,
            "chances must lie between 0 and 1");
    require(s.phantomChance >= 0 && s.phantomChance <= 1,
            "the phantom's chance must lie between 0 and 1");
    require(s.deformation >= 0 && s.deformation <= 3, "deformation must lie between 0 and 3");
    require(s.erosion >= 0 && s.erosion <= 5, "erosion must lie between 0 and 5 mm");
}

/// Where the centres of right and left limb lie, in an image that holds both.
struct Arrangement {
    PlaneGrid grid;
    PlanePoint right;
    PlanePoint left;
};

PlaneGrid gridOf(double width, double height, double spacing) {
    PlaneGrid grid;
    grid.stepX = spacing;
    grid.stepY = spacing;
    grid.columns = std::max<std::int64_t>(32, std::llround(width / spacing));
    grid.rows = std::max<std::int64_t>(32, std::llround(height / spacing));
    return grid;
}

} // namespace

struct LabelMapSynthesizer::Implementation {
    LabelSynthesisSettings settings;
    const LimbTable* table = nullptr; ///< of the phantom
    LimbLayout phantomLayout;
    LimbLayout layout; ///< of the label maps
    std::vector<LimbStack> stacks;
    std::vector<std::size_t> stackOfSlice; ///< so that each slice is as likely as any other

    LimbPlane drawPlane(Random& random) const;
    SampledLimb drawLimb(bool phantom, const LimbStyle& style, Random& random) const;
    LimbPlane drawPhantomPlane(Random& random) const;
    const LimbLayout& layoutFor(bool phantom) const { return phantom ? phantomLayout : layout; }
    Arrangement arrange(const SampledLimb& right, const SampledLimb& left, Random& random) const;
    SyntheticCase single(Random& random) const;
    SyntheticCase bilateral(Random& random) const;
    void put(Composition& image, const SampledLimb& limb, PlanePoint centre, Side side,
             std::uint16_t labelOffset) const;
    SyntheticCase scanned(Composition composition, bool right, bool left, Random& random) const;
};

/// A plane between two neighbours, never far from the nearer one: half-way between slices that lie
/// far apart, blended distances would show muscles that no one has.
LimbPlane LabelMapSynthesizer::Implementation::drawPlane(Random& random) const {
    constexpr double trusted = 4; // mm
    const auto slice =
        static_cast<std::size_t>(random.integer(0, static_cast<int>(stackOfSlice.size()) - 1));
    const LimbStack& stack = stacks[stackOfSlice[slice]];
    const int last = static_cast<int>(stack.planes.size()) - 1;
    const auto index = static_cast<std::size_t>(random.integer(0, last));
    if (last == 0) {
        return stack.planes.front();
    }
    const std::size_t other = index == static_cast<std::size_t>(last) ? index - 1 : index + 1;
    const double t = random.uniform() * std::min(1.0, trusted / stack.sliceSpacing);
    return blend(stack.planes[index], stack.planes[other], t);
}

LimbPlane LabelMapSynthesizer::Implementation::drawPhantomPlane(Random& random) const {
    constexpr double lowest = 0.15; // below and above most muscles have ended
    constexpr double highest = 0.93;
    const Proportions proportions = drawProportions(*table, settings.deformation, random);
    return crossSection(*table, proportions, random.uniform(lowest, highest));
}

SampledLimb LabelMapSynthesizer::Implementation::drawLimb(bool phantom, const LimbStyle& style,
                                                          Random& random) const {
    SampledLimb limb;
    limb.layout = &layoutFor(phantom);
    limb.style = style;
    limb.warp = drawPlaneWarp(settings.deformation, settings.deformation, random);
    const PlaneVariation variation = drawPlaneVariation(*limb.layout, settings.deformation, random);
    const LimbPlane source = phantom ? drawPhantomPlane(random) : drawPlane(random);
    limb.plane = varied(source, *limb.layout, variation, style, 0);
    limb.reach = limbReach(limb.plane, style, limb.warp);
    return limb;
}

void LabelMapSynthesizer::Implementation::put(Composition& image, const SampledLimb& limb,
                                              PlanePoint centre, Side side,
                                              std::uint16_t labelOffset) const {
    PlaneWarp warp = limb.warp;
    warp.centre = centre;
    warp.mirrored = side == Side::Left;
    const GridWindow window = windowAround(image.grid, centre, limb.reach + 2 * image.grid.stepX);
    image.add(renderLimb(*limb.layout, limb.plane, limb.style, warp, window.grid, 0), window,
              labelOffset);
}

SyntheticCase LabelMapSynthesizer::Implementation::single(Random& random) const {
    const bool phantom = random.chance(settings.phantomChance);
    const LimbStyle style = drawLimbStyle(layoutFor(phantom), {settings.contrast, -1}, random);
    const SampledLimb limb = drawLimb(phantom, style, random);
    const Side side = random.chance(0.5) ? Side::Right : Side::Left;
    const double width = 2 * limb.reach + random.uniform(0, 40);
    const double height = 2 * limb.reach + random.uniform(0, 40);
    Composition image(
        gridOf(width, height, random.uniform(settings.minSpacing, settings.maxSpacing)));
    const double slackX = (width - 2 * limb.reach) / 2;
    const double slackY = (height - 2 * limb.reach) / 2;
    const PlanePoint centre{width / 2 + random.uniform(-slackX, slackX),
                            height / 2 + random.uniform(-slackY, slackY)};
    put(image, limb, centre, side, 0);
    return scanned(std::move(image), side == Side::Right, side == Side::Left, random);
}

Arrangement LabelMapSynthesizer::Implementation::arrange(const SampledLimb& right,
                                                         const SampledLimb& left,
                                                         Random& random) const {
    const double gap =
        random.chance(settings.touchingChance) ? random.uniform(-12, -4) : random.uniform(0, 60);
    const double border = random.uniform(2, 30);
    const double width = 2 * border + 2 * right.reach + gap + 2 * left.reach;
    const double height = 2 * std::max(right.reach, left.reach) + 2 * border;
    const double lift = random.uniform(-0.5, 0.5) * border;
    return {gridOf(width, height, random.uniform(settings.minSpacing, settings.maxSpacing)),
            {border + right.reach, height / 2 + lift},
            {width - border - left.reach, height / 2 - lift}};
}

SyntheticCase LabelMapSynthesizer::Implementation::bilateral(Random& random) const {
    const bool phantom = random.chance(settings.phantomChance);
    const LimbStyle style = drawLimbStyle(layoutFor(phantom), {settings.contrast, -1}, random);
    const SampledLimb right = drawLimb(phantom, style, random);
    const SampledLimb left = drawLimb(phantom, otherLimb(style, random), random);
    const Arrangement place = arrange(right, left, random);
    Composition image(place.grid);
    put(image, right, place.right, Side::Right, 0);
    put(image, left, place.left, Side::Left,
        static_cast<std::uint16_t>(musclesOf(settings.limb).size()));
    return scanned(std::move(image), true, true, random);
}

SyntheticCase LabelMapSynthesizer::Implementation::scanned(Composition composition, bool right,
                                                           bool left, Random& random) const {
    const PlaneGrid& grid = composition.grid;
    const Geometry geometry({grid.columns, grid.rows, 1}, {grid.stepX, grid.stepY, 5});
    const Scanner scanner = drawScanner(-1, random);
    Volume image(geometry, scanner.scan(grid, std::move(composition.signal), 0, random.bits()));
    image.modality = "MR";
    LabelMap labels(geometry, std::move(composition.label));
    const auto count = static_cast<std::uint16_t>(musclesOf(settings.limb).size());
    if (right) {
        addMuscleSegments(labels, settings.limb, Side::Right, 1);
    }
    if (left) {
        addMuscleSegments(labels, settings.limb, Side::Left,
                          right ? static_cast<std::uint16_t>(count + 1) : std::uint16_t{1});
    }
    return {std::move(image), std::move(labels)};
}

LabelMapSynthesizer::LabelMapSynthesizer(const std::vector<LabelMap>& anatomies,
                                         LabelSynthesisSettings settings) {
    check(settings);
    auto made = std::make_unique<Implementation>();
    made->settings = settings;
    made->table = &tableOf(settings.limb);
    made->phantomLayout = layoutOf(*made->table);
    made->layout = layoutOf(anatomies, settings.limb);
    require(made->layout.fields() <= maxLimbFields,
            "the label maps name more structures than " + std::to_string(maxLimbFields));
    for (const LabelMap& anatomy : anatomies) {
        for (LimbStack& stack :
             limbStacks(reorient(anatomy, Orientation()), made->layout, {settings.erosion})) {
            made->stackOfSlice.insert(made->stackOfSlice.end(), stack.planes.size(),
                                      made->stacks.size());
            made->stacks.push_back(std::move(stack));
        }
    }
    if (made->stacks.empty() && settings.phantomChance < 1) {
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
