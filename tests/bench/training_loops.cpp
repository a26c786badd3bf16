#include "bench.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/synthesis/limb_phantom.h"
#include "laurel/training/fine_tuner.h"
#include "plain_fine_tuning.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>
#include <numeric>
#include <thread>

/// Fine-tuning against the plain loop of LibTorch. A program of its own, because it links LibTorch;
/// prints the rows of `laurel-bench training`.
namespace laurel::bench {
namespace {

using Clock = std::chrono::steady_clock;

/// One fine-tuning as it looks from outside.
struct Tuning {
    std::vector<double> losses;
    std::vector<double> dice;    ///< after each epoch
    std::vector<double> seconds; ///< of the steps but the first and those that end an epoch
    double whole = 0;
    double processor = 0; ///< seconds of all threads together

    double bestDice() const { return *std::max_element(dice.begin(), dice.end()); }
    double lastLoss() const { ///< mean over the last epoch
        const auto count = static_cast<std::ptrdiff_t>(losses.size() / dice.size());
        return std::accumulate(losses.end() - count, losses.end(), 0.0) /
               static_cast<double>(count);
    }
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Tuning watch(const std::function<void(const OnStep&)>& tune) {
    Tuning tuning;
    Clock::time_point last;
    const std::clock_t began = std::clock();
    tuning.whole = secondsOf([&] {
        tune([&](double loss, std::optional<double> dice) {
            const auto now = Clock::now();
            if (dice) {
                tuning.dice.push_back(*dice);
            } else if (!tuning.losses.empty()) {
                tuning.seconds.push_back(std::chrono::duration<double>(now - last).count());
            }
            tuning.losses.push_back(loss);
            last = now;
        });
    });
    tuning.processor = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    return tuning;
}

/// Runs of both, alternately.
struct Paired {
    std::vector<Tuning> laurel;
    std::vector<Tuning> plain;
};

double medianStep(const std::vector<Tuning>& runs) {
    std::vector<double> all;
    for (const Tuning& one : runs) {
        all.insert(all.end(), one.seconds.begin(), one.seconds.end());
    }
    return median(std::move(all));
}

double medianOf(double Tuning::*member, const std::vector<Tuning>& runs) {
    std::vector<double> all;
    for (const Tuning& one : runs) {
        all.push_back(one.*member);
    }
    return median(std::move(all));
}

/// Both legs on 15 slices: 24 planes train, 6 are held out.
ReviewedCase reviewedLegs() {
    LimbPhantomSettings settings;
    settings.seed = 42;
    settings.slices = 15;
    SyntheticCase made = makeLegPhantom(settings);
    return {std::make_shared<const Volume>(std::move(made.image)), std::move(made.labels), 0, {}};
}

int runs() {
    const char* wanted = std::getenv("LAUREL_BENCH_RUNS");
    return wanted != nullptr ? std::max(1, std::atoi(wanted)) : 3;
}

Paired runBoth(const ModelPackage& package) {
    constexpr std::uint64_t seed = 1;
    PluginHost host({executableFolder().parent_path() / "lib" / "plugins"});
    const ReviewedCase reviewed = reviewedLegs();
    Paired paired;
    for (int run = 0; run < runs(); ++run) {
        paired.plain.push_back(watch([&](const OnStep& onStep) {
            at::set_num_threads(static_cast<int>(std::thread::hardware_concurrency()));
            plainFineTuning(package, reviewed, seed, onStep);
        }));
        paired.laurel.push_back(watch([&](const OnStep& onStep) {
            fineTuneNetwork(
                package, host, {reviewed}, {seed, 0},
                [&](const FineTuneEvent& event) { onStep(event.loss, event.measuredDice); }, {});
        }));
    }
    return paired;
}

/// Over all steps.
double greatestDifference(const std::vector<double>& ones, const std::vector<double>& others) {
    double greatest = 0;
    for (std::size_t i = 0; i < std::min(ones.size(), others.size()); ++i) {
        greatest = std::max(greatest, std::abs(ones[i] - others[i]));
    }
    return greatest;
}

void addRows(std::vector<Measurement>& rows, const std::string& recipe, const Paired& paired) {
    constexpr double most = 0.7;
    constexpr double mostDice = 0.005;
    const Tuning& ours = paired.laurel.front();
    const Tuning& plain = paired.plain.front();
    const auto value = [&](const std::string& name, double number) {
        rows.push_back({recipe + ": " + name, number, "", "", std::nullopt, std::nullopt});
    };
    rows.push_back(compare(recipe + ": one step", medianStep(paired.laurel), "the plain loop",
                           medianStep(paired.plain), most));
    const auto both = [&](const std::string& name, double Tuning::*member,
                          std::optional<double> target) {
        rows.push_back(compare(recipe + ": " + name, medianOf(member, paired.laurel),
                               "the plain loop", medianOf(member, paired.plain), target));
    };
    both("whole, with measuring", &Tuning::whole, most);
    both("processor time of it", &Tuning::processor, std::nullopt);
    value("loss of the last epoch", ours.lastLoss());
    value("loss of the last epoch, plain loop", plain.lastLoss());
    value("greatest difference of a step's loss", greatestDifference(ours.losses, plain.losses));
    value("Dice", ours.bestDice());
    value("Dice, plain loop", plain.bestDice());
    rows.push_back({recipe + ": difference of Dice", std::abs(ours.bestDice() - plain.bestDice()),
                    "", "", std::nullopt, mostDice});
}

/// The leg model as it ships, and with the loss that Dafne's nets were published with.
std::vector<Measurement> trainingLoops() {
    const ModelPackage shipped = ModelPackage::open(std::filesystem::path(LAUREL_SOURCE_DIR) /
                                                    "models" / "packages" / "leg");
    std::vector<Measurement> rows;
    addRows(rows, "shipped", runBoth(shipped));
    const TemporaryFolder folder;
    ModelManifest manifest = shipped.manifest();
    manifest.training.loss = "weighted-cross-entropy";
    addRows(rows, "border map",
            runBoth(ModelPackage::create(folder.path() / "leg", manifest, shipped.weights())));
    return rows;
}

} // namespace
} // namespace laurel::bench

int main() {
    try {
        std::printf("%s\n", laurel::bench::toJson(laurel::bench::trainingLoops()).c_str());
    } catch (const laurel::Error& error) {
        std::fprintf(stderr, "bench_training: %s\n", error.what());
        return 1;
    }
    return 0;
}
