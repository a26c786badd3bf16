#include "laurel/workflow/case_numbers.h"

#include "laurel/workflow/csv_text.h"

#include <algorithm>

namespace laurel {

namespace {

/// Empty where undefined.
std::string csvNumber(const std::optional<double>& value) {
    return value ? fixed(value, 6) : "";
}

std::vector<std::string> headerOf(const StatisticsCsv& how) {
    std::vector<std::string> header{"name", "value", "slice", "voxels", "volume_ml", "mean", "sd"};
    for (const double percent : reportedPercentiles) {
        header.push_back("p" + fixed(percent, 0));
    }
    if (how.fat) {
        header.emplace_back("fat_fraction");
    }
    if (how.states) {
        header.emplace_back("reviewed");
    }
    return header;
}

std::vector<std::string> fieldsOf(const LabelStatistics& label, const std::string& slice,
                                  const RegionStatistics& region) {
    std::vector<std::string> fields{label.name,
                                    std::to_string(label.value),
                                    slice,
                                    std::to_string(region.voxels),
                                    csvNumber(region.volumeMl),
                                    csvNumber(region.mean),
                                    csvNumber(region.standardDeviation)};
    for (std::size_t i = 0; i < reportedPercentiles.size(); ++i) {
        fields.push_back(region.percentiles ? csvNumber((*region.percentiles)[i]) : "");
    }
    return fields;
}

bool isReviewed(const std::vector<SliceState>& states, std::int64_t slice) {
    return states.at(static_cast<std::size_t>(slice)) == SliceState::Reviewed;
}

} // namespace

std::int64_t reviewedSlicesOf(const LabelStatistics& label, const std::vector<SliceState>& states) {
    return std::ranges::count_if(label.slices, [&](const SliceStatistics& slice) {
        return isReviewed(states, slice.slice);
    });
}

std::optional<double> largestAreaOf(const LabelStatistics& label, const Geometry& geometry) {
    const double voxel = geometry.spacing()[0] * geometry.spacing()[1] / 100; // mm² to cm²
    std::optional<double> largest;
    for (const SliceStatistics& slice : label.slices) {
        largest = std::max(largest.value_or(0), static_cast<double>(slice.region.voxels) * voxel);
    }
    return largest;
}

std::string statisticsCsv(const std::vector<LabelStatistics>& labels, const StatisticsCsv& how) {
    std::string csv = csvLine(headerOf(how));
    for (std::size_t n = 0; n < labels.size(); ++n) {
        const LabelStatistics& label = labels[n];
        std::vector<std::string> whole = fieldsOf(label, "all", label.whole);
        if (how.fat) {
            whole.push_back(csvNumber(how.fat->at(n)));
        }
        if (how.states) {
            whole.push_back(std::to_string(reviewedSlicesOf(label, *how.states)) + " of " +
                            std::to_string(label.slices.size()));
        }
        csv += csvLine(whole);
        for (std::size_t i = 0; how.slicewise && i < label.slices.size(); ++i) {
            const SliceStatistics& slice = label.slices[i];
            std::vector<std::string> fields =
                fieldsOf(label, std::to_string(slice.slice), slice.region);
            if (how.fat) {
                fields.emplace_back();
            }
            if (how.states) {
                fields.emplace_back(isReviewed(*how.states, slice.slice) ? "yes" : "no");
            }
            csv += csvLine(fields);
        }
    }
    return csv;
}

LabelMap reviewedOnly(LabelMap labels, const std::vector<SliceState>& states) {
    const GridSize& size = labels.geometry().size();
    const auto inSlice = static_cast<std::size_t>(size.x * size.y);
    for (std::size_t slice = 0; slice < states.size(); ++slice) {
        if (states[slice] == SliceState::Reviewed) {
            continue;
        }
        for (int layer = 0; layer < labels.layers(); ++layer) {
            std::ranges::fill(labels.layer(layer).subspan(slice * inSlice, inSlice),
                              std::uint16_t{0});
        }
    }
    return labels;
}

} // namespace laurel
