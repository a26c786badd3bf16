#include "laurel/engine/corrected_package.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"
#include "laurel/package/statement.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace laurel {

namespace {

std::optional<BaseVersion> publishedVersionOf(const std::filesystem::path& folder) {
    constexpr std::uint64_t mostBytes = 1U << 20;
    const std::filesystem::path file = folder / statementFileName;
    if (std::error_code ignored; !std::filesystem::exists(file, ignored)) {
        return std::nullopt;
    }
    const VersionStatement statement = parseStatement(readTextFile(file, mostBytes), file.string());
    return BaseVersion{statement.serverId, statement.modelId, statement.number};
}

nlohmann::json orNull(const std::optional<double>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json provenanceOf(const FineTuneResult& result) {
    nlohmann::json tuned{{"base_weights_sha256", result.base.weightsSha256},
                         {"slices", result.slices},
                         {"held_out_slices", result.heldOutSlices},
                         {"epochs", result.epochs},
                         {"best_epoch", result.bestEpoch},
                         {"seed", result.seed},
                         {"dice_before", orNull(result.diceBefore)},
                         {"dice_after", orNull(result.diceAfter)},
                         {"measured_on", toString(result.measuredOn)}};
    if (result.privacy) {
        tuned["privacy"] = {{"epsilon", result.privacy->epsilon},
                            {"delta", result.privacy->settings.delta},
                            {"clip", result.privacy->settings.clip},
                            {"noise_multiplier", result.privacy->settings.noiseMultiplier}};
    }
    if (result.base.version) {
        tuned["server"] = result.base.version->server;
        tuned["model"] = result.base.version->model;
        tuned["version"] = result.base.version->number;
    }
    return tuned;
}

/// What the model calls its structures, side by side.
std::vector<std::vector<std::string>> segmentNamesBySide(const ModelManifest& manifest) {
    const std::vector<std::string> endings =
        manifest.input.laterality == Laterality::BilateralMirrored
            ? std::vector<std::string>{"_R", "_L"}
            : std::vector<std::string>{""};
    std::vector<std::vector<std::string>> sides;
    for (const std::string& ending : endings) {
        std::vector<std::string>& names = sides.emplace_back();
        for (const ModelLabel& label : manifest.labels) {
            names.push_back(label.name + ending);
        }
    }
    return sides;
}

/// At most 20 names, fit for a message.
std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t most = 20;
    std::string list;
    for (std::size_t i = 0; i < std::min(most, names.size()); ++i) {
        list += (list.empty() ? "" : ", ") + quotedForMessage(names[i]);
    }
    return list + (names.size() > most ? ", ..." : "");
}

[[noreturn]] void refuseSegments(const ModelManifest& manifest,
                                 const std::vector<std::string>& found, const std::string& name) {
    throw Error(ErrorCode::InvalidInput,
                name + " names no structure of model " + manifest.id + ": expected " +
                    listed(modelSegmentNames(manifest)) + "; " +
                    (found.empty() ? "it names none" : "it has " + listed(found)));
}

} // namespace

std::string_view toString(MeasuredOn measured) noexcept {
    return measured == MeasuredOn::HeldOut ? "held_out" : "training";
}

FineTuneBase fineTuneBaseOf(const ModelPackage& package) {
    return {sha256HexOfFile(package.weightsFile()), publishedVersionOf(package.folder())};
}

ModelPackage createFineTunedPackage(const std::filesystem::path& folder, const ModelPackage& base,
                                    const FineTuneResult& result) {
    return createCorrectedPackage(folder, base, result, std::nullopt);
}

ModelPackage createCorrectedPackage(const std::filesystem::path& folder, const ModelPackage& base,
                                    const FineTuneResult& result,
                                    std::optional<double> automaticDice) {
    if (!result.kept()) {
        throw Error(ErrorCode::InvalidArgument,
                    "a fine-tuning that improved nothing makes no package");
    }
    ModelManifest manifest = base.manifest();
    manifest.provenance["fine_tuned"] = provenanceOf(result);
    if (automaticDice) {
        manifest.provenance["fine_tuned"]["dice_automatic"] = *automaticDice;
    }
    manifest.metrics = nlohmann::json::object();
    return ModelPackage::create(folder, manifest, *result.weights);
}

std::vector<std::string> modelSegmentNames(const ModelManifest& manifest) {
    std::vector<std::string> names;
    for (const std::vector<std::string>& side : segmentNamesBySide(manifest)) {
        names.insert(names.end(), side.begin(), side.end());
    }
    return names;
}

SegmentFit matchModelSegments(const ModelManifest& manifest, const LabelMap& labels,
                              const std::string& name) {
    SegmentFit fit;
    std::vector<std::string> found;
    for (const Segment& segment : labels.segments()) {
        found.push_back(segment.name);
    }
    fit.foreign = found;
    for (const std::vector<std::string>& side : segmentNamesBySide(manifest)) {
        std::vector<std::string> missing;
        for (const std::string& wanted : side) {
            if (std::erase(fit.foreign, wanted) == 0) {
                missing.push_back(wanted);
            }
        }
        if (missing.size() < side.size()) {
            fit.missing.insert(fit.missing.end(), missing.begin(), missing.end());
        }
    }
    if (fit.foreign.size() == found.size()) {
        refuseSegments(manifest, found, name);
    }
    return fit;
}

} // namespace laurel
