#include "commands.h"

#include "inputs.h"
#include "json_reports.h"
#include "text_table.h"

#include "laurel/base/csv.h"
#include "laurel/base/files.h"
#include "laurel/metrics/statistics_csv.h"
#include "laurel/metrics/tissue.h"
#include "laurel/workflow/label_export.h"

#include <algorithm>

namespace laurel {

namespace {

/// A whole label, or one slice of it.
struct Row {
    std::string name;
    std::string slice; ///< a number, or "all"
    const RegionStatistics* region;
    std::optional<double> fatFraction; ///< of a whole label, where asked for
};

/// Shares of fat, per label of the statistics; where a label is empty, none.
using FatFractions = std::vector<std::optional<double>>;

std::vector<Row> rowsOf(const std::vector<LabelStatistics>& labels, bool slicewise,
                        const FatFractions& fat) {
    std::vector<Row> rows;
    for (std::size_t n = 0; n < labels.size(); ++n) {
        const LabelStatistics& label = labels[n];
        rows.push_back({label.name, "all", &label.whole, fat.empty() ? std::nullopt : fat[n]});
        for (std::size_t i = 0; slicewise && i < label.slices.size(); ++i) {
            const SliceStatistics& slice = label.slices[i];
            rows.push_back({label.name, std::to_string(slice.slice), &slice.region, std::nullopt});
        }
    }
    return rows;
}

std::string csvOf(const std::vector<LabelStatistics>& labels, bool slicewise,
                  const FatFractions& fat) {
    std::vector<ExtraColumn> extra;
    if (!fat.empty()) {
        extra.push_back({"fat_fraction", [&](std::size_t label, const SliceStatistics* slice) {
                             return slice == nullptr ? csvNumber(fat[label]) : std::string();
                         }});
    }
    return statisticsCsv(labels, slicewise, extra);
}

std::string textOf(const std::vector<Row>& rows, bool withFat) {
    std::vector<std::string> header{"label", "slice", "voxels", "ml", "mean", "sd", "median"};
    if (withFat) {
        header.emplace_back("fat");
    }
    TextTable table(header);
    for (const Row& row : rows) {
        const RegionStatistics& region = *row.region;
        const auto median =
            region.percentiles ? std::optional((*region.percentiles)[2]) : std::nullopt;
        std::vector<std::string> cells{row.name,
                                       row.slice,
                                       std::to_string(region.voxels),
                                       fixed(region.volumeMl, 2),
                                       fixed(region.mean, 2),
                                       fixed(region.standardDeviation, 2),
                                       fixed(median, 2)};
        if (withFat) {
            cells.push_back(row.fatFraction ? fixed(100 * *row.fatFraction, 1) + " %" : "");
        }
        table.add(cells);
    }
    return table.text();
}

FatFractions fractionsIn(const std::vector<LabelStatistics>& statistics, const LabelMap& apart,
                         const LabelMap& labels) {
    FatFractions fractions;
    for (const LabelStatistics& label : statistics) {
        const Segment* segment = labels.findByName(label.name);
        if (segment == nullptr || label.whole.voxels == 0) {
            fractions.emplace_back();
            continue;
        }
        const auto left = apart.layer(segment->layer);
        const auto muscle = std::count(left.begin(), left.end(), segment->value);
        fractions.emplace_back(1 - static_cast<double>(muscle) /
                                       static_cast<double>(label.whole.voxels));
    }
    return fractions;
}

/// Tells fat apart and writes the map of it where asked for.
FatFractions measureFat(const StatsOptions& options, const Volume& image, LabelMap labels,
                        const std::vector<LabelStatistics>& statistics) {
    labels.nameUnlabelled();
    const FatAppearance appearance =
        options.fat == "bright" ? FatAppearance::Bright : FatAppearance::Dark;
    const LabelMap apart = withFatApart(labels, fatWithin(image, labels, appearance));
    if (!options.fatMap.empty()) {
        const auto format = labelFormatOf(options.fatMap);
        if (!format) {
            throw Error(ErrorCode::InvalidArgument,
                        options.fatMap.string() + ": unknown extension for a label map");
        }
        exportLabels(options.fatMap, apart, *format, {});
    }
    return fractionsIn(statistics, apart, labels);
}

} // namespace

void runStats(const StatsOptions& options, Console& console) {
    const LoadedImage image = loadNotedImage(options.image, options.which, console);
    const LabelMap labels = loadLabelsOn(options.labels, image, options.placing, console);
    const std::vector<LabelStatistics> statistics = labelStatistics(image.volume, labels);
    console.cancel().throwIfCancelled();
    const bool withFat = !options.fat.empty();
    const FatFractions fat =
        withFat ? measureFat(options, image.volume, labels, statistics) : FatFractions{};
    const std::vector<Row> rows = rowsOf(statistics, options.slicewise, fat);
    if (!options.csv.empty()) {
        writeFileAtomically(options.csv, csvOf(statistics, options.slicewise, fat));
    }
    console.result(statsJson(statistics, options.slicewise, fat), textOf(rows, withFat));
}

} // namespace laurel
