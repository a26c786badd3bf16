#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/engine/fine_tuning.h"
#include "laurel/engine/training.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"
#include "laurel/package/model_package.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Models without LibTorch in sight. Nothing here links Torch: liblaurel_runtime.so is opened on
/// first use (LibTorch costs 0.4 s and 160 MB), so a program that never segments never pays.
namespace laurel {

/// Slices along the file's third axis, 0-based, both included.
struct SliceRange {
    std::int64_t first = 0;
    std::int64_t last = 0;
    bool contains(std::int64_t slice) const noexcept { return slice >= first && slice <= last; }
};

/// How a network is computed.
enum class EngineKind {
    Auto,  ///< Fast where it can and gives the same masks, else Eager
    Eager, ///< LibTorch, operation by operation
    Fast,  ///< compiled for this processor; only networks for slices
    /// Fast, and convolutions multiply bfloat16, where the processor does and masks stay the same;
    /// else Fast, with a note
    FastBf16,
};

/// "auto", "eager", "fast" or "fast-bf16". @throws Error InvalidArgument for another name
EngineKind engineKindNamed(std::string_view name);

/// One slice of the case's own grid.
struct SlicePreview {
    std::int64_t slice = 0;            ///< along the file's third axis
    std::vector<std::uint16_t> labels; ///< x fastest
};

struct SegmentOptions {
    std::optional<SliceRange> slices; ///< none: all
    std::int64_t frame = 0;
    int threads = 0; ///< 0: one per core; never more than that
    EngineKind engine = EngineKind::Auto;
    /// Called as soon as a slice has its labels, before they are cleaned in 3-D: one call at a
    /// time, from threads of the engine's. Only where slices lie across the file's third axis.
    std::function<void(const SlicePreview&)> onSlice;
};

/// Seconds of wall clock. Where threads work on several slices at once, a stage's share of it.
struct SegmentTimes {
    double load = 0;
    double preprocess = 0;
    double infer = 0;
    double postprocess = 0;
    double total = 0;
    /// Until the first slice had its labels, loading not included. None where no slice had them
    /// before all had: of networks for volumes, and of images that show nothing.
    std::optional<double> firstSlice;
};

struct SegmentationResult {
    LabelMap labels; ///< on the case's own grid; segments "<name>" or "<name>_L" and "<name>_R"
    SegmentTimes seconds;
    std::string engine;     ///< what ran: "eager", or "fast" with its instructions: "fast-avx2"
    std::string engineNote; ///< why not another; empty where nothing was given up
};

/// A case as networks see it: every plane that a manifest's `input` makes of an image, kept, so
/// that many weights can be tried on it. Made by Engine::prepare; immutable; thread-safe.
class PreparedImage {
  public:
    virtual ~PreparedImage() = default;

    /// What it was made for.
    virtual const ModelInput& input() const noexcept = 0;
    /// One for each slice and limb; none where the image shows nothing but air.
    virtual std::size_t planes() const noexcept = 0;
    /// Of memory that it holds, nearly.
    virtual std::size_t bytes() const noexcept = 0;
};

/// Prepared images by number, so that not all have to be in memory at once.
struct PreparedImages {
    std::size_t count = 0;
    /// Asked for each number below `count` once, in order.
    std::function<std::shared_ptr<const PreparedImage>(std::size_t number)> image;
};

/// A loaded network with its pipeline. One call at a time per object; objects are independent.
class SegmentationModel {
  public:
    virtual ~SegmentationModel() = default;

    /// @throws Error InvalidInput (wrong modality or geometry; weights with which the network gives
    ///         values that are not finite), Cancelled, Internal (the network failed)
    virtual SegmentationResult segment(const Volume& image, const SegmentOptions& options,
                                       ProgressSink& progress, const CancellationToken& cancel) = 0;

    /// All slices of a prepared image: the same labels as for the image itself.
    /// @param threads as SegmentOptions::threads
    /// @throws Error InvalidArgument when it was prepared for another `input`, InvalidInput when
    ///         the weights lead to values that are not finite, Cancelled, Internal
    virtual SegmentationResult segment(const PreparedImage& image, int threads,
                                       ProgressSink& progress, const CancellationToken& cancel) = 0;
};

/// One training example: an image with its reference; slices of it become the network's samples
/// through the manifest's own pre-processing. Segment names are the model's, with _L/_R where
/// bilateral.
struct TrainingCase {
    Volume image;
    LabelMap labels;
};

/// Gives training cases by number, the same for the same number. Called from several threads at
/// once.
class SampleSource {
  public:
    virtual ~SampleSource() = default;
    virtual TrainingCase sample(std::uint64_t number) const = 0;
};

/// Opens models. Made once by the composition root. Thread-safe.
class Engine {
  public:
    struct Folders {
        std::filesystem::path runtimeLibrary;             ///< liblaurel_runtime.so
        std::vector<std::filesystem::path> pluginFolders; ///< searched in order
    };
    /// Beside the running executable (build tree and installation), and LAUREL_PLUGINS in front.
    static Folders defaultFolders();

    /// To be called at the start of main, before there are threads: tells OpenMP, which reads its
    /// environment when LibTorch is opened, that waiting threads sleep. Where other work shares the
    /// cores, threads that spin instead made training 6 times slower. OMP_WAIT_POLICY overrides it.
    static void prepareProcess() noexcept;

    explicit Engine(Folders folders = defaultFolders());
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Loads network and weights. @throws Error NotFound, InvalidInput, Unsupported
    std::unique_ptr<SegmentationModel> load(const ModelPackage& package);
    /// The same for weights in memory.
    std::unique_ptr<SegmentationModel> load(const ModelManifest& manifest,
                                            const StateDict& weights);

    /// Does the manifest's pre-processing once, for any number of weights and models with the same
    /// `input`. @throws Error InvalidInput (wrong modality, no such frame), Unsupported, Cancelled
    std::shared_ptr<const PreparedImage> prepare(const ModelManifest& manifest, const Volume& image,
                                                 std::int64_t frame,
                                                 const CancellationToken& cancel);

    /// The weights with the running means and variances of their batch normalisations measured
    /// anew: after weights were averaged, those of neither fit (Izmailov et al., "Averaging Weights
    /// Leads to Wider Optima and Better Generalization", UAI 2018, section 3.2). Up to 16 planes
    /// of each image count, spread along it. All other tensors stay, and so does everything where
    /// there are no such statistics. Equal weights, images, threads and machine give equal results.
    /// @param threads as SegmentOptions::threads
    /// @throws Error InvalidArgument when images show nothing at all, InvalidInput when the weights
    ///         lead to values that are not finite, Cancelled, and as load
    StateDict calibrateStatistics(const ModelManifest& manifest, const StateDict& weights,
                                  const PreparedImages& images, int threads,
                                  const CancellationToken& cancel);

    /// Trains a new network from the manifest's plugin. Validation cases are segmented like a
    /// user's. Writes nothing but the checkpoint, which stays when training ends, also by
    /// Cancelled.
    /// @throws Error AlreadyExists (a checkpoint that is not to be resumed), InvalidArgument,
    ///         InvalidInput (a checkpoint of another configuration), Cancelled, and as load
    TrainResult train(const ModelManifest& manifest, const SampleSource& samples,
                      const std::vector<TrainingCase>& validation, const TrainOptions& options,
                      const std::function<void(const TrainingEvent&)>& onEvent,
                      const CancellationToken& cancel);

    /// Tunes a model on reviewed slices, as its manifest's `training` says (DESIGN: at least
    /// minSlices; the published recipe otherwise). Works in memory; writes nothing.
    ///
    /// With more slices than minSlices some are held out, spread along the cases: as many as lie
    /// beyond minSlices, at most a fifth of all but at least one. On them (else on those that
    /// trained) the base and each epoch's network are compared by the mean over cases of the mean
    /// over structures and sides of Dice, on the network's own planes before post-processing; a
    /// structure in neither mask is left out. The best epoch is kept where it beats the base; with
    /// `training.privacy` it gets its noise first, and is measured again with it. Equal cases,
    /// seed, threads and machine give equal weights but for that noise.
    /// @throws Error InvalidInput (too few slices, no segment of the model, grids or modality that
    ///         do not fit), InvalidArgument, Cancelled (within a step), Internal (diverged), and
    ///         as load
    FineTuneResult fineTune(const ModelPackage& base, const std::vector<ReviewedCase>& cases,
                            const FineTuneOptions& options,
                            const std::function<void(const FineTuneEvent&)>& onEvent,
                            const CancellationToken& cancel);

  private:
    class Runtime;
    Runtime& runtime();

    Folders folders_;
    std::mutex mutex_;
    std::unique_ptr<Runtime> runtime_; ///< guarded by mutex_
};

} // namespace laurel
