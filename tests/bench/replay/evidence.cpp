#include "evidence.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

namespace laurel::replay {

namespace {

constexpr double largestFall = 0.005; // as GateSettings::bestMeanDrop
constexpr double harmfulDrop = 0.05;  // as in HistoryShape

std::string fixed(double value, int digits = 3) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string percent(double part, double whole) {
    return whole > 0 ? fixed(100 * part / whole, 0) + " %" : "–";
}

bool isPublished(const ReplayedDeed& deed) {
    return deed.outcome.state == "published";
}

bool isJudgedHarmful(const ReplayedDeed& deed) {
    return deed.outcome.candidateDice && deed.outcome.currentDice &&
           *deed.outcome.candidateDice < *deed.outcome.currentDice - harmfulDrop;
}

int mergesThatLowered(const StreamRun& run) {
    double before = run.began;
    int count = 0;
    for (const ReplayedDeed& deed : run.deeds) {
        count += deed.published < before - 1e-9 ? 1 : 0;
        before = deed.published;
    }
    return count;
}

nlohmann::json orNull(const auto& optional) {
    return optional ? nlohmann::json(*optional) : nlohmann::json(nullptr);
}

nlohmann::json toJson(const ReplayedDeed& deed) {
    return {{"kind", toString(deed.planned.kind)},
            {"site", deed.planned.site},
            {"age", deed.planned.age},
            {"gap_seconds", static_cast<double>(deed.planned.gapMs) / 1000},
            {"state", deed.outcome.state},
            {"reason", deed.outcome.reason},
            {"staleness", orNull(deed.outcome.staleness)},
            {"alpha", orNull(deed.outcome.alpha)},
            {"candidate_dice", orNull(deed.outcome.candidateDice)},
            {"waited_for", deed.outcome.waitedFor},
            {"version", deed.version},
            {"gold_dice", deed.published},
            {"unseen_dice", deed.unseen}};
}

nlohmann::json toJson(const StreamRun& run) {
    auto deeds = nlohmann::json::array();
    for (const ReplayedDeed& deed : run.deeds) {
        deeds.push_back(toJson(deed));
    }
    return {{"stream", run.stream.name},
            {"policy", run.policy},
            {"began", run.began},
            {"ended", run.ended()},
            {"mean", run.mean()},
            {"lowest", run.lowest()},
            {"deepest_fall", run.deepestFall()},
            {"began_unseen", run.beganUnseen},
            {"ended_unseen", run.endedUnseen()},
            {"seconds", run.seconds},
            {"contributions", deeds}};
}

std::string historyTable(const StreamRun& gated, const StreamRun& dafne) {
    std::string text = "| | published log | `gated` | `dafne` |\n|---|---|---|---|\n";
    const auto row = [&](const std::string& name, const std::string& log, const auto& value) {
        text += "| " + name + " | " + log + " | " + value(gated) + " | " + value(dafne) + " |\n";
    };
    const auto number = [](int count) { return std::to_string(count); };
    row("Contributions", number(HistoryShape::uploads),
        [&](const StreamRun& run) { return number(static_cast<int>(run.deeds.size())); });
    row("of these more than 0.05 below the current version",
        fixed(100 * HistoryShape::harmful, 0) + " %", [&](const StreamRun& run) {
            const int judged = run.count(
                [](const ReplayedDeed& d) { return d.outcome.candidateDice.has_value(); });
            return percent(run.count(isJudgedHarmful), judged) + " of " + number(judged) +
                   " judged";
        });
    row("stale when merged or refused", fixed(100 * HistoryShape::stale, 0) + " %",
        [&](const StreamRun& run) {
            const auto known = [](const ReplayedDeed& d) {
                return d.outcome.staleness.has_value();
            };
            return percent(run.count([](const ReplayedDeed& d) {
                return d.outcome.staleness.value_or(0) > 0;
            }),
                           run.count(known));
        });
    row("Published merges", number(HistoryShape::merges),
        [&](const StreamRun& run) { return number(run.count(isPublished)); });
    row("of these lowered the published Dice", number(HistoryShape::mergesThatLowered),
        [&](const StreamRun& run) { return number(mergesThatLowered(run)); });
    row("Gold Dice, first version → last", "0.719 → 0.552",
        [](const StreamRun& run) { return fixed(run.began) + " → " + fixed(run.ended()); });
    row("mean over the stream", "–", [](const StreamRun& run) { return fixed(run.mean()); });
    row("contributions after which it was below the first version", "–", [](const StreamRun& run) {
        const int below =
            run.count([&](const ReplayedDeed& d) { return d.published < run.began - 1e-9; });
        return percent(below, static_cast<double>(run.deeds.size()));
    });
    row("lowest", "–", [](const StreamRun& run) { return fixed(run.lowest()); });
    row("deepest fall below the best so far", "–",
        [](const StreamRun& run) { return fixed(run.deepestFall(), 4); });
    row("Dice on unseen cases, first → last", "–", [](const StreamRun& run) {
        return fixed(run.beganUnseen) + " → " + fixed(run.endedUnseen());
    });
    return text;
}

/// How many of a kind were published, of how many; and why the others were not.
std::string fateOf(const StreamRun& run, DeedKind kind) {
    const auto isKind = [&](const ReplayedDeed& deed) { return deed.planned.kind == kind; };
    const int all = run.count(isKind);
    const int published =
        run.count([&](const ReplayedDeed& deed) { return isKind(deed) && isPublished(deed); });
    std::map<std::string, int> reasons;
    for (const ReplayedDeed& deed : run.deeds) {
        if (isKind(deed) && !isPublished(deed)) {
            ++reasons[deed.outcome.reason.empty() ? deed.outcome.state : deed.outcome.reason];
        }
    }
    std::string text = std::to_string(published) + " of " + std::to_string(all);
    for (const auto& [reason, count] : reasons) {
        text += ", " + std::to_string(count) + " " + reason;
    }
    return text;
}

std::string kindTable(const StreamRun& gated, const StreamRun& dafne) {
    std::string text = "| Contribution | `gated` published | `dafne` published |\n|---|---|---|\n";
    for (const DeedKind kind : {DeedKind::Honest, DeedKind::Unchanged, DeedKind::Incomplete,
                                DeedKind::Sloppy, DeedKind::Overlong, DeedKind::WrongTask}) {
        if (gated.count([&](const ReplayedDeed& d) { return d.planned.kind == kind; }) > 0) {
            text += "| " + std::string(toString(kind)) + " | " + fateOf(gated, kind) + " | " +
                    fateOf(dafne, kind) + " |\n";
        }
    }
    return text;
}

std::string attackRow(const StreamRun& run) {
    DeedKind kind = DeedKind::Honest;
    for (const ReplayedDeed& deed : run.deeds) {
        kind = deed.planned.kind != DeedKind::Honest ? deed.planned.kind : kind;
    }
    return "| " + run.stream.name + " | " + run.policy + " | " + fixed(run.began) + " → " +
           fixed(run.ended()) + " | " + fixed(run.lowest()) + " | " + fixed(run.deepestFall(), 4) +
           " | " + fateOf(run, kind) + " | " +
           (run.stream.mixed ? fateOf(run, DeedKind::Honest) : "–") + " |\n";
}

} // namespace

const StreamRun& runOf(const std::vector<StreamRun>& runs, std::string_view stream,
                       std::string_view policy) {
    const auto found = std::ranges::find_if(runs, [&](const StreamRun& run) {
        return run.stream.name == stream && run.policy == policy;
    });
    if (found == runs.end()) {
        throw Error(ErrorCode::NotFound,
                    "no run of " + std::string(stream) + " under " + std::string(policy));
    }
    return *found;
}

std::string replayJson(const std::vector<StreamRun>& runs) {
    auto all = nlohmann::json::array();
    for (const StreamRun& run : runs) {
        all.push_back(toJson(run));
    }
    return nlohmann::json{{"runs", all}}.dump(1) + "\n";
}

std::string replayRows(const std::vector<StreamRun>& runs) {
    auto rows = nlohmann::json::array();
    const auto add = [&](const std::string& name, double value, std::optional<double> target) {
        rows.push_back(
            {{"name", name}, {"value", value}, {"unit", ""}, {"target", orNull(target)}});
    };
    const StreamRun& gated = runOf(runs, "history", "gated");
    const StreamRun& dafne = runOf(runs, "history", "dafne");
    add("gated: published Dice at the end", gated.ended(), std::nullopt);
    add("gated: beginning minus end", gated.began - gated.ended(), 0);
    add("gated: deepest fall below the best so far", gated.deepestFall(), largestFall);
    add("dafne: published Dice at the end", dafne.ended(), std::nullopt);
    add("dafne: deepest fall below the best so far", dafne.deepestFall(), std::nullopt);
    double worst = 0;
    for (const StreamRun& run : runs) {
        worst = run.policy == "gated" ? std::max(worst, run.deepestFall()) : worst;
    }
    add("gated: deepest fall in any attack", worst, largestFall);
    return rows.dump() + "\n";
}

std::string replayTables(const std::vector<StreamRun>& runs) {
    const StreamRun& gated = runOf(runs, "history", "gated");
    const StreamRun& dafne = runOf(runs, "history", "dafne");
    std::string text = historyTable(gated, dafne) + "\n" + kindTable(gated, dafne);
    text += "\n| Attack | Policy | Gold Dice | lowest | deepest fall | attacks published | honest "
            "published |\n|---|---|---|---|---|---|---|\n";
    for (const StreamRun& run : runs) {
        text += run.stream.attack.empty() ? "" : attackRow(run);
    }
    return text;
}

} // namespace laurel::replay
