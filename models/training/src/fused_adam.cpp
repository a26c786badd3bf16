#include "fused_adam.h"

#include "adam_kernel.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>

namespace laurel {

bool FusedAdam::takes(const std::vector<at::Tensor>& parameters) {
    return std::ranges::all_of(parameters, [](const at::Tensor& parameter) {
        return parameter.device().is_cpu() && parameter.scalar_type() == at::kFloat &&
               parameter.is_non_overlapping_and_dense();
    });
}

FusedAdam::FusedAdam(std::vector<at::Tensor> parameters, const FusedAdamSettings& settings)
    : parameters_(std::move(parameters)), gradients_(parameters_.size()), settings_(settings),
      steps_(parameters_.size()) {
    constexpr std::int64_t pieceValues = 16 * 1024;
    std::int64_t offset = 0;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        const std::int64_t values = parameters_[i].numel();
        for (std::int64_t begin = 0; begin < values; begin += pieceValues) {
            const std::int64_t count = std::min(pieceValues, values - begin);
            pieces_.push_back({i, begin, count, offset});
            offset += count;
        }
        if (settings.proximal > 0) {
            const auto* own = parameters_[i].data_ptr<float>();
            beginning_.insert(beginning_.end(), own, own + values);
        }
    }
    const auto size = static_cast<std::size_t>(offset);
    first_.resize(size);
    second_.resize(size);
    greatest_.resize(size);
}

template <typename Action>
void FusedAdam::forEachPiece(const Action& action) const {
    const auto count = static_cast<std::int64_t>(pieces_.size());
    at::parallel_for(0, count, 4, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i) {
            const Piece& piece = pieces_[static_cast<std::size_t>(i)];
            if (gradients_[piece.parameter] != nullptr) {
                action(piece, i);
            }
        }
    });
}

/// Parameters and gradients are walked through as they lie in memory.
void FusedAdam::alignGradients() {
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        at::Tensor& gradient = parameters_[i].mutable_grad();
        gradients_[i] = nullptr;
        if (!gradient.defined()) {
            continue;
        }
        if (gradient.strides() != parameters_[i].strides()) {
            gradient = at::empty_like(parameters_[i]).copy_(gradient);
        }
        gradients_[i] = gradient.data_ptr<float>();
        ++steps_[i];
    }
}

/// By what the gradient must be scaled for its norm to be at most clipNorm.
double FusedAdam::clippedScale() {
    std::vector<double> squares(pieces_.size());
    forEachPiece([&](const Piece& piece, std::int64_t i) {
        squares[static_cast<std::size_t>(i)] =
            sumOfSquares(gradients_[piece.parameter] + piece.begin, piece.count);
    });
    double total = 0;
    for (const double one : squares) {
        total += one;
    }
    const double norm = std::sqrt(total);
    return norm > settings_.clipNorm ? settings_.clipNorm / norm : 1;
}

void FusedAdam::step() {
    const c10::NoGradGuard guard;
    alignGradients();
    const auto pull = [&](const Piece& piece) {
        if (settings_.proximal > 0) {
            addPull(gradients_[piece.parameter] + piece.begin,
                    parameters_[piece.parameter].data_ptr<float>() + piece.begin,
                    beginning_.data() + piece.offset, static_cast<float>(settings_.proximal),
                    piece.count);
        }
    };
    const bool clips = settings_.clipNorm > 0;
    float scale = 1;
    if (clips) {
        forEachPiece([&](const Piece& piece, std::int64_t) { pull(piece); });
        scale = static_cast<float>(clippedScale());
    }
    forEachPiece([&](const Piece& piece, std::int64_t) {
        float* gradient = gradients_[piece.parameter] + piece.begin;
        if (!clips) {
            pull(piece);
        } else if (scale < 1) {
            scaleBy(gradient, scale, piece.count);
        }
        const auto steps = static_cast<double>(steps_[piece.parameter]);
        const auto number = [](double value) { return static_cast<float>(value); };
        adamStep({parameters_[piece.parameter].data_ptr<float>() + piece.begin, gradient,
                  first_.data() + piece.offset, second_.data() + piece.offset,
                  greatest_.data() + piece.offset, piece.count},
                 {number(settings_.firstDecay), number(settings_.secondDecay),
                  number(settings_.learningRate / (1 - std::pow(settings_.firstDecay, steps))),
                  number(1 / std::sqrt(1 - std::pow(settings_.secondDecay, steps))),
                  number(settings_.epsilon)});
    });
}

} // namespace laurel
