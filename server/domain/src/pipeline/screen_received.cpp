#include "pipeline/contribution_files.h"
#include "pipeline/pipeline_steps.h"
#include "pipeline/transitions.h"
#include "version_files.h"

namespace laurel {

namespace {

std::optional<Refusal> checkDuplicate(MetadataReader& reader, const Contribution& contribution) {
    const std::optional<std::string> other = reader.contributions().earlierWithDigest(
        contribution.modelId, contribution.request.sha256, contribution.id);
    if (!other || reader.contributions().find(*other)->sequence > contribution.sequence) {
        return std::nullopt;
    }
    return Refusal{std::string(refusal::duplicate),
                   "exactly these weights were contributed to this model before"};
}

/// What the store knows that screening needs.
struct Background {
    PublishedVersion base;
    std::vector<double> acceptedNorms;
};

std::variant<Background, Refusal> backgroundOf(const PipelineParts& parts,
                                               const Contribution& contribution) {
    const std::unique_ptr<MetadataReader> reader = parts.metadata.beginRead();
    if (std::optional<Refusal> refused = checkDuplicate(*reader, contribution)) {
        return *std::move(refused);
    }
    const std::int64_t number = contribution.request.baseVersion;
    std::optional<PublishedVersion> base = reader->version(contribution.modelId, number);
    if (!base) {
        return Refusal{std::string(refusal::unknownBase),
                       "there is no " + nameOfVersion(contribution.modelId, number)};
    }
    return Background{*std::move(base), reader->contributions().acceptedDeltaNorms(
                                            contribution.modelId, parts.screening.recentUpdates)};
}

std::variant<ScreenedUpdate, Refusal> screen(const PipelineParts& parts,
                                             const Contribution& contribution) {
    const auto background = backgroundOf(parts, contribution);
    if (const auto* const refused = std::get_if<Refusal>(&background)) {
        return *refused;
    }
    const auto content =
        readContributedWeights(contentFileOf(parts, contribution), parts.screening.file);
    if (const auto* const refused = std::get_if<Refusal>(&content)) {
        return *refused;
    }
    const auto& [base, norms] = std::get<Background>(background);
    const StateDict weights = readSafetensors(weightsFileOf(parts.blobs, base));
    const ModelManifest manifest = manifestOf(parts.blobs, base);
    return screenUpdate(contribution.request.kind, std::get<StateDict>(content),
                        {weights, manifest.training.sharedPrefixes, norms}, parts.screening);
}

} // namespace

void screenReceived(const PipelineParts& parts, const Contribution& contribution) {
    const std::variant<ScreenedUpdate, Refusal> result = screen(parts, contribution);
    if (const auto* const refused = std::get_if<Refusal>(&result)) {
        reject(parts, contribution, *refused);
        return;
    }
    ContributionOutcome outcome;
    outcome.deltaNorm = std::get<ScreenedUpdate>(result).norm;
    advance(parts, contribution, ContributionState::Screened, outcome, "contribution.screened");
}

} // namespace laurel
