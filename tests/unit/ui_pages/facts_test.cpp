#include "laurel/ui_pages/pages.h"
#include "learn_facts.h"
#include "page_facts.h"
#include "page_test.h"
#include "server_form.h"
#include "words.h"

namespace laurel::ui {
namespace {

using testing::HasSubstr;

TEST(Words, UndefinedIsADashAndNeverZero) {
    EXPECT_EQ(diceText(std::nullopt), "–");
    EXPECT_EQ(diceText(std::nan("")), "–");
    EXPECT_EQ(diceText(0.0), "0.000");
    EXPECT_EQ(changeText(-0.0181), "−0.018");
    EXPECT_EQ(changeText(0.0551), "+0.055");
    EXPECT_EQ(changeText(-0.0001), "0.000");
}

TEST(Words, SizesAndTimesAsPeopleSayThem) {
    EXPECT_EQ(bytesText(512), "512 bytes");
    EXPECT_EQ(bytesText(1'500), "1.5 kB");
    EXPECT_EQ(bytesText(111'149'056), "111 MB");
    EXPECT_EQ(bytesText(999'999), "1.0 MB");
    EXPECT_EQ(groupedText(111'149'056), "111 149 056");
    EXPECT_EQ(groupedText(7), "7");
    EXPECT_EQ(durationText(21.3), "0:22");
    EXPECT_EQ(durationText(3725), "1:02:05");
    EXPECT_EQ(fingerprintText("4f9a:27c1"), "4F9A 27C1");
}

TEST(Words, DaysNearAreNamed) {
    const QDate today(2026, 11, 26);
    EXPECT_EQ(dayText(today, today), "Today");
    EXPECT_EQ(dayText({2026, 11, 25}, today), "Yesterday");
    EXPECT_EQ(dayText({2026, 3, 4}, today), "4 Mar");
    EXPECT_EQ(dayText({2025, 3, 4}, today), "4 Mar 2025");
}

OutboxEntry sentWith(ContributionState state) {
    OutboxEntry entry;
    entry.entry.id = "x";
    entry.entry.model = "leg";
    entry.entry.request.baseVersion = 12;
    entry.entry.state = UploadState::Sent;
    entry.status = ContributionStatus{};
    entry.status->state = state;
    return entry;
}

const QDateTime now(QDate(2026, 11, 26), QTime(10, 0));

TEST(ContributionLine, WaitsUntilItIsConfirmedAndCanBeTakenBack) {
    OutboxEntry entry;
    entry.entry.request.size = 106'000'000;
    const ContributionLine fresh = contributionLine(entry, now);
    EXPECT_EQ(fresh.title, "Waiting to be sent");
    EXPECT_TRUE(fresh.withdrawable);
    entry.entry.failures = 2;
    entry.entry.nextAttempt =
        std::chrono::system_clock::time_point(std::chrono::milliseconds(now.toMSecsSinceEpoch())) +
        std::chrono::minutes(5);
    entry.entry.problem = "no connection";
    const ContributionLine failing = contributionLine(entry, now);
    EXPECT_EQ(failing.title, "Waiting for the network");
    EXPECT_THAT(failing.detail.toStdString(), HasSubstr("tries again at 10:05"));
    EXPECT_THAT(failing.detail.toStdString(), HasSubstr("no connection."));
    entry.entry.paused = true;
    EXPECT_EQ(contributionLine(entry, now).title, "Waits for you");
}

TEST(ContributionLine, SaysTheServersOwnReason) {
    OutboxEntry entry = sentWith(ContributionState::Rejected);
    entry.status->reason = "Peroneus would fall from 0.81 to 0.74";
    const ContributionLine line = contributionLine(entry, now);
    EXPECT_EQ(line.title, "Not published");
    EXPECT_THAT(line.detail.toStdString(), HasSubstr("Peroneus would fall from 0.81 to 0.74."));
    EXPECT_FALSE(line.withdrawable);
    EXPECT_EQ(contributionLine(sentWith(ContributionState::Failed), now).kind,
              ContributionLine::Kind::Trouble);
}

TEST(ContributionLine, GoldDiceIsTheMeanOfMusclesThatHaveBoth) {
    OutboxEntry entry = sentWith(ContributionState::Published);
    entry.status->version = 13;
    entry.status->scores = {{"SOL", 0.80, 0.84}, {"GM", 0.90, 0.90}, {"TA", std::nullopt, 0.1}};
    const ContributionLine line = contributionLine(entry, now);
    EXPECT_EQ(line.title, "Published in v13");
    EXPECT_THAT(line.detail.toStdString(),
                HasSubstr("Gold Dice 0.850 to 0.870, mean of 2 muscles"));
    entry.status->scores.clear();
    EXPECT_THAT(contributionLine(entry, now).detail.toStdString(), testing::Not(HasSubstr("Gold")));
}

TEST(ContributionLine, EvaluationNamesThePlaceInLine) {
    OutboxEntry entry = sentWith(ContributionState::Evaluating);
    entry.status->queuePosition = 2;
    EXPECT_EQ(contributionLine(entry, now).title, "In evaluation");
    EXPECT_THAT(contributionLine(entry, now).detail.toStdString(),
                HasSubstr("2 contributions before it"));
}

ShelvedModel modelOf(ModelOrigin origin) {
    ShelvedModel model;
    model.origin = origin;
    model.id = "leg";
    model.name = "Leg";
    model.labels = {"Soleus", "Peroneus"};
    model.modality = "MR";
    if (origin != ModelOrigin::Shipped) {
        model.version = 12;
        model.serverId = "s";
    }
    model.local = origin == ModelOrigin::Local ? 1 : 0;
    return model;
}

TEST(PageFacts, OnlyAServersVersionIsCalledSigned) {
    const StartFacts facts = startFacts(
        {modelOf(ModelOrigin::Server), modelOf(ModelOrigin::Local), modelOf(ModelOrigin::Shipped)});
    ASSERT_EQ(facts.models.size(), 3U);
    EXPECT_EQ(facts.models[0].origin, "signed");
    EXPECT_TRUE(facts.models[0].verified);
    EXPECT_EQ(facts.models[0].version, "v12");
    EXPECT_EQ(facts.models[0].detail, "2 muscles, MR");
    EXPECT_FALSE(facts.models[1].verified);
    EXPECT_EQ(facts.models[1].version, "v12, local 1");
    EXPECT_EQ(facts.models[2].origin, "shipped");
    EXPECT_FALSE(facts.models[2].verified);
    EXPECT_EQ(facts.models[2].version, "");
}

TEST(PageFacts, ACaseIsSaidAsPeopleSayIt) {
    CaseCard card;
    card.summary.folder = "/cases/LEG-0147";
    card.summary.name = "LEG-0147";
    card.summary.modified = "2026-11-25T12:00:00.000Z";
    card.summary.reviewed = 21;
    card.summary.slices = 96;
    card.state = SliceState::InWork;
    card.size = {280, 280, 96};
    card.spacing = {0.6, 0.6, 3.5};
    card.segments = {"Soleus"};
    const CasesFacts facts = casesFacts({card}, {"/data"}, {2026, 11, 28});
    ASSERT_EQ(facts.cases.size(), 1U);
    const CaseFacts& one = facts.cases.front();
    EXPECT_EQ(one.day, "25 Nov");
    EXPECT_EQ(one.size, "96 × 3.5 mm");
    EXPECT_EQ(one.grid, "280 × 280 × 96");
    EXPECT_EQ(one.spacing, "0.6 × 0.6 × 3.5 mm");
    EXPECT_EQ(one.state, StateMark::InWork);
    EXPECT_EQ(one.segments, QStringList{"Soleus"});
    EXPECT_EQ(facts.folders, QStringList{"/data"});
}

TEST(PageFacts, ANewerVersionIsOneThatItsOwnServerServes) {
    KnownServer server;
    server.name = "st-anna";
    server.serverId = "s";
    ServerState state;
    state.server = server;
    state.reachable = true;
    state.models = {{"leg", "Leg", "Six muscles", "CC BY 4.0", 14}};
    const ShelvedModel ours = modelOf(ModelOrigin::Server);
    const ModelsFacts facts =
        modelsFacts({ours, modelOf(ModelOrigin::Shipped)}, ours, {server}, {state});
    EXPECT_EQ(facts.models[0].newest, "v14");
    EXPECT_EQ(facts.models[0].newerAt, "st-anna");
    EXPECT_TRUE(facts.models[0].inUse);
    EXPECT_EQ(facts.models[1].newest, "");
    EXPECT_EQ(facts.models[1].newerAt, "");
    ASSERT_EQ(facts.servers[0].offers.size(), 1U);
    EXPECT_FALSE(facts.servers[0].offers[0].here);
    state.models[0].current = 12;
    EXPECT_TRUE(modelsFacts({ours}, ours, {server}, {state}).servers[0].offers[0].here);
}

TEST(TypedAddress, GetsItsSchemeAndKnowsWhatIsPlain) {
    EXPECT_EQ(readAddress("laurel.example.org").url, "https://laurel.example.org");
    EXPECT_EQ(readAddress("localhost:8750").url, "http://localhost:8750");
    EXPECT_FALSE(readAddress("localhost:8750").plain);
    EXPECT_TRUE(readAddress("http://laurel.example.org").plain);
    EXPECT_FALSE(readAddress("  ").plain);
    EXPECT_EQ(readAddress("  ").problem, "");
    EXPECT_NE(readAddress("ftp://x").problem, "");
}

} // namespace
} // namespace laurel::ui
