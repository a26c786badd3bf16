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
            value = chance(2) ? maker_.sum(value, shortcut) : maker_.sum(shortcut, value);
        }
        return chance(4) ? maker_.relu(value, 0.1F) : maker_.relu(value);
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
        const std::int64_t dilation = pick(1, 2);
        const std::int64_t kernel = 2 * pick(0, 2) + 1;
        const std::int64_t padding = dilation * (kernel / 2);
        ConvolutionOp op{{},
                         std::vector<float>(chance(2) ? 1 : 0),
                         1,
                         {kernel, kernel},
                         {1, 1},
                         {padding, padding},
                         {dilation, dilation}};
        if (maker_.shape(input).channels % 16 == 0 && outputs % 16 == 0 && chance(2)) {
            op.groups = maker_.shape(input).channels / 16;
            outputs = outputs / 16 % op.groups == 0 ? outputs : op.groups * 16;
        }
        return maker_.convolution(input, outputs, std::move(op));
    }

    ValueId smaller(ValueId input) {
        switch (pick(0, 2)) {
        case 0:
            return maker_.pool(input, {PoolKind::Max, {2, 2}, {2, 2}, {0, 0}});
        case 1:
            return maker_.pool(input, {PoolKind::Average, {3, 3}, {2, 2}, {1, 1}});
        default:
            return maker_.convolution(input, width(), {{}, {}, 1, {2, 2}, {2, 2}, {0, 0}, {1, 1}});
        }
    }

    ValueId larger(ValueId input) {
        const MapShape in = maker_.shape(input);
        const MapShape doubled{in.channels, 2 * in.rows, 2 * in.columns};
        switch (pick(0, 3)) {
        case 0:
            return maker_.transposed(input, width(), 2);
        case 1:
            return maker_.add(ResizeOp{ResizeKind::Nearest, false, {}}, {input}, doubled);
        case 2:
            return maker_.add(ResizeOp{ResizeKind::Bilinear, chance(2), {}}, {input}, doubled);
        default: {
            const std::int64_t outputs = pick(1, 12);
            const ValueId wide =
                maker_.convolution(input, 4 * outputs, {{}, {}, 1, {1, 1}, {1, 1}, {0, 0}, {1, 1}});
            return maker_.add(PixelShuffleOp{2}, {wide}, {outputs, 2 * in.rows, 2 * in.columns});
        }
        }
    }

    /// Cut or filled up to the extents of the other, then side by side.
    ValueId joined(ValueId value, ValueId other) {
        const MapShape out = maker_.shape(other);
        const MapShape in = maker_.shape(value);
        if (in.rows != out.rows || in.columns != out.columns) {
            value = maker_.add(WindowOp{0, 0, 0}, {value}, {in.channels, out.rows, out.columns});
        }
        return chance(2) ? maker_.concat({other, value}) : maker_.concat({value, other, value});
    }

    ValueId window(ValueId input) {
        const MapShape in = maker_.shape(input);
        return maker_.add(WindowOp{-1, -2, 0.5F}, {input},
                          {in.channels, in.rows + 3, in.columns + 1});
    }

    GraphMaker maker_;
};

} // namespace laurel
