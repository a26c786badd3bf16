#pragma once

#include "laurel/engine/engine.h"
#include "laurel/synthesis/limb_phantom.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The small world in which contributions are replayed: a network of a few thousand parameters,
/// made-up legs of 5 mm pixels, and sites whose scanners differ. All else is the product's own.
namespace laurel::replay {

/// A U-Net with batch normalisation for three muscles of both legs, told apart by side: so that
/// exchanged sides are a fault that it can learn.
ModelManifest smallModel();

/// A person to image. Sites differ in contrast and noise, which is what makes their weights drift.
struct LegSubject {
    std::uint64_t seed = 1;
    Contrast contrast = Contrast::ProtonDensity;
    double noise = 0.03; ///< as LimbPhantomSettings::noise
    std::int64_t slices = 6;
    double level = -1; ///< as LimbPhantomSettings::firstLevel
};
SyntheticCase imageOf(const LegSubject& subject);

/// Site `number`, from 0: its contrast and noise are always the same, its people are not.
LegSubject subjectOfSite(int number, std::uint64_t seed);

/// The cases of a judge: two of each contrast. @param seed other seeds, other people
std::vector<LegSubject> judgedSubjects(std::uint64_t seed);

/// One slice each of the same person, spread along the leg: what training draws from, over and
/// over.
class SliceSamples final : public SampleSource {
  public:
    explicit SliceSamples(std::vector<TrainingCase> slices) : slices_(std::move(slices)) {}
    TrainingCase sample(std::uint64_t number) const override {
        return slices_[number % slices_.size()];
    }

  private:
    std::vector<TrainingCase> slices_;
};
std::vector<TrainingCase> slicesOf(LegSubject subject);

/// What a training of so many steps from the manifest's plugin gives, or, from `initial`, one that
/// goes on at `learningRate`. Always gives weights, better or not.
struct SmallTraining {
    std::int64_t steps = 1;
    double learningRate = 1e-3;
    std::uint64_t seed = 1;
    const StateDict* initial = nullptr;
};
StateDict trainOn(Engine& engine, const SampleSource& samples, const SmallTraining& training);

/// The first version: trained on few people and two of the three contrasts, so that there is
/// something left to learn.
StateDict firstWeights(Engine& engine, std::uint64_t seed);

} // namespace laurel::replay
