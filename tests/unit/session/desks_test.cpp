#include "laurel/session/workbench.h"

#include "event_loop.h"
#include "service_fixture.h"
#include "small_case.h"

#include "laurel/arrays/nifti.h"
#include "laurel/dicom/series_writer.h"
#include "laurel/workflow/label_export.h"

#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A window's desks on a computer as Services makes it, and what they say.
class Desks : public Services {
  protected:
    Desks() {
        std::vector<std::int16_t> pixels(60, 5);
        pixels[3] = 90;
        writeNifti(image_, Volume(Geometry({5, 4, 3}, {1, 1, 6}), std::move(pixels)));
    }

    /// Made when it is first asked for.
    Workbench& bench() {
        if (!bench_) {
            WorkbenchSettings settings;
            settings.home = home_;
            settings.cases = home_ / "cases";
            settings.shippedPackages = {folder_.path() / "shipped"};
            settings.outboxSeconds = 0;
            bench_ = std::make_unique<Workbench>(std::move(settings));
            hear(bench_->opening);
            hear(bench_->masks);
            hear(bench_->segmenting);
            hear(bench_->learning);
            hear(bench_->server);
        }
        return *bench_;
    }
    template <typename Desk>
    void hear(Desk& desk) {
        QObject::connect(&desk, &Desk::failed, bench_.get(),
                         [this](const QString& title, const QString& why) {
                             failures_.push_back((title + ": " + why).toStdString());
                         });
    }
    std::shared_ptr<CaseSession> open(const fs::path& path) {
        SignalCount opened(&bench().opening, &OpeningDesk::opened);
        const std::size_t before = failures_.size();
        bench().opening.open(QString::fromStdString(path.string()));
        waitUntil([&] { return opened == 1 || failures_.size() > before; });
        return bench().session();
    }
    std::string failure() {
        waitUntil([&] { return !failures_.empty(); });
        std::string first = failures_.empty() ? "" : failures_.front();
        failures_.clear();
        return first;
    }

    fs::path image_ = folder_.path() / "leg.nii.gz";
    std::vector<std::string> failures_;
    std::unique_ptr<Workbench> bench_;
};

TEST_F(Desks, OpenAnImageAsACaseThatIsKept) {
    SignalCount changed(&bench(), &Workbench::sessionChanged);
    const std::shared_ptr<CaseSession> session = open(image_);
    ASSERT_TRUE(session);
    EXPECT_EQ(changed, 1);
    EXPECT_EQ(session->openCase().name(), "leg");
    ASSERT_NE(session->folder(), nullptr);
    EXPECT_EQ(*session->folder(), home_ / "cases" / "leg");
    EXPECT_EQ(bench().opening.recentCases().size(), 1U);
    EXPECT_EQ(open(image_), session) << "opened again it is the same";
    EXPECT_EQ(changed, 1);
}

TEST_F(Desks, SayWhyNothingWasOpened) {
    open(folder_.path() / "absent.nii");
    EXPECT_THAT(failure(), HasSubstr("absent.nii"));
    EXPECT_EQ(bench().session(), nullptr);
}

TEST_F(Desks, TheLastOfTwoCallsWins) {
    fs::copy(image_, folder_.path() / "other.nii.gz");
    SignalCount opened(&bench().opening, &OpeningDesk::opened);
    bench().opening.open(QString::fromStdString((folder_.path() / "absent.nii").string()));
    bench().opening.open(QString::fromStdString(image_.string()));
    waitUntil([&] { return opened > 0 && bench().board.tasks().empty(); });
    EXPECT_EQ(opened, 1);
    EXPECT_TRUE(failures_.empty());
    EXPECT_EQ(bench().session()->openCase().name(), "leg");
}

TEST_F(Desks, AskWhichSeriesIsMeant) {
    const Volume volume(Geometry({5, 4, 3}, {1, 1, 6}), std::vector<std::int16_t>(60, 3));
    fs::create_directory(folder_.path() / "dicom");
    writeSeries(folder_.path() / "dicom/one", volume, {1, "T1", ""});
    writeSeries(folder_.path() / "dicom/two", volume, {2, "T2", ""});
    const QString path = QString::fromStdString((folder_.path() / "dicom").string());
    std::vector<ImageChoice> choices;
    OpeningDesk& desk = bench().opening;
    QObject::connect(&desk, &OpeningDesk::choiceNeeded, bench_.get(),
                     [&](const QString& asked, const std::vector<ImageChoice>& offered) {
                         EXPECT_EQ(asked, path);
                         choices = offered;
                     });
    desk.open(path);
    waitUntil([&] { return !choices.empty(); });
    ASSERT_EQ(choices.size(), 2U);
    desk.open(ImageRequest{.path = choices[1].path, .seriesId = choices[1].seriesId});
    waitUntil([&] { return bench().session() != nullptr; });
    EXPECT_EQ(bench().session()->openCase().name(), "T2");
}

TEST_F(Desks, MasksComeIntoTheCaseAsOneStep) {
    const std::shared_ptr<CaseSession> session = open(image_);
    LabelMap labels(session->image().geometry());
    labels.addSegment(segmentNamed("Soleus", 3));
    labels.set({2, 2, 1}, 3);
    writeNifti(folder_.path() / "masks.nii.gz", labels);
    SignalCount imported(&bench().masks, &MasksDesk::imported);
    SignalCount segments(session.get(), &CaseSession::segmentsChanged);
    bench().masks.open(session, QString::fromStdString((folder_.path() / "masks.nii.gz").string()));
    EXPECT_FALSE(bench().board.tasks().empty());
    waitUntil([&] { return imported == 1; });
    EXPECT_EQ(segments, 1);
    EXPECT_EQ(session->openCase().history().steps().size(), 1U);
    EXPECT_EQ(session->segmentation().labels.at({2, 2, 1}), 3);
    EXPECT_EQ(session->segmentation().slices.at(1), SliceState::InWork);
}

TEST_F(Desks, MasksOfAnotherPlaceAreRefusedAndTakenByIndex) {
    const std::shared_ptr<CaseSession> session = open(image_);
    LabelMap labels(Geometry({5, 4, 3}, {1, 1, 6}, {700, 0, 0}));
    labels.set({2, 2, 1}, 3);
    writeNifti(folder_.path() / "masks.nii.gz", labels);
    const QString path = QString::fromStdString((folder_.path() / "masks.nii.gz").string());
    QString reason;
    PlacementRemedies offered;
    QObject::connect(&bench().masks, &MasksDesk::refused, bench_.get(),
                     [&](const QString& at, const QString& why, PlacementRemedies remedies) {
                         EXPECT_EQ(at, path);
                         reason = why;
                         offered = remedies;
                     });
    bench().masks.open(session, path);
    waitUntil([&] { return !reason.isEmpty(); });
    EXPECT_THAT(reason.toStdString(), HasSubstr("do not overlap"));
    EXPECT_EQ(offered, (PlacementRemedies{.byIndex = true}));
    EXPECT_TRUE(session->openCase().history().steps().empty());
    SignalCount imported(&bench().masks, &MasksDesk::imported);
    bench().masks.open(session, path, {LabelPlacement::ByIndex, Resampling::Never});
    waitUntil([&] { return imported == 1; });
    EXPECT_EQ(session->segmentation().labels.at({2, 2, 1}), 3);
}

/// Both when the case is new and when it is resumed from its folder, which keeps no such thing.
TEST_F(Desks, MasksOfAnotherFrameOfReferenceAreRefused) {
    const Geometry grid({5, 4, 3}, {1, 1, 6});
    const Volume volume(grid, std::vector<std::int16_t>(60, 3));
    writeSeries(folder_.path() / "mine", volume, {1, "T1", ""});
    writeSeries(folder_.path() / "other", volume, {2, "T2", ""});
    LabelMap labels(grid);
    labels.addSegment(segmentNamed("Soleus", 1));
    labels.set({2, 2, 1}, 1);
    LabelExportSource source;
    source.files = sourceFilesOf({.path = folder_.path() / "other"}, {});
    exportLabels(folder_.path() / "masks.dcm", labels, LabelFormat::DicomSeg, source);
    const fs::path folder = *open(folder_.path() / "mine")->folder();
    QString reason;
    QObject::connect(&bench().masks, &MasksDesk::refused, bench_.get(),
                     [&](const QString&, const QString& why) { reason = why; });
    for (const fs::path& path : {folder_.path() / "mine", folder}) {
        open(image_); // so that the case is not the open one
        const std::shared_ptr<CaseSession> session = open(path);
        ASSERT_EQ(session->openCase().reference().path, folder_.path() / "mine") << path;
        reason.clear();
        bench().masks.open(session,
                           QString::fromStdString((folder_.path() / "masks.dcm").string()));
        waitUntil([&] { return !reason.isEmpty(); });
        EXPECT_THAT(reason.toStdString(), HasSubstr("another frame of reference"));
        EXPECT_TRUE(session->openCase().history().steps().empty());
    }
}

TEST_F(Desks, MasksThatCannotBeReadAreNamed) {
    const std::shared_ptr<CaseSession> session = open(image_);
    bench().masks.open(session, QString::fromStdString((folder_.path() / "absent.nii").string()));
    EXPECT_THAT(failure(), HasSubstr("absent.nii"));
    EXPECT_TRUE(session->openCase().history().steps().empty());
}

TEST_F(Desks, DieWhileTheyWork) {
    for (int round = 0; round < 5; ++round) {
        bench().opening.open(QString::fromStdString(image_.string()));
        bench().server.sendNow();
        bench_.reset();
    }
}

TEST_F(Desks, ChooseTheNewestModelUntilAPersonDoes) {
    ASSERT_TRUE(bench().segmenting.chosen());
    EXPECT_EQ(bench().segmenting.chosen()->origin, ModelOrigin::Shipped);
    SignalCount models(&bench().segmenting, &SegmentingDesk::modelsChanged);
    QString pulled;
    QObject::connect(&bench().server, &ServerDesk::pulled, bench_.get(),
                     [&](const QString& title) { pulled = title; });
    bench().server.pull(QString::fromStdString(fake_.serverId()), "tiny");
    waitUntil([&] { return !pulled.isEmpty(); });
    EXPECT_EQ(pulled, "A tiny model v1");
    EXPECT_EQ(models, 1);
    EXPECT_EQ(bench().segmenting.chosen()->title(), "A tiny model v1");
    bench().segmenting.choose(bench().segmenting.models().back());
    bench().segmenting.refresh();
    EXPECT_EQ(bench().segmenting.chosen()->origin, ModelOrigin::Shipped);
    bench().server.pull("nobody", "tiny");
    EXPECT_THAT(failure(), HasSubstr("not known any more"));
}

TEST_F(Desks, SayThatAModelDoesNotRun) {
    const std::shared_ptr<CaseSession> session = open(image_);
    bench().segmenting.run(session, {}); // tiny's manifest gives its plugin no layers
    EXPECT_TRUE(bench().segmenting.isRunning());
    EXPECT_THAT(failure(), HasSubstr("Could not segment"));
    EXPECT_FALSE(bench().segmenting.isRunning());
    EXPECT_EQ(session->proposal(), nullptr);
}

TEST_F(Desks, LearningSaysWhatItNeeds) {
    const std::shared_ptr<CaseSession> session = open(image_);
    session->openCase().addSegment(segmentNamed("Soleus", 1));
    session->openCase().markSlices({0, 1, 2}, SliceState::Reviewed);
    LearningDesk& desk = bench().learning;
    desk.start(session, *bench().segmenting.chosen());
    EXPECT_EQ(desk.phase(), LearningDesk::Phase::Running);
    EXPECT_THAT(failure(), HasSubstr("Needs 5 reviewed slices to learn, 3 are reviewed."));
    EXPECT_EQ(desk.phase(), LearningDesk::Phase::Idle);
    EXPECT_EQ(desk.result(), nullptr);
}

TEST_F(Desks, AServerIsAskedShownAndThenAdded) {
    ServerRegistry(home_).remove("fake");
    ServerDesk& desk = bench().server;
    EXPECT_EQ(desk.stateText(), "No server");
    const QString address = QString::fromStdString(fake_.server.url());
    desk.add(address, false, "");
    EXPECT_THAT(failure(), HasSubstr("Ask it first"));
    QString shown;
    QObject::connect(&desk, &ServerDesk::serverFound, bench_.get(),
                     [&](const QString& at, const QString&, const QString& print) {
                         EXPECT_EQ(at, address);
                         shown = print;
                     });
    desk.ask(address, false);
    waitUntil([&] { return !shown.isEmpty(); });
    EXPECT_EQ(shown.toStdString(), fingerprint(fake_.key.publicKey()));
    EXPECT_TRUE(desk.servers().empty()) << "nothing is kept before a person says so";
    desk.add(address, false, QString::fromStdString(exampleKey));
    waitUntil([&] { return desk.reachable(); });
    EXPECT_EQ(desk.servers().size(), 1U);
    EXPECT_EQ(desk.stateText(), "Server ready");
    EXPECT_EQ(desk.states().at(0).models.at(0).id, "tiny");
    fake_.failNext("GET", serverPath(), 503);
    SignalCount changed(&desk, &ServerDesk::changed);
    desk.sendNow();
    waitUntil([&] { return changed > 0; });
    EXPECT_EQ(desk.stateText(), "Server not reachable");
}

TEST_F(Desks, AContributionIsShownSentAndAskedAfter) {
    pull();
    const ShelvedModel learnt = learntFrom(ModelOrigin::Server);
    ServerDesk& desk = bench().server;
    std::optional<ConsentFacts> facts;
    QObject::connect(&desk, &ServerDesk::consentReady, bench_.get(),
                     [&](const ConsentFacts& ready) { facts = ready; });
    desk.prepare(learnt);
    waitUntil([&] { return facts.has_value(); });
    EXPECT_EQ(facts->slices, 12);
    EXPECT_TRUE(desk.entries().empty());
    desk.contribute(learnt);
    waitUntil([&] { return !desk.entries().empty() && desk.entries()[0].status; });
    EXPECT_EQ(desk.entries()[0].entry.request.sha256, facts->sha256);
    EXPECT_EQ(desk.entries()[0].status->state, ContributionState::Received);
    desk.withdraw(QString::fromStdString(desk.entries()[0].entry.id));
    EXPECT_THAT(failure(), HasSubstr("was sent already"));
    EXPECT_EQ(desk.entries().size(), 1U);
    desk.prepare(modelOf(ModelOrigin::Shipped));
    EXPECT_THAT(failure(), HasSubstr("cannot be contributed"));
}

TEST_F(Desks, AContributionCanBeTakenBackWhileItsServerIsAway) {
    pull();
    const ShelvedModel learnt = learntFrom(ModelOrigin::Server);
    ServerDesk& desk = bench().server;
    fake_.failNext("POST", "contributions", 503);
    desk.contribute(learnt);
    waitUntil([&] { return !desk.entries().empty() && !desk.entries()[0].entry.problem.empty(); });
    desk.withdraw(QString::fromStdString(desk.entries()[0].entry.id));
    waitUntil([&] { return desk.entries().empty(); });
    EXPECT_TRUE(fake_.state()->contributions.empty());
    EXPECT_TRUE(failures_.empty());
}

} // namespace
} // namespace laurel
