#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What a network for slices computes, as plain data: operations on feature maps of known extents.
/// Made by models/tracing from any Network; free of LibTorch.
///
/// All maps have one image: channels × rows × columns.
namespace laurel {

struct MapShape {
    std::int64_t channels = 1;
    std::int64_t rows = 1;
    std::int64_t columns = 1;

    std::int64_t pixels() const noexcept { return rows * columns; }
    std::int64_t values() const noexcept { return channels * pixels(); }
    bool operator==(const MapShape&) const = default;
};

using RowsColumns = std::array<std::int64_t, 2>;

/// Weighted sums over windows, zeros beyond the border, as LibTorch's conv2d.
struct ConvolutionOp {
    std::vector<float> weight; ///< out × in / groups × kernel rows × kernel columns
    std::vector<float> bias;   ///< one per output channel, or empty
    std::int64_t groups = 1;
    RowsColumns kernel{1, 1};
    RowsColumns stride{1, 1};
    RowsColumns padding{0, 0}; ///< on both sides of each axis
    RowsColumns dilation{1, 1};
};

/// A transposed convolution whose kernel equals its stride, so that no two results overlap.
struct TransposedConvolutionOp {
    std::vector<float> weight; ///< in × out × factor × factor
    std::vector<float> bias;   ///< one per output channel, or empty
    std::int64_t factor = 2;
};

/// Wu & He, ECCV 2018; as many groups as channels make an instance norm.
struct GroupNormOp {
    std::int64_t groups = 1;
    std::vector<float> scale; ///< per channel
    std::vector<float> shift; ///< per channel
    double epsilon = 1e-5;
};

/// value × scale + shift per channel: batch norm in inference.
struct ScaleOp {
    std::vector<float> scale;
    std::vector<float> shift;
};

/// Does nothing of its own; carries an epilogue.
struct IdentityOp {};

/// Channels of all inputs, one after another.
struct ConcatOp {
    std::int64_t alignment = 1; ///< 1, but in plans: each input begins at a multiple, after zeros
};

enum class PoolKind { Max, Average };

/// Average divides by the window's size, zeros beyond the border included.
struct PoolOp {
    PoolKind kind = PoolKind::Max;
    RowsColumns kernel{2, 2};
    RowsColumns stride{2, 2};
    RowsColumns padding{0, 0};
};

enum class ResizeKind { Nearest, Bilinear };

/// To the output's extents, as LibTorch's upsample_nearest2d and upsample_bilinear2d.
struct ResizeOp {
    ResizeKind kind = ResizeKind::Nearest;
    bool alignCorners = false; ///< bilinear only
    /// Input pixels per output pixel; where absent, the ratio of the extents.
    std::array<std::optional<double>, 2> step;
};

/// channel c · factor² + i · factor + j becomes pixel (i, j) of each factor × factor block of c.
struct PixelShuffleOp {
    std::int64_t factor = 2;
};

/// The output's extents from (top, left) of the input on, which may lie outside: `beyond` there.
struct WindowOp {
    std::int64_t top = 0;
    std::int64_t left = 0;
    float beyond = 0;
};

using Operation = std::variant<ConvolutionOp, TransposedConvolutionOp, GroupNormOp, ScaleOp,
                               IdentityOp, ConcatOp, PoolOp, ResizeOp, PixelShuffleOp, WindowOp>;

/// Index into Graph::values.
using ValueId = std::size_t;

/// output = activation(operation(inputs) + residual). Operations that only move values (concat,
/// pool, resize, pixel shuffle, window) have neither residual nor activation.
struct GraphNode {
    Operation operation;
    std::vector<ValueId> inputs;
    ValueId output = 0;
    std::optional<ValueId> residual; ///< of the output's shape
    std::optional<float> slope; ///< below zero: 0 is ReLU, others leaky ReLU; none: no activation
};

struct Graph {
    std::vector<MapShape> values;
    std::vector<GraphNode> nodes; ///< each after all that it reads
    ValueId input = 0;
    ValueId output = 0;
};

/// For messages and logs: "convolution", ...
std::string nameOf(const Operation& operation);

/// @throws Error InvalidArgument naming the first node whose inputs, shapes or weights do not fit
void requireConsistent(const Graph& graph);

/// The same function with fewer steps: per-channel scales folded into convolutions, sums and
/// activations made part of what they follow, pixel shuffles made transposed convolutions, nodes
/// without effect removed.
Graph simplified(Graph graph);

} // namespace laurel
