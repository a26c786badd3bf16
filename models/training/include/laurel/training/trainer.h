#pragma once

#include "laurel/engine/engine.h"
#include "laurel/sdk/plugin_host.h"

#include <functional>
#include <vector>

namespace laurel {

/// Trains a new network of the manifest's plugin, as Engine::train promises.
///
/// Samples pass the manifest's own pre-processing, then augmentation where the manifest wants it.
/// AdamW; the learning rate warms up over the first 3 % of the budget and falls to 1 % by a cosine
/// (Loshchilov & Hutter, ICLR 2017). The budget is `steps` or `seconds`, whichever is used up
/// first. With `steps` alone, equal seed, threads and machine give equal weights. Uses a GPU when
/// LibTorch sees one.
/// @throws Error InvalidArgument (options), Cancelled, Internal (diverged), and whatever the source
///         throws
TrainResult trainNetwork(const ModelManifest& manifest, PluginHost& host,
                         const SampleSource& samples, const std::vector<TrainingCase>& validation,
                         const TrainOptions& options,
                         const std::function<void(const TrainingEvent&)>& onEvent,
                         const CancellationToken& cancel);

} // namespace laurel
