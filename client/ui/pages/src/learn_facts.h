#pragma once

#include "laurel/session/workbench.h"
#include "laurel/workflow/learning.h"
#include "laurel/workflow/outbox.h"

#include <QColor>
#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

/// What the page for learning shows, as plain values, and the sentences made of them. No widget in
/// sight, so that every phase can be shown and tested without a run of learning.
namespace laurel::ui {

/// FineTuneResult without its weights.
struct LearnResult {
    std::int64_t slices = 0;
    std::int64_t heldOut = 0;
    int epochs = 0;
    int bestEpoch = 0;
    std::optional<double> before;
    std::optional<double> after;
    MeasuredOn measuredOn = MeasuredOn::Training;
    double seconds = 0;
    bool better = false;
};
LearnResult learnResultOf(const FineTuneResult& result);

/// What can become of a kept version.
enum class GiveBack {
    Ready,         ///< its base is a version of a server that is known
    Preparing,     ///< what would be sent is being put together
    Asked,         ///< it stands in the consent sheet
    Queueing,      ///< a person agreed
    ShippedBase,   ///< its base came with Laurel: no server knows it
    UnknownServer, ///< its base is a version of a server that is not known here
    Queued         ///< it was given back already
};

/// What the manifest of the base says about a run.
struct LearnSettings {
    int epochs = 5;
    int batch = 5;
    double rate = 1e-3;
};

/// A run before the one in hand.
struct FormerRun {
    QString name; ///< "2, yesterday"
    std::vector<FineTuneEvent> events;
};
/// The newest of them, at most two, with numbers that count from the oldest.
std::vector<FormerRun> formerRunsOf(const std::vector<LearningRun>& runs, const QDate& today);

/// A structure's Dice before the run in hand and now.
struct LearnedLabel {
    QString name;
    QColor color;
    LabelProgress dice;
};
/// After the last epoch; after the best one where the run has come to its end.
std::vector<LabelProgress> labelProgress(const std::vector<FineTuneEvent>& events,
                                         const std::optional<LearnResult>& result);

/// With the names and colours that the model has for them.
std::vector<LearnedLabel> learnedLabels(const std::vector<ModelLabel>& labels,
                                        const std::vector<LabelProgress>& progress);

struct LearnFacts {
    enum class Phase { NoCase, NoModel, Idle, Running, Finished, Kept };
    Phase phase = Phase::NoCase;
    QStringList bases; ///< titles of what may be taught
    int base = -1;     ///< which of them; -1: none
    std::optional<LearningMaterial> material;
    QString materialProblem; ///< why there is none
    std::optional<LearnSettings> settings;
    std::vector<FineTuneEvent> events;
    std::vector<FormerRun> former;     ///< that taught the same model, newest first
    std::vector<LearnedLabel> labels;  ///< empty before the first epoch
    double secondsLeft = 0;            ///< 0: unknown
    QString baseTitle;                 ///< of the run in hand or the last; else the chosen one
    std::optional<LearnResult> result; ///< when Finished or Kept
    QString keptTitle;                 ///< when Kept
    bool offersGiveBack = false; ///< when Kept, and when Idle over a version that was learnt here
    GiveBack giveBack = GiveBack::ShippedBase;
    QString server; ///< name of the one that would get it
};

LearnFacts::Phase phaseOf(LearningDesk::Phase phase);
/// Why nothing can be learnt now; empty when it can.
QString whyNotLearn(const LearnFacts& facts);
/// What is measured, on what, while a run goes on: "on slices held back".
QString measuredWhile(const LearningMaterial& material);
/// Which slices the comparison rests on, honestly.
QString measuredSentence(const LearnResult& result);
/// "Better than Leg v12." or why there is nothing to keep.
QString verdictSentence(const LearnResult& result, const QString& baseTitle);
/// "26 of 40 steps, 0:22 left"
QString progressText(const LearnFacts& facts);
double progressFraction(const LearnFacts& facts);
/// What can become of the kept version, in words, with what is needed for it.
QString giveBackText(const LearnFacts& facts);

/// An earlier contribution in words.
struct ContributionLine {
    enum class Kind { Waiting, OnItsWay, InEvaluation, Published, Refused, Trouble };
    Kind kind = Kind::Waiting;
    QString id;
    QString title;  ///< "Published in v13"
    QString detail; ///< "Gold Dice 0.886 to 0.889, mean of 6 muscles"
    QString day;
    bool withdrawable = false; ///< nothing of it was confirmed as sent
    bool operator==(const ContributionLine&) const = default;
};
ContributionLine contributionLine(const OutboxEntry& entry, const QDateTime& now);

} // namespace laurel::ui
