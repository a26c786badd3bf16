#include "learn_facts.h"

#include "laurel/session/texts.h"

#include "words.h"

#include <algorithm>

namespace laurel::ui {

LearnResult learnResultOf(const FineTuneResult& result) {
    return {.slices = result.slices,
            .heldOut = result.heldOutSlices,
            .epochs = result.epochs,
            .bestEpoch = result.bestEpoch,
            .before = result.diceBefore,
            .after = result.diceAfter,
            .measuredOn = result.measuredOn,
            .seconds = result.seconds,
            .better = result.kept()};
}

LearnFacts::Phase phaseOf(LearningDesk::Phase phase) {
    switch (phase) {
    case LearningDesk::Phase::Idle:
        return LearnFacts::Phase::Idle;
    case LearningDesk::Phase::Running:
        return LearnFacts::Phase::Running;
    case LearningDesk::Phase::Finished:
        return LearnFacts::Phase::Finished;
    case LearningDesk::Phase::Kept:
        return LearnFacts::Phase::Kept;
    }
    return LearnFacts::Phase::Idle;
}

std::vector<FormerRun> formerRunsOf(const std::vector<LearningRun>& runs, const QDate& today) {
    constexpr std::size_t most = 2; // more curves would not be told apart
    std::vector<FormerRun> former;
    for (std::size_t i = 0; i < std::min(most, runs.size()); ++i) {
        former.push_back(
            {Texts::tr("%1, %2").arg(runs.size() - i).arg(dayText(runs[i].ended.date(), today)),
             runs[i].events});
    }
    return former;
}

std::vector<LabelProgress> labelProgress(const std::vector<FineTuneEvent>& events,
                                         const std::optional<LearnResult>& result) {
    std::vector<LabelProgress> labels;
    for (const FineTuneEvent& event : events) {
        if (event.epochDone && (!result || event.epoch <= result->bestEpoch)) {
            labels = event.labels;
        }
    }
    return labels;
}

std::vector<LearnedLabel> learnedLabels(const std::vector<ModelLabel>& labels,
                                        const std::vector<LabelProgress>& progress) {
    std::vector<LearnedLabel> learned;
    for (std::size_t i = 0; i < std::min(labels.size(), progress.size()); ++i) {
        const Color& color = labels[i].color;
        learned.push_back({QString::fromStdString(labels[i].name),
                           {color.red, color.green, color.blue},
                           progress[i]});
    }
    return learned;
}

QString whyNotLearn(const LearnFacts& facts) {
    if (facts.base < 0) {
        return Texts::tr("Choose a model to teach.");
    }
    if (!facts.material) {
        return sentence(facts.materialProblem.isEmpty()
                            ? Texts::tr("This model cannot learn from this case")
                            : facts.materialProblem);
    }
    if (facts.material->enough()) {
        return {};
    }
    const LearningMaterial& material = *facts.material;
    return Texts::tr("Needs %1 to learn, %2 reviewed.")
        .arg(countText(material.needed, QT_TRANSLATE_N_NOOP("Laurel", "%n reviewed slice(s)")),
             material.reviewed == 0 ? Texts::tr("none is")
             : material.reviewed == 1
                 ? Texts::tr("1 is")
                 : Texts::tr("%n are", nullptr, static_cast<int>(material.reviewed)));
}

QString measuredWhile(const LearningMaterial& material) {
    return material.reviewed > material.needed ? Texts::tr("on slices held back")
                                               : Texts::tr("on the slices that teach");
}

QString measuredSentence(const LearnResult& result) {
    if (result.measuredOn == MeasuredOn::HeldOut) {
        return Texts::tr("Measured on %1 held back from learning; the other %2 taught.")
            .arg(countText(result.heldOut, QT_TRANSLATE_N_NOOP("Laurel", "%n reviewed slice(s)")))
            .arg(result.slices - result.heldOut);
    }
    return Texts::tr("Measured on the very %1 that taught, as there were too few to hold any back. "
                     "Expect less on other slices.")
        .arg(countText(result.slices, QT_TRANSLATE_N_NOOP("Laurel", "%n slice(s)")));
}

QString verdictSentence(const LearnResult& result, const QString& baseTitle) {
    if (result.better) {
        return Texts::tr("Better than %1.").arg(baseTitle);
    }
    if (!result.before || !result.after) {
        return Texts::tr("There was nothing to compare on. Nothing is kept, %1 stays as it is.")
            .arg(baseTitle);
    }
    return Texts::tr("Not better than %1. Nothing is kept, %1 stays as it is. More reviewed slices "
                     "can help.")
        .arg(baseTitle);
}

double progressFraction(const LearnFacts& facts) {
    if (facts.events.empty() || facts.events.back().steps < 1) {
        return 0;
    }
    const FineTuneEvent& last = facts.events.back();
    return std::clamp(static_cast<double>(last.step) / static_cast<double>(last.steps), 0.0, 1.0);
}

QString progressText(const LearnFacts& facts) {
    if (facts.events.empty()) {
        return Texts::tr("getting ready");
    }
    const FineTuneEvent& last = facts.events.back();
    const QString steps = Texts::tr("%1 of %2 steps").arg(last.step).arg(last.steps);
    return facts.secondsLeft > 0
               ? Texts::tr("%1, %2 left").arg(steps, durationText(facts.secondsLeft))
               : steps;
}

QString giveBackText(const LearnFacts& facts) {
    switch (facts.giveBack) {
    case GiveBack::Ready:
        return Texts::tr("The weights can go to %1. You see exactly what is sent before anything "
                         "leaves.")
            .arg(facts.server);
    case GiveBack::Preparing:
        return Texts::tr("Putting together what would be sent. Nothing leaves yet.");
    case GiveBack::Asked:
        return Texts::tr("Nothing leaves before you decide.");
    case GiveBack::Queueing:
        return Texts::tr("Putting it in line to be sent.");
    case GiveBack::ShippedBase:
        return Texts::tr("Stays on this computer: %1 did not come from a server, so none can take "
                         "its weights. Add a server, fetch its version and teach that one to give "
                         "something back.")
            .arg(facts.baseTitle);
    case GiveBack::UnknownServer:
        return Texts::tr(
                   "The server that %1 came from is not known here. Add it to give the weights "
                   "back.")
            .arg(facts.baseTitle);
    case GiveBack::Queued:
        return Texts::tr("Given back. It goes out by itself, its way stands below.");
    }
    return {};
}

} // namespace laurel::ui
