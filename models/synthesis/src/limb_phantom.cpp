#include "laurel/synthesis/limb_phantom.h"

#include "composition.h"
#include "limb_renderer.h"
#include "limb_style.h"
#include "limb_table.h"
#include "plane_variation.h"
#include "plane_warp.h"
#include "scanner.h"

#include "laurel/base/error.h"
#include "laurel/base/random.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace laurel {

namespace {

void require(bool holds, const std::string& message) {
    if (!holds) {
        throw Error(ErrorCode::InvalidArgument, "phantom: " + message);
    }
}

void check(const LimbPhantomSettings& s) {
    for (const std::int64_t extent : s.size) {
        require(extent >= 32 && extent <= 2048, "size must be 32 to 2048 pixels");
    }
    for (const double step : s.spacing) {
        require(step >= 0.3 && step <= 5, "spacing must be 0.3 to 5 mm");
    }
    require(s.slices >= 1 && s.slices <= 1000, "slices must be 1 to 1000");
    require(s.sliceSpacing >= 0.1 && s.sliceSpacing <= 100, "slice spacing must be 0.1 to 100 mm");
    require(s.firstLevel <= 1, "the first level must not exceed 1");
    require(s.fatInfiltration <= 1, "fat infiltration must be 0 to 1, or negative");
    require(s.variation >= 0 && s.variation <= 3, "variation must be 0 to 3");
    require(s.noise <= 1, "noise must be 0 to 1, or negative");
}

/// One limb of the subject.
struct PhantomLimb {
    Side side = Side::Right;
    Proportions proportions;
    LimbStyle style;
    PlaneVariation variation;
    PlaneWarp warp;
    std::uint16_t labelOffset = 0;
};

Proportions slightlyOther(Proportions p, Random& random) {
    p.size *= std::exp(0.015 * random.normal());
    for (double& factor : p.thickness) {
        factor *= std::exp(0.03 * random.normal());
    }
    return p;
}

/// Most people lie on the limb's back.
PlaneWarp drawPhantomWarp(double strength, Random& random) {
    PlaneWarp warp = drawPlaneWarp(strength, 0, random);
    warp.restingDepth = random.chance(0.7) ? random.uniform(1, 6) : 0;
    return warp;
}

class Phantom {
  public:
    Phantom(Limb limb, const LimbPhantomSettings& settings);
    SyntheticCase make() const;

  private:
    void addLimb(Side side, const LimbStyle& style, const Proportions& proportions, Random& random);
    double levelOf(std::int64_t slice) const;
    double firstLevel() const;
    PlaneGrid planeGrid() const;
    void placeLimbs();
    double reachOf(const PhantomLimb& limb, double level) const;
    LimbPlane planeOf(const PhantomLimb& limb, double level) const;
    Composition compose(double level) const;

    Limb kind_;
    const LimbTable& table_;
    LimbPhantomSettings settings_;
    LimbStructures layout_;
    std::vector<PhantomLimb> limbs_;
    Scanner scanner_;
    double gap_ = 0; ///< mm between two limbs
};

Phantom::Phantom(Limb limb, const LimbPhantomSettings& settings)
    : kind_(limb), table_(tableOf(limb)), settings_(settings), layout_(layoutOf(table_)) {
    Random random(settings.seed);
    Random anatomy = random.fork();
    Random looks = random.fork();
    Random machine = random.fork();
    const LimbStyle style =
        drawLimbStyle(layout_, {settings.contrast, settings.fatInfiltration}, looks);
    const Proportions proportions = drawProportions(table_, settings.variation, anatomy);
    gap_ = anatomy.uniform(2, 40);
    // Both limbs are always drawn, so that one side alone equals that side of both.
    Random right = anatomy.fork();
    Random left = anatomy.fork();
    if (settings.sides != PhantomSides::Left) {
        addLimb(Side::Right, style, proportions, right);
    }
    if (settings.sides != PhantomSides::Right) {
        addLimb(Side::Left, otherLimb(style, left), slightlyOther(proportions, left), left);
    }
    scanner_ = drawScanner(settings.noise, machine);
    placeLimbs();
}

void Phantom::addLimb(Side side, const LimbStyle& style, const Proportions& proportions,
                      Random& random) {
    constexpr double localShare = 0.6; // the rest of the variation is in the proportions
    PhantomLimb limb;
    limb.side = side;
    limb.style = style;
    limb.proportions = proportions;
    limb.variation = drawPlaneVariation(crossSection(table_, proportions, table_.fullestLevel),
                                        layout_, localShare * settings_.variation, random);
    limb.warp = drawPhantomWarp(localShare * settings_.variation, random);
    limb.warp.mirrored = side == Side::Left;
    limb.labelOffset = static_cast<std::uint16_t>(limbs_.empty() ? 0 : table_.labelled);
    limbs_.push_back(std::move(limb));
}

double Phantom::firstLevel() const {
    if (settings_.firstLevel >= 0) {
        return settings_.firstLevel;
    }
    const double extent =
        static_cast<double>(settings_.slices - 1) * settings_.sliceSpacing / table_.length;
    return table_.fullestLevel - extent / 2;
}

double Phantom::levelOf(std::int64_t slice) const {
    return firstLevel() + static_cast<double>(slice) * settings_.sliceSpacing / table_.length;
}

PlaneGrid Phantom::planeGrid() const {
    PlaneGrid grid;
    grid.columns = settings_.size[0];
    grid.rows = settings_.size[1];
    grid.stepX = settings_.spacing[0];
    grid.stepY = settings_.spacing[1];
    grid.origin = {-0.5 * grid.stepX * static_cast<double>(grid.columns - 1),
                   -0.5 * grid.stepY * static_cast<double>(grid.rows - 1)};
    return grid;
}

LimbPlane Phantom::planeOf(const PhantomLimb& limb, double level) const {
    return varied(crossSection(table_, limb.proportions, level), layout_, limb.variation,
                  limb.style, level * table_.length);
}

double Phantom::reachOf(const PhantomLimb& limb, double level) const {
    return limbReach(planeOf(limb, level), limb.style, limb.warp);
}

/// Side by side, as far apart as their thickest parts need; a limb alone is in the middle.
void Phantom::placeLimbs() {
    if (limbs_.size() < 2) {
        return;
    }
    for (PhantomLimb& limb : limbs_) {
        const double sign = limb.side == Side::Right ? -1 : 1;
        const double fullest =
            std::clamp(table_.fullestLevel, levelOf(0), levelOf(settings_.slices - 1));
        limb.warp.centre.x = sign * (0.85 * reachOf(limb, fullest) + gap_ / 2);
    }
}

Composition Phantom::compose(double level) const {
    Composition image(planeGrid());
    const double z = level * table_.length;
    for (const PhantomLimb& limb : limbs_) {
        const LimbPlane plane = planeOf(limb, level);
        const double reach = limbReach(plane, limb.style, limb.warp) + 2 * settings_.spacing[0];
        const GridWindow window = windowAround(image.grid, limb.warp.centre, reach);
        image.add(renderLimb(layout_, plane, limb.style, limb.warp, window.grid, z),
                  window.firstColumn, window.firstRow, limb.labelOffset);
    }
    return image;
}

SyntheticCase Phantom::make() const {
    const GridSize size{settings_.size[0], settings_.size[1], settings_.slices};
    const PlaneGrid grid = planeGrid();
    const Geometry geometry(size,
                            {settings_.spacing[0], settings_.spacing[1], settings_.sliceSpacing},
                            {grid.origin.x, grid.origin.y, levelOf(0) * table_.length});
    std::vector<std::uint16_t> pixels;
    std::vector<std::uint16_t> labels;
    for (std::int64_t slice = 0; slice < settings_.slices; ++slice) {
        Composition image = compose(levelOf(slice));
        labels.insert(labels.end(), image.label.begin(), image.label.end());
        const auto scanned =
            scanner_.scan(grid, std::move(image.signal), levelOf(slice) * table_.length,
                          static_cast<std::uint64_t>(slice));
        pixels.insert(pixels.end(), scanned.begin(), scanned.end());
    }
    SyntheticCase result{Volume(geometry, std::move(pixels)),
                         LabelMap(geometry, std::move(labels))};
    result.image.modality = "MR";
    result.image.description = kind_ == Limb::Leg ? "Leg phantom" : "Thigh phantom";
    for (const PhantomLimb& limb : limbs_) {
        addMuscleSegments(result.labels, kind_, limb.side,
                          static_cast<std::uint16_t>(limb.labelOffset + 1));
    }
    return result;
}

} // namespace

SyntheticCase makeLegPhantom(const LimbPhantomSettings& settings) {
    check(settings);
    return Phantom(Limb::Leg, settings).make();
}

SyntheticCase makeThighPhantom(const LimbPhantomSettings& settings) {
    check(settings);
    return Phantom(Limb::Thigh, settings).make();
}

} // namespace laurel
