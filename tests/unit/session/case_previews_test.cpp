#include "session_fixture.h"

#include "laurel/edit/fill_tool.h"

#include <atomic>
#include <chrono>
#include <thread>

/// What is shown and not done yet: steps that are offered, and proposals.
namespace laurel {
namespace {

std::unique_ptr<ProposalGrowth> growthOn(const Geometry& grid) {
    return std::make_unique<ProposalGrowth>(grid, std::vector<Segment>{segmentNamed("Tibia", 4)},
                                            SliceRange{0, grid.size().z - 1});
}

TEST_F(Session, AnActThatIsOfferedIsDoneWhenItIsAccepted) {
    SignalCount told(&session_, &CaseSession::offerChanged);
    const Segmentation before = session_.segmentation();
    const auto act = [](LabelMapEdit& edit) {
        edit.paint({0, 0, 0}, 3, 1);
        return StepLabel{StepKind::CopySlice, "Copy", ""};
    };
    EXPECT_TRUE(session_.offerAct(0, act));
    EXPECT_EQ(told, 1);
    EXPECT_EQ(session_.segmentation(), before) << "nothing is written before";
    EXPECT_EQ(session_.whoseOffer(), OfferOf::Act);
    EXPECT_EQ(session_.openCase().history().position(), 0U);
    EXPECT_TRUE(session_.acceptOffer());
    EXPECT_EQ(voxels(), 3);
    EXPECT_FALSE(session_.offerAct(0, act)) << "it would change nothing";
    EXPECT_EQ(session_.offer(), nullptr);
    EXPECT_TRUE(session_.openCase().undo());
    EXPECT_EQ(session_.segmentation(), before);
}

/// On a copy, in another thread.
TEST_F(Session, ALongActIsOfferedUnlessSomethingElseWaitsByThen) {
    const Segmentation before = session_.segmentation();
    QStringList notices;
    QObject::connect(&session_, &CaseSession::notice,
                     [&](const QString& text) { notices.append(text); });
    int done = 0;
    std::atomic<bool> mayEnd = true;
    std::atomic<int> begun = 0;
    const auto begin = [&](int voxels) {
        session_.offerActLater(
            "Long", 0, {},
            [&, voxels](LabelMapEdit& edit, ProgressSink&, const CancellationToken&) {
                ++begun;
                while (!mayEnd) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                }
                edit.paint({0, 0, 0}, voxels, 1);
                return StepLabel{StepKind::Contour, "Long", ""};
            },
            [&done, voxels](bool changes, const StepLabel& label) {
                EXPECT_EQ(changes, voxels > 0);
                EXPECT_EQ(label.action, "Long");
                ++done;
            });
    };
    begin(3);
    waitUntil([&] { return done == 1; });
    ASSERT_NE(session_.offer(), nullptr);
    EXPECT_EQ(session_.segmentation(), before);
    begin(5); // may replace what was there when it began
    waitUntil([&] { return done == 2; });
    EXPECT_EQ(session_.offer()->voxels.voxels(), 5);
    session_.discardOffer();
    begin(0);
    waitUntil([&] { return done == 3; });
    EXPECT_EQ(session_.offer(), nullptr);
    EXPECT_TRUE(notices.isEmpty());

    mayEnd = false;
    begin(4);
    EXPECT_TRUE(session_.offerAct(0, [](LabelMapEdit& edit) {
        edit.paint({0, 0, 0}, 2, 1);
        return StepLabel{StepKind::CopySlice, "Copy", ""};
    }));
    mayEnd = true;
    waitUntil([&] { return notices.size() == 1; });
    EXPECT_TRUE(notices.back().startsWith(QStringLiteral("Another preview was opened")));
    EXPECT_EQ(session_.offer()->voxels.voxels(), 2) << "the other one stays";
    session_.discardOffer();

    mayEnd = false;
    begin(4);
    waitUntil([&] { return begun == 5; }); // it has its copy
    stroke();
    mayEnd = true;
    waitUntil([&] { return notices.size() == 2; });
    EXPECT_TRUE(notices.back().startsWith(QStringLiteral("The case was changed meanwhile")));
    EXPECT_EQ(session_.offer(), nullptr);
    EXPECT_EQ(done, 3);
}

TEST_F(Session, AToolThatReachesBeyondTheSliceIsOffered) {
    FillTool fill;
    session_.act(0, [](LabelMapEdit& edit) {
        edit.paint({2, 2, 1}, 2, 1);
        edit.paint({2, 2, 2}, 2, 1);
        return StepLabel{StepKind::Brush, "Brush", ""};
    });
    session_.openCase().addSegment(segmentNamed("Gastrocnemius", 2));
    session_.view().setActiveSegment(2);
    const Segmentation before = session_.segmentation();
    fill.parameters.reach.kind = OperationReach::Volume;
    VoxelBox repainted;
    QObject::connect(&session_, &CaseSession::voxelsChanged,
                     [&](const VoxelBox& box) { repainted.include(box); });
    EXPECT_EQ(begin(fill, {2, 2, 1}), std::nullopt);
    session_.endAct();
    ASSERT_NE(session_.offer(), nullptr);
    EXPECT_EQ(session_.segmentation(), before);
    EXPECT_EQ(session_.offer()->voxels.voxels(), 4);
    EXPECT_EQ(repainted.high.z, 2) << "what was shown while it was open is shown as it is";
    EXPECT_TRUE(session_.acceptOffer());
    EXPECT_EQ(session_.segmentation().labels.at({3, 2, 2}), 2);
    session_.openCase().undo();
    fill.parameters.reach.kind = OperationReach::Slice;
    EXPECT_EQ(begin(fill, {2, 2, 1}), std::nullopt);
    session_.endAct();
    EXPECT_EQ(session_.offer(), nullptr);
    EXPECT_EQ(session_.segmentation().labels.at({3, 2, 1}), 2);
    EXPECT_EQ(session_.segmentation().labels.at({3, 2, 2}), 1);
}

Proposal proposalFor(const Case& openCase) {
    Proposal proposal;
    proposal.labels = LabelMap(openCase.image()->geometry());
    proposal.labels.addSegment(segmentNamed("Soleus", 1));
    proposal.labels.set({2, 2, 2}, 1);
    proposal.lastSlice = 4;
    proposal.model = {"leg", std::nullopt, std::string(64, 'b')};
    proposal.modelName = "Leg";
    return proposal;
}

TEST_F(Session, AProposalIsShownUntilItIsAcceptedOrDiscarded) {
    SignalCount told(&session_, &CaseSession::proposalChanged);
    session_.setProposal(proposalFor(session_.openCase()));
    ASSERT_NE(session_.proposal(), nullptr);
    EXPECT_EQ(voxels(), 0) << "nothing is written before";
    session_.discardProposal();
    session_.discardProposal();
    EXPECT_EQ(session_.proposal(), nullptr);
    EXPECT_EQ(told, 2);
    EXPECT_FALSE(session_.acceptProposal(MergeRule::FillGaps, {true}));
    session_.setProposal(proposalFor(session_.openCase()));
    EXPECT_TRUE(session_.acceptProposal(MergeRule::FillGaps, {true}));
    EXPECT_EQ(session_.proposal(), nullptr);
    EXPECT_EQ(voxels(), 1);
    EXPECT_EQ(session_.openCase().model()->id, "leg");
}

TEST_F(Session, ShowsAProposalThatIsBeingMadeAndKeepsNothingOfIt) {
    session_.keepIn(folder_.path());
    const Segmentation before = session_.segmentation();
    const Geometry& grid = session_.image().geometry();
    const auto inSlice = static_cast<std::size_t>(grid.size().x * grid.size().y);
    std::vector<VoxelBox> told;
    QObject::connect(&session_, &CaseSession::growthChanged, &session_,
                     [&](const VoxelBox& box) { told.push_back(box); });
    session_.grow({1, std::vector<std::uint16_t>(inSlice, 4)});
    EXPECT_TRUE(told.empty()) << "none has begun";
    session_.beginGrowth(growthOn(grid));
    session_.grow({1, std::vector<std::uint16_t>(inSlice, 4)});
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[1], (VoxelBox{{0, 0, 1}, {6, 5, 1}}));
    ASSERT_NE(session_.proposedLabels(), nullptr);
    EXPECT_EQ(session_.proposedLabels()->at({3, 3, 1}), 4);
    EXPECT_EQ(session_.proposal(), nullptr) << "there is nothing to accept yet";
    EXPECT_FALSE(session_.acceptProposal(MergeRule::ReplaceAll, {true}));
    stroke(); // editing goes on meanwhile
    session_.openCase().undo();
    session_.endGrowth();
    EXPECT_EQ(session_.proposedLabels(), nullptr);
    EXPECT_EQ(told.size(), 3U);
    EXPECT_EQ(session_.segmentation(), before);
    EXPECT_EQ(session_.openCase().history().steps().size(), 1U) << "only the stroke";
    const StoredCase stored = readCase(*session_.folder());
    EXPECT_EQ(stored.segmentation, before);
}

TEST_F(Session, TheWholeProposalReplacesWhatHadCome) {
    const Geometry& grid = session_.image().geometry();
    session_.beginGrowth(growthOn(Geometry({1, 1, 1}, {1, 1, 1})));
    EXPECT_EQ(session_.growth(), nullptr) << "of another image";
    session_.beginGrowth(growthOn(grid));
    ASSERT_NE(session_.growth(), nullptr);
    Proposal whole{LabelMap(grid), 0, 4, {}, "Leg", 0};
    session_.setProposal(whole);
    EXPECT_EQ(session_.growth(), nullptr);
    EXPECT_EQ(session_.proposedLabels(), &session_.proposal()->labels);
    session_.beginGrowth(growthOn(grid));
    EXPECT_EQ(session_.proposal(), nullptr) << "never both";
}

} // namespace
} // namespace laurel
