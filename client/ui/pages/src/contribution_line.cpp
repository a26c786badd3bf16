#include "learn_facts.h"

#include "laurel/session/texts.h"

#include "words.h"

#include <chrono>

namespace laurel::ui {

namespace {

QDateTime timeOf(std::chrono::system_clock::time_point time) {
    const auto since = time.time_since_epoch();
    return QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

QString firstOf(const std::string& problem, const QString& otherwise) {
    return problem.empty() ? otherwise : sentence(QString::fromStdString(problem));
}

ContributionLine waiting(const QueueEntry& entry, const QDateTime& now) {
    ContributionLine line;
    line.withdrawable = true;
    const QString size = bytesText(entry.request.size);
    if (entry.paused) {
        line.kind = ContributionLine::Kind::Trouble;
        line.title = Texts::tr("Waits for you");
        line.detail = firstOf(entry.problem, Texts::tr("The server asks for another key."));
        return line;
    }
    const bool failing = entry.failures > 0;
    line.title = failing ? Texts::tr("Waiting for the network") : Texts::tr("Waiting to be sent");
    line.detail = Texts::tr("%1, goes out by itself").arg(size);
    const QDateTime next = timeOf(entry.nextAttempt);
    if (failing && next > now) {
        line.detail = Texts::tr("%1, tries again at %2").arg(size, next.toString("HH:mm"));
    }
    if (!entry.problem.empty()) {
        line.detail += ". " + firstOf(entry.problem, {});
    }
    return line;
}

ContributionLine uploading(const QueueEntry& entry, const QDateTime& now) {
    ContributionLine line = waiting(entry, now);
    if (!entry.paused && entry.failures == 0) {
        line.kind = ContributionLine::Kind::OnItsWay;
        line.title = Texts::tr("Being sent");
        line.detail = bytesText(entry.request.size);
    }
    return line;
}

ContributionLine refusedBeforehand(const QueueEntry& entry) {
    ContributionLine line;
    line.kind = ContributionLine::Kind::Refused;
    line.title = Texts::tr("Not taken by the server");
    line.detail = firstOf(entry.problem, Texts::tr("It gave no reason."));
    return line;
}

/// Means over the muscles that have both numbers.
QString goldText(const std::vector<LabelScore>& scores) {
    double before = 0;
    double after = 0;
    int count = 0;
    for (const LabelScore& score : scores) {
        if (score.before && score.after) {
            before += *score.before;
            after += *score.after;
            ++count;
        }
    }
    if (count == 0) {
        return {};
    }
    return Texts::tr("Gold Dice %1 to %2, mean of %3")
        .arg(diceText(before / count), diceText(after / count),
             countText(count, QT_TRANSLATE_N_NOOP("Laurel", "%n muscle(s)")));
}

ContributionLine published(const ContributionStatus& status) {
    ContributionLine line;
    line.kind = ContributionLine::Kind::Published;
    line.title = status.version ? Texts::tr("Published in v%1").arg(*status.version)
                                : Texts::tr("Published");
    line.detail = goldText(status.scores);
    return line;
}

ContributionLine inEvaluation(const ContributionStatus& status) {
    ContributionLine line;
    line.kind = ContributionLine::Kind::InEvaluation;
    line.title = Texts::tr("In evaluation");
    const std::int64_t ahead = status.queuePosition.value_or(0);
    line.detail =
        ahead > 0 ? Texts::tr("%1 before it")
                        .arg(countText(ahead, QT_TRANSLATE_N_NOOP("Laurel", "%n contribution(s)")))
                  : Texts::tr("The server tries it on its reference cases");
    return line;
}

ContributionLine turnedDown(const ContributionStatus& status) {
    const bool failed = status.state == ContributionState::Failed;
    ContributionLine line;
    line.kind = failed ? ContributionLine::Kind::Trouble : ContributionLine::Kind::Refused;
    line.title = failed ? Texts::tr("The server could not finish it") : Texts::tr("Not published");
    line.detail = firstOf(status.reason, failed ? Texts::tr("It may try again.")
                                                : Texts::tr("It gave no reason."));
    return line;
}

ContributionLine atServer(const ContributionStatus& status) {
    switch (status.state) {
    case ContributionState::Published:
        return published(status);
    case ContributionState::Rejected:
    case ContributionState::Failed:
        return turnedDown(status);
    case ContributionState::Evaluating:
    case ContributionState::Merging:
        return inEvaluation(status);
    default:
        break;
    }
    ContributionLine line;
    line.kind = ContributionLine::Kind::OnItsWay;
    line.title = Texts::tr("Sent");
    line.detail = Texts::tr("Waits for the server to evaluate it");
    return line;
}

ContributionLine sent(const OutboxEntry& entry) {
    if (entry.status) {
        return atServer(*entry.status);
    }
    ContributionLine line;
    line.kind = ContributionLine::Kind::OnItsWay;
    line.title = Texts::tr("Sent");
    line.detail = firstOf(entry.statusProblem,
                          Texts::tr("The server has not been asked yet what became of it"));
    return line;
}

ContributionLine lineOf(const OutboxEntry& entry, const QDateTime& now) {
    switch (entry.entry.state) {
    case UploadState::Queued:
        return waiting(entry.entry, now);
    case UploadState::Uploading:
        return uploading(entry.entry, now);
    case UploadState::Sent:
        return sent(entry);
    case UploadState::Refused:
        return refusedBeforehand(entry.entry);
    }
    return {};
}

QString whatOf(const OutboxEntry& entry) {
    const QString model = QString("%1 v%2")
                              .arg(QString::fromStdString(entry.entry.model))
                              .arg(entry.entry.request.baseVersion);
    const QString server = QString::fromStdString(entry.serverName);
    return server.isEmpty() ? model : model + ", " + server;
}

} // namespace

ContributionLine contributionLine(const OutboxEntry& entry, const QDateTime& now) {
    ContributionLine line = lineOf(entry, now);
    line.id = QString::fromStdString(entry.entry.id);
    line.day = dayText(timeOf(entry.entry.created).date(), now.date());
    line.detail = line.detail.isEmpty() ? whatOf(entry) : whatOf(entry) + ": " + line.detail;
    return line;
}

} // namespace laurel::ui
