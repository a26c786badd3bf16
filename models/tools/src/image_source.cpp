#include "image_source.h"

#include "case_files.h"
#include "laurel/base/error.h"
#include "laurel/imaging/orientation.h"
#include "slice_cut.h"

#include <algorithm>

namespace laurel {

namespace {

struct SlicePlace {
    std::size_t caseIndex = 0;
    std::int64_t slice = 0;
};

/// What the annotation says of one slice.
enum class SliceContent { Structure, Background, Unknown };

SliceContent contentOf(const LabelMap& labels, std::int64_t slice) {
    const Segment* background = labels.findByName("Background");
    SliceContent content = background == nullptr ? SliceContent::Background : SliceContent::Unknown;
    const auto count = static_cast<std::size_t>(labels.geometry().size().x) *
                       static_cast<std::size_t>(labels.geometry().size().y);
    for (const Segment& segment : labels.segments()) {
        const bool structure = !isSparseAnnotation(segment.name);
        if (!structure && &segment != background) {
            continue;
        }
        const auto voxels =
            labels.layer(segment.layer).subspan(count * static_cast<std::size_t>(slice), count);
        if (std::ranges::find(voxels, segment.value) != voxels.end()) {
            if (structure) {
                return SliceContent::Structure;
            }
            content = SliceContent::Background;
        }
    }
    return content;
}

class ImageSource final : public DrawnSource {
  public:
    ImageSource(std::vector<TrainingCase> cases, double emptyChance,
                const AugmentationSettings& augmentation)
        : cases_(std::move(cases)), emptyChance_(emptyChance), augmentation_(augmentation) {
        for (std::size_t i = 0; i < cases_.size(); ++i) {
            for (std::int64_t z = 0; z < cases_[i].labels.geometry().size().z; ++z) {
                const SliceContent content = contentOf(cases_[i].labels, z);
                if (content != SliceContent::Unknown) {
                    (content == SliceContent::Structure ? labelled_ : empty_).push_back({i, z});
                }
            }
        }
    }

    bool showsStructures() const { return !labelled_.empty(); }

    TrainingCase draw(Random& random) const override {
        const bool empty = random.chance(emptyChance_) && !empty_.empty();
        const std::vector<SlicePlace>& places = empty ? empty_ : labelled_;
        const int last = static_cast<int>(places.size()) - 1;
        const SlicePlace place = places[static_cast<std::size_t>(random.integer(0, last))];
        const TrainingCase& from = cases_[place.caseIndex];
        return {imageOf(from.image, place.slice, random),
                cutSlices(from.labels, {place.slice, place.slice})};
    }

  private:
    Volume imageOf(const Volume& image, std::int64_t slice, Random& random) const {
        const double chance = augmentation_.thicknessChance;
        if (chance > 0 && random.chance(chance)) {
            return thickSlice(image, slice, random.uniform(1, augmentation_.thickness));
        }
        return cutSlices(image, {slice, slice});
    }

    std::vector<TrainingCase> cases_; ///< in the model's orientation
    double emptyChance_;
    AugmentationSettings augmentation_;
    std::vector<SlicePlace> labelled_;
    std::vector<SlicePlace> empty_;
};

} // namespace

std::unique_ptr<DrawnSource> openImageSource(const ImageSourceConfig& config,
                                             const ModelManifest& manifest,
                                             const AugmentationSettings& augmentation,
                                             const std::string& name) {
    const Orientation orientation(manifest.input.orientation);
    StructureTable structures(config.names, manifest);
    std::vector<TrainingCase> cases;
    cases.reserve(config.cases.size());
    for (const CaseFilesConfig& files : config.cases) {
        const TrainingCase read = readCase(files, structures);
        cases.push_back({reorient(read.image, orientation), reorient(read.labels, orientation)});
    }
    if (!config.isPart) {
        structures.requireAllFound("source '" + name + "'");
    }
    auto source = std::make_unique<ImageSource>(std::move(cases), config.emptyChance, augmentation);
    if (!source->showsStructures()) {
        throw Error(ErrorCode::InvalidInput,
                    "source '" + name + "': no slice shows a structure of model " + manifest.id);
    }
    return source;
}

} // namespace laurel
