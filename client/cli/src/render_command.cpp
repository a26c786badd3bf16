#include "commands.h"

#include "inputs.h"
#include "json_reports.h"
#include "overlay.h"

#include "laurel/arrays/file_names.h"

namespace laurel {

namespace {

constexpr std::size_t mostSlices = 6;
constexpr std::size_t mostChosenSlices = 12;

} // namespace

void runRender(const RenderOptions& options, Console& console) {
    if (!hasExtension(options.output, ".png")) {
        throw Error(ErrorCode::InvalidArgument,
                    options.output.string() + ": pictures are written as .png");
    }
    OverlayScene scene;
    LoadedImage image = loadNotedImage(options.image, options.which, console);
    requireWithin(options.slices, image.volume.geometry());
    if (!options.labels.empty()) {
        scene.labels = loadLabelsOn(options.labels, image, options.placing, console);
    }
    if (!options.reference.empty()) {
        scene.reference = loadLabelsOn(options.reference, image, options.placing, console);
    }
    scene.image = std::move(image.volume);
    const SliceRange all{0, scene.image.geometry().size().z - 1};
    const SliceRange range = options.slices.value_or(all);
    const auto slices = chooseSlices(scene, range.first, range.last,
                                     options.slices ? mostChosenSlices : mostSlices);
    console.cancel().throwIfCancelled();
    const Canvas canvas = drawOverlay(scene, slices);
    writePng(options.output.string(), canvas);
    const RenderReport report{options.output.string(), canvas.width(), canvas.height(), slices};
    console.result(renderJson(report), "wrote " + report.output);
}

} // namespace laurel
