#include "commands.h"

#include "inputs.h"
#include "json_reports.h"
#include "text_table.h"

#include "laurel/metrics/label_renaming.h"

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

} // namespace

void runEvaluate(const EvaluateOptions& options, Console& console) {
    const LabelPair pair = loadLabelPair(options.reference, options.segmentation);
    console.cancel().throwIfCancelled();
    requireSameGrid(pair.reference.geometry(), options.reference.string(),
                    pair.segmentation.geometry(), options.segmentation.string());
    const LabelMap reference = withRenamedSegments(pair.reference, options.renames);
    const Evaluation evaluation = evaluate(reference, pair.segmentation);
    console.result(evaluateJson(evaluation), textOf(evaluation));
}

} // namespace laurel
