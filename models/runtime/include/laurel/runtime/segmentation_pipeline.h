#pragma once

#include "laurel/engine/engine.h"
#include "laurel/runtime/plane_inference.h"
#include "laurel/runtime/postprocessor.h"
#include "laurel/runtime/preprocessor.h"
#include "laurel/sdk/network.h"

namespace laurel {

class PreparedVolume;
struct PlaneStack;

/// A manifest's whole way from image to label map, for any network that fits it: the runtime's
/// models and the trainer's validation go through here. Immutable; thread-safe.
///
/// Where an image shows a single limb and the model serves both sides, the network decides which
/// one it is: the side in which it recognises more. That costs two passes over up to 8 slices.
///
/// A manifest of three axes has its image resampled as a whole and seen in windows of
/// `input.size` that overlap by half.
class SegmentationPipeline {
  public:
    /// @throws Error Unsupported as Preprocessor
    explicit SegmentationPipeline(const ModelManifest& manifest);

    const Preprocessor& preprocessor() const noexcept { return preprocessor_; }

    /// Whether the manifest is for networks of three axes.
    bool isForVolumes() const noexcept { return input_.axes == 3; }

    /// Of slices, by whichever way of computing.
    /// @throws Error InvalidInput, Cancelled, Internal; Unsupported for a manifest of volumes
    SegmentationResult segment(PlaneInference& inference, const Volume& image,
                               const SegmentOptions& options, ProgressSink& progress,
                               const CancellationToken& cancel) const;
    SegmentationResult segment(PlaneInference& inference, const PreparedImage& image,
                               ProgressSink& progress, const CancellationToken& cancel) const;

    /// Eagerly, slices or volumes; `options.engine` does not matter.
    /// @param network in inference mode, used by nobody else meanwhile; on any device
    /// @throws Error InvalidInput, Cancelled, Internal
    SegmentationResult segment(Network& network, const Volume& image, const SegmentOptions& options,
                               ProgressSink& progress, const CancellationToken& cancel) const;
    SegmentationResult segment(Network& network, const PreparedImage& image, int threads,
                               ProgressSink& progress, const CancellationToken& cancel) const;

    /// As Engine::prepare.
    std::shared_ptr<const PreparedImage> prepare(const Volume& image, std::int64_t frame,
                                                 const CancellationToken& cancel) const;

  private:
    SegmentationResult segmentVolume(Network& network, const Volume& image,
                                     const SegmentOptions& options, ProgressSink& progress,
                                     const CancellationToken& cancel) const;
    SegmentationResult segmentVolume(Network& network, const PreparedVolume& volume,
                                     const std::optional<SliceRange>& slices, int threads,
                                     ProgressSink& progress, const CancellationToken& cancel) const;
    PlaneStack planesOf(PlaneInference& inference, const Volume& image,
                        const SegmentOptions& options, const CancellationToken& cancel) const;
    SegmentationResult segmentStack(PlaneInference& inference,
                                    const std::function<PlaneStack()>& stackOf,
                                    const Geometry& image, const SegmentOptions& options,
                                    ProgressSink& progress, const CancellationToken& cancel) const;

    ModelInput input_;
    Preprocessor preprocessor_;
    Postprocessor postprocessor_;
    int classes_;
};

} // namespace laurel
