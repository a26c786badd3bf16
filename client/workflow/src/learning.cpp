#include "laurel/workflow/learning.h"

#include "laurel/base/error.h"

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
    return {openCase.image(), openCase.segmentation().labels, openCase.reference().frame,
            openCase.reviewedSlices()};
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

ShelvedModel keepLearnt(const ModelShelf& shelf, const ModelPackage& base,
                        const FineTuneResult& result) {
    for (;;) {
        const std::filesystem::path folder = shelf.nextLocalFolder(base.manifest().id);
        try {
            createFineTunedPackage(folder, base, result);
            return shelf.local(folder);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::AlreadyExists) { // another process took the number
                throw;
            }
        }
    }
}

} // namespace laurel
