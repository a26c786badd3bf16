#include "convolution_floor.h"

#include "laurel/base/error.h"

#ifdef LAUREL_HAS_DNNL
#include <cstring>
#include <omp.h>
#include <oneapi/dnnl/dnnl.hpp>
#include <vector>
#endif

namespace laurel::bench {

#ifdef LAUREL_HAS_DNNL

namespace {

using Dims = dnnl::memory::dims;

dnnl::memory::desc anyLayout(const Dims& dims) {
    return {dims, dnnl::memory::data_type::f32, dnnl::memory::format_tag::any};
}

dnnl::convolution_forward::primitive_desc describe(const dnnl::engine& engine,
                                                   const ConvolutionOp& op, const MapShape& in,
                                                   const MapShape& out) {
    const auto source = anyLayout({1, in.channels, in.rows, in.columns});
    const std::int64_t inputs = in.channels / op.groups;
    const auto weights =
        op.groups == 1
            ? anyLayout({out.channels, inputs, op.kernel[0], op.kernel[1]})
            : anyLayout({op.groups, out.channels / op.groups, inputs, op.kernel[0], op.kernel[1]});
    const dnnl::memory::desc bias({out.channels}, dnnl::memory::data_type::f32,
                                  dnnl::memory::format_tag::a);
    const auto target = anyLayout({1, out.channels, out.rows, out.columns});
    const Dims stride{op.stride[0], op.stride[1]};
    const Dims dilation{op.dilation[0] - 1, op.dilation[1] - 1};
    const Dims padding{op.padding[0], op.padding[1]};
    const auto kind = dnnl::prop_kind::forward_inference;
    const auto algorithm = dnnl::algorithm::convolution_direct;
#if DNNL_VERSION_MAJOR >= 3
    return {engine, kind,   algorithm, source,  weights, bias,
            target, stride, dilation,  padding, padding};
#else
    return {{kind, algorithm, source, weights, bias, target, stride, dilation, padding, padding},
            engine};
#endif
}

dnnl::memory zeros(const dnnl::memory::desc& description, const dnnl::engine& engine) {
    dnnl::memory memory(description, engine);
    std::memset(memory.get_data_handle(), 0, description.get_size());
    return memory;
}

/// A transposed convolution is a 1×1 convolution to factor² times as many channels.
ConvolutionOp pointwise() {
    return {};
}

} // namespace

struct ConvolutionFloor::Primitives {
    struct One {
        dnnl::convolution_forward convolution;
        std::unordered_map<int, dnnl::memory> arguments;
    };
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    std::vector<One> all;

    void add(const ConvolutionOp& op, const MapShape& in, const MapShape& out) {
        const auto description = describe(engine, op, in, out);
        all.push_back({dnnl::convolution_forward(description),
                       {{DNNL_ARG_SRC, zeros(description.src_desc(), engine)},
                        {DNNL_ARG_WEIGHTS, zeros(description.weights_desc(), engine)},
                        {DNNL_ARG_BIAS, zeros(description.bias_desc(), engine)},
                        {DNNL_ARG_DST, zeros(description.dst_desc(), engine)}}});
    }
};

ConvolutionFloor::ConvolutionFloor(const Graph& graph, int threads)
    : primitives_(std::make_unique<Primitives>()) {
    omp_set_num_threads(threads);
    for (const GraphNode& node : graph.nodes) {
        const MapShape& in = graph.values[node.inputs.front()];
        const MapShape& out = graph.values[node.output];
        if (const auto* convolution = std::get_if<ConvolutionOp>(&node.operation)) {
            primitives_->add(*convolution, in, out);
        } else if (std::holds_alternative<TransposedConvolutionOp>(node.operation)) {
            const std::int64_t places = out.pixels() / in.pixels();
            primitives_->add(pointwise(), in, {out.channels * places, in.rows, in.columns});
        }
    }
}

ConvolutionFloor::~ConvolutionFloor() = default;

bool ConvolutionFloor::isAvailable() noexcept {
    return true;
}

void ConvolutionFloor::run() {
    for (Primitives::One& one : primitives_->all) {
        one.convolution.execute(primitives_->stream, one.arguments);
    }
    primitives_->stream.wait();
}

#else

struct ConvolutionFloor::Primitives {};

ConvolutionFloor::ConvolutionFloor(const Graph&, int) {
    throw Error(ErrorCode::Unsupported, "built without oneDNN");
}

ConvolutionFloor::~ConvolutionFloor() = default;

bool ConvolutionFloor::isAvailable() noexcept {
    return false;
}

void ConvolutionFloor::run() {}

#endif

} // namespace laurel::bench
