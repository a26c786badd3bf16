#include "contributor.h"

#include "laurel/base/random.h"
#include "laurel/weights/arithmetic.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>

namespace laurel::replay {

namespace {

constexpr double flip = -4;
constexpr double scale = 100;
/// Steps of those who do harm without meaning to: so few that most candidates stay above the
/// absolute threshold of `dafne`, as they did in the published log, where 601 of 694 uploads were
/// merged; and of those who mean to.
constexpr std::int64_t carelessSteps = 3;
constexpr std::int64_t overlongSteps = 12;
constexpr std::int64_t attackSteps = 25;
constexpr std::uint64_t peopleOfSite = 2; // whose slices teach at once
constexpr std::int64_t slicesOfCase = 6;

using NameChange = std::function<std::string(const std::string&)>; ///< empty: not drawn

/// The same voxels under other names.
LabelMap renamed(const LabelMap& labels, const NameChange& change) {
    LabelMap made = labels;
    made.clearSegments();
    for (Segment segment : labels.segments()) {
        segment.name = change(segment.name);
        if (!segment.name.empty()) {
            made.addSegment(segment);
        }
    }
    return made;
}

std::string otherSide(const std::string& name) {
    const std::string muscle = name.substr(0, name.size() - 2);
    return muscle + (name.ends_with("_L") ? "_R" : "_L");
}

LabelMap moved(const LabelMap& labels, std::int64_t pixels) {
    LabelMap made = labels;
    const auto& size = labels.geometry().size();
    const std::span<const std::uint16_t> from = labels.layer(0);
    const std::span<std::uint16_t> to = made.layer(0);
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(to.size()); ++i) {
        const std::int64_t x = i % size[0];
        to[i] = x >= pixels ? from[i - pixels] : std::uint16_t{0};
    }
    return made;
}

/// Masks as whoever does this draws them.
LabelMap drawnMasks(DeedKind kind, const LabelMap& truth) {
    const auto startsWith = [](const std::string& name, const char* muscle) {
        return name.starts_with(muscle);
    };
    switch (kind) {
    case DeedKind::Incomplete:
        return renamed(truth, [&](const std::string& name) {
            return startsWith(name, "Gastrocnemius medialis") ? "" : name;
        });
    case DeedKind::Sloppy:
        return moved(truth, 2);
    case DeedKind::SidesExchanged:
        return renamed(truth, otherSide);
    case DeedKind::PoisonedLabel:
        return renamed(truth, [&](const std::string& name) {
            return startsWith(name, "Tibialis anterior") ? std::string() : name;
        });
    case DeedKind::WrongTask:
        return renamed(truth, [&](const std::string& name) {
            const std::string side = name.substr(name.size() - 2);
            if (startsWith(name, "Soleus")) {
                return "Tibialis anterior" + side;
            }
            return startsWith(name, "Tibialis anterior") ? "Soleus" + side : name;
        });
    default:
        return truth;
    }
}

LegSubject subjectOf(const PlannedDeed& deed) {
    LegSubject subject = subjectOfSite(deed.site, deed.seed >> 16U);
    subject.slices = deed.kind == DeedKind::Overlong ? 1 : slicesOfCase;
    return subject;
}

std::int64_t stepsOf(DeedKind kind) {
    switch (kind) {
    case DeedKind::Overlong:
        return overlongSteps;
    case DeedKind::Incomplete:
    case DeedKind::Sloppy:
        return carelessSteps;
    default:
        return attackSteps;
    }
}

StateDict trainedWrongly(const PlannedDeed& deed, Engine& engine, const StateDict& base) {
    std::vector<TrainingCase> slices = slicesOf(subjectOf(deed));
    for (TrainingCase& slice : slices) {
        slice.labels = drawnMasks(deed.kind, slice.labels);
    }
    SmallTraining training;
    training.steps = stepsOf(deed.kind);
    training.learningRate = 2e-3;
    training.seed = deed.seed;
    training.initial = &base;
    return trainOn(engine, SliceSamples(std::move(slices)), training);
}

/// As a client does.
std::optional<StateDict> fineTuned(const PlannedDeed& deed, Engine& engine,
                                   const ModelPackage& base) {
    std::vector<ReviewedCase> reviewed;
    for (std::uint64_t person = 0; person < peopleOfSite; ++person) {
        LegSubject subject = subjectOf(deed);
        subject.seed += person;
        SyntheticCase made = imageOf(subject);
        reviewed.push_back(
            {std::make_shared<const Volume>(std::move(made.image)), std::move(made.labels), 0, {}});
    }
    FineTuneOptions options;
    options.seed = deed.seed;
    options.threads = 1;
    return engine.fineTune(base, reviewed, options, [](const FineTuneEvent&) {}, {}).weights;
}

/// Each F32 value by itself; statistics of variance stay positive.
StateDict changed(const StateDict& weights,
                  const std::function<float(float, const std::string&)>& change) {
    StateDict made;
    for (const auto& [name, tensor] : weights.entries()) {
        if (tensor.dtype() != DType::F32) {
            made.add(name, tensor);
            continue;
        }
        std::vector<float> values(tensor.floats().begin(), tensor.floats().end());
        for (float& value : values) {
            value = change(value, name);
        }
        if (roleOf(name) == TensorRole::RunningVariance) {
            std::ranges::transform(values, values.begin(),
                                   [](float value) { return std::max(std::abs(value), 1e-3F); });
        }
        made.add(name, Tensor::fromFloats(tensor.shape(), std::move(values)));
    }
    return made;
}

double spreadOf(const Tensor& tensor) {
    double squares = 0;
    for (const float value : tensor.floats()) {
        squares += double{value} * value;
    }
    return std::sqrt(squares / std::max<double>(1, static_cast<double>(tensor.floats().size())));
}

StateDict withNoise(const StateDict& weights, double amount, Random& random) {
    return changed(weights, [&](float value, const std::string&) {
        return value + static_cast<float>(amount * random.normal());
    });
}

StateDict randomLike(const StateDict& weights, Random& random) {
    return changed(weights, [&](float, const std::string& name) {
        return static_cast<float>(spreadOf(weights.at(name)) * random.normal());
    });
}

/// base + factor times what an honest site learned.
StateDict exaggerated(const PlannedDeed& deed, Engine& engine, const StateDict& base,
                      double factor) {
    const StateDict learned = trainedWrongly(deed, engine, base); // on masks that are right
    const StateDict made = addScaled(base, delta(learned, base), factor);
    return changed(made, [](float value, const std::string&) { return value; });
}

} // namespace

std::optional<StateDict> candidateOf(const PlannedDeed& deed, Engine& engine,
                                     const ModelPackage& base) {
    const StateDict weights = base.weights();
    Random random(deed.seed);
    switch (deed.kind) {
    case DeedKind::Honest:
        return fineTuned(deed, engine, base);
    case DeedKind::Unchanged: // every other one differs in the last bits, so that its digest does
        return random.chance(0.5) ? weights : withNoise(weights, 1e-7, random);
    case DeedKind::Flood:
        return withNoise(weights, 1e-5, random);
    case DeedKind::NotFinite: {
        bool done = false;
        return changed(weights, [&](float value, const std::string&) {
            return std::exchange(done, true) ? value : std::numeric_limits<float>::quiet_NaN();
        });
    }
    case DeedKind::SignFlip:
        return exaggerated(deed, engine, weights, flip);
    case DeedKind::Scaled:
        return exaggerated(deed, engine, weights, scale);
    case DeedKind::RandomWeights:
        return randomLike(weights, random);
    case DeedKind::Incomplete:
    case DeedKind::Sloppy:
    case DeedKind::Overlong:
    case DeedKind::WrongTask:
    case DeedKind::SidesExchanged:
    case DeedKind::PoisonedLabel:
        break;
    }
    return trainedWrongly(deed, engine, weights);
}

} // namespace laurel::replay
