#pragma once

#include "contribution_stream.h"
#include "small_world.h"

namespace laurel::replay {

/// What a site sends for one deed: trained, or made up, from the version that it began with.
/// Deterministic for the same base, deed and machine.
/// @param base a package of smallModel()
/// @return none where an honest fine-tuning was no better on the site's own slices: then the client
/// sends nothing
std::optional<StateDict> candidateOf(const PlannedDeed& deed, Engine& engine,
                                     const ModelPackage& base);

} // namespace laurel::replay
