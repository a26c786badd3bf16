#pragma once

#include "laurel/inference/graph.h"

#include <random>
#include <vector>

namespace laurel {

/// Writes graphs for tests: each call adds a node and gives its value.
class GraphMaker {
  public:
    explicit GraphMaker(const MapShape& input, unsigned seed = 1) : random_(seed) {
        graph.values.push_back(input);
    }

    ValueId add(Operation operation, std::vector<ValueId> inputs, const MapShape& output) {
        graph.values.push_back(output);
        graph.nodes.push_back(
            {std::move(operation), std::move(inputs), graph.values.size() - 1, {}, {}});
        graph.output = graph.values.size() - 1;
        return graph.output;
    }

    ValueId convolution(ValueId input, std::int64_t outputs, ConvolutionOp op) {
        const MapShape& in = shape(input);
        const auto extent = [&](std::int64_t from, std::size_t axis) {
            const std::int64_t reach = op.dilation[axis] * (op.kernel[axis] - 1) + 1;
            return (from + 2 * op.padding[axis] - reach) / op.stride[axis] + 1;
        };
        const MapShape out{outputs, extent(in.rows, 0), extent(in.columns, 1)};
        const std::int64_t sums = in.channels / op.groups * op.kernel[0] * op.kernel[1];
        op.weight = values(outputs * sums, std::sqrt(2.0 / static_cast<double>(sums)));
        op.bias = op.bias.empty() ? std::vector<float>{} : values(outputs, 0.2);
        return add(std::move(op), {input}, out);
    }

    ValueId threeByThree(ValueId input, std::int64_t outputs, bool bias = false) {
        return convolution(
            input, outputs,
            {{}, std::vector<float>(bias ? 1 : 0), 1, {3, 3}, {1, 1}, {1, 1}, {1, 1}});
    }

    ValueId transposed(ValueId input, std::int64_t outputs, std::int64_t factor) {
        const MapShape in = shape(input);
        TransposedConvolutionOp op;
        op.factor = factor;
        op.weight = values(in.channels * outputs * factor * factor,
                           1 / std::sqrt(static_cast<double>(in.channels)));
        op.bias = values(outputs, 0.2);
        return add(std::move(op), {input}, {outputs, in.rows * factor, in.columns * factor});
    }

    ValueId groupNorm(ValueId input, std::int64_t groups) {
        const std::int64_t channels = shape(input).channels;
        return add(GroupNormOp{groups, around(channels, 1), values(channels, 0.3), 1e-5}, {input},
                   shape(input));
    }

    ValueId scale(ValueId input) {
        const std::int64_t channels = shape(input).channels;
        return add(ScaleOp{around(channels, 1), values(channels, 0.3)}, {input}, shape(input));
    }

    ValueId sum(ValueId a, ValueId b) {
        const ValueId output = add(IdentityOp{}, {a}, shape(a));
        graph.nodes.back().residual = b;
        return output;
    }

    ValueId relu(ValueId input, float slope = 0) {
        const ValueId output = add(IdentityOp{}, {input}, shape(input));
        graph.nodes.back().slope = slope;
        return output;
    }

    ValueId concat(const std::vector<ValueId>& parts) {
        MapShape out = shape(parts.front());
        out.channels = 0;
        for (const ValueId part : parts) {
            out.channels += shape(part).channels;
        }
        return add(ConcatOp{}, parts, out);
    }

    ValueId pool(ValueId input, const PoolOp& op) {
        const MapShape in = shape(input);
        return add(op, {input},
                   {in.channels, (in.rows + 2 * op.padding[0] - op.kernel[0]) / op.stride[0] + 1,
                    (in.columns + 2 * op.padding[1] - op.kernel[1]) / op.stride[1] + 1});
    }

    const MapShape& shape(ValueId value) const { return graph.values[value]; }

    std::vector<float> values(std::int64_t count, double deviation) {
        std::normal_distribution<double> normal(0, deviation);
        std::vector<float> result;
        for (std::int64_t i = 0; i < count; ++i) {
            result.push_back(static_cast<float>(normal(random_)));
        }
        return result;
    }

    std::vector<float> image() { return values(graph.values[graph.input].values(), 1); }
    std::mt19937& random() { return random_; }

    Graph graph;

  private:
    std::vector<float> around(std::int64_t count, double middle) {
        std::vector<float> result = values(count, 0.2);
        for (float& value : result) {
            value += static_cast<float>(middle);
        }
        return result;
    }

    std::mt19937 random_;
};

} // namespace laurel
