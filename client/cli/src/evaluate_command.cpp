#include "commands.h"

#include "inputs.h"
#include "json_reports.h"
#include "text_table.h"

#include "laurel/metrics/label_renaming.h"

#include <algorithm>

namespace laurel {

namespace {

std::string textOf(const Evaluation& evaluation) {
    TextTable table({"label", "dice", "iou", "precision", "recall", "hd95 mm", "assd mm", "ml",
                     "reference ml"});
    for (const LabelMetrics& label : evaluation.labels) {
        table.add({label.name, fixed(label.dice, 3), fixed(label.iou, 3), fixed(label.precision, 3),
                   fixed(label.recall, 3), fixed(label.hausdorff95Mm, 2),
                   fixed(label.averageSurfaceDistanceMm, 2), fixed(label.volumeMl, 1),
                   fixed(label.referenceVolumeMl, 1)});
    }
    return table.text() + "mean Dice " + fixed(evaluation.meanDice, 3) + ", weighted Dice " +
           fixed(evaluation.weightedDice, 3) + "\n";
}

/// Background on all slices but these; nothing changes where there are none.
void keepSlices(LabelMap& labels, const std::vector<SliceRange>& slices) {
    const GridSize& size = labels.geometry().size();
    const std::int64_t pixels = size.x * size.y;
    for (int layer = 0; layer < labels.layers(); ++layer) {
        const auto voxels = labels.layer(layer);
        for (std::int64_t z = 0; z < size.z; ++z) {
            const bool isKept =
                slices.empty() || std::any_of(slices.begin(), slices.end(),
                                              [z](const SliceRange& s) { return s.contains(z); });
            if (!isKept) {
                std::fill_n(voxels.begin() + z * pixels, pixels, std::uint16_t{0});
            }
        }
    }
}

} // namespace

void runEvaluate(const EvaluateOptions& options, Console& console) {
    LabelPair pair = loadLabelPair(options.reference, options.segmentation);
    console.cancel().throwIfCancelled();
    OpenedLabels placed =
        placeLabels({std::move(pair.segmentation), {}}, pair.reference.geometry(), options.placing,
                    options.segmentation.string(), options.reference.string());
    pair.segmentation = std::move(placed.labels);
    for (const std::string& note : placed.notes) {
        console.note(options.segmentation.string() + ": " + note);
    }
    for (const SliceRange& range : options.slices) {
        requireWithin(range, pair.reference.geometry());
    }
    keepSlices(pair.reference, options.slices);
    keepSlices(pair.segmentation, options.slices);
    if (!options.renames.empty()) {
        pair.reference.nameUnlabelled(); // so that a value without a name can be given one
    }
    const LabelMap reference = withRenamedSegments(pair.reference, options.renames);
    const Evaluation evaluation = evaluate(reference, pair.segmentation);
    console.result(evaluateJson(evaluation), textOf(evaluation));
}

} // namespace laurel
