#include "stream_run.h"

#include "contributor.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <future>

namespace laurel::replay {

namespace {

constexpr std::uint64_t goldSeed = 9'000;
constexpr std::uint64_t unseenSeed = 9'500;

/// One that waits for its judgement.
struct Waiting {
    std::size_t deed;
    ReplayServer::Submitted submitted;
};

} // namespace

double StreamRun::mean() const {
    double sum = 0;
    for (const ReplayedDeed& deed : deeds) {
        sum += deed.published;
    }
    return deeds.empty() ? began : sum / static_cast<double>(deeds.size());
}

double StreamRun::lowest() const {
    double least = began;
    for (const ReplayedDeed& deed : deeds) {
        least = std::min(least, deed.published);
    }
    return least;
}

double StreamRun::deepestFall() const {
    double best = began;
    double fall = 0;
    for (const ReplayedDeed& deed : deeds) {
        fall = std::max(fall, best - deed.published);
        best = std::max(best, deed.published);
    }
    return fall;
}

int StreamRun::count(const std::function<bool(const ReplayedDeed&)>& which) const {
    return static_cast<int>(std::ranges::count_if(deeds, which));
}

ReplayGround::ReplayGround(std::uint64_t seed) : first_(folder_.path() / "first") {
    ModelPackage::create(first_, smallModel(), firstWeights(engine_, seed));
    gold_ = std::make_unique<OwnJudge>(engine_, first_, goldSeed);
    unseen_ = std::make_unique<OwnJudge>(engine_, first_, unseenSeed);
}

void ReplayGround::measure(ReplayServer& server, ReplayedDeed& deed,
                           std::map<std::int64_t, std::pair<double, double>>& known) {
    deed.version = server.current();
    auto found = known.find(deed.version);
    if (found == known.end()) {
        const StateDict weights = server.package(deed.version).weights();
        const double gold = gold_->measure(weights).meanDice.value_or(0);
        found = known
                    .emplace(deed.version,
                             std::pair(gold, unseen_->measure(weights).meanDice.value_or(0)))
                    .first;
    }
    std::tie(deed.published, deed.unseen) = found->second;
}

StreamRun ReplayGround::run(const ContributionStream& stream, const std::string& policy) {
    const auto start = std::chrono::steady_clock::now();
    ReplayServer server(engine_, first_, *gold_, policy);
    StreamRun run{stream, policy, 0, 0, {}, 0};
    std::map<std::int64_t, std::pair<double, double>> known;
    ReplayedDeed before;
    measure(server, before, known);
    std::tie(run.began, run.beganUnseen) = std::pair(before.published, before.unseen);
    std::vector<std::int64_t> currentAfter{1}; // by the number of contributions
    std::vector<Waiting> waiting;
    for (const PlannedDeed& planned : stream.deeds) {
        server.passTime(planned.gapMs);
        const std::size_t seen = currentAfter.size() - 1;
        const std::int64_t base = currentAfter[seen - std::min(planned.age, seen)];
        run.deeds.push_back({planned, {}, 0, 0, 0});
        const auto candidate = candidateOf(planned, engine_, server.package(base));
        if (candidate) {
            waiting.push_back(
                {run.deeds.size() - 1, server.submit(planned.site, base, *candidate)});
        } else {
            run.deeds.back().outcome.state = "not sent";
        }
        if (!planned.withNext) {
            server.settle();
            for (const Waiting& one : waiting) {
                run.deeds[one.deed].outcome = server.outcome(one.submitted);
            }
            waiting.clear();
        }
        measure(server, run.deeds.back(), known);
        currentAfter.push_back(run.deeds.back().version);
    }
    run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return run;
}

std::vector<StreamRun> ReplayGround::runAll(const std::vector<ContributionStream>& streams,
                                            const std::function<void(const StreamRun&)>& onRun) {
    constexpr std::array<const char*, 2> policies{"gated", "dafne"};
    std::vector<StreamRun> runs(streams.size() * policies.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < runs.size(); i = next++) {
            runs[i] = run(streams[i / policies.size()], policies.at(i % policies.size()));
            onRun(runs[i]);
        }
    };
    auto other = std::async(std::launch::async, work);
    work();
    other.get();
    return runs;
}

} // namespace laurel::replay
