#pragma once

#include "cases_panel.h"
#include "learn_facts.h"
#include "models_panel.h"
#include "start_panel.h"

#include <cmath>

/// Made-up facts of a department that teaches its leg model.
namespace laurel::ui {

inline std::vector<FineTuneEvent> someEvents(int epochsDone, bool whole) {
    constexpr int perEpoch = 8;
    std::vector<FineTuneEvent> events;
    const int count = epochsDone * perEpoch + (whole ? 0 : 2);
    for (int step = 1; step <= count; ++step) {
        FineTuneEvent event;
        event.epochs = 5;
        event.epoch = (step - 1) / perEpoch + 1;
        event.step = step;
        event.steps = 5 * perEpoch;
        event.loss = 0.18 + 0.5 * std::exp(-step / 12.0) + 0.06 * std::sin(step * 2.3);
        event.epochDone = step % perEpoch == 0;
        if (event.epochDone) {
            event.measuredDice = 0.868 + 0.06 * (1 - std::exp(-event.epoch / 2.0));
        }
        events.push_back(event);
    }
    return events;
}

inline LearnFacts idleFacts(std::int64_t reviewed) {
    LearnFacts facts;
    facts.phase = LearnFacts::Phase::Idle;
    facts.bases = {"Leg v12", "Leg v12, local 1", "Leg"};
    facts.base = 0;
    facts.baseTitle = "Leg v12";
    facts.material = LearningMaterial{reviewed, 3, 58, 2, 5, {}, {}};
    facts.settings = LearnSettings{5, 5, 0.001};
    return facts;
}

inline LearnFacts runningFacts() {
    LearnFacts facts = idleFacts(21);
    facts.phase = LearnFacts::Phase::Running;
    facts.events = someEvents(3, false);
    facts.secondsLeft = 21.3;
    return facts;
}

inline LearnFacts finishedFacts(bool better, MeasuredOn on) {
    LearnFacts facts = runningFacts();
    facts.phase = LearnFacts::Phase::Finished;
    facts.events = someEvents(5, true);
    LearnResult result;
    result.slices = 21;
    result.heldOut = on == MeasuredOn::HeldOut ? 4 : 0;
    result.epochs = 5;
    result.bestEpoch = 5;
    result.before = better ? 0.868 : 0.941;
    result.after = 0.923;
    result.measuredOn = on;
    result.seconds = 63;
    result.better = better;
    facts.result = result;
    return facts;
}

inline LearnFacts keptFacts(GiveBack giveBack) {
    LearnFacts facts = finishedFacts(true, MeasuredOn::HeldOut);
    facts.phase = LearnFacts::Phase::Kept;
    facts.keptTitle = "Leg v12, local 1";
    facts.offersGiveBack = true;
    facts.giveBack = giveBack;
    facts.server = "laurel.st-anna.example";
    return facts;
}

inline std::vector<ContributionLine> someContributions() {
    using Kind = ContributionLine::Kind;
    return {{Kind::Waiting, "a", "Waiting for the network", "leg v12: 106 MB, tries again at 10:05",
             "Today", true},
            {Kind::InEvaluation, "e", "In evaluation", "leg v12: 2 contributions before it",
             "Yesterday", false},
            {Kind::Published, "b", "Published in v13",
             "leg v12: Gold Dice 0.886 to 0.889, mean of 6 muscles", "12 Nov", false},
            {Kind::Refused, "c", "Not published",
             "leg v11: Peroneus would fall from 0.81 to 0.74, more than the 0.02 that is allowed.",
             "3 Nov", false}};
}

inline ConsentFacts someConsent() {
    ConsentFacts facts;
    facts.server.name = "laurel.st-anna.example";
    facts.server.address = ServerAddress::parse("https://laurel.st-anna.example");
    facts.server.publicKey.fill(7);
    facts.model = "leg";
    facts.baseVersion = 12;
    facts.bytes = 111'149'056;
    facts.sha256 = "9c1e0f4d2b7a86530e1f9a8b7c6d5e4f30291817263544536271809f8e7d77a0";
    facts.slices = 21;
    facts.dice = 0.9234;
    facts.client = {"laurel", "1.0.0"};
    return facts;
}

inline StartFacts firstStart() {
    StartFacts facts;
    facts.models = {{"Leg", "v12", "6 muscles, MR", "signed", true},
                    {"Leg", "", "6 muscles, MR", "shipped", false}};
    return facts;
}

inline StartFacts laterStart() {
    StartFacts facts = firstStart();
    facts.server = "laurel.st-anna.example";
    facts.serverState = "Server ready";
    return facts;
}

/// Eleven cases of all states and two folders.
inline CasesFacts someCases() {
    CasesFacts facts;
    constexpr std::array states{StateMark::InWork, StateMark::Reviewed, StateMark::Empty,
                                StateMark::Flagged};
    for (int i = 0; i < 11; ++i) {
        const StateMark state = states.at(static_cast<std::size_t>(i % 4));
        facts.cases.push_back(
            {QString("/cases/LEG-01%1").arg(40 + i), QString("LEG-01%1").arg(40 + i),
             i == 2 ? "T1 TSE axial of the right lower leg after contrast, reconstructed with a "
                      "long name"
                    : "T1 TSE axial",
             i == 0 ? "Today" : QString("%1 Nov").arg(20 - i),
             state == StateMark::Reviewed ? 96 : 3 * i, 96, state, "96 × 3.5 mm", "280 × 280 × 96",
             "0.6 × 0.6 × 3.5 mm",
             i == 5 ? QStringList{"Soleus", "Vastus lateralis"} : QStringList{"Soleus"},
             QString("2026-11-%1").arg(30 - i),
             i % 4 == 1   ? "CT"
             : i % 4 == 3 ? ""
                          : "MR",
             QString("/data/Leg MR %1").arg(i % 3)});
    }
    facts.folders = {"/data/Leg MR", "/data/Thigh MR"};
    return facts;
}

inline ModelsFacts someModels() {
    const QStringList leg{"Soleus",
                          "Gastrocnemius medialis",
                          "Gastrocnemius lateralis",
                          "Tibialis anterior",
                          "Extensor digitorum longus",
                          "Peroneus"};
    ModelsFacts facts;
    facts.models = {{"Leg v12", leg, "MR", "signed by laurel.st-anna.example",
                     "/home/reader/.local/share/laurel/models/4f9a/leg/12", true, true,
                     "laurel.st-anna.example", "v14"},
                    {"Leg v12, local 1", leg, "MR", "learnt on this computer",
                     "/home/reader/.local/share/laurel/local/leg-1", false, false, "", ""},
                    {"Leg", leg, "MR", "shipped with Laurel", "/usr/share/laurel/packages/leg",
                     false, false, "", ""}};
    facts.servers = {{"4f9a",
                      "laurel.st-anna.example",
                      "https://laurel.st-anna.example",
                      "4f9a:27c1:88d0:1b6e:52aa:9c03:77fe:0be2",
                      "",
                      {{"leg", "Leg v14", "Six muscles of the lower leg in axial MR", false},
                       {"thigh", "Thigh v7", "Twelve muscles of the thigh", true},
                       {"abdomen", "Abdominal wall v3", "Eight muscles, CT", false}}}};
    facts.serverState = "Server ready";
    return facts;
}

} // namespace laurel::ui
