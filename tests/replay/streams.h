#pragma once

#include "contributors.h"
#include "history.h"
#include "replay_server.h"

#include <functional>
#include <string>
#include <vector>

namespace laurel::replay {

/// One contribution of a stream.
struct Sending {
    std::string site;          ///< name of the key
    std::uint64_t anatomy = 1; ///< which made-up site it is
    std::int64_t staleness = 0;
    Behaviour behaviour = Behaviour::Honest;
};

/// What became of a stream under one policy.
struct Outcome {
    std::string policy;
    std::vector<double> dice; ///< published, before the first contribution and after each
    std::size_t sent = 0;     ///< that the server took
    std::size_t published = 0;
    std::size_t badPublished = 0; ///< of those that are not honest
    std::size_t lowered = 0;      ///< publications that lowered the published Dice

    double first() const { return dice.front(); }
    double last() const { return dice.back(); }
    double deepestFall() const; ///< greatest distance below the best so far
};

/// So many uploads, spread evenly over the log; where the merge lowered the Dice, the site is a
/// careless one.
std::vector<Sending> streamOf(const std::vector<HistoryUpload>& history, std::size_t most);
/// So many of one behaviour, alone or with an honest one after each.
std::vector<Sending> attackStream(Behaviour behaviour, std::size_t count, bool mixed);

/// Told after each contribution: what the server says of it ("not sent" where the site's own client
/// kept nothing), and the published Dice.
using StreamProgress =
    std::function<void(const Sending& one, const std::string& verdict, double dice)>;

/// Sends and judges one after the other: what a site learns, it learns from what was published.
/// @param progress may be empty
Outcome run(Engine& engine, Contributors& sites, const std::filesystem::path& package,
            const std::string& policy, const std::vector<Sending>& stream,
            const StreamProgress& progress = {});

/// One key sends `count` at once before each of `others` other keys sends one.
/// @return at which turns, from 1, the others' were judged
std::vector<std::size_t> turnsBesideAFlood(Engine& engine, Contributors& sites,
                                           const std::filesystem::path& package, std::size_t count,
                                           std::size_t others);

} // namespace laurel::replay
