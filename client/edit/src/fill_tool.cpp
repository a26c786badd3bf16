#include "laurel/edit/fill_tool.h"

#include "flood.h"
#include "pointed_voxel.h"
#include "step_text.h"
#include "voxel_runs.h"

namespace laurel {

void FillTool::press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) {
    scene_ = scene;
    whyNot_.clear();
    const LabelMap& labels = edit.target().labels;
    const Geometry& geometry = labels.geometry();
    const std::uint16_t value = scene.segment.value;
    const auto seed = voxelAt(at.at, scene.plane, geometry);
    if (!edit.mayPaint(value)) {
        whyNot_ = scene.segment.name + " is locked: nothing was filled";
    }
    if (!seed || !whyNot_.empty() || (labels.at(*seed, edit.layer()) == value) != scene.inverted) {
        return;
    }
    const auto box = parameters.reach.box(scene.plane, geometry.size());
    if (!box) {
        whyNot_ = outOfRange;
        return;
    }
    const bool isBackground = labels.at(*seed, edit.layer()) == 0;
    const auto region =
        flood(labels, edit.layer(), *seed, *box, {isBackground, scene.plane.axis}, scene.cancel);
    if (!region) {
        whyNot_ = "This background reaches the border of the image: nothing was filled";
        return;
    }
    for (const VoxelRun& run : *region) {
        if (scene.inverted) {
            edit.erase(run.start, run.length, value);
        } else {
            edit.paint(run.start, run.length, value);
        }
    }
}

StepLabel FillTool::release(LabelMapEdit& edit) {
    return {StepKind::Fill, "Fill", whyNot_.empty() ? detailOf(edit, scene_.segment) : whyNot_};
}

} // namespace laurel
