#pragma once

#include "laurel/engine/engine.h"
#include "laurel/synthesis/label_map_synthesizer.h"
#include "laurel/synthesis/limb_phantom.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace laurel {

/// kind = "labelmaps": slices synthesised from label maps of real limbs.
struct LabelMapSourceConfig {
    std::vector<std::filesystem::path> paths;   ///< NIfTI
    std::map<std::uint16_t, std::string> names; ///< value in the files → segment with _L or _R
    LabelSynthesisSettings settings;
};

/// kind = "phantom": slices of made-up limbs, another subject for each sample.
struct PhantomSourceConfig {
    Limb limb = Limb::Leg;
    Contrast contrast = Contrast::Random;
    std::array<double, 2> spacing{0.95, 1.5}; ///< mm in the plane, least and greatest
    std::array<double, 2> level{0.25, 0.95};  ///< of the slice along the limb
    double bilateralChance = 0.5;
    double variation = 1; ///< see LimbPhantomSettings::variation
};

/// What the structures of a label file are called in the model.
struct StructureNames {
    std::map<std::uint16_t, std::string> byValue; ///< value in the file → segment, side included
    /// Structure in the file → in the model, both with their sides or both without.
    std::map<std::string, std::string> byName;
};

/// An image and its labels, as files.
struct CaseFilesConfig {
    std::filesystem::path image;      ///< NIfTI or npz
    std::filesystem::path labels;     ///< NIfTI or npz of masks
    std::int64_t frame = 0;           ///< of the image
    std::optional<SliceRange> slices; ///< none: all
    bool alignByIndex = false;        ///< the labels take the image's geometry
    /// Cross-validation holds cases of one subject out together.
    std::string subject{};
};

/// kind = "images": slices of real images with masks.
struct ImageSourceConfig {
    std::vector<CaseFilesConfig> cases;
    StructureNames names;
    double emptyChance = 0; ///< share of samples that are slices without a structure
    bool isPart = false;    ///< of a source, so that not all names need occur
};

struct TrainingSourceConfig {
    std::string name;
    double weight = 1; ///< how often this source is drawn, relative to the others
    std::variant<LabelMapSourceConfig, PhantomSourceConfig, ImageSourceConfig> settings;
};

/// A real image with reference masks, never trained on.
struct ValidationImageConfig {
    std::string name;
    CaseFilesConfig files;
    StructureNames names;
};

struct ValidationConfig {
    std::vector<std::uint64_t> phantomSeeds; ///< subjects that no source draws
    Limb limb = Limb::Leg;
    std::int64_t phantomSlices = 3;
    std::vector<ValidationImageConfig> images;
};

struct CrossValidationConfig {
    int folds = 10; ///< as Baur et al.; the number of subjects where there are fewer
};

/// A checked training configuration. Its file's keys are described in docs/training.md.
struct TrainingConfig {
    std::string digest; ///< SHA-256 of the file
    std::filesystem::path manifest;
    std::filesystem::path output; ///< package folder to create; empty unless the file names one
    TrainOptions options;
    std::vector<TrainingSourceConfig> sources;
    ValidationConfig validation;
    std::optional<CrossValidationConfig> crossValidation;
};

/// Reads and checks a TOML file. Paths are relative to the file; those that begin with
/// "$LAUREL_DATA/" lie in the folder that the environment variable names.
/// @throws Error NotFound, Io, or InvalidInput with file, line and key: wrong types and ranges,
/// missing
///         and unknown keys
TrainingConfig readTrainingConfig(const std::filesystem::path& file);

} // namespace laurel
