#include "verdict.h"

#include "text_table.h"

#include "laurel/net/wall_clock.h"

#include <algorithm>
#include <chrono>

namespace laurel {

namespace {

std::string reasonText(const ContributionStatus& status) {
    return status.reason.empty() ? "" : ": " + status.reason;
}

/// How far the states on the way to publication are along.
double progressOf(ContributionState state) {
    constexpr double steps = 5;
    return std::min(1.0, static_cast<double>(state) / steps);
}

} // namespace

ContributionStatus waitForVerdict(ServerClient& client, ContributionStatus status,
                                  Console& console) {
    constexpr std::chrono::milliseconds longestPause{5'000};
    constexpr int mostFailures = 60;
    std::chrono::milliseconds pause{200};
    std::string told;
    for (int failures = 0; !isFinal(status.state);) {
        if (status.reason != told) { // such as that there is nothing yet to judge it by
            console.note(std::string(toString(status.state)) + reasonText(status));
            told = status.reason;
        }
        console.report(progressOf(status.state),
                       status.model + ": " + std::string(toString(status.state)));
        systemClock().waitUntil(systemClock().now() + pause, client.cancel());
        pause = std::min(longestPause, pause * 3 / 2);
        try {
            status = client.status(status.id);
            failures = 0;
        } catch (const Error& error) {
            if (error.code() != ErrorCode::Unavailable || ++failures == mostFailures) {
                throw;
            }
            console.report(progressOf(status.state), error.what());
        }
    }
    return status;
}

std::string verdictText(const ContributionStatus& status) {
    std::string text = status.model + ": contribution " + status.id + " " +
                       std::string(toString(status.state)) + reasonText(status);
    if (status.version) {
        text += " as " + status.model + "@" + std::to_string(*status.version);
    }
    if (status.queuePosition) {
        text += ", " + std::to_string(*status.queuePosition) + " before it";
    }
    text += "\n";
    for (const MergeTry& one : status.tries) {
        text +=
            "tried alpha " + fixed(one.alpha, 3) + ": mean Dice " + fixed(one.meanDice, 4) + "\n";
    }
    if (!status.scores.empty()) {
        TextTable table({"label", "before", "after"});
        for (const LabelScore& score : status.scores) {
            table.add({score.label, fixed(score.before, 4), fixed(score.after, 4)});
        }
        text += table.text();
    }
    return text;
}

void requireNotRejected(const ContributionStatus& status) {
    if (status.state == ContributionState::Rejected) {
        throw Error(ErrorCode::Refused,
                    "the server rejected the contribution" + reasonText(status));
    }
}

void requirePublished(const ContributionStatus& status) {
    requireNotRejected(status);
    if (status.state == ContributionState::Failed) {
        throw Error(ErrorCode::Unavailable,
                    "the server failed with the contribution" + reasonText(status));
    }
}

} // namespace laurel
