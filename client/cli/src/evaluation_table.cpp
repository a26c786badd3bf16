#include "evaluation_table.h"

#include "laurel/base/csv.h"
#include "text_table.h"

namespace laurel {

namespace {

constexpr int digits = 3;

std::string intervalText(const MeanEstimate& estimate) {
    return estimate.interval95 ? fixed(estimate.interval95->low, digits) + " to " +
                                     fixed(estimate.interval95->high, digits)
                               : fixed(std::nullopt, digits);
}

std::string nameOf(const ModelScores& scores) {
    const std::string name = scores.given.empty() ? "segmentation" : scores.given;
    const bool saysVersion = !scores.version || name.find('@') != std::string::npos;
    return saysVersion ? name : name + "@" + std::to_string(*scores.version);
}

std::vector<std::string> rowOf(const std::string& label, const std::string& model,
                               const MeanEstimate& dice,
                               const std::optional<MeanEstimate>& difference) {
    return {label,
            model,
            std::to_string(dice.count),
            fixed(dice.mean, digits),
            intervalText(dice),
            difference ? fixed(difference->mean, digits) : "",
            difference ? intervalText(*difference) : ""};
}

std::string csvLineOf(const std::string& caseName, const ModelScores& scores,
                      const LabelMetrics& label) {
    return csvLine({caseName, nameOf(scores), label.name, std::to_string(label.value),
                    csvNumber(label.dice), csvNumber(label.iou), csvNumber(label.precision),
                    csvNumber(label.recall), csvNumber(label.hausdorff95Mm),
                    csvNumber(label.averageSurfaceDistanceMm), csvNumber(label.volumeMl),
                    csvNumber(label.referenceVolumeMl), csvNumber(label.volumeError)});
}

} // namespace

std::string evaluationText(const Evaluation& evaluation) {
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

std::string comparisonText(const ComparisonReport& report) {
    TextTable table(
        {"label", "model", "cases", "Dice", "95 % interval", "less the first", "95 % interval"});
    for (std::size_t i = 0; i < report.models.size(); ++i) {
        const ModelEstimate& summary = report.summaries[i];
        table.add(rowOf("mean", nameOf(report.models[i]), summary.dice, summary.difference));
    }
    const std::size_t labels = report.summaries.empty() ? 0 : report.summaries[0].labels.size();
    for (std::size_t at = 0; at < labels; ++at) {
        for (std::size_t i = 0; i < report.models.size(); ++i) {
            const LabelSummary& label = report.summaries[i].labels[at];
            table.add(rowOf(label.name, nameOf(report.models[i]), label.dice, label.difference));
        }
    }
    return table.text();
}

std::string comparisonCsv(const ComparisonReport& report) {
    std::string csv =
        csvLine({"case", "model", "label", "value", "dice", "iou", "precision", "recall", "hd95_mm",
                 "assd_mm", "volume_ml", "reference_volume_ml", "volume_error"});
    for (const ModelScores& scores : report.models) {
        for (std::size_t at = 0; at < scores.cases.size(); ++at) {
            for (const LabelMetrics& label : scores.cases[at].labels) {
                csv += csvLineOf(report.cases[at], scores, label);
            }
        }
    }
    return csv;
}

} // namespace laurel
