#include "laurel/workflow/learning.h"

#include "laurel/base/error.h"
#include "laurel/engine/corrected_package.h"
#include "laurel/workflow/automatic_overlap.h"

#include <algorithm>

namespace laurel {

namespace {

void count(LearningMaterial& material, SliceState state) {
    switch (state) {
    case SliceState::Reviewed:
        ++material.reviewed;
        break;
    case SliceState::InWork:
        ++material.inWork;
        break;
    case SliceState::Auto:
        ++material.automatic;
        break;
    case SliceState::Flagged:
        ++material.flagged;
        break;
    case SliceState::Empty:
        break;
    }
}

} // namespace

LearningMaterial materialOf(const Case& openCase, const ModelManifest& manifest) {
    LearningMaterial material;
    material.needed = manifest.training.minSlices;
    for (const SliceState state : openCase.segmentation().slices) {
        count(material, state);
    }
    SegmentFit fit =
        matchModelSegments(manifest, openCase.segmentation().labels, "this segmentation");
    material.missing = std::move(fit.missing);
    material.foreign = std::move(fit.foreign);
    return material;
}

ReviewedCase reviewedCaseOf(const Case& openCase) {
    return reviewedCaseOf(openCase.image(), openCase.reference().frame, openCase.segmentation());
}

ReviewedCase reviewedCaseOf(std::shared_ptr<const Volume> image, std::int64_t frame,
                            const Segmentation& segmentation) {
    std::vector<std::int64_t> slices;
    for (std::int64_t slice = 0; slice < std::ssize(segmentation.slices); ++slice) {
        if (segmentation.slices[static_cast<std::size_t>(slice)] == SliceState::Reviewed) {
            slices.push_back(slice);
        }
    }
    return {std::move(image), segmentation.labels, frame, std::move(slices)};
}

LearningInput learningInput(ReviewedCase reviewed, const ModelPackage& base) {
    const auto slices = static_cast<std::int64_t>(reviewed.slices ? reviewed.slices->size() : 0);
    const std::int64_t needed = base.manifest().training.minSlices;
    if (slices < needed) {
        throw Error(ErrorCode::InvalidArgument,
                    "Needs " + std::to_string(needed) + " reviewed slices to learn, " +
                        std::to_string(slices) + (slices == 1 ? " is" : " are") + " reviewed.");
    }
    matchModelSegments(base.manifest(), reviewed.labels, "this segmentation");
    return {base, std::move(reviewed)};
}

LearningInput learningInput(const Case& openCase, const ModelPackage& base) {
    return learningInput(reviewedCaseOf(openCase), base);
}

FineTuneResult learn(Engine& engine, const LearningInput& input,
                     const std::function<void(const FineTuneEvent&)>& events,
                     const CancellationToken& cancel) {
    FineTuneOptions options;
    options.seed = input.seed;
    options.threads = input.threads;
    return engine.fineTune(input.base, {input.reviewed}, options, events, cancel);
}

std::optional<double> automaticDice(const Segmentation& segmentation,
                                    const ModelManifest& manifest) {
    const std::vector<std::string> known = modelSegmentNames(manifest);
    const std::vector<Segment>& segments = segmentation.labels.segments();
    return automaticOverlapsOf(segmentation)
        .diceOfAll(
            [&](std::int64_t slice) {
                return segmentation.slices[static_cast<std::size_t>(slice)] == SliceState::Reviewed;
            },
            [&](std::size_t segment) {
                return std::ranges::find(known, segments[segment].name) != known.end();
            });
}

ShelvedModel keepLearnt(const ModelShelf& shelf, const ModelPackage& base,
                        const FineTuneResult& result, std::optional<double> automaticDice) {
    for (;;) {
        const std::filesystem::path folder = shelf.nextLocalFolder(base.manifest().id);
        try {
            createCorrectedPackage(folder, base, result, automaticDice);
            return shelf.local(folder);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::AlreadyExists) { // another process took the number
                throw;
            }
        }
    }
}

} // namespace laurel
