#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/engine/engine.h"
#include "laurel/sdk/network.h"

namespace laurel {

/// As Engine::calibrateStatistics, of a network that was just loaded.
/// @param network used by nobody else meanwhile and not again: it is left in training mode, with
///        other statistics than its own
StateDict calibratedStatistics(Network& network, const ModelManifest& manifest,
                               const PreparedImages& images, int threads,
                               const CancellationToken& cancel);

} // namespace laurel
