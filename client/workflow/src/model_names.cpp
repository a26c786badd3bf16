#include "laurel/workflow/model_names.h"

#include "laurel/package/model_package.h"
#include "laurel/package/model_segments.h"

namespace laurel {

std::vector<Segment> segmentsOf(const ShelvedModel& model) {
    const ModelPackage package = ModelPackage::open(model.folder);
    const ModelManifest& manifest = package.manifest();
    return modelSegments(manifest.labels, manifest.input.laterality);
}

} // namespace laurel
