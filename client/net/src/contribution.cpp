#include "laurel/net/contribution.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/json/field_reader.h"
#include "laurel/weights/arithmetic.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::int64_t mostSlices = 1'000'000;
constexpr std::int64_t mostNumber = 1'000'000'000;

std::string manifestPath(const ModelPackage& package) {
    return (package.folder() / manifestFileName).string();
}

void requireTunedFrom(const ModelPackage& candidate, const FineTuningRecord& record,
                      const std::string& serverId, std::int64_t baseVersion) {
    const auto require = [&](bool same, const std::string& what, const std::string& expected,
                             const std::string& got) {
        if (!same) {
            throw Error(ErrorCode::InvalidInput, manifestPath(candidate) +
                                                     ": provenance.fine_tuned: expected " + what +
                                                     " " + expected + ", got " + got);
        }
    };
    require(!record.server || *record.server == serverId, "server", serverId,
            record.server.value_or(""));
    require(!record.model || *record.model == candidate.manifest().id, "model",
            candidate.manifest().id, record.model.value_or(""));
    require(!record.version || *record.version == baseVersion, "version",
            std::to_string(baseVersion), std::to_string(record.version.value_or(0)));
}

PrivacyRecord privacyOf(FieldReader fields) {
    PrivacyRecord privacy;
    privacy.epsilon = fields.number("epsilon", {0, 1e6});
    privacy.delta = fields.number("delta", {0, 1});
    privacy.clip = fields.number("clip", {0, 1e6});
    privacy.noiseMultiplier = fields.number("noise_multiplier", {0, 1000});
    return privacy;
}

/// Nothing leaves without the noise that a manifest asks for, or with less.
void requirePrivacy(const ModelPackage& candidate, const FineTuningRecord& record,
                    const ModelTraining& training) {
    if (!training.privacy) {
        return;
    }
    const TrainingPrivacy& asked = *training.privacy;
    const bool enough = record.privacy && record.privacy->clip <= asked.clip &&
                        record.privacy->noiseMultiplier >= asked.noiseMultiplier;
    if (!enough) {
        throw Error(ErrorCode::InvalidInput,
                    manifestPath(candidate) +
                        ": provenance.fine_tuned.privacy: the model asks for noise (clip " +
                        std::to_string(asked.clip) + ", noise_multiplier " +
                        std::to_string(asked.noiseMultiplier) + "), but the weights have " +
                        (record.privacy ? "less" : "none") +
                        "; fine-tune the current version again");
    }
}

} // namespace

FineTuningRecord fineTuningOf(const ModelPackage& package) {
    constexpr const char* key = "fine_tuned";
    FieldReader provenance(package.manifest().provenance, manifestPath(package), "provenance");
    if (!provenance.hasValue(key)) {
        throw Error(ErrorCode::InvalidInput,
                    manifestPath(package) +
                        ": has no provenance.fine_tuned: nothing was learned that could be "
                        "contributed; make such a package with laurelctl finetune");
    }
    FieldReader fields = provenance.object(key);
    FineTuningRecord record;
    record.slices = fields.integer("slices", {1, mostSlices});
    record.diceIsAutomatic = fields.hasValue("dice_automatic");
    if (const char* const dice = record.diceIsAutomatic ? "dice_automatic" : "dice_after";
        fields.hasValue(dice)) {
        record.dice = fields.number(dice, {0, 1});
    }
    if (fields.hasValue("server")) {
        record.server = fields.text("server", {1, 64});
    }
    if (fields.hasValue("model")) {
        record.model = fields.text("model", {1, 64});
    }
    if (fields.hasValue("version")) {
        record.version = fields.integer("version", {1, mostNumber});
    }
    if (fields.hasValue("privacy")) {
        record.privacy = privacyOf(fields.object("privacy"));
    }
    return record;
}

Contribution makeContribution(const ModelPackage& candidate, const ModelPackage& base,
                              const std::string& serverId, std::int64_t baseVersion,
                              ContributionKind kind, const ClientInfo& client) {
    const FineTuningRecord record = fineTuningOf(candidate);
    if (candidate.manifest().id != base.manifest().id) {
        throw Error(ErrorCode::InvalidInput, manifestPath(candidate) + ": id: expected " +
                                                 base.manifest().id + ", got " +
                                                 candidate.manifest().id);
    }
    requireTunedFrom(candidate, record, serverId, baseVersion);
    requirePrivacy(candidate, record, candidate.manifest().training);
    requirePrivacy(candidate, record, base.manifest().training);
    const std::string weightsFile = candidate.weightsFile().string();
    requireSameTensors(base.tensors(), candidate.tensors(), weightsFile);
    const StateDict learned = candidate.weights();
    const StateDict before = base.weights();
    if (!allFinite(learned)) {
        throw Error(ErrorCode::InvalidInput,
                    weightsFile + ": holds values that are infinite or not a number");
    }
    Contribution contribution;
    contribution.model = base.manifest().id;
    contribution.request.kind = kind;
    contribution.request.baseVersion = baseVersion;
    contribution.request.slices = record.slices;
    contribution.request.dice = record.dice;
    contribution.request.client = client;
    contribution.privacy = record.privacy;
    contribution.diceIsAutomatic = record.diceIsAutomatic;
    for (const auto& [name, tensor] : learned.entries()) {
        const bool shared = isShared(base.manifest().training, name) &&
                            isShared(candidate.manifest().training, name);
        contribution.tensors.add(name, shared ? tensor : before.at(name));
        if (!shared) {
            contribution.withheld.push_back(name);
        }
    }
    if (contribution.tensors == before) {
        throw Error(ErrorCode::InvalidInput, weightsFile + ": does not differ from version " +
                                                 std::to_string(baseVersion) +
                                                 " in anything that may be shared");
    }
    if (kind == ContributionKind::Delta) {
        contribution.tensors = delta(contribution.tensors, before);
    }
    return contribution;
}

} // namespace laurel
