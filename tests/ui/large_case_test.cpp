#include "ui/desk.h"

#include "laurel/edit/fill_tool.h"
#include "laurel/edit/mask_operation.h"
#include "laurel/formats/files.h"
#include "laurel/session/operation_desk.h"
#include "laurel/ui_kit/choices.h"

#include <algorithm>

/// The window is never held, however large the case: 512 x 512 x 200 voxels.
namespace laurel {

namespace {

constexpr GridSize largeSize{512, 512, 200};

/// Bright blocks on a dark ramp, so that a threshold and a registration have something to find.
Volume largeImage() {
    std::vector<std::int16_t> values(static_cast<std::size_t>(largeSize.voxels()));
    std::size_t at = 0;
    for (std::int64_t z = 0; z < largeSize.z; ++z) {
        for (std::int64_t y = 0; y < largeSize.y; ++y) {
            for (std::int64_t x = 0; x < largeSize.x; ++x) {
                const bool block = (x / 64 + y / 64) % 2 == 0;
                values[at++] = static_cast<std::int16_t>((block ? 600 : 100) + x / 8);
            }
        }
    }
    return Volume(Geometry(largeSize, {1, 1, 1}), std::move(values));
}

class LargeCase : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = new TemporaryFolder;
        writeVolume(image(), largeImage());
    }
    static void TearDownTestSuite() { delete folder_; }
    static std::filesystem::path image() { return folder_->path() / "large.nii"; }

    void SetUp() override {
        desk_.window().openPath(QString::fromStdString(image().string()));
        ASSERT_TRUE(desk_.waitFor([&] { return desk_.bench().session() != nullptr; }, 120000))
            << desk_.messages().toStdString();
        desk_.settle(300);
        desk_.session().view().setCrosshair({256, 256, 100});
        desk_.settle(100);
    }

    /// A block of the chosen segment through these slices, as one step.
    void paintBlock(std::int64_t first, std::int64_t last) {
        const Segment segment = desk_.segmentation().labels.segments().at(
            static_cast<std::size_t>(desk_.session().view().activeSegment()));
        desk_.session().act(segment.layer, [&](LabelMapEdit& edit) {
            for (std::int64_t z = first; z <= last; ++z) {
                for (std::int64_t y = 200; y < 320; ++y) {
                    edit.paint({190, y, z}, 140, segment.value);
                }
            }
            return StepLabel{StepKind::Import, "Import", "block"};
        });
        desk_.settle(200);
    }

    Desk desk_;

  private:
    static TemporaryFolder* folder_;
};

TemporaryFolder* LargeCase::folder_ = nullptr;

} // namespace

TEST_F(LargeCase, SegmentsComeAndGoWithoutHoldingTheWindow) {
    Heartbeat heartbeat;
    desk_.addSegment();
    desk_.addSegment();
    desk_.settle(100);
    EXPECT_LE(reported(heartbeat), heldBoundMs) << "a new segment was looked for in all voxels";
    paintBlock(90, 110);
    const std::int64_t voxels = desk_.session().openCase().counts().voxels(1);
    EXPECT_EQ(voxels, 140 * 120 * 21);
    heartbeat.restart();
    desk_.session().openCase().removeSegment(1);
    desk_.settle(100);
    EXPECT_LE(reported(heartbeat), heldBoundMs) << "a segment was looked for in all voxels";
    EXPECT_EQ(desk_.segmentation().labels.segments().size(), 1U);
    heartbeat.restart();
    desk_.press(QStringLiteral("Ctrl+Z"));
    desk_.settle(100);
    EXPECT_LE(reported(heartbeat), heldBoundMs);
    EXPECT_EQ(desk_.session().openCase().counts().voxels(1), voxels);
}

TEST_F(LargeCase, WhatLiesBetweenSlicesIsMadeBesideTheWindow) {
    desk_.addSegment();
    paintBlock(100, 100);
    Heartbeat heartbeat;
    desk_.press(QStringLiteral("N"));
    ASSERT_TRUE(desk_.bench().between.isRunning());
    ASSERT_TRUE(desk_.waitFor([&] { return !desk_.bench().between.isRunning(); }, 120000));
    EXPECT_LE(reported(heartbeat), heldBoundMs);
    ASSERT_NE(desk_.session().proposal(), nullptr) << desk_.messages().toStdString();
    desk_.settle(200);
    heartbeat.restart();
    desk_.press(QStringLiteral("Esc"));
    desk_.settle(100);
    EXPECT_LE(reported(heartbeat), heldBoundMs);
}

TEST_F(LargeCase, AFillOfTheVolumeIsMadeBesideTheWindowAndCanBeCancelled) {
    desk_.addSegment();
    paintBlock(60, 140);
    desk_.session().view().setCrosshair({256, 256, 100});
    FillTool fill;
    fill.parameters.reach.kind = OperationReach::Volume;
    CaseSession& session = desk_.session();
    desk_.addSegment(); // takes the other's block
    desk_.settle(100);
    const auto click = [&] {
        EXPECT_EQ(session.beginAct(fill, {}, {2, 100}, false, {{250, 250, 100}, 1}), std::nullopt);
        EXPECT_FALSE(session.actIsOpen());
        session.endAct();
    };
    const auto chip = [&] {
        const auto tasks = desk_.bench().board.tasks();
        const auto found = std::ranges::find(tasks, "Fill", &TaskStatus::name);
        return found == tasks.end() ? std::nullopt : std::optional(found->id);
    };
    Heartbeat heartbeat;
    click();
    ASSERT_TRUE(desk_.waitFor([&] { return session.offer() != nullptr; }, 60000))
        << desk_.messages().toStdString();
    EXPECT_LE(reported(heartbeat), heldBoundMs);
    EXPECT_EQ(session.offer()->voxels.voxels(), 140 * 120 * 81) << "shown, not written";
    EXPECT_EQ(session.openCase().counts().voxels(1), 0);
    session.discardOffer();
    click();
    ASSERT_TRUE(desk_.waitFor([&] { return chip().has_value(); }));
    desk_.bench().board.cancel(*chip());
    ASSERT_TRUE(desk_.waitFor([&] { return !chip(); }, 60000));
    EXPECT_EQ(session.offer(), nullptr);
    click();
    ASSERT_TRUE(desk_.waitFor([&] { return session.offer() != nullptr; }, 60000));
    EXPECT_TRUE(session.acceptOffer());
    EXPECT_EQ(session.openCase().counts().voxels(1), 140 * 120 * 81);
    EXPECT_EQ(session.openCase().counts().voxels(0), 0);
}

TEST_F(LargeCase, CurvesOfAllSlicesAreSnappedBesideTheWindow) {
    desk_.addSegment();
    paintBlock(60, 140);
    desk_.press(QStringLiteral("Shift+C"));
    desk_.settle(100);
    desk_.find<QWidget>(QStringLiteral("pane.options"))
        ->findChild<ui::Segmented*>(QStringLiteral("acts.reach"))
        ->choose(2);
    desk_.settle(100);
    desk_.view().setFocus();
    const auto chip = [&] {
        const auto tasks = desk_.bench().board.tasks();
        const auto found = std::ranges::find(tasks, "Snap to edges", &TaskStatus::name);
        return found == tasks.end() ? std::nullopt : std::optional(found->id);
    };
    Heartbeat heartbeat;
    desk_.press(QStringLiteral("Shift+M"));
    ASSERT_TRUE(desk_.waitFor([&] { return chip().has_value(); }))
        << desk_.messages().toStdString();
    desk_.bench().board.cancel(*chip());
    ASSERT_TRUE(desk_.waitFor([&] { return !chip(); }, 60000));
    EXPECT_EQ(desk_.session().offer(), nullptr);
    desk_.press(QStringLiteral("Shift+M"));
    ASSERT_TRUE(desk_.waitFor([&] { return desk_.session().offer() != nullptr; }, 60000))
        << desk_.messages().toStdString();
    EXPECT_LE(reported(heartbeat), heldBoundMs);
    const EditStep& offered = *desk_.session().offer();
    EXPECT_NE(offered.label.detail.find("and 80 more slices"), std::string::npos)
        << offered.label.detail;
    desk_.session().discardOffer();
}

TEST_F(LargeCase, PreviewsOfTheVolumeAreMadeBesideTheWindowAndCopiedOnce) {
    desk_.addSegment();
    paintBlock(60, 140);
    const Segment segment = desk_.segmentation().labels.segments().front();
    OperationDesk& desk = desk_.bench().operations;
    const OperationScope volume{segment, {2, 100}, OperationReach::Volume, Overwrite::Unlocked};
    const auto preview = [&](const MaskOperation& operation) {
        desk.preview(desk_.bench().session(), volume, operation);
        return desk_.waitFor([&] { return !desk.isRunning(); }, 120000);
    };
    Heartbeat heartbeat;
    for (const double low : {550.0, 600.0, 640.0}) { // as a slider moves
        ASSERT_TRUE(preview(ThresholdParameters{.low = low, .high = 2000}));
        desk_.settle(50);
    }
    ASSERT_NE(desk_.session().offer(), nullptr) << desk_.messages().toStdString();
    EXPECT_LE(reported(heartbeat), heldBoundMs);
    heartbeat.restart();
    ASSERT_TRUE(preview(IslandsParameters{}));
    EXPECT_LE(reported(heartbeat), heldBoundMs);
    desk_.session().discardOffer();
}

} // namespace laurel
