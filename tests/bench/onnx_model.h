#pragma once

#include "laurel/inference/graph.h"

#include <string>

namespace laurel::bench {

/// Names of the one tensor that goes into the model and of the one that comes out, both of
/// 1 × channels × rows × columns.
inline constexpr const char* onnxInput = "input";
inline constexpr const char* onnxOutput = "output";

/// The graph as an ONNX file's bytes, in the operators that PyTorch's exporters write, so that
/// whatever reads it finds the patterns that it knows how to fuse.
///
/// One difference is left, in nearest neighbours: ONNX divides an output pixel by the scale where
/// LibTorch multiplies it with the step, and ONNX Runtime copies where no extent changes. Networks
/// that double or halve their maps see nothing of it.
///
/// @param graph consistent (requireConsistent)
/// @throws Error Unsupported for a resize whose extents ONNX cannot say
std::string onnxModel(const Graph& graph);

} // namespace laurel::bench
