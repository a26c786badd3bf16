#include "json_reports.h"

#include <nlohmann/json.hpp>

namespace laurel {

namespace {

using Json = nlohmann::ordered_json;

Json orNull(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

std::string dump(const Json& document) {
    return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

Json sizeOf(const GridSize& size) {
    return {size.x, size.y, size.z};
}

Json volumeJson(const FoundVolume& volume) {
    Json entry{{"id", volume.id},
               {"format", volume.format},
               {"modality", volume.modality},
               {"description", volume.description},
               {"size", sizeOf(volume.size)},
               {"frames", volume.frames}};
    entry["spacing_mm"] = nullptr;
    entry["origin_mm"] = nullptr;
    entry["direction"] = nullptr;
    if (volume.geometry) {
        const WorldPoint& origin = volume.geometry->origin();
        entry["spacing_mm"] = volume.geometry->spacing();
        entry["origin_mm"] = {origin.x, origin.y, origin.z};
        entry["direction"] = volume.geometry->direction();
    }
    entry["problems"] = volume.problems;
    entry["notes"] = volume.notes;
    for (const HeaderField& field : volume.tags) {
        Json tag{
            {"tag", field.key}, {"vr", field.type}, {"name", field.name}, {"depth", field.depth}};
        tag["value"] = field.isHidden ? Json(nullptr) : Json(field.value);
        tag["hidden"] = field.isHidden;
        entry["tags"].push_back(std::move(tag));
    }
    return entry;
}

Json countsJson(const std::vector<LabelCount>& labels) {
    Json list = Json::array();
    for (const LabelCount& label : labels) {
        list.push_back({{"name", label.name}, {"value", label.value}, {"voxels", label.voxels}});
    }
    return list;
}

Json evaluationJson(const Evaluation& evaluation) {
    Json labels = Json::array();
    for (const LabelMetrics& label : evaluation.labels) {
        labels.push_back({{"name", label.name},
                          {"value", label.value},
                          {"dice", orNull(label.dice)},
                          {"iou", orNull(label.iou)},
                          {"precision", orNull(label.precision)},
                          {"recall", orNull(label.recall)},
                          {"hd95_mm", orNull(label.hausdorff95Mm)},
                          {"assd_mm", orNull(label.averageSurfaceDistanceMm)},
                          {"volume_ml", label.volumeMl},
                          {"reference_volume_ml", label.referenceVolumeMl},
                          {"volume_error", orNull(label.volumeError)}});
    }
    return {{"labels", labels},
            {"mean_dice", orNull(evaluation.meanDice)},
            {"weighted_dice", orNull(evaluation.weightedDice)}};
}

Json intervalJson(const MeanEstimate& estimate) {
    return estimate.interval95 ? Json{estimate.interval95->low, estimate.interval95->high}
                               : Json(nullptr);
}

void addEstimates(Json& entry, const MeanEstimate& dice,
                  const std::optional<MeanEstimate>& difference) {
    entry["n"] = dice.count;
    entry["mean_dice"] = orNull(dice.mean);
    entry["sd"] = orNull(dice.standardDeviation);
    entry["ci95"] = intervalJson(dice);
    entry["difference"] = nullptr;
    if (difference) {
        entry["difference"] = {{"n", difference->count},
                               {"mean", orNull(difference->mean)},
                               {"ci95", intervalJson(*difference)}};
    }
}

Json privacyJson(const std::optional<PrivateRelease>& privacy) {
    return privacy ? Json{{"epsilon", privacy->epsilon},
                          {"delta", privacy->settings.delta},
                          {"clip", privacy->settings.clip},
                          {"noise_multiplier", privacy->settings.noiseMultiplier}}
                   : Json(nullptr);
}

void addRegion(Json& entry, const RegionStatistics& region) {
    entry["voxels"] = region.voxels;
    entry["volume_ml"] = region.volumeMl;
    entry["mean"] = orNull(region.mean);
    entry["sd"] = orNull(region.standardDeviation);
    entry["percentiles"] = nullptr;
    if (region.percentiles) {
        for (std::size_t i = 0; i < reportedPercentiles.size(); ++i) {
            const std::string name = std::to_string(static_cast<int>(reportedPercentiles[i]));
            entry["percentiles"][name] = (*region.percentiles)[i];
        }
    }
}

} // namespace

std::string infoJson(const std::vector<FoundVolume>& volumes) {
    Json list = Json::array();
    for (const FoundVolume& volume : volumes) {
        list.push_back(volumeJson(volume));
    }
    return dump({{"volumes", list}});
}

std::string segmentJson(const SegmentReport& report) {
    const SegmentTimes& seconds = report.seconds;
    return dump(
        {{"model", report.model},
         {"version", report.version ? Json(*report.version) : Json(nullptr)},
         {"engine", report.engine},
         {"engine_note", report.engineNote.empty() ? Json(nullptr) : Json(report.engineNote)},
         {"seconds",
          {{"load", seconds.load},
           {"preprocess", seconds.preprocess},
           {"infer", seconds.infer},
           {"postprocess", seconds.postprocess},
           {"first_slice", seconds.firstSlice ? Json(*seconds.firstSlice) : Json(nullptr)},
           {"total", seconds.total}}},
         {"labels", countsJson(report.labels)},
         {"output", report.output}});
}

std::string evaluateJson(const Evaluation& evaluation) {
    return dump(evaluationJson(evaluation));
}

std::string comparisonJson(const ComparisonReport& report) {
    Json models = Json::array();
    for (std::size_t i = 0; i < report.models.size(); ++i) {
        const ModelScores& scores = report.models[i];
        Json entry{{"model", scores.model.empty() ? Json(nullptr) : Json(scores.model)},
                   {"version", scores.version ? Json(*scores.version) : Json(nullptr)},
                   {"package", scores.given.empty() ? Json(nullptr) : Json(scores.given)}};
        addEstimates(entry, report.summaries[i].dice, report.summaries[i].difference);
        entry["labels"] = Json::array();
        for (const LabelSummary& label : report.summaries[i].labels) {
            Json one{{"name", label.name}};
            addEstimates(one, label.dice, label.difference);
            entry["labels"].push_back(std::move(one));
        }
        entry["cases"] = Json::array();
        for (std::size_t at = 0; at < scores.cases.size(); ++at) {
            Json one{{"case", report.cases[at]}};
            one.update(evaluationJson(scores.cases[at]));
            entry["cases"].push_back(std::move(one));
        }
        models.push_back(std::move(entry));
    }
    return dump({{"models", models}});
}

std::string statsJson(const std::vector<LabelStatistics>& labels, bool slicewise,
                      const std::vector<std::optional<double>>& fatFractions) {
    Json list = Json::array();
    for (const LabelStatistics& label : labels) {
        Json entry{{"name", label.name}, {"value", label.value}, {"slices", label.slices.size()}};
        addRegion(entry, label.whole);
        if (slicewise) {
            entry["per_slice"] = Json::array();
            for (const SliceStatistics& slice : label.slices) {
                Json one{{"slice", slice.slice}};
                addRegion(one, slice.region);
                entry["per_slice"].push_back(std::move(one));
            }
        }
        if (!fatFractions.empty()) {
            entry["fat_fraction"] = orNull(fatFractions.at(list.size()));
        }
        list.push_back(std::move(entry));
    }
    return dump({{"labels", list}});
}

std::string synthJson(const SynthReport& report) {
    return dump({{"image", report.image},
                 {"labels_file", report.labels},
                 {"seed", report.seed},
                 {"contrast", report.contrast},
                 {"size", sizeOf(report.size)},
                 {"labels", countsJson(report.counts)}});
}

std::string convertJson(const ConvertReport& report) {
    return dump(
        {{"output", report.output}, {"kind", report.kind}, {"largest_error", report.largestError}});
}

std::string finetuneJson(const FinetuneReport& report) {
    const FineTuneResult& result = report.result;
    return dump({{"kept", result.kept()},
                 {"slices", result.slices},
                 {"held_out_slices", result.heldOutSlices},
                 {"epochs", result.epochs},
                 {"best_epoch", result.bestEpoch},
                 {"dice_before", orNull(result.diceBefore)},
                 {"dice_after", orNull(result.diceAfter)},
                 {"measured_on", toString(result.measuredOn)},
                 {"privacy", privacyJson(result.privacy)},
                 {"seconds", result.seconds},
                 {"output", report.output ? Json(*report.output) : Json(nullptr)}});
}

std::string renderJson(const RenderReport& report) {
    return dump({{"output", report.output},
                 {"width", report.width},
                 {"height", report.height},
                 {"slices", report.slices}});
}

std::string trainJson(const TrainReport& report) {
    return dump({{"output", report.output}, {"model", report.model}});
}

std::string versionJson(const std::string& version) {
    return dump({{"name", "laurel"}, {"version", version}});
}

} // namespace laurel
