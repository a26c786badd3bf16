#pragma once

#include "drawn_source.h"
#include "laurel/package/manifest.h"
#include "laurel/tools/training_config.h"

#include <memory>
#include <string>

namespace laurel {

/// Reads the cases of a source of real images. What it draws is one slice of one of them, as the
/// model sees slices: each slice that shows a structure is as likely as any other.
/// @param augmentation of which only the slice thickness matters here
/// @param name of the source, for messages
/// @throws Error as readCase; InvalidInput when no slice shows a structure of the model
std::unique_ptr<DrawnSource> openImageSource(const ImageSourceConfig& config,
                                             const ModelManifest& manifest,
                                             const AugmentationSettings& augmentation,
                                             const std::string& name);

} // namespace laurel
