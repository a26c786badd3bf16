#include "laurel/runtime/segmentation_pipeline.h"

#include "inferer.h"
#include "laurel/base/error.h"
#include "plane_stack.h"
#include "prepared_planes.h"
#include "prepared_volume.h"
#include "side_recognition.h"
#include "volume_segmenter.h"

#include <algorithm>
#include <chrono>

namespace laurel {

namespace {

constexpr double preparedFraction = 0.1; // of progress: limbs found
constexpr double paintedFraction = 0.95; // all planes painted

constexpr const char* engineName = "eager";

using Clock = std::chrono::steady_clock;

/// Runs work, adds its wall clock to `seconds` and returns what it returns.
template <typename Work>
auto timed(double& seconds, const Work& work) {
    const Clock::time_point start = Clock::now();
    auto result = work();
    seconds += std::chrono::duration<double>(Clock::now() - start).count();
    return result;
}

std::vector<NetworkPlane> planesOf(const PlaneStack& stack, std::size_t first, std::size_t last) {
    std::vector<NetworkPlane> planes;
    for (std::size_t i = first; i < last; ++i) {
        planes.push_back(stack.plane(i));
    }
    return planes;
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

PlaneStack SegmentationPipeline::planesOf(Inferer& inferer, const Volume& image,
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
    const bool turn =
        fitsOtherSide(inferer, planesOnDemand(all), planesOnDemand(all.withSide(other)), classes_);
    return planesOnDemand(turn ? prepared.withSide(other) : std::move(prepared));
}

LabelMap SegmentationPipeline::segmentPlanes(Inferer& inferer, const PlaneStack& stack,
                                             SegmentTimes& seconds, ProgressSink& progress,
                                             const CancellationToken& cancel) const {
    LabelMap labels = postprocessor_.blank(stack.geometry);
    const PlaneSize size = stack.planeSize;
    const auto planeValues = static_cast<std::size_t>(size.rows * size.columns * classes_);
    const std::size_t count = stack.placements.size();
    for (std::size_t first = 0; first < count; first += Inferer::batchSize) {
        cancel.throwIfCancelled();
        const double done = static_cast<double>(first) / static_cast<double>(count);
        progress.report(preparedFraction + (paintedFraction - preparedFraction) * done,
                        "segmenting");
        const std::size_t last = std::min(count, first + Inferer::batchSize);
        const auto planes =
            timed(seconds.preprocess, [&] { return laurel::planesOf(stack, first, last); });
        const auto probabilities =
            timed(seconds.infer, [&] { return inferer.probabilities(planes); });
        const Clock::time_point start = Clock::now();
        for (std::size_t i = first; i < last; ++i) {
            const auto own =
                std::span(probabilities).subspan((i - first) * planeValues, planeValues);
            postprocessor_.paint(labels, stack.placements[i], size, own);
        }
        seconds.postprocess += std::chrono::duration<double>(Clock::now() - start).count();
    }
    return labels;
}

SegmentationResult SegmentationPipeline::segment(Network& network, const Volume& image,
                                                 const SegmentOptions& options,
                                                 ProgressSink& progress,
                                                 const CancellationToken& cancel) const {
    if (isForVolumes()) {
        return segmentVolume(network, image, options, progress, cancel);
    }
    SegmentationResult result;
    result.engine = engineName;
    SegmentTimes& seconds = result.seconds;
    result.labels = timed(seconds.total, [&] {
        progress.report(0, "finding limbs");
        Inferer inferer(network, classes_, options.threads);
        const PlaneStack stack =
            timed(seconds.preprocess, [&] { return planesOf(inferer, image, options, cancel); });
        LabelMap labels = segmentPlanes(inferer, stack, seconds, progress, cancel);
        progress.report(paintedFraction, "cleaning labels");
        return timed(seconds.postprocess, [&] {
            return postprocessor_.finish(std::move(labels), image.geometry(), options.slices);
        });
    });
    progress.report(1, "done");
    return result;
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

SegmentationResult SegmentationPipeline::segment(Network& network, const PreparedImage& image,
                                                 int threads, ProgressSink& progress,
                                                 const CancellationToken& cancel) const {
    if (isForVolumes()) {
        return segmentVolume(network, requireFit<PreparedVolume>(image, input_), {}, threads,
                             progress, cancel);
    }
    const PreparedPlanes& planes = requireFit<PreparedPlanes>(image, input_);
    SegmentationResult result;
    result.engine = engineName;
    SegmentTimes& seconds = result.seconds;
    result.labels = timed(seconds.total, [&] {
        Inferer inferer(network, classes_, threads);
        const PlaneStack* const other = planes.asOtherSide();
        const bool turn = other != nullptr && timed(seconds.preprocess, [&] {
                              return fitsOtherSide(inferer, planes.asGuessed(), *other, classes_);
                          });
        LabelMap labels =
            segmentPlanes(inferer, turn ? *other : planes.asGuessed(), seconds, progress, cancel);
        progress.report(paintedFraction, "cleaning labels");
        return timed(seconds.postprocess, [&] {
            return postprocessor_.finish(std::move(labels), planes.imageGeometry(), {});
        });
    });
    progress.report(1, "done");
    return result;
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
    result.engine = engineName;
    SegmentTimes& seconds = result.seconds;
    result.labels = timed(seconds.total, [&] {
        Inferer inferer(network, classes_, threads);
        const std::vector<float> probabilities = timed(seconds.infer, [&] {
            return volumeProbabilities(inferer, volume, classes_, progress, cancel);
        });
        progress.report(paintedFraction, "cleaning labels");
        return timed(seconds.postprocess, [&] {
            LabelMap labels = postprocessor_.blank(volume.canonicalGeometry());
            paintVolume(labels, volume, probabilities);
            return postprocessor_.finish(std::move(labels), volume.imageGeometry(), slices);
        });
    });
    progress.report(1, "done");
    return result;
}

} // namespace laurel
