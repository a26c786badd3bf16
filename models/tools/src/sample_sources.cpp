#include "case_files.h"
#include "drawn_source.h"
#include "image_source.h"
#include "laurel/base/error.h"
#include "laurel/tools/training_tool.h"

namespace laurel {

namespace {

/// Subjects from here on are for training; validation has the seeds below.
constexpr std::uint64_t firstTrainingSubject = std::uint64_t{1} << 32;

TrainingCase asTrainingCase(SyntheticCase made) {
    return {std::move(made.image), std::move(made.labels)};
}

class LabelMapSource final : public DrawnSource {
  public:
    explicit LabelMapSource(const LabelMapSourceConfig& config)
        : synthesizer_(readAnatomies(config.paths, config.names), config.settings) {}

    TrainingCase draw(Random& random) const override {
        return asTrainingCase(synthesizer_.sample(random));
    }

  private:
    LabelMapSynthesizer synthesizer_;
};

class PhantomSource final : public DrawnSource {
  public:
    explicit PhantomSource(const PhantomSourceConfig& config) : config_(config) {}

    TrainingCase draw(Random& random) const override {
        LimbPhantomSettings settings;
        settings.seed = random.bits() | firstTrainingSubject;
        settings.contrast = config_.contrast;
        settings.variation = config_.variation;
        settings.slices = 1;
        settings.firstLevel = random.uniform(config_.level[0], config_.level[1]);
        const bool both = random.chance(config_.bilateralChance);
        const bool left = random.chance(0.5);
        settings.sides = both   ? PhantomSides::Both
                         : left ? PhantomSides::Left
                                : PhantomSides::Right;
        const double spacing = random.uniform(config_.spacing[0], config_.spacing[1]);
        settings.spacing = {spacing, spacing};
        settings.size = sizeFor(spacing, both);
        return asTrainingCase(config_.limb == Limb::Leg ? makeLegPhantom(settings)
                                                        : makeThighPhantom(settings));
    }

  private:
    /// Enough pixels for one limb or two of this kind.
    std::array<std::int64_t, 2> sizeFor(double spacing, bool both) const {
        const double limb = config_.limb == Limb::Leg ? 190 : 240; // mm
        const auto rows = static_cast<std::int64_t>(limb / spacing);
        return {both ? 2 * rows : rows, rows};
    }

    PhantomSourceConfig config_;
};

struct WeightedSource {
    double weight = 0;
    std::unique_ptr<DrawnSource> source;
};

std::unique_ptr<DrawnSource> openSource(const TrainingSourceConfig& config,
                                        const ModelManifest& manifest,
                                        const AugmentationSettings& augmentation) {
    if (const auto* labelMaps = std::get_if<LabelMapSourceConfig>(&config.settings)) {
        return std::make_unique<LabelMapSource>(*labelMaps);
    }
    if (const auto* images = std::get_if<ImageSourceConfig>(&config.settings)) {
        return openImageSource(*images, manifest, augmentation, config.name);
    }
    return std::make_unique<PhantomSource>(std::get<PhantomSourceConfig>(config.settings));
}

class MixedSource final : public SampleSource {
  public:
    MixedSource(std::vector<WeightedSource> sources, std::uint64_t seed)
        : sources_(std::move(sources)), seed_(seed) {
        for (const WeightedSource& source : sources_) {
            total_ += source.weight;
        }
    }

    TrainingCase sample(std::uint64_t number) const override {
        constexpr std::uint64_t goldenRatio = 0x9E3779B97F4A7C15;
        Random random((seed_ + 1) * goldenRatio + number);
        return choose(random.uniform(0, total_)).draw(random);
    }

  private:
    const DrawnSource& choose(double position) const {
        for (const WeightedSource& source : sources_) {
            if (position < source.weight) {
                return *source.source;
            }
            position -= source.weight;
        }
        return *sources_.back().source;
    }

    std::vector<WeightedSource> sources_;
    std::uint64_t seed_;
    double total_ = 0;
};

} // namespace

std::unique_ptr<SampleSource> openSampleSource(const TrainingConfig& config,
                                               const ModelManifest& manifest) {
    const AugmentationSettings augmentation =
        config.options.augmentation.value_or(AugmentationSettings{});
    std::vector<WeightedSource> sources;
    for (const TrainingSourceConfig& source : config.sources) {
        if (source.weight > 0) {
            sources.push_back({source.weight, openSource(source, manifest, augmentation)});
        }
    }
    if (sources.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    "a training needs a source with a weight greater than 0");
    }
    return std::make_unique<MixedSource>(std::move(sources), config.options.seed);
}

} // namespace laurel
