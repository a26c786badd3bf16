#pragma once

#include "laurel/inference/graph.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

/// Graphs computed as their operations are defined, in double precision and without any haste.
namespace laurel::reference {

struct Map {
    MapShape shape;
    std::vector<double> values;

    double at(std::int64_t c, std::int64_t y, std::int64_t x, double beyond = 0) const {
        const bool inside = y >= 0 && y < shape.rows && x >= 0 && x < shape.columns;
        return inside ? values[static_cast<std::size_t>((c * shape.rows + y) * shape.columns + x)]
                      : beyond;
    }
};

/// A map whose values are what `value(channel, row, column)` says.
template <typename Value>
Map make(const MapShape& shape, const Value& value) {
    Map map{shape, {}};
    for (std::int64_t c = 0; c < shape.channels; ++c) {
        for (std::int64_t y = 0; y < shape.rows; ++y) {
            for (std::int64_t x = 0; x < shape.columns; ++x) {
                map.values.push_back(value(c, y, x));
            }
        }
    }
    return map;
}

struct Operator {
    const std::vector<Map>& in;
    MapShape out;

    Map operator()(const ConvolutionOp& op) const {
        const std::int64_t inputs = in[0].shape.channels / op.groups;
        const std::int64_t outputs = out.channels / op.groups;
        return make(out, [&](std::int64_t c, std::int64_t y, std::int64_t x) {
            double sum = op.bias.empty() ? 0 : op.bias[static_cast<std::size_t>(c)];
            for (std::int64_t i = 0; i < inputs; ++i) {
                for (std::int64_t a = 0; a < op.kernel[0]; ++a) {
                    for (std::int64_t b = 0; b < op.kernel[1]; ++b) {
                        const auto weight = static_cast<std::size_t>(
                            ((c * inputs + i) * op.kernel[0] + a) * op.kernel[1] + b);
                        sum += static_cast<double>(op.weight[weight]) *
                               in[0].at(c / outputs * inputs + i,
                                        y * op.stride[0] - op.padding[0] + a * op.dilation[0],
                                        x * op.stride[1] - op.padding[1] + b * op.dilation[1]);
                    }
                }
            }
            return sum;
        });
    }

    Map operator()(const TransposedConvolutionOp& op) const {
        const std::int64_t f = op.factor;
        return make(out, [&](std::int64_t c, std::int64_t y, std::int64_t x) {
            double sum = op.bias.empty() ? 0 : op.bias[static_cast<std::size_t>(c)];
            for (std::int64_t i = 0; i < in[0].shape.channels; ++i) {
                const auto weight =
                    static_cast<std::size_t>(((i * out.channels + c) * f + y % f) * f + x % f);
                sum += static_cast<double>(op.weight[weight]) * in[0].at(i, y / f, x / f);
            }
            return sum;
        });
    }

    Map operator()(const GroupNormOp& op) const {
        const std::int64_t width = out.channels / op.groups;
        const auto each = static_cast<std::size_t>(width * out.pixels());
        std::vector<double> means;
        std::vector<double> deviations;
        for (std::size_t group = 0; group < static_cast<std::size_t>(op.groups); ++group) {
            double mean = 0;
            double variance = 0;
            for (std::size_t i = group * each; i < (group + 1) * each; ++i) {
                mean += in[0].values[i] / static_cast<double>(each);
            }
            for (std::size_t i = group * each; i < (group + 1) * each; ++i) {
                variance += std::pow(in[0].values[i] - mean, 2) / static_cast<double>(each);
            }
            means.push_back(mean);
            deviations.push_back(std::sqrt(variance + op.epsilon));
        }
        return make(out, [&](std::int64_t c, std::int64_t y, std::int64_t x) {
            const auto group = static_cast<std::size_t>(c / width);
            const auto channel = static_cast<std::size_t>(c);
            return (in[0].at(c, y, x) - means[group]) / deviations[group] *
                       static_cast<double>(op.scale[channel]) +
                   static_cast<double>(op.shift[channel]);
        });
    }

    Map operator()(const ScaleOp& op) const {
        return make(out, [&](std::int64_t c, std::int64_t y, std::int64_t x) {
            const auto channel = static_cast<std::size_t>(c);
            return in[0].at(c, y, x) * static_cast<double>(op.scale[channel]) +
                   static_cast<double>(op.shift[channel]);
        });
    }

    Map operator()(const IdentityOp&) const { return in[0]; }

    Map operator()(const ConcatOp&) const {
        Map all{out, {}};
        for (const Map& part : in) {
            all.values.insert(all.values.end(), part.values.begin(), part.values.end());
        }
        return all;
    }

    Map operator()(const PoolOp& op) const {
        const bool average = op.kind == PoolKind::Average;
        return make(out, [&](std::int64_t c, std::int64_t y, std::int64_t x) {
            double result = average ? 0 : -INFINITY;
            for (std::int64_t a = 0; a < op.kernel[0]; ++a) {
                for (std::int64_t b = 0; b < op.kernel[1]; ++b) {
                    const std::int64_t row = y * op.stride[0] - op.padding[0] + a;
                    const std::int64_t column = x * op.stride[1] - op.padding[1] + b;
                    const double value = in[0].at(c, row, column, average ? 0 : -INFINITY);
                    result = average ? result + value : std::max(result, value);
                }
            }
            return average ? result / static_cast<double>(op.kernel[0] * op.kernel[1]) : result;
        });
    }

    Map operator()(const ResizeOp& op) const {
        const MapShape& from = in[0].shape;
        const auto step = [&](std::size_t axis, std::int64_t a, std::int64_t b) {
            return op.step[axis].value_or(static_cast<double>(a) / static_cast<double>(b));
        };
        const auto position = [&](std::int64_t i, double ratio, std::int64_t a, std::int64_t b) {
            const auto index = static_cast<double>(i);
            return op.alignCorners
                       ? (b > 1 ? index * static_cast<double>(a - 1) / static_cast<double>(b - 1)
                                : 0)
                       : std::max(0.0, (index + 0.5) * ratio - 0.5);
        };
        const double rows = step(0, from.rows, out.rows);
        const double columns = step(1, from.columns, out.columns);
        return make(out, [&](std::int64_t c, std::int64_t y, std::int64_t x) {
            if (op.kind == ResizeKind::Nearest) {
                return in[0].at(c, std::min(from.rows - 1, static_cast<std::int64_t>(y * rows)),
                                std::min(from.columns - 1, static_cast<std::int64_t>(x * columns)));
            }
            const double v = position(y, rows, from.rows, out.rows);
            const double u = position(x, columns, from.columns, out.columns);
            const auto top = static_cast<std::int64_t>(v);
            const auto left = static_cast<std::int64_t>(u);
            const std::int64_t bottom = std::min(top + 1, from.rows - 1);
            const std::int64_t right = std::min(left + 1, from.columns - 1);
            const double dv = v - static_cast<double>(top);
            const double du = u - static_cast<double>(left);
            return (1 - dv) * ((1 - du) * in[0].at(c, top, left) + du * in[0].at(c, top, right)) +
                   dv * ((1 - du) * in[0].at(c, bottom, left) + du * in[0].at(c, bottom, right));
        });
    }

    Map operator()(const PixelShuffleOp& op) const {
        const std::int64_t f = op.factor;
        return make(out, [&](std::int64_t c, std::int64_t y, std::int64_t x) {
            return in[0].at((c * f + y % f) * f + x % f, y / f, x / f);
        });
    }

    Map operator()(const WindowOp& op) const {
        return make(out, [&](std::int64_t c, std::int64_t y, std::int64_t x) {
            return in[0].at(c, y + op.top, x + op.left, static_cast<double>(op.beyond));
        });
    }
};

inline std::vector<double> run(const Graph& graph, const std::vector<float>& input) {
    std::map<ValueId, Map> maps;
    maps[graph.input] = {graph.values[graph.input], {input.begin(), input.end()}};
    for (const GraphNode& node : graph.nodes) {
        std::vector<Map> inputs;
        for (const ValueId id : node.inputs) {
            inputs.push_back(maps.at(id));
        }
        Map result = std::visit(Operator{inputs, graph.values[node.output]}, node.operation);
        for (std::size_t i = 0; i < result.values.size(); ++i) {
            double& value = result.values[i];
            value += node.residual ? maps.at(*node.residual).values[i] : 0;
            value = node.slope && value < 0 ? value * static_cast<double>(*node.slope) : value;
        }
        maps[node.output] = std::move(result);
    }
    return maps.at(graph.output).values;
}

} // namespace laurel::reference
