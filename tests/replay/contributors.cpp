#include "contributors.h"

#include "small_model.h"

#include "laurel/base/error.h"
#include "laurel/base/random.h"
#include "laurel/package/model_package.h"
#include "laurel/weights/arithmetic.h"

#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

namespace laurel::replay {

namespace {

constexpr std::array<std::string_view, 11> names{
    "honest",         "shifted masks", "mixed-up muscles", "half drawn",      "swapped sides",
    "poisoned label", "NaN",           "sign flipped",     "a hundred times", "random weights",
    "lazy copy"};

/// Every label of a layer through a function of (x, y, z, value).
template <typename Change>
void rewrite(LabelMap& labels, const Change& change) {
    const LabelMap before = labels;
    const GridSize size = labels.geometry().size();
    for (std::int64_t z = 0; z < size.z; ++z) {
        for (std::int64_t y = 0; y < size.y; ++y) {
            for (std::int64_t x = 0; x < size.x; ++x) {
                labels.set({x, y, z}, change(before, VoxelIndex{x, y, z}));
            }
        }
    }
}

void shift(LabelMap& labels) {
    const auto columns = static_cast<std::int64_t>(10 / labels.geometry().spacing()[0]);
    rewrite(labels, [&](const LabelMap& before, VoxelIndex at) {
        at.x -= columns;
        return at.x < 0 ? std::uint16_t{0} : before.at(at);
    });
}

/// Values 1 to n of each side in a circle.
void mixUp(LabelMap& labels) {
    const auto perSide = static_cast<std::uint16_t>(musclesOf(Limb::Leg).size());
    rewrite(labels, [&](const LabelMap& before, VoxelIndex at) {
        const std::uint16_t value = before.at(at);
        if (value == 0) {
            return value;
        }
        const int side = (value - 1) / perSide;
        const int muscle = (value - 1) % perSide;
        return static_cast<std::uint16_t>(1 + side * perSide + (muscle + 1) % perSide);
    });
}

template <typename Keep>
void erase(LabelMap& labels, const Keep& keep) {
    const auto perSide = static_cast<int>(musclesOf(Limb::Leg).size());
    rewrite(labels, [&](const LabelMap& before, VoxelIndex at) {
        const std::uint16_t value = before.at(at);
        return value > 0 && keep((value - 1) % perSide) ? value : std::uint16_t{0};
    });
}

void swapSides(LabelMap& labels) {
    std::vector<Segment> segments = labels.segments();
    labels.clearSegments();
    for (Segment& segment : segments) {
        char& side = segment.name.back();
        side = side == 'L' ? 'R' : 'L';
        labels.addSegment(segment);
    }
}

void spoil(LabelMap& labels, Behaviour behaviour) {
    switch (behaviour) {
    case Behaviour::ShiftedMasks:
        return shift(labels);
    case Behaviour::MixedUpMuscles:
        return mixUp(labels);
    case Behaviour::HalfDrawn:
        return erase(labels, [](int muscle) { return muscle % 2 == 0; });
    case Behaviour::PoisonedLabel:
        return erase(labels, [](int muscle) { return muscle != 0; });
    case Behaviour::SwappedSides:
        return swapSides(labels);
    default:
        return;
    }
}

template <typename Value>
StateDict changed(const StateDict& weights, const Value& value) {
    StateDict result;
    for (const auto& [name, tensor] : weights.entries()) {
        if (tensor.dtype() == DType::I64) {
            result.add(name, tensor);
            continue;
        }
        std::vector<float> values(tensor.floats().begin(), tensor.floats().end());
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = value(name, i, values[i]);
        }
        result.add(name, Tensor::fromFloats(tensor.shape(), std::move(values)));
    }
    return result;
}

StateDict withNotANumber(const StateDict& weights) {
    return changed(weights, [](const std::string& name, std::size_t i, float value) {
        const bool hit = roleOf(name) == TensorRole::Parameter && i == 0;
        return hit ? std::numeric_limits<float>::quiet_NaN() : value;
    });
}

/// Of the size that the base's weights have; statistics as they are, so that it passes for weights.
StateDict randomLike(const StateDict& base, Random& random) {
    return changed(base, [&](const std::string& name, std::size_t, float value) {
        return roleOf(name) == TensorRole::Parameter ? static_cast<float>(0.1 * random.normal())
                                                     : value;
    });
}

StateDict nearlyTheSame(const StateDict& base, Random& random) {
    return changed(base, [&](const std::string& name, std::size_t, float value) {
        return roleOf(name) == TensorRole::Parameter
                   ? value * static_cast<float>(1 + 1e-5 * random.normal())
                   : value;
    });
}

/// Statistics stay the honest ones': turned around they would not be positive.
StateDict along(const StateDict& base, const StateDict& learned, float factor) {
    return changed(learned, [&](const std::string& name, std::size_t i, float value) {
        const float from = base.at(name).floats()[i];
        return roleOf(name) == TensorRole::Parameter ? from + factor * (value - from) : value;
    });
}

} // namespace

std::string_view toString(Behaviour behaviour) noexcept {
    return names[static_cast<std::size_t>(behaviour)];
}

Contributors::Contributors(Engine& engine, ModelManifest manifest, std::filesystem::path scratch)
    : engine_(engine), manifest_(std::move(manifest)), scratch_(std::move(scratch)) {}

std::optional<StateDict> Contributors::contribution(const StateDict& base, Behaviour behaviour,
                                                    std::uint64_t site, std::uint64_t patient) {
    Random random(site * 1000 + patient);
    switch (behaviour) {
    case Behaviour::RandomWeights:
        return randomLike(base, random);
    case Behaviour::LazyCopy:
        return nearlyTheSame(base, random);
    case Behaviour::NotANumber:
        return withNotANumber(nearlyTheSame(base, random));
    case Behaviour::SignFlipped:
    case Behaviour::HundredTimes: {
        const std::optional<StateDict> honest = learned(base, Behaviour::Honest, site, patient);
        const float factor = behaviour == Behaviour::SignFlipped ? -1 : 100;
        return honest ? std::optional(along(base, *honest, factor)) : std::nullopt;
    }
    default:
        return learned(base, behaviour, site, patient);
    }
}

std::optional<StateDict> Contributors::learned(const StateDict& base, Behaviour behaviour,
                                               std::uint64_t site, std::uint64_t patient) {
    const auto folder = scratch_ / ("base-" + std::to_string(++packages_));
    const ModelPackage package = ModelPackage::create(folder, manifest_, base);
    SyntheticCase subject = patientOf(site, patient);
    spoil(subject.labels, behaviour);
    const ReviewedCase reviewed{std::make_shared<const Volume>(std::move(subject.image)),
                                std::move(subject.labels), 0, std::nullopt};
    std::optional<StateDict> weights;
    try {
        const auto silent = [](const FineTuneEvent&) {};
        const FineTuneOptions options{.seed = site * 1000 + patient, .threads = 1};
        weights = engine_.fineTune(package, {reviewed}, options, silent, {}).weights;
    } catch (const Error& error) {
        // The site's own client finds nothing to learn, as where the sides are swapped.
        if (error.code() != ErrorCode::InvalidInput) {
            throw;
        }
    }
    std::filesystem::remove_all(folder);
    return weights;
}

} // namespace laurel::replay
