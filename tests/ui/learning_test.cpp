#include "ui/desk.h"

#include "laurel/ui_kit/controls.h"
#include "laurel/ui_kit/plots.h"

#include <QAbstractButton>
#include <QTest>

#include <algorithm>

namespace laurel {

namespace {

double sharedShare(const LabelMap& labels, const LabelMap& truth) {
    std::int64_t both = 0;
    std::int64_t either = 0;
    for (std::size_t i = 0; i < labels.layer(0).size(); ++i) {
        const bool a = labels.layer(0)[i] != 0;
        const bool b = truth.layer(0)[i] != 0;
        both += a && b ? 2 : 0;
        either += (a ? 1 : 0) + (b ? 1 : 0);
    }
    return either == 0 ? 0 : static_cast<double>(both) / static_cast<double>(either);
}

} // namespace

TEST(Learning, AutoSegmentationIsAPreviewUntilItIsAccepted) {
    Desk desk;
    desk.openLeg();
    ASSERT_FALSE(torchIsMapped());
    desk.session().view().setCrosshair({160, 96, 3});
    Heartbeat heartbeat;
    desk.press(QStringLiteral("Alt+A"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 120000))
        << desk.messages().toStdString();
    EXPECT_LE(reported(heartbeat), heldBoundMs)
        << "the window was held while the model was loaded and run";
    EXPECT_TRUE(torchIsMapped());
    EXPECT_TRUE(desk.segmentation().labels.segments().empty())
        << "nothing is written before Accept";
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("preview.bar"))->isVisible());
    desk.screenshot("preview-1280x800-dark");
    desk.press(QStringLiteral("Esc"));
    EXPECT_EQ(desk.session().proposal(), nullptr);
    EXPECT_TRUE(desk.history().steps().empty());

    desk.press(QStringLiteral("Alt+A"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 60000));
    desk.view().setFocus();
    desk.press(QStringLiteral("Return"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }));
    ASSERT_EQ(desk.history().steps().size(), 1U);
    EXPECT_EQ(desk.history().steps().front().label.kind, StepKind::AutoSegment);
    EXPECT_EQ(desk.segmentation().labels.segments().size(), 12U) << "six muscles of two sides";
    EXPECT_GT(sharedShare(desk.segmentation().labels, desk.makeLeg().labels), 0.85);
    EXPECT_TRUE(std::ranges::all_of(desk.segmentation().slices,
                                    [](SliceState state) { return state == SliceState::Auto; }));
    desk.screenshot("auto-1280x800-dark");
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_TRUE(desk.segmentation().labels.segments().empty());
}

/// The network's slices are seen one by one while it works, by a person who goes on editing.
TEST(Learning, AProposalGrowsSliceBySlice) {
    Desk desk;
    desk.openLeg(24);
    desk.session().view().setCrosshair({160, 96, 12});
    desk.session().view().setCrossLines(false);
    desk.addSegment();
    CaseSession& session = desk.session();
    std::vector<std::int64_t> arrivals; // how many there were at each change
    bool seenBefore = false;
    QObject::connect(&session, &CaseSession::growthChanged, &desk.window(), [&] {
        if (session.growth() != nullptr) {
            arrivals.push_back(session.growth()->arrived());
            seenBefore = seenBefore || session.proposal() != nullptr;
        }
    });
    Heartbeat heartbeat;
    desk.press(QStringLiteral("Alt+A"));
    ASSERT_TRUE(desk.waitFor(
        [&] { return session.growth() != nullptr && session.growth()->arrived() >= 3; }, 120000))
        << desk.messages().toStdString();
    EXPECT_LE(reported(heartbeat), heldBoundMs);
    desk.screenshot("growing-1280x800-dark");
    heartbeat.restart(); // writing a picture takes its time
    EXPECT_FALSE(desk.find<QWidget>(QStringLiteral("preview.bar"))->isVisible());
    desk.press(QStringLiteral("B"));
    desk.drag(desk.view(), {80, 96, 12}, {100, 96, 12});
    ASSERT_TRUE(desk.waitFor([&] { return session.proposal() != nullptr; }, 60000));
    EXPECT_LE(reported(heartbeat), heldBoundMs);
    EXPECT_EQ(session.growth(), nullptr);
    EXPECT_FALSE(seenBefore);
    ASSERT_FALSE(arrivals.empty());
    EXPECT_EQ(arrivals.front(), 0);
    EXPECT_TRUE(std::ranges::is_sorted(arrivals));
    EXPECT_EQ(desk.history().steps().size(), 2U) << "the segment and the stroke, nothing else";
    desk.press(QStringLiteral("Esc"));
    EXPECT_EQ(session.proposal(), nullptr);
}

TEST(Learning, EscStopsAProposalThatIsBeingMade) {
    Desk desk;
    desk.openLeg(24);
    desk.session().view().setCrosshair({160, 96, 12});
    CaseSession& session = desk.session();
    const Segmentation before = session.segmentation();
    desk.press(QStringLiteral("Alt+A"));
    ASSERT_TRUE(desk.waitFor([&] { return session.growth() != nullptr; }, 120000))
        << desk.messages().toStdString();
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(session.segmentation(), before) << "there is nothing to accept";
    desk.press(QStringLiteral("Esc"));
    EXPECT_EQ(session.growth(), nullptr) << "at once";
    ASSERT_TRUE(desk.waitFor([&] { return !desk.bench().segmenting.isRunning(); }, 30000));
    desk.settle(100);
    EXPECT_EQ(session.proposal(), nullptr);
    EXPECT_EQ(session.proposedLabels(), nullptr);
    EXPECT_EQ(session.segmentation(), before);
    EXPECT_TRUE(desk.history().steps().empty());
    EXPECT_EQ(desk.messages(), QString()) << "who stops it need not be told";
    // And it can be asked again.
    desk.press(QStringLiteral("Alt+A"));
    EXPECT_TRUE(desk.waitFor([&] { return session.proposal() != nullptr; }, 60000));
}

TEST(Learning, ReviewedSlicesStayUnlessAllIsReplaced) {
    Desk desk;
    desk.openLeg();
    desk.addSegment();
    desk.session().view().setCrosshair({160, 96, 2});
    desk.press(QStringLiteral("Ctrl+Return")); // reviewed: there is nothing in it
    desk.press(QStringLiteral("Alt+A"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 120000));
    desk.click(QStringLiteral("preview.accept"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }));
    const auto painted = [&](std::int64_t slice) {
        const auto layer = desk.segmentation().labels.layer(0);
        const std::int64_t plane = std::int64_t{320} * 192;
        return std::any_of(layer.begin() + slice * plane, layer.begin() + (slice + 1) * plane,
                           [](auto value) { return value != 0; });
    };
    EXPECT_FALSE(painted(2));
    EXPECT_TRUE(painted(3));
    EXPECT_EQ(desk.segmentation().slices.at(2), SliceState::Reviewed);

    desk.view().setFocus();
    desk.press(QStringLiteral("Alt+A"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 60000));
    auto* bar = desk.find<QWidget>(QStringLiteral("preview.bar"));
    bar->findChild<ui::Segmented*>()->choose(static_cast<int>(MergeRule::ReplaceAll));
    desk.click(QStringLiteral("preview.accept"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }));
    EXPECT_TRUE(painted(2));
    EXPECT_EQ(desk.segmentation().slices.at(2), SliceState::Auto) << "nobody has confirmed this";
}

/// Slices, side and a rectangle: nothing outside is looked at or changed.
TEST(Learning, AModelIsAskedForAPartOfTheImage) {
    Desk desk;
    const LabelMap truth = desk.makeLeg().labels;
    desk.open(desk.legImage());
    desk.session().view().setCrosshair({80, 96, 3});
    desk.press(QStringLiteral("Shift+A"));
    const VoxelIndex low{14, 30, 3};
    const VoxelIndex high{150, 165, 3};
    desk.drag(desk.view(), low, high);
    ASSERT_TRUE(desk.session().view().rectangle());
    EXPECT_NEAR(static_cast<double>(desk.session().view().rectangle()->low.x), 14, 1);
    EXPECT_NEAR(static_cast<double>(desk.session().view().rectangle()->high.y), 165, 1);
    EXPECT_TRUE(desk.history().steps().empty()) << "a rectangle is no act";
    auto* inside = desk.find<QAbstractButton>(QStringLiteral("auto.inside"));
    EXPECT_TRUE(inside->isChecked()) << "who draws one means it";
    desk.find<ui::Segmented>(QStringLiteral("auto.slices"))->choose(0);
    desk.screenshot("auto-rectangle-1280x800-dark");
    desk.press(QStringLiteral("Shift+A")); // once more
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 120000))
        << desk.messages().toStdString();
    EXPECT_EQ(desk.session().proposal()->firstSlice, 3);
    EXPECT_EQ(desk.session().proposal()->lastSlice, 3);
    desk.screenshot("auto-rectangle-preview-1280x800-dark");
    desk.view().setFocus();
    desk.press(QStringLiteral("Return"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }));
    const VoxelBox box = *desk.session().view().rectangle();
    const LabelMap& now = desk.segmentation().labels;
    const GridSize size = now.geometry().size();
    double both = 0;
    double sum = 0;
    for (VoxelIndex at; at.z < size.z; ++at.z) {
        for (at.y = 0; at.y < size.y; ++at.y) {
            for (at.x = 0; at.x < size.x; ++at.x) {
                const bool within = at.z == 3 && at.x >= box.low.x && at.x <= box.high.x &&
                                    at.y >= box.low.y && at.y <= box.high.y;
                if (!within) {
                    ASSERT_EQ(now.at(at), 0) << at.x << " " << at.y << " " << at.z;
                    continue;
                }
                both += now.at(at) != 0 && truth.at(at) != 0 ? 2 : 0;
                sum += (now.at(at) != 0 ? 1 : 0) + (truth.at(at) != 0 ? 1 : 0);
            }
        }
    }
    EXPECT_GT(both / sum, 0.8) << "the one leg in it is found";

    // The left side alone, of the whole slice.
    desk.session().view().setRectangle(std::nullopt);
    desk.settle();
    EXPECT_FALSE(inside->isChecked());
    desk.find<ui::Segmented>(QStringLiteral("auto.side"))->choose(0);
    desk.press(QStringLiteral("Shift+A")); // once more
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 60000));
    EXPECT_EQ(desk.session().proposal()->labels.segments().size(), 6U);
    for (const Segment& segment : desk.session().proposal()->labels.segments()) {
        EXPECT_TRUE(segment.name.ends_with("_L")) << segment.name;
    }
}

TEST(Learning, TooFewSlicesSaySoAndEnoughTeachWhileEditingGoesOn) {
    Desk desk;
    desk.openLeg(8);
    desk.paintTruth();
    desk.press(QStringLiteral("Ctrl+4"));
    desk.settle(100);
    ASSERT_NE(desk.button(QStringLiteral("Learn")), nullptr);
    EXPECT_FALSE(desk.button(QStringLiteral("Learn"))->isEnabled());
    desk.screenshot("learn-too-few-1280x800-dark");
    for (std::int64_t slice = 0; slice < 7; ++slice) {
        desk.session().openCase().markSlices({slice}, SliceState::Reviewed);
    }
    desk.settle(100);
    EXPECT_TRUE(desk.button(QStringLiteral("Learn"))->isEnabled());
    desk.screenshot("learn-ready-1280x800-dark");
    const auto model = desk.bench().segmenting.chosen();
    ASSERT_TRUE(model.has_value());
    Heartbeat heartbeat;
    desk.bench().learning.start(desk.bench().session(), *model);
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().learning.events().size() > 3; }, 120000))
        << desk.messages().toStdString();
    desk.screenshot("learn-running-1280x800-dark");
    desk.window().close();
    auto* leaving = desk.find<QWidget>(QStringLiteral("leaving.bar"));
    ASSERT_TRUE(desk.window().isVisible() && leaving->isVisible()) << "a run would be dropped";
    EXPECT_TRUE(leaving->accessibleName().contains(QStringLiteral("A model is learning")));
    desk.press(QStringLiteral("Esc"));
    ASSERT_FALSE(leaving->isVisible());
    // Editing goes on, and joins the next run.
    desk.session().view().setCrosshair({80, 96, 7});
    desk.press(QStringLiteral("B"));
    const std::size_t steps = desk.history().steps().size();
    heartbeat.restart();
    for (int i = 0; i < 5; ++i) {
        desk.drag(desk.view(), {60 + 4 * i, 90, 7}, {90, 100, 7});
    }
    EXPECT_EQ(desk.history().steps().size(), steps + 5);
    ASSERT_TRUE(desk.waitFor(
        [&] { return desk.bench().learning.phase() != LearningDesk::Phase::Running; }, 300000));
    EXPECT_LE(reported(heartbeat), heldBoundMs) << "the window was held while the model learnt";
    desk.settle(200);
    desk.screenshot("learn-finished-1280x800-dark");
    ASSERT_EQ(desk.bench().learning.phase(), LearningDesk::Phase::Finished)
        << desk.messages().toStdString();
    ASSERT_NE(desk.bench().learning.result(), nullptr);
    EXPECT_EQ(desk.bench().learning.result()->slices, 7);
    ASSERT_TRUE(desk.bench().learning.result()->kept());
    auto* labels = desk.find<ui::DumbbellPlot>(QStringLiteral("learn.labels"));
    ASSERT_NE(labels, nullptr);
    EXPECT_TRUE(labels->isVisible());
    EXPECT_EQ(labels->accessibleDescription().split(QStringLiteral("; ")).size(), 6)
        << "each muscle: " << labels->accessibleDescription().toStdString();
    desk.window().close();
    ASSERT_TRUE(desk.window().isVisible() && leaving->isVisible()) << "the result is not kept";
    EXPECT_NE(desk.button(QStringLiteral("Keep it and close")), nullptr);
    desk.screenshot("leaving-learnt-1280x800-dark");
    desk.press(QStringLiteral("Esc"));
    const std::size_t models = desk.bench().segmenting.models().size();
    desk.click(desk.button(QStringLiteral("Keep as local version")));
    ASSERT_TRUE(
        desk.waitFor([&] { return desk.bench().segmenting.models().size() == models + 1; }, 30000));
    desk.settle(200);
    desk.screenshot("learn-kept-1280x800-dark");
    desk.window().resize(1920, 1080);
    desk.screenshot("learn-kept-1920x1080-dark");
    // The next run is shown beside this one, also after a restart.
    const std::size_t events = desk.bench().learning.events().size();
    desk.restart();
    desk.open(desk.legImage());
    desk.press(QStringLiteral("Ctrl+4"));
    const auto again = desk.bench().segmenting.chosen();
    ASSERT_TRUE(again.has_value());
    ASSERT_EQ(desk.bench().learning.formerRuns(again->id).size(), 1U);
    EXPECT_EQ(desk.bench().learning.formerRuns(again->id).front().events.size(), events);
    desk.bench().learning.start(desk.bench().session(), *again);
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().learning.events().size() > 8; }, 120000));
    desk.settle(100);
    const auto legends = desk.window().findChildren<ui::PlotLegend*>();
    EXPECT_TRUE(std::ranges::any_of(legends, [](const ui::PlotLegend* legend) {
        return legend->isVisible() &&
               legend->accessibleName() == QStringLiteral("this run, 1, Today");
    }));
    desk.screenshot("learn-second-1920x1080-dark");
}

} // namespace laurel
