#include "laurel/runtime/segmentation_pipeline.h"

#include "inferer.h"
#include "side_recognition.h"

#include <algorithm>
#include <chrono>

namespace laurel {

namespace {

constexpr double preparedFraction = 0.1; // of progress: limbs found
constexpr double paintedFraction = 0.95; // all planes painted

using Clock = std::chrono::steady_clock;

/// Runs work, adds its wall clock to `seconds` and returns what it returns.
template <typename Work>
auto timed(double& seconds, const Work& work) {
    const Clock::time_point start = Clock::now();
    auto result = work();
    seconds += std::chrono::duration<double>(Clock::now() - start).count();
    return result;
}

std::vector<NetworkPlane> planesOf(const PreparedCase& prepared, std::size_t first,
                                   std::size_t last) {
    std::vector<NetworkPlane> planes;
    for (std::size_t i = first; i < last; ++i) {
        planes.push_back(prepared.plane(i));
    }
    return planes;
}

} // namespace

SegmentationPipeline::SegmentationPipeline(const ModelManifest& manifest)
    : preprocessor_(manifest), postprocessor_(manifest),
      classes_(static_cast<int>(manifest.labels.size()) + 1) {}

PreparedCase SegmentationPipeline::prepare(Inferer& inferer, const Volume& image,
                                           const SegmentOptions& options,
                                           const CancellationToken& cancel) const {
    PreparedCase prepared =
        preprocessor_.prepare(image, {options.frame, options.slices, {}}, cancel);
    if (prepared.sidesAreCertain() || prepared.placements().empty()) {
        return prepared;
    }
    // Whichever slices are asked for, all decide, or parts of a limb could get different names.
    const PreparedCase all =
        options.slices ? preprocessor_.prepare(image, {options.frame, {}, {}}, cancel) : prepared;
    return prepared.withSide(recogniseSide(inferer, all, classes_));
}

LabelMap SegmentationPipeline::segmentPlanes(Inferer& inferer, const PreparedCase& prepared,
                                             SegmentTimes& seconds, ProgressSink& progress,
                                             const CancellationToken& cancel) const {
    LabelMap labels = postprocessor_.blank(prepared.geometry());
    const PlaneSize size = prepared.planeSize();
    const auto planeValues = static_cast<std::size_t>(size.rows * size.columns * classes_);
    const std::size_t count = prepared.placements().size();
    for (std::size_t first = 0; first < count; first += Inferer::batchSize) {
        cancel.throwIfCancelled();
        const double done = static_cast<double>(first) / static_cast<double>(count);
        progress.report(preparedFraction + (paintedFraction - preparedFraction) * done,
                        "segmenting");
        const std::size_t last = std::min(count, first + Inferer::batchSize);
        const auto planes =
            timed(seconds.preprocess, [&] { return planesOf(prepared, first, last); });
        const auto probabilities =
            timed(seconds.infer, [&] { return inferer.probabilities(planes); });
        const Clock::time_point start = Clock::now();
        for (std::size_t i = first; i < last; ++i) {
            const auto own =
                std::span(probabilities).subspan((i - first) * planeValues, planeValues);
            postprocessor_.paint(labels, prepared.placements()[i], size, own);
        }
        seconds.postprocess += std::chrono::duration<double>(Clock::now() - start).count();
    }
    return labels;
}

SegmentationResult SegmentationPipeline::segment(Network& network, const Volume& image,
                                                 const SegmentOptions& options,
                                                 ProgressSink& progress,
                                                 const CancellationToken& cancel) const {
    SegmentationResult result;
    result.engine = "eager";
    SegmentTimes& seconds = result.seconds;
    result.labels = timed(seconds.total, [&] {
        progress.report(0, "finding limbs");
        Inferer inferer(network, classes_, options.threads);
        const PreparedCase prepared =
            timed(seconds.preprocess, [&] { return prepare(inferer, image, options, cancel); });
        LabelMap labels = segmentPlanes(inferer, prepared, seconds, progress, cancel);
        progress.report(paintedFraction, "cleaning labels");
        return timed(seconds.postprocess, [&] {
            return postprocessor_.finish(std::move(labels), image.geometry(), options.slices);
        });
    });
    progress.report(1, "done");
    return result;
}

} // namespace laurel
