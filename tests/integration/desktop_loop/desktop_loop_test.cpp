#include "event_loop.h"
#include "loop_world.h"

#include "laurel/session/workbench.h"
#include "laurel/workflow/label_source.h"

#include <algorithm>

/// What a radiologist does in the window, done by the objects behind it: a server is added, its
/// model segments, the result is corrected and reviewed, the model learns from that, and what it
/// learnt is contributed, judged by the server, and comes back.
namespace laurel {
namespace {

constexpr int patience = 600; ///< seconds

/// A server's data with the model leg, a gold case and a contributor; and an image with its truth.
/// The subject is one that the model finds hard, so that learning from it helps.
class DesktopLoop : public ::testing::Test {
  protected:
    DesktopLoop() {
        synthesise("case", "6");
        synthesise("gold", "3");
        admin({"model", "publish", LAUREL_SOURCE_DIR "/models/packages/leg"});
        admin({"gold", "add", "leg", folder_.path() / "gold/image.nii.gz",
               folder_.path() / "gold/labels.nii.gz"});
        const std::string line = admin({"key", "add", "--name", "Site", "--models", "leg"});
        key_ = QString::fromStdString(line.substr(0, line.find('\n')));
        WorkbenchSettings settings;
        settings.home = folder_.path() / "home";
        settings.cases = settings.home / "cases";
        settings.shippedPackages = shippedPackageFolders();
        settings.outboxSeconds = 1;
        bench_ = std::make_unique<Workbench>(std::move(settings));
        hear(bench_->opening);
        hear(bench_->segmenting);
        hear(bench_->learning);
        hear(bench_->server);
    }

    void synthesise(const std::string& name, const std::string& slices) const {
        succeed({clientProgram, "synth", "leg", "--seed", "16", "--contrast", "random", "--slices",
                 slices, "--slice-spacing", "30", "-o", folder_.path() / name});
    }
    std::string admin(std::vector<std::string> words) const {
        words.insert(words.begin(), {serverProgram, "admin", "--data", data_});
        return succeed(std::move(words));
    }
    template <typename Desk>
    void hear(Desk& desk) {
        QObject::connect(&desk, &Desk::failed, bench_.get(),
                         [this](const QString& title, const QString& why) {
                             failures_.push_back((title + ": " + why).toStdString());
                         });
    }
    /// Waits for the condition, or for anything to fail.
    void await(const char* what, const std::function<bool()>& condition) {
        waitUntil([&] { return condition() || !failures_.empty(); }, patience);
        ASSERT_TRUE(failures_.empty()) << what << ": " << failures_.front();
    }

    void addServer(const std::string& url) {
        const QString address = QString::fromStdString(url);
        bool found = false;
        QObject::connect(&bench_->server, &ServerDesk::serverFound, bench_.get(),
                         [&](const QString&, const QString&, const QString&) { found = true; });
        bench_->server.ask(address, false);
        await("ask", [&] { return found; });
        bench_->server.add(address, false, key_);
        await("add", [&] { return bench_->server.reachable(); });
    }
    void pullAndChoose() {
        const std::string server = bench_->server.servers().at(0).serverId;
        bench_->server.pull(QString::fromStdString(server), "leg");
        await("pull", [&] { return bench_->segmenting.chosen()->origin == ModelOrigin::Server; });
    }
    void segment() {
        bench_->opening.open(
            QString::fromStdString((folder_.path() / "case/image.nii.gz").string()));
        await("open", [&] { return bench_->session() != nullptr; });
        bench_->segmenting.run(bench_->session(), SegmentRequest{});
        await("segment", [&] { return bench_->session()->proposal() != nullptr; });
        const std::size_t segments = bench_->session()->proposal()->labels.segments().size();
        EXPECT_TRUE(bench_->session()->acceptProposal(MergeRule::FillGaps,
                                                      std::vector<bool>(segments, true)));
    }
    /// Draws the truth over what the model proposed, and reviews slices 1 to 5.
    void correct() {
        CaseSession& session = *bench_->session();
        const LabelMap truth =
            openLabels(folder_.path() / "case/labels.nii.gz", session.image().geometry()).labels;
        session.act(0, [&](LabelMapEdit& edit) {
            draw(edit, truth);
            return StepLabel{StepKind::Import, "Correction", ""};
        });
        session.openCase().markSlices({1, 2, 3, 4, 5}, SliceState::Reviewed);
    }
    static void draw(LabelMapEdit& edit, const LabelMap& truth) {
        const GridSize& size = truth.geometry().size();
        for (VoxelIndex at; at.z < size.z; ++at.z) {
            for (at.y = 0; at.y < size.y; ++at.y) {
                for (at.x = 0; at.x < size.x; ++at.x) {
                    const Segment* const segment = truth.find(0, truth.at(at));
                    const Segment* const own =
                        segment ? edit.target().labels.findByName(segment->name) : nullptr;
                    edit.set(at, own != nullptr ? own->value : std::uint16_t{0});
                }
            }
        }
    }
    void learn() {
        LearningDesk& desk = bench_->learning;
        desk.start(bench_->session(), *bench_->segmenting.chosen());
        await("learn", [&] { return desk.phase() == LearningDesk::Phase::Finished; });
        ASSERT_NE(desk.result(), nullptr);
        ASSERT_FALSE(desk.events().empty());
        for (std::size_t i = 0; i < desk.events().size(); ++i) {
            EXPECT_EQ(desk.events()[i].step, static_cast<std::int64_t>(i) + 1) << "none is lost";
        }
        EXPECT_EQ(desk.events().back().step, desk.events().back().steps);
        ASSERT_TRUE(desk.result()->kept());
        desk.keep();
        await("keep", [&] { return desk.phase() == LearningDesk::Phase::Kept; });
    }
    const ContributionStatus& contribute() {
        ServerDesk& desk = bench_->server;
        std::optional<ConsentFacts> facts;
        QObject::connect(&desk, &ServerDesk::consentReady, bench_.get(),
                         [&](const ConsentFacts& ready) { facts = ready; });
        desk.prepare(*bench_->learning.kept());
        waitUntil([&] { return facts.has_value() || !failures_.empty(); }, patience);
        desk.contribute(*bench_->learning.kept());
        waitUntil(
            [&] {
                return !failures_.empty() || (!desk.entries().empty() && desk.entries()[0].status &&
                                              isFinal(desk.entries()[0].status->state));
            },
            patience);
        EXPECT_EQ(desk.entries().at(0).entry.request.sha256, facts.value().sha256);
        return *desk.entries().at(0).status;
    }

    TemporaryFolder folder_;
    fs::path data_ = folder_.path() / "server";
    QString key_;
    std::vector<std::string> failures_;
    std::unique_ptr<Workbench> bench_;
};

TEST_F(DesktopLoop, GoesRound) {
    const RunningProgram server(serverProgram, data_);
    ASSERT_NO_FATAL_FAILURE(addServer(server.url()));
    ASSERT_NO_FATAL_FAILURE(pullAndChoose());
    EXPECT_EQ(bench_->segmenting.chosen()->version, 1);
    ASSERT_NO_FATAL_FAILURE(segment());
    EXPECT_EQ(bench_->session()->openCase().model()->version, 1);
    correct();
    ASSERT_NO_FATAL_FAILURE(learn());
    EXPECT_EQ(bench_->learning.kept()->local, 1);
    const ContributionStatus& verdict = contribute();
    ASSERT_TRUE(failures_.empty()) << failures_.front();
    EXPECT_TRUE(verdict.state == ContributionState::Published ||
                (verdict.state == ContributionState::Rejected && !verdict.reason.empty()))
        << toString(verdict.state) << ": " << verdict.reason;
    if (verdict.state == ContributionState::Published) {
        bench_->server.pull(QString::fromStdString(bench_->server.servers().at(0).serverId), "leg");
        await("pull again", [&] {
            return std::ranges::any_of(bench_->segmenting.models(), [&](const ShelvedModel& one) {
                return one.origin == ModelOrigin::Server && one.version == verdict.version;
            });
        });
    }
    const fs::path folder = *bench_->session()->folder();
    const Segmentation drawn = bench_->session()->segmentation();
    bench_.reset();
    EXPECT_EQ(readCase(folder).segmentation, drawn) << "closed without a save, nothing is lost";
}

} // namespace
} // namespace laurel
