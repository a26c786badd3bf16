#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/engine/fine_tuning.h"
#include "laurel/sdk/plugin_host.h"

#include <functional>
#include <vector>

namespace laurel {

/// Tunes a model on reviewed slices, as Engine::fineTune promises; FineTuneResult::base stays
/// empty.
///
/// The recipe that Dafne's nets were published with (Santini et al., arXiv 2302.06352): Adam with
/// amsgrad at the manifest's constant learning rate, its epochs, batches and loss, planes in
/// another order every epoch. Each limb of a slice is a plane; the border weights of the loss are
/// computed once per plane and move with it in augmentation, which is milder than in pre-training:
/// the case is the one that is wanted. All parameters learn. Uses a GPU when LibTorch sees one.
FineTuneResult fineTuneNetwork(const ModelPackage& base, PluginHost& host,
                               const std::vector<ReviewedCase>& cases,
                               const FineTuneOptions& options,
                               const std::function<void(const FineTuneEvent&)>& onEvent,
                               const CancellationToken& cancel);

} // namespace laurel
