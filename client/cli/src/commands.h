#pragma once

#include "console.h"

#include "laurel/engine/engine.h"
#include "laurel/workflow/label_source.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// The commands of laurelctl, each with its options as plain values. All throw Error. What they
/// read as PATH, IMAGE or IN may be a DICOM folder, one DICOM file, or any file that laurel/formats
/// reads.
namespace laurel {

struct InfoOptions {
    std::filesystem::path path;
    std::string series;       ///< only this one; empty: all
    bool tags = false;        ///< header fields of each volume's first file too
    bool showPatient = false; ///< those of the patient as well
};
void runInfo(const InfoOptions& options, Console& console);

/// Which image of a path, and how.
struct ImageSelection {
    std::string series; ///< SeriesInfo::id; needed where a folder holds several
    ReadingConsent consent = {};
};

struct ConvertOptions {
    std::filesystem::path input;
    std::filesystem::path output; ///< a name without extension: a folder of DICOM files
    ImageSelection which;
    std::string format;           ///< of laurel/workflow's label formats; empty: by extension
    bool labels = false;          ///< treat as a label map even where nothing says so
    std::string sheared;          ///< "refuse", "resample" or "qform": of NIfTI; empty: refuse
    std::filesystem::path names;  ///< table that names the values; empty: the one beside the input
    std::filesystem::path source; ///< the image of a label map: for DICOM masks and contours
    bool copyPatient = false;     ///< into DICOM masks, from the source
};
void runConvert(const ConvertOptions& options, Console& console);

struct SegmentCommandOptions {
    std::string model; ///< folder of a package, or id of a shipped one
    std::filesystem::path input;
    ImageSelection which;
    std::filesystem::path output;
    std::string format;       ///< as ConvertOptions::format
    bool copyPatient = false; ///< into DICOM masks, from the input
    std::optional<SliceRange> slices;
    std::string engine = "auto"; ///< as engineKindNamed
    int threads = 0;
};
void runSegment(const SegmentCommandOptions& options, Console& console);

/// Nothing is resampled unless that is asked for: numbers depend on it.
inline LabelOptions measuringLabels() {
    return {LabelPlacement::World, Resampling::Never, {}};
}

/// An image with the masks that it should get.
struct EvaluateCase {
    std::filesystem::path image;
    std::filesystem::path labels;
};

/// One reference and its segmentation; or several of both, in pairs; or models, each of which
/// segments every case.
struct EvaluateOptions {
    std::vector<std::filesystem::path> references;
    std::vector<std::filesystem::path> segmentations;
    std::vector<std::string> models; ///< as SegmentCommandOptions::model
    std::vector<EvaluateCase> cases;
    int threads = 0;
    std::filesystem::path csv; ///< of every case, model and label; empty: none
    /// "NAME=NEW": structures of the reference called NAME (or NAME_L, NAME_R) are called NEW.
    std::vector<std::string> renames;
    std::vector<SliceRange> slices; ///< that count; empty: all
    LabelOptions placing = measuringLabels();
};
void runEvaluate(const EvaluateOptions& options, Console& console);

struct StatsOptions {
    std::filesystem::path image;
    ImageSelection which;
    std::filesystem::path labels;
    LabelOptions placing = measuringLabels();
    bool slicewise = false;
    std::filesystem::path csv;    ///< empty: none
    std::string fat;              ///< "bright" or "dark"; empty: fat is not told apart
    std::filesystem::path fatMap; ///< empty: none
};
void runStats(const StatsOptions& options, Console& console);

struct SynthOptions {
    std::string limb; ///< "leg" or "thigh"
    std::uint64_t seed = 1;
    std::string contrast = "random";
    std::string format = "nifti"; ///< or "dicom"
    std::filesystem::path output; ///< folder, made where it is not there
    std::int64_t slices = 24;
    double spacingMm = 1.25; ///< in the plane; the field of view stays the same
    double sliceSpacingMm = 8;
};
void runSynth(const SynthOptions& options, Console& console);

struct FinetuneOptions {
    std::string model; ///< folder of a package, or id of a shipped one
    std::filesystem::path image;
    ImageSelection which;
    std::filesystem::path labels;
    std::filesystem::path output; ///< package folder to make
    LabelOptions placing = measuringLabels();
    std::vector<std::string> renames; ///< as EvaluateOptions::renames, of the labels
    std::optional<SliceRange> slices; ///< reviewed; none: every slice that carries a label
    std::uint64_t seed = 1;
    int threads = 0;
};
void runFinetune(const FinetuneOptions& options, Console& console);

struct TrainCommandOptions {
    std::filesystem::path config;
    std::filesystem::path output; ///< empty: the configuration's
    bool resume = false;          ///< go on from the configuration's checkpoint
    bool crossValidation = false; ///< write a report instead of a package
};
void runTrain(const TrainCommandOptions& options, Console& console);

struct RenderOptions {
    std::filesystem::path image;
    ImageSelection which;
    std::filesystem::path labels;    ///< empty: none
    std::filesystem::path reference; ///< outlined in white; empty: none
    LabelOptions placing = measuringLabels();
    std::filesystem::path output; ///< PNG
    std::optional<SliceRange> slices;
};
void runRender(const RenderOptions& options, Console& console);

void runVersion(Console& console);

/// "3-7" or "3". @throws Error InvalidArgument
SliceRange parseSliceRange(const std::string& text);

} // namespace laurel
