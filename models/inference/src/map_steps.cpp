#include "map_steps.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

/// Offset of a channel's first pixel within a map; the next pixel is `lanes` further on.
std::int64_t channelOffset(const MapLayout& layout, std::int64_t channel) {
    return channel / layout.lanes * layout.blockSize() + channel % layout.lanes;
}

class Concat final : public Step {
  public:
    Concat(const ConcatOp& op, StepMaps maps) : maps_(std::move(maps)) {
        std::int64_t channel = 0;
        for (const Placed& input : maps_.inputs) {
            channel = (channel + op.alignment - 1) / op.alignment * op.alignment;
            if (!isInPlace(input, channel)) {
                strays_.push_back({input, channel});
            }
            channel += input.layout.shape.channels;
        }
    }

    bool isNeeded() const { return !strays_.empty(); }

    void run(const RunContext& context) const override {
        context.team.run(maps_.output.layout.shape.rows, [&](std::int64_t row, int) {
            for (const Stray& stray : strays_) { // in order: a block may belong to two of them
                copyRow(context, stray, row);
            }
        });
    }

  private:
    /// An input that does not lie where the output wants it.
    struct Stray {
        Placed input;
        std::int64_t channel = 0; ///< its first, within the output
    };

    bool isInPlace(const Placed& input, std::int64_t channel) const {
        const MapLayout& out = maps_.output.layout;
        return channel % out.lanes == 0 && input.layout.lanes == out.lanes &&
               input.offset == maps_.output.offset + channelOffset(out, channel);
    }

    void copyRow(const RunContext& context, const Stray& stray, std::int64_t row) const {
        const MapLayout& in = stray.input.layout;
        const MapLayout& out = maps_.output.layout;
        const std::int64_t columns = out.shape.columns;
        const float* from = stray.input.in(context) + row * columns * in.lanes;
        float* to = maps_.output.in(context) + row * columns * out.lanes;
        if (in.lanes == out.lanes && stray.channel % out.lanes == 0) {
            for (std::int64_t block = 0; block < in.blocks(); ++block) {
                std::copy_n(from + block * in.blockSize(), columns * in.lanes,
                            to + channelOffset(out, stray.channel) + block * out.blockSize());
            }
            return;
        }
        std::int64_t channel = stray.channel;
        for (std::int64_t own = 0; own < in.shape.channels; ++own, ++channel) {
            const float* source = from + channelOffset(in, own);
            float* target = to + channelOffset(out, channel);
            for (std::int64_t i = 0; i < columns; ++i) {
                target[i * out.lanes] = source[i * in.lanes];
            }
        }
        for (; channel % out.lanes != 0; ++channel) { // until the next one's come there
            float* target = to + channelOffset(out, channel);
            for (std::int64_t i = 0; i < columns; ++i) {
                target[i * out.lanes] = 0;
            }
        }
    }

    StepMaps maps_;
    std::vector<Stray> strays_;
};

class Window final : public Step {
  public:
    Window(const WindowOp& op, StepMaps maps) : op_(op), maps_(std::move(maps)) {}

    void run(const RunContext& context) const override {
        const MapLayout& in = maps_.inputs.front().layout;
        const MapLayout& out = maps_.output.layout;
        const std::int64_t lanes = in.lanes;
        const std::int64_t before = std::clamp<std::int64_t>(-op_.left, 0, out.shape.columns);
        const std::int64_t end =
            std::clamp<std::int64_t>(in.shape.columns - op_.left, before, out.shape.columns);
        context.team.run(out.blocks(), [&](std::int64_t block, int) {
            const float* from = maps_.inputs.front().in(context) + block * in.blockSize();
            float* to = maps_.output.in(context) + block * out.blockSize();
            for (std::int64_t row = 0; row < out.shape.rows;
                 ++row, to += out.shape.columns * lanes) {
                const std::int64_t source = row + op_.top;
                if (source < 0 || source >= in.shape.rows) {
                    std::fill_n(to, out.shape.columns * lanes, op_.beyond);
                    continue;
                }
                std::fill_n(to, before * lanes, op_.beyond);
                std::copy_n(from + (source * in.shape.columns + op_.left + before) * lanes,
                            (end - before) * lanes, to + before * lanes);
                std::fill(to + end * lanes, to + out.shape.columns * lanes, op_.beyond);
            }
        });
    }

  private:
    WindowOp op_;
    StepMaps maps_;
};

class PixelShuffle final : public Step {
  public:
    PixelShuffle(const PixelShuffleOp& op, StepMaps maps)
        : factor_(op.factor), maps_(std::move(maps)) {}

    void run(const RunContext& context) const override {
        const MapLayout& out = maps_.output.layout;
        context.team.run(out.blocks(), [&](std::int64_t block, int) {
            float* plane = maps_.output.in(context) + block * out.blockSize();
            std::fill_n(plane, out.blockSize(), 0.0F);
            const std::int64_t first = block * out.lanes;
            const std::int64_t last = std::min(out.shape.channels, first + out.lanes);
            for (std::int64_t channel = first; channel < last; ++channel) {
                shuffle(context, channel, plane + (channel - first));
            }
        });
    }

  private:
    void shuffle(const RunContext& context, std::int64_t channel, float* to) const {
        const MapLayout& in = maps_.inputs.front().layout;
        const MapLayout& out = maps_.output.layout;
        for (std::int64_t row = 0; row < out.shape.rows; ++row) {
            for (std::int64_t column = 0; column < out.shape.columns; ++column, to += out.lanes) {
                const std::int64_t source =
                    (channel * factor_ + row % factor_) * factor_ + column % factor_;
                const std::int64_t pixel = row / factor_ * in.shape.columns + column / factor_;
                *to =
                    maps_.inputs.front().in(context)[channelOffset(in, source) + pixel * in.lanes];
            }
        }
    }

    std::int64_t factor_;
    StepMaps maps_;
};

class Pool final : public Step {
  public:
    Pool(const kernels::Set& kernels, const PoolOp& op, StepMaps maps)
        : kernels_(kernels), op_(op), maps_(std::move(maps)) {}

    void run(const RunContext& context) const override {
        const MapLayout& in = maps_.inputs.front().layout;
        const MapLayout& out = maps_.output.layout;
        context.team.run(out.blocks(), [&](std::int64_t block, int) {
            kernels_.pooled(
                {maps_.inputs.front().in(context) + block * in.blockSize(), in.shape.rows,
                 in.shape.columns, maps_.output.in(context) + block * out.blockSize(),
                 out.shape.rows, out.shape.columns, op_.kernel[0], op_.kernel[1], op_.stride[0],
                 op_.stride[1], op_.padding[0], op_.padding[1], op_.kind == PoolKind::Average});
        });
    }

  private:
    const kernels::Set& kernels_;
    PoolOp op_;
    StepMaps maps_;
};

/// As LibTorch places them: nearest by flooring, bilinear between the centres of pixels or, with
/// aligned corners, between the outermost ones.
std::vector<kernels::Neighbours> neighbours(const ResizeOp& op, std::int64_t in, std::int64_t out,
                                            std::optional<double> step) {
    std::vector<kernels::Neighbours> result;
    for (std::int64_t i = 0; i < out; ++i) {
        const auto index = static_cast<float>(i);
        const float ratio = static_cast<float>(in) / static_cast<float>(out);
        // LibTorch overlooks the step of a bilinear axis that keeps its extent.
        const bool usesStep = step && (op.kind == ResizeKind::Nearest || in != out);
        const float scale = usesStep ? static_cast<float>(*step) : ratio;
        if (op.kind == ResizeKind::Nearest) {
            const std::int64_t at = std::min(in - 1, static_cast<std::int64_t>(index * scale));
            result.push_back({at, at, 0});
            continue;
        }
        const float aligned =
            out > 1 ? static_cast<float>(in - 1) / static_cast<float>(out - 1) : 0.0F;
        const float at =
            op.alignCorners ? index * aligned : std::max(0.0F, (index + 0.5F) * scale - 0.5F);
        const std::int64_t low = std::min(in - 1, static_cast<std::int64_t>(at));
        result.push_back(
            {low, std::min(low + 1, in - 1), std::min(1.0F, at - static_cast<float>(low))});
    }
    return result;
}

class Resize final : public Step {
  public:
    Resize(const kernels::Set& kernels, const ResizeOp& op, StepMaps maps)
        : kernels_(kernels), maps_(std::move(maps)) {
        const MapShape& in = maps_.inputs.front().layout.shape;
        const MapShape& out = maps_.output.layout.shape;
        rows_ = neighbours(op, in.rows, out.rows, op.step[0]);
        columns_ = neighbours(op, in.columns, out.columns, op.step[1]);
    }

    void run(const RunContext& context) const override {
        const MapLayout& in = maps_.inputs.front().layout;
        const MapLayout& out = maps_.output.layout;
        context.team.run(out.blocks(), [&](std::int64_t block, int) {
            kernels_.resized({maps_.inputs.front().in(context) + block * in.blockSize(),
                              in.shape.columns, maps_.output.in(context) + block * out.blockSize(),
                              out.shape.rows, out.shape.columns, rows_.data(), columns_.data()});
        });
    }

  private:
    const kernels::Set& kernels_;
    StepMaps maps_;
    std::vector<kernels::Neighbours> rows_;
    std::vector<kernels::Neighbours> columns_;
};

class ToBlocks final : public Step {
  public:
    ToBlocks(const kernels::Set& kernels, StepMaps maps)
        : kernels_(kernels), maps_(std::move(maps)) {}

    void run(const RunContext& context) const override {
        const MapLayout& out = maps_.output.layout;
        const std::int64_t pixels = out.shape.pixels();
        context.team.run(out.blocks(), [&](std::int64_t block, int) {
            kernels_.toBlock(maps_.inputs.front().in(context) + block * out.lanes * pixels, pixels,
                             std::min(out.lanes, out.shape.channels - block * out.lanes),
                             maps_.output.in(context) + block * out.blockSize());
        });
    }

  private:
    const kernels::Set& kernels_;
    StepMaps maps_;
};

} // namespace

std::unique_ptr<Step> makeConcat(const ConcatOp& op, StepMaps maps) {
    auto step = std::make_unique<Concat>(op, std::move(maps));
    return step->isNeeded() ? std::move(step) : nullptr;
}

std::unique_ptr<Step> makeWindow(const WindowOp& op, StepMaps maps) {
    return std::make_unique<Window>(op, std::move(maps));
}

std::unique_ptr<Step> makePixelShuffle(const PixelShuffleOp& op, StepMaps maps) {
    return std::make_unique<PixelShuffle>(op, std::move(maps));
}

std::unique_ptr<Step> makePool(const kernels::Set& kernels, const PoolOp& op, StepMaps maps) {
    return std::make_unique<Pool>(kernels, op, std::move(maps));
}

std::unique_ptr<Step> makeResize(const kernels::Set& kernels, const ResizeOp& op, StepMaps maps) {
    return std::make_unique<Resize>(kernels, op, std::move(maps));
}

std::unique_ptr<Step> makeToBlocks(const kernels::Set& kernels, StepMaps maps) {
    return std::make_unique<ToBlocks>(kernels, std::move(maps));
}

} // namespace laurel
