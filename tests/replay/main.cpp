#include "evidence.h"
#include "small_model.h"

#include "laurel/base/files.h"
#include "laurel/package/model_package.h"

#include <CLI/CLI.hpp>
#include <iostream>

namespace laurel::replay {

namespace {

struct Options {
    std::filesystem::path history;
    std::filesystem::path output = ".";
    std::size_t uploads = 48;
    std::size_t attacks = 4;  ///< contributions of each; 0: no attacks
    std::int64_t steps = 400; ///< of the first training
    std::vector<std::string> policies{"gated", "dafne"};
};

constexpr std::array attackKinds{Behaviour::NotANumber,    Behaviour::SignFlipped,
                                 Behaviour::HundredTimes,  Behaviour::SwappedSides,
                                 Behaviour::RandomWeights, Behaviour::PoisonedLabel,
                                 Behaviour::LazyCopy};

class Replay {
  public:
    explicit Replay(const Options& options) : options_(options) {
        std::cerr << "training a small net\n";
        ModelPackage::create(package_, manifest_,
                             trainedSmallModel(engine_, manifest_, options.steps));
    }

    Evidence run() {
        Evidence evidence;
        const bool hasLog = !options_.history.empty();
        const std::vector<HistoryUpload> history =
            hasLog ? readHistory(options_.history, "Leg") : drawnHistory(options_.uploads, 1);
        evidence.source = hasLog ? "Uploads of the model Leg, spread evenly over the published log"
                                 : "Uploads drawn in the shares of the published log";
        const std::vector<Sending> stream = streamOf(history, options_.uploads);
        for (const Sending& one : stream) {
            evidence.careless += one.behaviour != Behaviour::Honest ? 1 : 0;
            evidence.stale += one.staleness > 0 ? 1 : 0;
        }
        for (const std::string& policy : options_.policies) {
            evidence.streams.push_back(judged(policy, stream));
        }
        if (options_.attacks > 0) {
            attack(evidence);
        }
        return evidence;
    }

  private:
    Outcome judged(const std::string& policy, const std::vector<Sending>& stream) {
        const auto tell = [&](const Sending& one, const std::string& verdict, double dice) {
            std::cerr << policy << ": " << toString(one.behaviour) << ", " << verdict << ", "
                      << dice << '\n';
        };
        Outcome outcome = replay::run(engine_, sites_, package_, policy, stream, tell);
        std::cerr << policy << ", " << stream.size() << " of " << toString(stream.front().behaviour)
                  << " and others: " << outcome.first() << " to " << outcome.last() << ", "
                  << outcome.published << " published\n";
        return outcome;
    }

    void attack(Evidence& evidence) {
        for (const Behaviour behaviour : attackKinds) {
            const auto alone = attackStream(behaviour, options_.attacks, false);
            const auto mixed = attackStream(behaviour, options_.attacks, true);
            evidence.attacks.push_back({behaviour, judged("gated", alone), judged("gated", mixed),
                                        judged("dafne", mixed)});
        }
        constexpr std::size_t others = 5;
        evidence.floodCount = 2 * options_.attacks;
        evidence.floodTurns =
            turnsBesideAFlood(engine_, sites_, package_, evidence.floodCount, others);
    }

    const Options& options_;
    TemporaryFolder scratch_;
    std::filesystem::path package_ = scratch_.path() / "package";
    Engine engine_;
    ModelManifest manifest_ = smallManifest();
    Contributors sites_{engine_, manifest_, scratch_.path()};
};

int replayAndReport(const Options& options) {
    const Evidence evidence = Replay(options).run();
    std::filesystem::create_directories(options.output);
    writeFileAtomically(options.output / "merge-evidence.svg", plotOf(evidence.streams));
    const std::string tables = markdownOf(evidence, "images/merge-evidence.svg");
    writeFileAtomically(options.output / "merge-evidence-tables.md", tables);
    std::cout << tables;
    const std::vector<std::string> problems = shortcomings(evidence);
    for (const std::string& problem : problems) {
        std::cerr << "NOT AS IT SHOULD BE: " << problem << '\n';
    }
    return problems.empty() ? 0 : 1;
}

} // namespace

} // namespace laurel::replay

int main(int argc, char** argv) {
    using namespace laurel::replay;
    laurel::Engine::prepareProcess();
    CLI::App app("Replays a stream of contributions under several merge policies");
    Options options;
    app.add_option("--history", options.history, "Log of the published study; without: drawn");
    app.add_option("--output", options.output, "Folder for plot and tables");
    app.add_option("--uploads", options.uploads, "Of the stream");
    app.add_option("--attacks", options.attacks, "Contributions of each attack; 0: none");
    app.add_option("--steps", options.steps, "Of the first training");
    app.add_option("--policies", options.policies, "To compare")->delimiter(',');
    CLI11_PARSE(app, argc, argv);
    try {
        return replayAndReport(options);
    } catch (const std::exception& error) {
        std::cerr << "laurel-replay: " << error.what() << '\n';
        return 1;
    }
}
