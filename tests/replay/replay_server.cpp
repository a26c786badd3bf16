#include "replay_server.h"

#include "small_model.h"

#include "laurel/base/error.h"
#include "laurel/formats/files.h"
#include "laurel/weights/crypto.h"
#include "laurel/weights/safetensors.h"

#include <algorithm>
#include <span>

namespace laurel::replay {

namespace {

constexpr const char* modelId = "leg";

PipelineSettings settingsOf(const std::string& policy) {
    PipelineSettings settings;
    settings.merge.policy = policy;
    // A small net after a short training is no better than that.
    settings.merge.gates.candidateLeast = 0.3;
    settings.merge.bufferMs = 0; // at the end of a stream nobody waits
    return settings;
}

} // namespace

ReplayServer::ReplayServer(Engine& engine, const std::filesystem::path& package,
                           const std::string& policy)
    : evaluator_(metadata_, blobs_, engine, {.threads = 1}),
      pipeline_(metadata_, blobs_, publisher_, evaluator_, settingsOf(policy)),
      intake_(metadata_, blobs_, {.greatestStaleness = 1000}, {systemTimeMs, {}, {}}) {
    publisher_.publish(package);
    manifest_ = ModelPackage::open(package).manifest();
    addGoldCases(engine);
}

void ReplayServer::addGoldCases(Engine& engine) {
    constexpr std::uint64_t cases = 8;
    GoldCases gold(metadata_, blobs_, engine);
    const auto image = folder_.path() / "image.nii.gz";
    const auto labels = folder_.path() / "labels.nii.gz";
    for (std::uint64_t i = 0; i < cases; ++i) {
        const SyntheticCase one = patientOf(firstGoldSite + i, 1, 3);
        writeVolume(image, one.image);
        writeLabels(labels, one.labels);
        const std::string group = std::string(toString(Contrast(i % 4)));
        gold.add(modelId, {image, labels, {}, group}, "local", {});
    }
}

const Principal& ReplayServer::site(const std::string& name) {
    const auto [place, isNew] = sites_.try_emplace(name);
    if (isNew) {
        AccessKeys keys(metadata_, std::string(32, 's'), systemTimeMs);
        place->second = {
            keys.create({name, Role::Contributor, {}}, "local").id, Role::Contributor, {}};
    }
    return place->second;
}

std::string ReplayServer::send(const StateDict& weights, std::int64_t base,
                               const std::string& name) {
    const std::vector<std::byte> bytes = serializeSafetensors(weights);
    ContributionRequest request;
    request.baseVersion = base;
    request.size = bytes.size();
    request.sha256 = sha256Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    request.slices = 6;
    request.client = {"replay", "1"};
    const Principal& who = site(name);
    try {
        const std::string id = intake_.create(modelId, request, who, "");
        const auto upload = intake_.append(id, {0, bytes.size() - 1, bytes.size()}, who);
        upload->write(bytes);
        upload->finish();
        return id;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::Unavailable && error.code() != ErrorCode::Refused) {
            throw;
        }
        return {};
    }
}

std::vector<std::string> ReplayServer::work() {
    std::vector<std::string> done;
    for (;;) {
        const auto next = metadata_.beginRead()->contributions().queue(modelId, 1);
        if (next.empty()) {
            return done;
        }
        pipeline_.process(next.front().id, {});
        done.push_back(next.front().id);
    }
}

std::int64_t ReplayServer::current() {
    return metadata_.beginRead()->currentNumber(modelId).value();
}

StateDict ReplayServer::weights(std::int64_t version) {
    const PublishedVersion found = metadata_.beginRead()->version(modelId, version).value();
    const auto file = std::ranges::find(found.files, weightsFileName, &StatementFile::file);
    return readSafetensors(blobs_.path(file->sha256));
}

double ReplayServer::dice(std::int64_t version) {
    const auto known = metadata_.beginRead()->evaluations().find(modelId, version,
                                                                 evaluator_.goldSetDigest(modelId));
    if (known) {
        return known->meanDice;
    }
    const GoldScores scores = evaluator_.evaluate(manifest_, weights(version), {});
    return summarise(scores, manifest_.labels).meanDice.value();
}

Contribution ReplayServer::find(const std::string& id) {
    return metadata_.beginRead()->contributions().find(id).value();
}

} // namespace laurel::replay
