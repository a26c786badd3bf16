#include "laurel/inference/fast_network.h"

#include "kernel_choice.h"
#include "laurel/base/error.h"
#include "plan.h"
#include "step_memory.h"

#include <algorithm>

namespace laurel {

struct FastNetwork::Plan {
    KernelChoice sets;
    StepPlan steps;
};

struct FastNetwork::Buffers::Storage {
    StepMemory memory;
};

FastNetwork::Buffers::Buffers(const FastNetwork& network, int threads)
    : storage_(std::make_unique<Storage>(Storage{StepMemory(network.plan_->steps, threads)})) {}

FastNetwork::Buffers::~Buffers() = default;
FastNetwork::Buffers::Buffers(Buffers&&) noexcept = default;

FastNetwork::FastNetwork(const Graph& graph, Instructions instructions) {
    if (!has(instructions)) {
        throw Error(ErrorCode::Unsupported, "this processor lacks the instructions asked for");
    }
    const KernelChoice sets = kernelsFor(instructions);
    plan_ = std::make_unique<const Plan>(Plan{sets, planSteps(graph, sets.maps, sets.products)});
}

FastNetwork::~FastNetwork() = default;
FastNetwork::FastNetwork(FastNetwork&&) noexcept = default;

MapShape FastNetwork::inputShape() const noexcept {
    return plan_->steps.input.layout.shape;
}

MapShape FastNetwork::outputShape() const noexcept {
    return plan_->steps.output.layout.shape;
}

std::string FastNetwork::instructions() const {
    return plan_->sets.products.name;
}

std::size_t FastNetwork::weightBytes() const noexcept {
    return static_cast<std::size_t>(plan_->steps.weightBytes);
}

std::size_t FastNetwork::bufferBytes(int threads) const noexcept {
    return static_cast<std::size_t>(StepMemory::floatsFor(plan_->steps, threads)) * sizeof(float);
}

bool FastNetwork::softmax(std::span<float> logits) const {
    if (std::ssize(logits) != outputShape().values()) {
        throw Error(ErrorCode::InvalidArgument, "logits of another size than the network gives");
    }
    return plan_->sets.maps.softmax(logits.data(), outputShape().pixels(), outputShape().channels);
}

void FastNetwork::run(std::span<const float> input, std::span<float> output, Buffers& buffers,
                      WorkerPool::Team& team) const {
    const StepPlan& plan = plan_->steps;
    if (std::ssize(input) != inputShape().values() ||
        std::ssize(output) != outputShape().values()) {
        throw Error(ErrorCode::InvalidArgument,
                    "the network expects " + std::to_string(inputShape().values()) +
                        " values and gives " + std::to_string(outputShape().values()) + ", not " +
                        std::to_string(input.size()) + " and " + std::to_string(output.size()));
    }
    if (team.threads() > buffers.storage_->memory.threads()) {
        throw Error(ErrorCode::InvalidArgument, "more threads than the buffers were made for");
    }
    const RunContext context = buffers.storage_->memory.context(team);
    std::ranges::copy(input, plan.input.in(context));
    for (const auto& step : plan.steps) {
        step->run(context);
    }
    const MapLayout& layout = plan.output.layout;
    const std::int64_t pixels = layout.shape.pixels();
    for (std::int64_t block = 0; block < layout.blocks(); ++block) {
        const std::int64_t first = block * layout.lanes;
        const float* from = plan.output.in(context) + block * layout.blockSize();
        float* to = output.data() + first * pixels;
        if (layout.lanes == 1) {
            std::copy_n(from, pixels, to);
        } else {
            plan_->sets.maps.toPlain(from, pixels,
                                     std::min(layout.lanes, layout.shape.channels - first), to);
        }
    }
}

} // namespace laurel
