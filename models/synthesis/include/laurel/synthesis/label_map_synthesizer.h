#pragma once

#include "laurel/base/random.h"
#include "laurel/synthesis/contrast.h"
#include "laurel/synthesis/muscles.h"
#include "laurel/synthesis/synthetic_case.h"

#include <memory>
#include <vector>

namespace laurel {

struct LabelSynthesisSettings {
    Limb limb = Limb::Leg;
    Contrast contrast = Contrast::Random;
    double minSpacing = 0.95; ///< in-plane mm; each sample draws its own, isotropic
    double maxSpacing = 1.5;
    double bilateralChance = 0.3; ///< two limbs side by side instead of one
    double touchingChance = 0.3;  ///< of those, the share whose skins touch
    double erosion = 2;           ///< mm by which the masks are smaller than their muscles, 0 to 5
    double deformation = 1;       ///< 0 keeps the anatomy as it is, 1 is the usual variation
};

/// Makes training slices from label maps of real limbs: new shape, new proportions, new contrast.
///
/// Each pair of label slices becomes a continuum: signed distances to every structure are
/// interpolated along and across slices, perturbed per muscle, deformed, and the nearest structure
/// wins, so gaps between eroded masks close. Bones that have no label are placed in the gaps where
/// they lie. Skin, fat, fascia, vessels and signal are invented anew for each sample, in the spirit
/// of Billot et al., SynthSeg, Medical Image Analysis 86 (2023) 102789.
class LabelMapSynthesizer {
  public:
    /// @param anatomies any orientation and spacing, one layer; segments named by `sidedName` from
    ///        `musclesOf(settings.limb)`; further segments with _R or _L ("Tibialis posterior_R")
    ///        are muscles that the result does not label; Tibia, Fibula and Femur are bones. Names
    ///        without a side stand for both limbs, which are then told apart by where they lie
    /// @throws Error InvalidArgument on impossible settings; InvalidInput when no slice of any map
    ///         holds enough muscles of a side
    LabelMapSynthesizer(const std::vector<LabelMap>& anatomies, LabelSynthesisSettings settings);
    ~LabelMapSynthesizer();
    LabelMapSynthesizer(LabelMapSynthesizer&&) noexcept;
    LabelMapSynthesizer& operator=(LabelMapSynthesizer&&) noexcept;

    /// One slice of one limb, padded with air like a cropped half of a scan, or of two limbs.
    /// Thread-safe; the same state of `random` gives the same case.
    SyntheticCase sample(Random& random) const;

    /// Slices of one limb found in the label maps.
    std::size_t sourceSlices() const noexcept;

  private:
    struct Implementation;
    std::unique_ptr<const Implementation> implementation_;
};

} // namespace laurel
