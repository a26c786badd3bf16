#include "streams.h"

#include <algorithm>
#include <array>
#include <map>

namespace laurel::replay {

double Outcome::deepestFall() const {
    double best = 0;
    double deepest = 0;
    for (const double value : dice) {
        best = std::max(best, value);
        deepest = std::max(deepest, best - value);
    }
    return deepest;
}

std::vector<Sending> streamOf(const std::vector<HistoryUpload>& history, std::size_t most) {
    constexpr std::array careless{Behaviour::ShiftedMasks, Behaviour::HalfDrawn,
                                  Behaviour::MixedUpMuscles, Behaviour::PoisonedLabel};
    std::map<std::string, std::uint64_t> sites;
    std::vector<Sending> stream;
    std::size_t spoiled = 0;
    const std::size_t count = std::min(most, history.size());
    for (std::size_t i = 0; i < count; ++i) {
        const HistoryUpload& upload = history[i * history.size() / count];
        const std::uint64_t anatomy =
            sites.try_emplace(upload.site, sites.size() + 1).first->second;
        const Behaviour behaviour =
            upload.lowered ? careless[spoiled++ % careless.size()] : Behaviour::Honest;
        stream.push_back({upload.site, anatomy, upload.staleness, behaviour});
    }
    return stream;
}

std::vector<Sending> attackStream(Behaviour behaviour, std::size_t count, bool mixed) {
    std::vector<Sending> stream;
    for (std::size_t i = 0; i < count; ++i) {
        stream.push_back({"attacker", 100, 0, behaviour});
        if (mixed) {
            const std::uint64_t anatomy = 1 + i % 4;
            stream.push_back({"site " + std::to_string(anatomy), anatomy, 0, Behaviour::Honest});
        }
    }
    return stream;
}

Outcome run(Engine& engine, Contributors& sites, const std::filesystem::path& package,
            const std::string& policy, const std::vector<Sending>& stream,
            const StreamProgress& progress) {
    ReplayServer server(engine, package, policy);
    Outcome outcome;
    outcome.policy = policy;
    outcome.dice.push_back(server.dice(server.current()));
    std::map<std::string, std::uint64_t> patients;
    for (const Sending& one : stream) {
        const std::int64_t current = server.current();
        const std::int64_t base = std::max<std::int64_t>(1, current - one.staleness);
        const std::optional<StateDict> weights = sites.contribution(
            server.weights(base), one.behaviour, one.anatomy, ++patients[one.site]);
        const std::string id = weights ? server.send(*weights, base, one.site) : std::string();
        server.work();
        const double dice = server.dice(server.current());
        std::string verdict = "not sent";
        if (!id.empty()) {
            const Contribution found = server.find(id);
            const bool published = found.state == ContributionState::Published;
            verdict = published ? "published" : found.reasonCode;
            ++outcome.sent;
            outcome.published += published ? 1 : 0;
            outcome.badPublished += published && one.behaviour != Behaviour::Honest ? 1 : 0;
            outcome.lowered += dice < outcome.dice.back() ? 1 : 0;
        }
        outcome.dice.push_back(dice);
        if (progress) {
            progress(one, verdict, dice);
        }
    }
    return outcome;
}

std::vector<std::size_t> turnsBesideAFlood(Engine& engine, Contributors& sites,
                                           const std::filesystem::path& package, std::size_t count,
                                           std::size_t others) {
    ReplayServer server(engine, package, "gated");
    const StateDict base = server.weights(1);
    for (std::uint64_t i = 1; i <= count; ++i) {
        server.send(*sites.contribution(base, Behaviour::LazyCopy, 100, i), 1, "flood");
    }
    std::vector<std::string> honest;
    for (std::uint64_t i = 1; i <= others; ++i) {
        honest.push_back(server.send(*sites.contribution(base, Behaviour::LazyCopy, i, 1), 1,
                                     "site " + std::to_string(i)));
    }
    const std::vector<std::string> order = server.work();
    std::vector<std::size_t> turns;
    for (const std::string& id : honest) {
        turns.push_back(static_cast<std::size_t>(std::ranges::find(order, id) - order.begin()) + 1);
    }
    return turns;
}

} // namespace laurel::replay
