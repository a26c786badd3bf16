#include "case_input.h"

#include "laurel/arrays/bundles.h"
#include "laurel/base/files.h"
#include "laurel/cli/commands.h"
#include "laurel/cli/console.h"
#include "laurel/formats/files.h"
#include "laurel/metrics/statistics.h"

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

namespace laurel::cli {

using nlohmann::json;

namespace {

json orNull(const std::optional<double>& value) {
    return value ? json(*value) : json(nullptr);
}

json regionFields(const RegionStatistics& region) {
    json percentiles = nullptr;
    if (region.percentiles) {
        percentiles = json::object();
        for (std::size_t i = 0; i < reportedPercentiles.size(); ++i) {
            percentiles[formatted(reportedPercentiles[i], 0)] = (*region.percentiles)[i];
        }
    }
    return {{"voxels", region.voxels},
            {"volume_ml", region.volumeMl},
            {"mean", orNull(region.mean)},
            {"sd", orNull(region.standardDeviation)},
            {"percentiles", percentiles}};
}

json toJson(const std::vector<LabelStatistics>& labels, bool slicewise) {
    json entries = json::array();
    for (const LabelStatistics& label : labels) {
        json entry = regionFields(label.whole);
        entry["name"] = label.name;
        entry["value"] = label.value;
        entry["slices"] = label.slices.size();
        if (slicewise) {
            entry["per_slice"] = json::array();
            for (const SliceStatistics& slice : label.slices) {
                json row = regionFields(slice.region);
                row["slice"] = slice.slice;
                entry["per_slice"].push_back(row);
            }
        }
        entries.push_back(entry);
    }
    return {{"labels", entries}};
}

/// RFC 4180: quoted where needed, quotes doubled.
std::string csvField(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + "\"";
}

std::string csvNumber(const std::optional<double>& value) {
    char text[64] = "";
    if (value) {
        std::snprintf(text, sizeof(text), "%.9g", *value);
    }
    return text;
}

std::string csvRow(const LabelStatistics& label, const std::string& slice,
                   const RegionStatistics& region) {
    std::string row = csvField(label.name) + "," + std::to_string(label.value) + "," + slice + "," +
                      std::to_string(region.voxels) + "," + csvNumber(region.volumeMl) + "," +
                      csvNumber(region.mean) + "," + csvNumber(region.standardDeviation);
    for (std::size_t i = 0; i < reportedPercentiles.size(); ++i) {
        row += "," + csvNumber(region.percentiles ? std::optional((*region.percentiles)[i])
                                                  : std::nullopt);
    }
    return row + "\r\n";
}

std::string toCsv(const std::vector<LabelStatistics>& labels, bool slicewise) {
    std::string text = "label,value,slice,voxels,volume_ml,mean,sd";
    for (const double percent : reportedPercentiles) {
        text += ",p" + formatted(percent, 0);
    }
    text += "\r\n";
    for (const LabelStatistics& label : labels) {
        text += csvRow(label, "all", label.whole);
        if (slicewise) {
            for (const SliceStatistics& slice : label.slices) {
                text += csvRow(label, std::to_string(slice.slice), slice.region);
            }
        }
    }
    return text;
}

void print(const std::vector<LabelStatistics>& labels, bool slicewise) {
    std::vector<std::vector<std::string>> rows{
        {"label", "slice", "voxels", "ml", "mean", "SD", "median"}};
    const auto add = [&](const std::string& name, const std::string& slice,
                         const RegionStatistics& region) {
        const auto median =
            region.percentiles ? std::optional((*region.percentiles)[2]) : std::nullopt;
        rows.push_back({name, slice, std::to_string(region.voxels), formatted(region.volumeMl, 2),
                        formatted(region.mean, 1), formatted(region.standardDeviation, 1),
                        formatted(median, 1)});
    };
    for (const LabelStatistics& label : labels) {
        add(label.name, "all", label.whole);
        if (slicewise) {
            for (const SliceStatistics& slice : label.slices) {
                add(label.name, std::to_string(slice.slice), slice.region);
            }
        }
    }
    printTable(rows);
}

} // namespace

void stats(const StatsOptions& options, const Environment& environment) {
    const Volume image = readImage(options.image, options.series, environment);
    const bool arrays = formatName(options.labels) == "numpy";
    const LabelMap labels =
        arrays ? readArrayLabels(options.labels, {}, image.geometry()) : readLabels(options.labels);
    const std::vector<LabelStatistics> statistics = labelStatistics(image, labels);
    if (options.csv) {
        writeFileAtomically(*options.csv, toCsv(statistics, options.slicewise));
    }
    if (options.json) {
        std::cout << toJson(statistics, options.slicewise).dump(2) << '\n';
    } else if (!options.csv) {
        print(statistics, options.slicewise);
    }
}

} // namespace laurel::cli
