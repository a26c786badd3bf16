#include "consent_sheet.h"
#include "contribution_list.h"
#include "laurel/ui_kit/plots.h"
#include "laurel/ui_pages/pages.h"
#include "learn_panel.h"
#include "page_test.h"
#include "pieces.h"
#include "samples.h"

#include <QTemporaryDir>

namespace laurel::ui {
namespace {

using testing::HasSubstr;
using testing::Not;

const QList<QSize> besideImage{{640, 734}, {835, 780}, {1200, 1014}};

TEST(LearnPanel, TeachesWhenEnoughSlicesAreReviewed) {
    LearnPanel panel;
    panel.present(idleFacts(21));
    int wanted = 0;
    QObject::connect(&panel, &LearnPanel::learnWanted, [&] { ++wanted; });
    press(panel, "Learn");
    EXPECT_EQ(wanted, 1);
    EXPECT_EQ(shownButton(panel, "Next unreviewed"), nullptr);
    EXPECT_THAT(allText(panel), HasSubstr("Teach Leg v12 with this case"));
    EXPECT_THAT(allText(panel), HasSubstr("21 reviewed slices"));
    EXPECT_THAT(allText(panel), HasSubstr("58 automatic, left out"));
    EXPECT_THAT(allText(panel), HasSubstr("5 epochs, batch 5"));
    takePictures(panel, "learn-idle", besideImage);
}

TEST(LearnPanel, SaysWhatIsMissingAndWhereToGo) {
    LearnPanel panel;
    panel.present(idleFacts(3));
    const QAbstractButton* learn = shownButton(panel, "Learn");
    ASSERT_NE(learn, nullptr);
    EXPECT_FALSE(learn->isEnabled());
    EXPECT_EQ(learn->toolTip(), "Needs 5 reviewed slices to learn, 3 are reviewed.");
    EXPECT_THAT(allText(panel), HasSubstr("Needs 5 reviewed slices to learn, 3 are reviewed."));
    int wanted = 0;
    QObject::connect(&panel, &LearnPanel::nextUnreviewedWanted, [&] { ++wanted; });
    press(panel, "Next unreviewed");
    EXPECT_EQ(wanted, 1);
    takePictures(panel, "learn-too-few", besideImage);
}

TEST(LearnPanel, SaysWhyACaseTeachesThisModelNothing) {
    LearnFacts facts = idleFacts(0);
    facts.material.reset();
    facts.materialProblem = "No segment of this case is the model's";
    LearnPanel panel;
    panel.present(facts);
    EXPECT_FALSE(shownButton(panel, "Learn")->isEnabled());
    EXPECT_THAT(allText(panel), HasSubstr("No segment of this case is the model's."));
    EXPECT_EQ(shownButton(panel, "Next unreviewed"), nullptr);
}

std::vector<LearningRun> someRuns() {
    const QDateTime now(QDate(2026, 11, 20), QTime(12, 0));
    return {{"leg", "Leg v12", now.addDays(-1), someEvents(5, true)},
            {"leg", "Leg v12", now.addDays(-9), someEvents(4, true)},
            {"leg", "Leg v11", now.addDays(-30), someEvents(2, true)}};
}

TEST(LearnFacts, TellTheTwoNewestRunsByNumberAndDay) {
    const auto former = formerRunsOf(someRuns(), QDate(2026, 11, 20));
    ASSERT_EQ(former.size(), 2U);
    EXPECT_EQ(former[0].name, "3, Yesterday");
    EXPECT_EQ(former[1].name, "2, 11 Nov");
    EXPECT_EQ(former[1].events.size(), 32U);
    EXPECT_TRUE(formerRunsOf({}, QDate(2026, 11, 20)).empty());
}

TEST(LearnFacts, TakeEachMusclesDiceFromTheLastEpochOrTheBest) {
    std::vector<FineTuneEvent> events = someEvents(3, true);
    EXPECT_TRUE(labelProgress({}, std::nullopt).empty());
    for (FineTuneEvent& event : events) {
        if (event.epochDone) {
            event.labels = {{0.8, 0.8 + 0.01 * event.epoch}, {std::nullopt, std::nullopt}};
        }
    }
    EXPECT_EQ(labelProgress(events, std::nullopt).at(0).now, 0.8 + 0.03);
    LearnResult result;
    result.bestEpoch = 2;
    EXPECT_EQ(labelProgress(events, result).at(0).now, 0.8 + 0.02);
    EXPECT_EQ(labelProgress(events, result).at(0).before, 0.8);
}

TEST(LearnPanel, ComparesRunsAndMuscles) {
    LearnPanel panel;
    LearnFacts facts = runningFacts();
    panel.present(facts);
    EXPECT_FALSE(panel.findChild<DumbbellPlot*>()->isVisibleTo(&panel)) << "before an epoch";
    facts.former = formerRunsOf(someRuns(), QDate(2026, 11, 20));
    facts.labels = {{"Soleus", QColor(0x74, 0x80, 0xED), {0.889, 0.938}},
                    {"Gastrocnemius medialis", QColor(0x7D, 0xE3, 0xF1), {0.902, 0.951}},
                    {"Extensor digitorum longus", QColor(0xF8, 0xD5, 0x52), {0.781, 0.868}},
                    {"Peroneus", QColor(0xF6, 0x81, 0x9A), {std::nullopt, std::nullopt}}};
    panel.present(facts);
    const auto* plot = panel.findChild<DumbbellPlot*>();
    EXPECT_TRUE(plot->isVisibleTo(&panel));
    EXPECT_THAT(plot->accessibleDescription().toStdString(), HasSubstr("Soleus 0.938, 0.889"));
    EXPECT_THAT(allText(panel), HasSubstr("Per muscle, so far"));
    QStringList legends;
    for (const auto* legend : panel.findChildren<PlotLegend*>()) {
        legends << legend->accessibleName();
    }
    EXPECT_TRUE(legends.contains("this run, 3, Yesterday, 2, 11 Nov"))
        << qPrintable(legends.join('|'));
    takePictures(panel, "learn-compare", besideImage);
}

TEST(LearnPanel, ShowsARunAndStopsIt) {
    LearnPanel panel;
    panel.present(runningFacts());
    EXPECT_THAT(allText(panel), HasSubstr("26 of 40 steps, 0:22 left"));
    EXPECT_THAT(allText(panel), HasSubstr("on slices held back"));
    EXPECT_NEAR(panel.findChild<ProgressBar*>()->fraction(), 26.0 / 40, 1e-12);
    for (const char* later : {"Discard", "Keep as local version"}) {
        const QAbstractButton* button = shownButton(panel, later);
        ASSERT_NE(button, nullptr);
        EXPECT_FALSE(button->isEnabled());
        EXPECT_THAT(button->toolTip().toStdString(), HasSubstr("when it has finished"));
    }
    EXPECT_EQ(shownButton(panel, "Learn"), nullptr);
    int stopped = 0;
    QObject::connect(&panel, &LearnPanel::stopWanted, [&] { ++stopped; });
    press(panel, "Stop");
    EXPECT_EQ(stopped, 1);
    takePictures(panel, "learn-running", besideImage);
}

TEST(LearnPanel, OffersToKeepWhatIsBetterAndSaysOnWhatItWasMeasured) {
    LearnPanel panel;
    panel.present(finishedFacts(true, MeasuredOn::HeldOut));
    EXPECT_TRUE(shownButton(panel, "Keep as local version")->isEnabled());
    EXPECT_TRUE(shownButton(panel, "Discard")->isEnabled());
    EXPECT_EQ(panel.findChild<BigNumber*>()->text(), "0.923");
    EXPECT_THAT(allText(panel), HasSubstr("+0.055"));
    EXPECT_THAT(allText(panel), HasSubstr("4 reviewed slices held back"));
    EXPECT_THAT(allText(panel), HasSubstr("the other 17 taught"));
    takePictures(panel, "learn-finished", besideImage);
    panel.present(finishedFacts(true, MeasuredOn::Training));
    EXPECT_THAT(allText(panel), HasSubstr("on the very 21 slices that taught"));
    EXPECT_THAT(allText(panel), HasSubstr("Expect less on other slices."));
}

TEST(LearnPanel, KeepsNothingThatIsNotBetter) {
    LearnPanel panel;
    panel.present(finishedFacts(false, MeasuredOn::HeldOut));
    EXPECT_EQ(shownButton(panel, "Keep as local version"), nullptr);
    EXPECT_THAT(allText(panel), HasSubstr("Not better than Leg v12. Nothing is kept"));
    EXPECT_THAT(allText(panel), HasSubstr("−0.018"));
    int discarded = 0;
    QObject::connect(&panel, &LearnPanel::discardWanted, [&] { ++discarded; });
    press(panel, "Close");
    EXPECT_EQ(discarded, 1);
    takePictures(panel, "learn-not-better", besideImage);
}

TEST(LearnPanel, ExplainsWhatGivingBackNeeds) {
    LearnPanel panel;
    panel.present(keptFacts(GiveBack::ShippedBase));
    EXPECT_THAT(allText(panel), HasSubstr("did not come from a server"));
    EXPECT_EQ(shownButton(panel, "Give back"), nullptr);
    int servers = 0;
    QObject::connect(&panel, &LearnPanel::serverWanted, [&] { ++servers; });
    press(panel, "Add server");
    EXPECT_EQ(servers, 1);
    takePictures(panel, "learn-kept-shipped", besideImage);
    panel.present(keptFacts(GiveBack::Ready));
    EXPECT_NE(shownButton(panel, "Give back"), nullptr);
    EXPECT_EQ(shownButton(panel, "Add server"), nullptr);
    panel.present(keptFacts(GiveBack::Queued));
    EXPECT_EQ(shownButton(panel, "Give back"), nullptr);
}

TEST(LearnPanel, OffersToGiveBackLaterWhatWasLearntHere) {
    LearnFacts facts = idleFacts(21);
    LearnPanel panel;
    panel.present(facts);
    EXPECT_EQ(shownButton(panel, "Give back"), nullptr);
    facts.base = 1;
    facts.offersGiveBack = true;
    facts.giveBack = GiveBack::Ready;
    facts.server = "laurel.st-anna.example";
    panel.present(facts);
    int wanted = 0;
    QObject::connect(&panel, &LearnPanel::giveBackWanted, [&] { ++wanted; });
    press(panel, "Give back");
    EXPECT_EQ(wanted, 1);
    EXPECT_THAT(allText(panel), HasSubstr("The weights can go to laurel.st-anna.example."));
    takePictures(panel, "learn-give-back-later", besideImage);
}

TEST(LearnPanel, TellsWhatBecameOfContributions) {
    LearnPanel panel;
    panel.present(keptFacts(GiveBack::Queued));
    panel.showContributions(someContributions());
    EXPECT_THAT(allText(panel), HasSubstr("Peroneus would fall from 0.81 to 0.74"));
    EXPECT_NE(shownButton(panel, "Try now"), nullptr);
    QString withdrawn;
    QObject::connect(&panel, &LearnPanel::withdrawWanted,
                     [&](const QString& id) { withdrawn = id; });
    press(panel, "Withdraw");
    EXPECT_EQ(withdrawn, "a");
    takePictures(panel, "learn-contributions", besideImage);
    panel.showContributions({someContributions()[2]});
    EXPECT_EQ(shownButton(panel, "Withdraw"), nullptr);
    EXPECT_EQ(shownButton(panel, "Try now"), nullptr);
}

TEST(LearnPanel, SaysWhatBelongsHereWhileThereIsNothing) {
    LearnPanel panel;
    panel.present({});
    EXPECT_THAT(allText(panel), Not(HasSubstr("Teach")));
    EXPECT_EQ(shownButton(panel, "Learn"), nullptr);
    takePictures(panel, "learn-no-case", besideImage);
    LearnFacts facts;
    facts.phase = LearnFacts::Phase::NoModel;
    panel.present(facts);
    EXPECT_NE(shownButton(panel, "Add server"), nullptr);
}

TEST(LearnPanel, NamesEveryControlInEveryPhase) {
    LearnPanel panel;
    for (const LearnFacts& facts :
         {idleFacts(3), runningFacts(), finishedFacts(true, MeasuredOn::HeldOut),
          keptFacts(GiveBack::Ready)}) {
        panel.present(facts);
        panel.showContributions(someContributions());
        expectNamed(panel);
    }
}

TEST(LearnPanel, ShowsTroubleInOneLine) {
    LearnPanel panel;
    panel.present(idleFacts(21));
    panel.message().tell("Could not learn", "The network failed. Nothing was kept; try again.");
    EXPECT_EQ(panel.message().text(),
              "Could not learn The network failed. Nothing was kept; try again.");
    takePictures(panel, "learn-trouble", besideImage);
    panel.message().clear();
    EXPECT_EQ(panel.message().text(), "");
}

TEST(LearnPage, StandsOverAWorkbenchWithoutCase) {
    const QTemporaryDir home;
    WorkbenchSettings settings;
    settings.home = home.path().toStdString();
    settings.cases = settings.home / "cases";
    settings.outboxSeconds = 0;
    Workbench bench(settings);
    LearnPage page(bench);
    page.resize(640, 700);
    page.show();
    EXPECT_THAT(allText(page), HasSubstr("Learn"));
    EXPECT_FALSE(page.findChild<ConsentSheet*>()->isVisible());
    EXPECT_LE(page.minimumSizeHint().width(), 640);
}

} // namespace
} // namespace laurel::ui
