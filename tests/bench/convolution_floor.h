#pragma once

#include "laurel/inference/graph.h"

#include <memory>

namespace laurel::bench {

/// The bare convolutions of a graph, one after another, by oneDNN's direct algorithm in whatever
/// layouts it likes best, with bias, on data that is not a network's: what is left of a network
/// when everything between the convolutions costs nothing. Transposed convolutions count as the 1×1
/// convolutions that they are.
class ConvolutionFloor {
  public:
    /// @param threads of oneDNN's, while this object is used from the thread that made it
    ConvolutionFloor(const Graph& graph, int threads);
    ~ConvolutionFloor();

    /// Whether this build has oneDNN (libdnnl-dev); without it nothing can be run.
    static bool isAvailable() noexcept;

    void run();

  private:
    struct Primitives;
    std::unique_ptr<Primitives> primitives_;
};

} // namespace laurel::bench
