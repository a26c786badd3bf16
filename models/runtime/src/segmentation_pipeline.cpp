#include "laurel/runtime/segmentation_pipeline.h"

#include "eager_inference.h"
#include "inferer.h"
#include "laurel/base/error.h"
#include "laurel/runtime/stopwatch.h"
#include "plane_stack.h"
#include "prepared_planes.h"
#include "prepared_volume.h"
#include "side_recognition.h"
#include "slice_painter.h"
#include "volume_segmenter.h"

namespace laurel {

namespace {

constexpr double preparedFraction = 0.1; // of progress: limbs found
constexpr double paintedFraction = 0.95; // all planes painted

/// Runs work, adds its wall clock to `seconds` and returns what it returns.
template <typename Work>
auto timed(double& seconds, const Work& work) {
    Stopwatch watch;
    auto result = work();
    seconds += watch.lap();
    return result;
}

template <typename Prepared>
const Prepared& requireFit(const PreparedImage& image, const ModelInput& input) {
    const auto* prepared = dynamic_cast<const Prepared*>(&image);
    if (prepared == nullptr || prepared->input() != input) {
        throw Error(ErrorCode::InvalidArgument,
                    "the image was prepared for another model: its input description differs");
    }
    return *prepared;
}

} // namespace

SegmentationPipeline::SegmentationPipeline(const ModelManifest& manifest)
    : input_(manifest.input), preprocessor_(manifest), postprocessor_(manifest),
      classes_(static_cast<int>(manifest.labels.size()) + 1) {}

PlaneStack SegmentationPipeline::planesOf(PlaneInference& inference, const Volume& image,
                                          const SegmentOptions& options,
                                          const CancellationToken& cancel) const {
    PreparedCase prepared =
        preprocessor_.prepare(image, {options.frame, options.slices, {}}, cancel);
    if (!isSideOpen(prepared)) {
        return planesOnDemand(std::move(prepared));
    }
    // Whichever slices are asked for, all decide, or parts of a limb could get different names.
    const PreparedCase all =
        options.slices ? preprocessor_.prepare(image, {options.frame, {}, {}}, cancel) : prepared;
    const PlaneSide other = otherSide(all);
    const bool turn = fitsOtherSide(inference, planesOnDemand(all),
                                    planesOnDemand(all.withSide(other)), classes_, cancel);
    return planesOnDemand(turn ? prepared.withSide(other) : std::move(prepared));
}

SegmentationResult SegmentationPipeline::segment(PlaneInference& inference, const Volume& image,
                                                 const SegmentOptions& options,
                                                 ProgressSink& progress,
                                                 const CancellationToken& cancel) const {
    const auto stackOf = [&] { return planesOf(inference, image, options, cancel); };
    return segmentStack(inference, stackOf, image.geometry(), options, progress, cancel);
}

SegmentationResult SegmentationPipeline::segment(PlaneInference& inference,
                                                 const PreparedImage& image, ProgressSink& progress,
                                                 const CancellationToken& cancel) const {
    const PreparedPlanes& planes = requireFit<PreparedPlanes>(image, input_);
    const auto stackOf = [&] {
        const PlaneStack* const other = planes.asOtherSide();
        const bool turn = other != nullptr &&
                          fitsOtherSide(inference, planes.asGuessed(), *other, classes_, cancel);
        return turn ? *other : planes.asGuessed();
    };
    return segmentStack(inference, stackOf, planes.imageGeometry(), {}, progress, cancel);
}

SegmentationResult SegmentationPipeline::segmentStack(
    PlaneInference& inference, const std::function<PlaneStack()>& stackOf, const Geometry& image,
    const SegmentOptions& options, ProgressSink& progress, const CancellationToken& cancel) const {
    SegmentationResult result;
    SegmentTimes& seconds = result.seconds;
    Stopwatch sinceStart;
    progress.report(0, "finding limbs");
    const PlaneStack stack = timed(seconds.preprocess, stackOf);
    SlicePainter painter(postprocessor_, stack, image, options);
    const auto count = static_cast<double>(stack.placements.size());
    const double before = sinceStart.lap();
    const PlaneJob job{
        stack.placements.size(), stack.plane,
        [&](std::size_t index, const NetworkPlane&, std::span<const float> probabilities) {
            painter.paint(index, probabilities);
            const double done = static_cast<double>(index + 1) / count;
            progress.report(preparedFraction + (paintedFraction - preparedFraction) * done,
                            "segmenting");
        }};
    inference.run(job, seconds, cancel);
    result.engine = inference.name();
    result.engineNote = inference.note();
    if (const auto afterPreparing = painter.secondsToFirstSlice()) {
        seconds.firstSlice = before + *afterPreparing;
    }
    progress.report(paintedFraction, "cleaning labels");
    result.labels = timed(seconds.postprocess, [&] {
        return postprocessor_.finish(painter.takeLabels(), image, options.slices, cancel);
    });
    seconds.total = before + sinceStart.lap();
    progress.report(1, "done");
    return result;
}

SegmentationResult SegmentationPipeline::segment(Network& network, const Volume& image,
                                                 const SegmentOptions& options,
                                                 ProgressSink& progress,
                                                 const CancellationToken& cancel) const {
    if (isForVolumes()) {
        return segmentVolume(network, image, options, progress, cancel);
    }
    Inferer inferer(network, classes_, options.threads);
    EagerInference eager(inferer);
    return segment(eager, image, options, progress, cancel);
}

SegmentationResult SegmentationPipeline::segment(Network& network, const PreparedImage& image,
                                                 int threads, ProgressSink& progress,
                                                 const CancellationToken& cancel) const {
    if (isForVolumes()) {
        return segmentVolume(network, requireFit<PreparedVolume>(image, input_), {}, threads,
                             progress, cancel);
    }
    Inferer inferer(network, classes_, threads);
    EagerInference eager(inferer);
    return segment(eager, image, progress, cancel);
}

std::shared_ptr<const PreparedImage>
SegmentationPipeline::prepare(const Volume& image, std::int64_t frame,
                              const CancellationToken& cancel) const {
    if (isForVolumes()) {
        preprocessor_.requireFit(image, frame);
        return prepareVolume(input_, image, frame, cancel);
    }
    return std::make_shared<const PreparedPlanes>(
        input_, image.geometry(), preprocessor_.prepare(image, {frame, {}, {}}, cancel), cancel);
}

SegmentationResult SegmentationPipeline::segmentVolume(Network& network, const Volume& image,
                                                       const SegmentOptions& options,
                                                       ProgressSink& progress,
                                                       const CancellationToken& cancel) const {
    preprocessor_.requireFit(image, options.frame);
    progress.report(0, "resampling");
    double preparing = 0;
    const auto volume =
        timed(preparing, [&] { return prepareVolume(input_, image, options.frame, cancel); });
    SegmentationResult result =
        segmentVolume(network, *volume, options.slices, options.threads, progress, cancel);
    result.seconds.preprocess += preparing;
    result.seconds.total += preparing;
    return result;
}

SegmentationResult SegmentationPipeline::segmentVolume(Network& network,
                                                       const PreparedVolume& volume,
                                                       const std::optional<SliceRange>& slices,
                                                       int threads, ProgressSink& progress,
                                                       const CancellationToken& cancel) const {
    SegmentationResult result;
    result.engine = "eager";
    SegmentTimes& seconds = result.seconds;
    result.labels = timed(seconds.total, [&] {
        Inferer inferer(network, classes_, threads);
        const std::vector<float> probabilities = timed(seconds.infer, [&] {
            return volumeProbabilities(inferer, volume, classes_, progress, cancel);
        });
        progress.report(paintedFraction, "cleaning labels");
        return timed(seconds.postprocess, [&] {
            LabelMap labels = postprocessor_.blank(volume.canonicalGeometry());
            paintVolume(labels, volume, probabilities, cancel);
            return postprocessor_.finish(std::move(labels), volume.imageGeometry(), slices, cancel);
        });
    });
    progress.report(1, "done");
    return result;
}

} // namespace laurel
