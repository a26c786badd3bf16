#include "laurel/metrics/statistics_csv.h"

#include "laurel/base/csv.h"

namespace laurel {

namespace {

std::string headerLine(const std::vector<ExtraColumn>& extra) {
    std::vector<std::string> header{"name", "value", "slice", "voxels", "volume_ml", "mean", "sd"};
    for (const double percent : reportedPercentiles) {
        header.push_back("p" + std::to_string(static_cast<int>(percent)));
    }
    for (const ExtraColumn& column : extra) {
        header.push_back(column.name);
    }
    return csvLine(header);
}

} // namespace

std::string statisticsCsv(const std::vector<LabelStatistics>& labels, bool slicewise,
                          const std::vector<ExtraColumn>& extra) {
    std::string csv = headerLine(extra);
    const auto add = [&](std::size_t label, const SliceStatistics* slice) {
        const RegionStatistics& region = slice == nullptr ? labels[label].whole : slice->region;
        std::vector<std::string> fields{labels[label].name,
                                        std::to_string(labels[label].value),
                                        slice == nullptr ? "all" : std::to_string(slice->slice),
                                        std::to_string(region.voxels),
                                        csvNumber(region.volumeMl),
                                        csvNumber(region.mean),
                                        csvNumber(region.standardDeviation)};
        for (std::size_t i = 0; i < reportedPercentiles.size(); ++i) {
            fields.push_back(region.percentiles ? csvNumber((*region.percentiles)[i]) : "");
        }
        for (const ExtraColumn& column : extra) {
            fields.push_back(column.field(label, slice));
        }
        csv += csvLine(fields);
    };
    for (std::size_t label = 0; label < labels.size(); ++label) {
        add(label, nullptr);
        for (std::size_t i = 0; slicewise && i < labels[label].slices.size(); ++i) {
            add(label, &labels[label].slices[i]);
        }
    }
    return csv;
}

} // namespace laurel
