#include "commands.h"

#include "inputs.h"
#include "json_reports.h"
#include "text_table.h"

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

bool isSide(const std::string& ending) {
    return ending.empty() || ending == "_L" || ending == "_R";
}

/// "NAME=NEW": what is called NAME, with or without a side, is called NEW.
Segment renamed(Segment segment, const std::vector<std::string>& renames) {
    for (const std::string& rename : renames) {
        const std::size_t equals = rename.find('=');
        if (equals == 0 || equals == std::string::npos || equals + 1 == rename.size()) {
            throw Error(ErrorCode::InvalidArgument,
                        "--rename takes NAME=NEW, not \"" + rename + "\"");
        }
        const std::string name = rename.substr(0, equals);
        if (segment.name.starts_with(name) && isSide(segment.name.substr(name.size()))) {
            segment.name = rename.substr(equals + 1) + segment.name.substr(name.size());
            break;
        }
    }
    return segment;
}

LabelMap renamed(LabelMap labels, const std::vector<std::string>& renames) {
    const std::vector<Segment> segments = labels.segments();
    labels.clearSegments();
    for (const Segment& segment : segments) {
        labels.addSegment(renamed(segment, renames));
    }
    return labels;
}

} // namespace

void runEvaluate(const EvaluateOptions& options, Console& console) {
    const LabelPair pair = loadLabelPair(options.reference, options.segmentation);
    console.cancel().throwIfCancelled();
    requireSameGrid(pair.reference.geometry(), options.reference.string(),
                    pair.segmentation.geometry(), options.segmentation.string());
    const LabelMap reference = renamed(pair.reference, options.renames);
    const Evaluation evaluation = evaluate(reference, pair.segmentation);
    console.result(evaluateJson(evaluation), textOf(evaluation));
}

} // namespace laurel
