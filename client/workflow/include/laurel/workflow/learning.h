#pragma once

#include "laurel/engine/engine.h"
#include "laurel/workflow/case.h"
#include "laurel/workflow/model_shelf.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Learning from a case: which slices teach, what came out, keeping it.
namespace laurel {

/// What a case offers to a model; for the panel that says "21 reviewed slices, 16 to learn".
struct LearningMaterial {
    std::int64_t reviewed = 0; ///< slices that teach
    std::int64_t inWork = 0;   ///< left out
    std::int64_t automatic = 0;
    std::int64_t flagged = 0;
    std::int64_t needed = 5;          ///< by the model's manifest
    std::vector<std::string> missing; ///< structures of the model that the case lacks
    std::vector<std::string> foreign; ///< segments that the model does not know
    bool enough() const noexcept { return reviewed >= needed; }
};
/// @throws Error InvalidInput when no segment is the model's
LearningMaterial materialOf(const Case& openCase, const ModelManifest& manifest);

/// What a run needs, copied out of the case so that editing goes on.
struct LearningInput {
    ModelPackage base;
    ReviewedCase reviewed;
    std::uint64_t seed = 1;
    int threads = 0;
};
/// @throws Error InvalidArgument when too few slices are reviewed, saying how many are needed
LearningInput learningInput(const Case& openCase, const ModelPackage& base);

/// The same in two halves, for a base that takes its time to be opened: the first copies out of the
/// case, the second may run in another thread.
ReviewedCase reviewedCaseOf(const Case& openCase);
ReviewedCase reviewedCaseOf(std::shared_ptr<const Volume> image, std::int64_t frame,
                            const Segmentation& segmentation);
LearningInput learningInput(ReviewedCase reviewed, const ModelPackage& base);

/// One dot for every structure: mean Dice of the slices measured, before and now.
struct LearningOutcome {
    FineTuneResult result;
    std::string baseTitle;
    double automaticDice = 0; ///< mean Dice of the base on what was measured, as FineTuneResult's
};

/// @param events called from the thread that works
FineTuneResult learn(Engine& engine, const LearningInput& input,
                     const std::function<void(const FineTuneEvent&)>& events,
                     const CancellationToken& cancel);

/// Dice of what models made against what a person made of it, over the reviewed slices and the
/// structures that the model knows (automatic_overlap.h): the one number of a contribution that
/// tells how much there was to correct. Undefined where no model made anything of them.
std::optional<double> automaticDice(const Segmentation& segmentation,
                                    const ModelManifest& manifest);

/// Keeps a result as a local model. @throws Error InvalidArgument unless the result is better
/// @param automaticDice of the case that taught it
ShelvedModel keepLearnt(const ModelShelf& shelf, const ModelPackage& base,
                        const FineTuneResult& result,
                        std::optional<double> automaticDice = std::nullopt);

} // namespace laurel
