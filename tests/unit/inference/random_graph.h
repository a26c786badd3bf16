#pragma once

#include "graph_maker.h"

#include <algorithm>

namespace laurel {

/// Draws a network: some levels down, some up again, of whatever a Graph can express.
class RandomGraph {
  public:
    explicit RandomGraph(unsigned seed)
        : maker_(
              {1 + static_cast<std::int64_t>(seed % 3), 8 + (seed * 7) % 25, 8 + (seed * 5) % 23},
              seed) {}

    Graph draw() {
        ValueId value = maker_.graph.input;
        if (chance(3)) {
            value = window(value);
        }
        if (chance(8)) {
            value = pooled(value); // of a map whose channels do not lie in blocks
        }
        value = block(value);
        std::vector<ValueId> skipped;
        const int levels = pick(0, 2);
        for (int level = 0; level < levels; ++level) {
            skipped.push_back(value);
            value = block(smaller(value));
        }
        for (; !skipped.empty(); skipped.pop_back()) {
            value = block(joined(larger(value), skipped.back()));
        }
        maker_.convolution(value, pick(2, 9), {{}, {0}, 1, {1, 1}, {1, 1}, {0, 0}, {1, 1}});
        return maker_.graph;
    }

    std::vector<float> image() { return maker_.image(); }

  private:
    int pick(int low, int high) {
        return std::uniform_int_distribution<int>(low, high)(maker_.random());
    }
    bool chance(int in) { return pick(1, in) == 1; }
    std::int64_t width() { return chance(2) ? 8 * pick(1, 5) : pick(1, 41); }

    ValueId block(ValueId input) {
        ValueId value = layer(input, width());
        const ValueId shortcut = value;
        const std::int64_t channels = maker_.shape(value).channels;
        value = layer(value, channels);
        if (chance(2) && maker_.shape(shortcut) == maker_.shape(value)) {
            value = chance(2)   ? maker_.sum(value, shortcut)
                    : chance(2) ? maker_.sum(shortcut, value)
                                : maker_.sum(value, negated(shortcut));
        }
        return chance(4) ? maker_.relu(value, 0.1F) : maker_.relu(value);
    }

    ValueId negated(ValueId value) {
        const auto channels = static_cast<std::size_t>(maker_.shape(value).channels);
        return maker_.add(
            ScaleOp{std::vector<float>(channels, -1.0F), std::vector<float>(channels, 0.0F)},
            {value}, maker_.shape(value));
    }

    ValueId layer(ValueId input, std::int64_t outputs) {
        ValueId value = chance(2) ? maker_.threeByThree(input, outputs, chance(2))
                                  : anyConvolution(input, outputs);
        const std::int64_t channels = maker_.shape(value).channels;
        switch (pick(0, 3)) {
        case 0:
            value = maker_.groupNorm(value, channels % 4 == 0 ? 4 : 1);
            break;
        case 1:
            value = maker_.groupNorm(value, channels);
            break;
        case 2:
            value = maker_.scale(value);
            break;
        default:
            break;
        }
        return chance(3) ? value : maker_.relu(value);
    }

    ValueId anyConvolution(ValueId input, std::int64_t outputs) {
        const MapShape in = maker_.shape(input);
        ConvolutionOp op{{}, std::vector<float>(chance(2) ? 1 : 0), 1, {}, {}, {}, {}};
        for (std::size_t axis = 0; axis < 2; ++axis) {
            const std::int64_t extent = axis == 0 ? in.rows : in.columns;
            op.kernel[axis] = pick(1, 5);
            op.dilation[axis] = pick(1, 2);
            op.stride[axis] = extent >= 12 && chance(8) ? 2 : 1;
            const std::int64_t reach = op.dilation[axis] * (op.kernel[axis] - 1);
            std::int64_t& padding = op.padding[axis];
            padding = chance(2) ? reach / 2 : std::max<std::int64_t>(0, reach / 2 + pick(-1, 1));
            padding += extent + 2 * padding - reach < 4 ? 2 : 0; // for something to be left
        }
        if (in.channels % 16 == 0 && outputs % 16 == 0 && chance(2)) {
            op.groups = in.channels / 16;
            outputs = outputs / 16 % op.groups == 0 ? outputs : op.groups * 16;
        }
        return maker_.convolution(input, outputs, std::move(op));
    }

    ValueId smaller(ValueId input) {
        switch (pick(0, 4)) {
        case 0:
            return maker_.pool(input, {PoolKind::Max, {2, 2}, {2, 2}, {0, 0}});
        case 1:
            return maker_.pool(input, {PoolKind::Average, {3, 3}, {2, 2}, {1, 1}});
        case 2:
            return pooled(input);
        case 3: {
            const int along = pick(0, 1); // one axis shrinks, or both
            return maker_.convolution(
                input, width(),
                {{}, {}, 1, {3, pick(2, 3)}, {2, 1 + along}, {pick(0, 1), 1}, {1, 1}});
        }
        default:
            return maker_.convolution(input, width(), {{}, {}, 1, {2, 2}, {2, 2}, {0, 0}, {1, 1}});
        }
    }

    ValueId pooled(ValueId input) {
        const MapShape in = maker_.shape(input);
        PoolOp op{chance(2) ? PoolKind::Max : PoolKind::Average, {}, {}, {}};
        for (std::size_t axis = 0; axis < 2; ++axis) {
            const auto extent = static_cast<int>(axis == 0 ? in.rows : in.columns);
            const int kernel = pick(1, std::min(4, extent));
            op.kernel[axis] = kernel;
            op.stride[axis] = pick(1, extent >= 8 ? kernel : 1);
            op.padding[axis] = pick(0, kernel / 2);
        }
        return maker_.pool(input, op);
    }

    ValueId larger(ValueId input) {
        const MapShape in = maker_.shape(input);
        const std::int64_t factor = std::max(in.rows, in.columns) <= 12 && chance(3) ? 3 : 2;
        const auto extent = [&](std::int64_t from) {
            return static_cast<std::int64_t>(pick(static_cast<int>(from), //
                                                  static_cast<int>(std::min(3 * from, from + 9))));
        };
        const MapShape resized = chance(2)
                                     ? MapShape{in.channels, 2 * in.rows, 2 * in.columns}
                                     : MapShape{in.channels, extent(in.rows), extent(in.columns)};
        switch (pick(0, 3)) {
        case 0:
            return maker_.transposed(input, width(), factor);
        case 1:
            return maker_.add(ResizeOp{ResizeKind::Nearest, false, {}}, {input}, resized);
        case 2:
            return maker_.add(ResizeOp{ResizeKind::Bilinear, chance(2), {}}, {input}, resized);
        default: {
            const std::int64_t outputs = pick(1, 12);
            const ValueId wide = maker_.convolution(input, factor * factor * outputs,
                                                    {{}, {}, 1, {1, 1}, {1, 1}, {0, 0}, {1, 1}});
            return maker_.add(PixelShuffleOp{factor}, {wide},
                              {outputs, factor * in.rows, factor * in.columns});
        }
        }
    }

    /// Cut or filled up to the extents of the other, then side by side.
    ValueId joined(ValueId value, ValueId other) {
        const MapShape out = maker_.shape(other);
        const MapShape in = maker_.shape(value);
        if (in.rows != out.rows || in.columns != out.columns) {
            value = maker_.add(
                WindowOp{offset(in.rows, out.rows), offset(in.columns, out.columns), 0.25F},
                {value}, {in.channels, out.rows, out.columns});
        }
        return chance(2) ? maker_.concat({other, value}) : maker_.concat({value, other, value});
    }

    /// Where a window of `to` begins in a map of `from`, so that one lies within the other.
    std::int64_t offset(std::int64_t from, std::int64_t to) {
        const auto difference = static_cast<int>(from - to);
        return pick(std::min(0, difference), std::max(0, difference));
    }

    ValueId window(ValueId input) {
        const MapShape in = maker_.shape(input);
        return maker_.add(WindowOp{pick(-2, 2), pick(-2, 2), 0.5F}, {input},
                          {in.channels, in.rows + pick(-1, 3), in.columns + pick(-1, 3)});
    }

    GraphMaker maker_;
};

} // namespace laurel
