#include "commands.h"

#include "inputs.h"
#include "json_reports.h"
#include "text_table.h"

#include "laurel/base/files.h"

namespace laurel {

namespace {

/// A whole label, or one slice of it.
struct Row {
    std::string name;
    std::string value;
    std::string slice; ///< a number, or "all"
    const RegionStatistics* region;
};

std::vector<Row> rowsOf(const std::vector<LabelStatistics>& labels, bool slicewise) {
    std::vector<Row> rows;
    for (const LabelStatistics& label : labels) {
        const std::string value = std::to_string(label.value);
        rows.push_back({label.name, value, "all", &label.whole});
        for (std::size_t i = 0; slicewise && i < label.slices.size(); ++i) {
            const SliceStatistics& slice = label.slices[i];
            rows.push_back({label.name, value, std::to_string(slice.slice), &slice.region});
        }
    }
    return rows;
}

/// Empty where undefined.
std::string csvNumber(const std::optional<double>& value) {
    return value ? fixed(value, 6) : "";
}

std::string csvOf(const std::vector<Row>& rows) {
    std::vector<std::string> header{"name", "value", "slice", "voxels", "volume_ml", "mean", "sd"};
    for (const double percent : reportedPercentiles) {
        header.push_back("p" + fixed(percent, 0));
    }
    std::string csv = csvLine(header);
    for (const Row& row : rows) {
        const RegionStatistics& region = *row.region;
        std::vector<std::string> fields{row.name,
                                        row.value,
                                        row.slice,
                                        std::to_string(region.voxels),
                                        csvNumber(region.volumeMl),
                                        csvNumber(region.mean),
                                        csvNumber(region.standardDeviation)};
        for (std::size_t i = 0; i < reportedPercentiles.size(); ++i) {
            fields.push_back(region.percentiles ? csvNumber((*region.percentiles)[i]) : "");
        }
        csv += csvLine(fields);
    }
    return csv;
}

std::string textOf(const std::vector<Row>& rows) {
    TextTable table({"label", "slice", "voxels", "ml", "mean", "sd", "median"});
    for (const Row& row : rows) {
        const RegionStatistics& region = *row.region;
        const auto median =
            region.percentiles ? std::optional((*region.percentiles)[2]) : std::nullopt;
        table.add({row.name, row.slice, std::to_string(region.voxels), fixed(region.volumeMl, 2),
                   fixed(region.mean, 2), fixed(region.standardDeviation, 2), fixed(median, 2)});
    }
    return table.text();
}

} // namespace

void runStats(const StatsOptions& options, Console& console) {
    const LoadedImage image = loadNotedImage(options.image, options.which, console);
    const LabelMap labels = loadLabelsOn(options.labels, image, options.placing, console);
    const std::vector<LabelStatistics> statistics = labelStatistics(image.volume, labels);
    console.cancel().throwIfCancelled();
    const std::vector<Row> rows = rowsOf(statistics, options.slicewise);
    if (!options.csv.empty()) {
        writeFileAtomically(options.csv, csvOf(rows));
    }
    console.result(statsJson(statistics, options.slicewise), textOf(rows));
}

} // namespace laurel
