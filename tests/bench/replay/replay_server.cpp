#include "replay_server.h"

#include "laurel/base/error.h"
#include "laurel/formats/files.h"
#include "laurel/server_domain/access_keys.h"
#include "laurel/weights/safetensors.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace laurel::replay {

namespace {

constexpr std::chrono::seconds patience{300};

/// One thread: the same sums in the same order, whatever the machine.
GoldEvaluatorSettings oneThread() {
    GoldEvaluatorSettings settings;
    settings.threads = 1;
    return settings;
}

PipelineSettings settingsOf(const std::string& policy) {
    PipelineSettings settings;
    settings.merge.policy = policy;
    return settings;
}

std::string idOfModel() {
    return smallModel().id;
}

} // namespace

OwnJudge::OwnJudge(Engine& engine, const std::filesystem::path& package, std::uint64_t seed)
    : subjects_(judgedSubjects(seed)) {
    Publisher(metadata_, blobs_, identity_).publish(package);
    GoldCases gold(metadata_, blobs_, engine);
    addTo(gold);
    evaluator_ = std::make_unique<GoldEvaluator>(metadata_, blobs_, engine, oneThread());
}

void OwnJudge::addTo(GoldCases& gold) const {
    const TemporaryFolder files;
    for (const LegSubject& subject : subjects_) {
        const SyntheticCase made = imageOf(subject);
        const auto image = files.path() / "image.nii.gz";
        const auto labels = files.path() / "labels.nii.gz";
        writeVolume(image, made.image);
        writeLabels(labels, made.labels);
        gold.add(idOfModel(), {image, labels, {}, std::string(toString(subject.contrast))}, "local",
                 {});
    }
}

ScoreSummary OwnJudge::measure(const StateDict& weights) {
    const ModelManifest manifest = smallModel();
    return summarise(evaluator_->evaluate(manifest, weights, {}), manifest.labels);
}

ReplayServer::ReplayServer(Engine& engine, const std::filesystem::path& package,
                           const OwnJudge& gold, const std::string& policy)
    : engine_(engine), publisher_(metadata_, blobs_, identity_, [this] { return nowMs_.load(); }),
      evaluator_(metadata_, blobs_, engine, oneThread()),
      pipeline_(metadata_, blobs_, publisher_, evaluator_, settingsOf(policy),
                [this] { return nowMs_.load(); }),
      intake_(metadata_, blobs_, IntakeLimits{}, {[this] { return nowMs_.load(); }, {}, {}}),
      keys_(metadata_, std::string(32, 's'), [this] { return nowMs_.load(); }) {
    publisher_.publish(package);
    GoldCases cases(metadata_, blobs_, engine_, [this] { return nowMs_.load(); });
    gold.addTo(cases);
}

std::int64_t ReplayServer::current() {
    return metadata_.beginRead()->currentNumber(idOfModel()).value();
}

ModelPackage ReplayServer::package(std::int64_t number) {
    const auto place = folder_.path() / ("version-" + std::to_string(number));
    if (std::filesystem::exists(place)) {
        return ModelPackage::open(place);
    }
    const auto version = metadata_.beginRead()->version(idOfModel(), number).value();
    const auto file = std::ranges::find(version.files, weightsFileName, &StatementFile::file);
    return ModelPackage::create(place, smallModel(), readSafetensors(blobs_.path(file->sha256)));
}

const Principal& ReplayServer::principalOf(int site) {
    auto found = sites_.find(site);
    if (found == sites_.end()) {
        const CreatedKey made = keys_.create(
            {"Site " + std::to_string(site), Role::Contributor, {idOfModel()}}, "local");
        found = sites_.emplace(site, keys_.authenticate(made.key)).first;
    }
    return found->second;
}

ReplayServer::Submitted ReplayServer::submit(int site, std::int64_t base,
                                             const StateDict& candidate) {
    const std::vector<std::byte> bytes = serializeSafetensors(candidate);
    const std::string content(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    ContributionRequest request;
    request.baseVersion = base;
    request.size = content.size();
    request.sha256 = sha256Hex(content);
    request.slices = 10;
    request.client = {"replay", "1"};
    const Principal& who = principalOf(site);
    Submitted submitted;
    submitted.waitedFor = static_cast<std::int64_t>(inWork());
    try {
        submitted.id = intake_.create(idOfModel(), request, who, "");
    } catch (const Error& error) {
        submitted.refused.state = "refused";
        submitted.refused.reason = toString(error.code());
        return submitted;
    }
    const auto upload = intake_.append(submitted.id, {0, content.size() - 1, content.size()}, who);
    upload->write(bytes);
    upload->finish();
    return submitted;
}

std::size_t ReplayServer::inWork() {
    const auto reader = metadata_.beginRead();
    std::int64_t count = 0;
    for (const auto state : {ContributionState::Received, ContributionState::Screened,
                             ContributionState::Evaluating, ContributionState::Merging}) {
        count += reader->contributions().count(idOfModel(), state);
    }
    return static_cast<std::size_t>(count);
}

void ReplayServer::settle() {
    const auto until = std::chrono::steady_clock::now() + patience;
    LaneSettings settings;
    settings.workers = 1;
    MergeLanes lanes(metadata_, pipeline_, settings, [this] { return nowMs_.load(); });
    while (inWork() > 0) {
        if (std::chrono::steady_clock::now() > until) {
            throw Error(ErrorCode::Unavailable, "the merge lanes do not come to an end");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

DeedOutcome ReplayServer::outcome(const Submitted& submitted) {
    if (submitted.id.empty()) {
        return submitted.refused;
    }
    const auto reader = metadata_.beginRead();
    const Contribution found = reader->contributions().find(submitted.id).value();
    DeedOutcome outcome;
    outcome.state = toString(found.state);
    outcome.reason = found.reasonCode;
    outcome.version = found.version;
    outcome.staleness = found.staleness;
    outcome.alpha = found.alpha;
    outcome.waitedFor = submitted.waitedFor;
    const auto labels = smallModel().labels;
    const auto mean = [&](const MeasuredWeights& what) {
        return summarise(reader->contributions().scores(submitted.id, what), labels).meanDice;
    };
    outcome.candidateDice = mean(MeasuredWeights::candidate());
    outcome.currentDice = mean(MeasuredWeights::current());
    return outcome;
}

} // namespace laurel::replay
