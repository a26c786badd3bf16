#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/engine/engine.h"
#include "laurel/runtime/preprocessor.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>

namespace laurel {

/// Planes on their way through a network.
struct PlaneJob {
    std::size_t count = 0;
    /// Makes the input of one plane. Called from several threads at once.
    std::function<NetworkPlane(std::size_t index)> plane;
    /// Gets the softmax probabilities (classes × rows × columns) of each plane, in order, one call
    /// at a time, though from different threads.
    std::function<void(std::size_t index, const NetworkPlane& plane,
                       std::span<const float> probabilities)>
        take;
};

/// One way of computing a network's answers to planes. One call at a time.
class PlaneInference {
  public:
    virtual ~PlaneInference() = default;

    /// As SegmentationResult::engine.
    virtual std::string name() const = 0;
    /// As SegmentationResult::engineNote, of the last run.
    virtual std::string note() const { return {}; }

    /// Takes all planes through the network. Adds the time of making planes, computing and taking
    /// to `seconds`. Once cancelled, no further plane (where eager, pair) is begun.
    /// @throws Error InvalidInput when the answers are not finite, Internal when the network fails,
    ///         Cancelled, and what the job's functions throw
    virtual void run(const PlaneJob& job, SegmentTimes& seconds,
                     const CancellationToken& cancel) = 0;
};

} // namespace laurel
