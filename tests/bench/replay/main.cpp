#include "evidence.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <mutex>

/// Replays the history and the attacks, and writes what docs/merge-evidence.md shows.
namespace laurel::replay {

namespace {

constexpr std::uint64_t seedOfHistory = 5;
constexpr std::uint64_t seedOfAttacks = 7;
constexpr std::uint64_t seedOfGround = 1;
constexpr const char* beginMark = "<!-- replay: what follows is written by bench_replay -->\n";
constexpr const char* endMark = "<!-- replay: end -->\n";

struct ReplayOptions {
    std::size_t history = 80; ///< contributions
    std::size_t attack = 6;
    std::string output = ".";
    std::string docs;
};

std::vector<ContributionStream> streamsOf(const ReplayOptions& options) {
    std::vector<ContributionStream> streams{historyStream(options.history, seedOfHistory)};
    for (const DeedKind kind : attackKinds()) {
        // A flood has to be larger than what one key may have open.
        const std::size_t count = kind == DeedKind::Flood ? 4 * options.attack : options.attack;
        for (const bool mixed : {false, true}) {
            streams.push_back(attackStream(kind, mixed, count, seedOfAttacks));
        }
    }
    return streams;
}

void tell(const StreamRun& run) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    std::fprintf(stderr, "%-24s %-6s Dice %.3f to %.3f, deepest fall %.4f, %.0f s\n",
                 run.stream.name.c_str(), run.policy.c_str(), run.began, run.ended(),
                 run.deepestFall(), run.seconds);
}

/// Puts the tables between the marks of the page.
void updatePage(const std::filesystem::path& page, const std::string& tables) {
    constexpr std::uintmax_t mostBytes = 1U << 20;
    std::string text = readTextFile(page, mostBytes);
    const std::size_t begin = text.find(beginMark);
    const std::size_t end = text.find(endMark);
    if (begin == std::string::npos || end == std::string::npos || end < begin) {
        throw Error(ErrorCode::InvalidInput, page.string() + ": expected the marks of a replay");
    }
    const std::size_t first = begin + std::string(beginMark).size();
    text.replace(first, end - first, "\n" + tables + "\n");
    writeFileAtomically(page, text);
}

void write(const ReplayOptions& options, const std::vector<StreamRun>& runs) {
    const std::filesystem::path output = options.output;
    const std::string plot =
        replayPlot(runOf(runs, "history", "gated"), runOf(runs, "history", "dafne"));
    writeFileAtomically(output / "replay-runs.json", replayJson(runs));
    writeFileAtomically(output / "merge-evidence.svg", plot);
    writeFileAtomically(output / "merge-evidence-tables.md", replayTables(runs));
    if (!options.docs.empty()) {
        const std::filesystem::path docs = options.docs;
        writeFileAtomically(docs / "images" / "merge-evidence.svg", plot);
        updatePage(docs / "merge-evidence.md", replayTables(runs));
    }
}

} // namespace

} // namespace laurel::replay

int main(int argc, char** argv) {
    using namespace laurel::replay;
    laurel::Engine::prepareProcess();
    CLI::App app("Replays contributions under the policies gated and dafne");
    ReplayOptions options;
    app.add_option("--history", options.history, "Contributions of the history");
    app.add_option("--attack", options.attack,
                   "Contributions of each attack; a flood has 4 times "
                   "as many");
    app.add_option("--output", options.output,
                   "Folder for replay-runs.json, merge-evidence-tables.md and merge-evidence.svg")
        ->check(CLI::ExistingDirectory);
    app.add_option("--docs", options.docs, "Folder of merge-evidence.md, to be brought up to date")
        ->check(CLI::ExistingDirectory);
    CLI11_PARSE(app, argc, argv);
    try {
        ReplayGround ground(seedOfGround);
        const std::vector<StreamRun> runs = ground.runAll(streamsOf(options), tell);
        write(options, runs);
        std::printf("%s", replayRows(runs).c_str());
    } catch (const laurel::Error& error) {
        std::fprintf(stderr, "bench_replay: %s\n", error.what());
        return 1;
    }
    return 0;
}
