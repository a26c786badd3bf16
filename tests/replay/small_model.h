#pragma once

#include "laurel/engine/engine.h"
#include "laurel/synthesis/limb_phantom.h"
#include "laurel/synthesis/muscles.h"

#include <cstdint>

namespace laurel::replay {

/// A net for the lower leg that is small enough to learn within a second, with the statistics of
/// batch normalisations.
ModelManifest smallManifest();

/// It after a short training on patients that no site has.
StateDict trainedSmallModel(Engine& engine, const ModelManifest& manifest, std::int64_t steps);

/// A coarse made-up leg: each site has its scanner's contrast, each patient its anatomy.
SyntheticCase patientOf(std::uint64_t site, std::uint64_t patient, std::int64_t slices = 6);

/// The sites of the gold cases, one of each contrast; no contributor is one of them.
inline constexpr std::uint64_t firstGoldSite = 9000;

} // namespace laurel::replay
