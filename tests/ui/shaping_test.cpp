#include "segments_desk.h"

#include <QTest>

#include <algorithm>

namespace laurel {

namespace {

/// A person who shapes whole segments: every tool by its key, previewed, discarded, applied,
/// undone.
class Shaping : public SegmentsDesk {
  protected:
    /// The tool's key brings a preview that Esc takes away and Enter, asked for again, applies.
    void useByKey(const QString& key, const std::string& step) {
        const Segmentation before = desk.segmentation();
        desk.press(key);
        ASSERT_TRUE(offered()) << desk.messages().toStdString();
        EXPECT_EQ(desk.segmentation(), before) << "nothing changes before Enter";
        EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("offer.bar"))->isVisible());
        desk.press(QStringLiteral("Esc"));
        EXPECT_EQ(desk.session().offer(), nullptr);
        EXPECT_EQ(desk.segmentation(), before);
        desk.press(key);
        ASSERT_TRUE(offered());
        desk.press(QStringLiteral("Return"));
        EXPECT_EQ(lastStep(), step);
        EXPECT_NE(desk.segmentation(), before);
        EXPECT_FALSE(desk.find<QWidget>(QStringLiteral("offer.bar"))->isVisible());
        desk.press(QStringLiteral("Ctrl+Z"));
        EXPECT_EQ(desk.segmentation(), before);
        desk.press(QStringLiteral("Ctrl+Y"));
        EXPECT_NE(desk.segmentation(), before);
        desk.press(QStringLiteral("Ctrl+Z"));
    }
};

TEST_F(Shaping, GrowIsShownAndAppliedByKeys) {
    const std::int64_t before = voxels(0);
    useByKey(QStringLiteral("G"), "Grow 2 mm");
    EXPECT_EQ(voxels(0), before);
    desk.press(QStringLiteral("G"));
    ASSERT_TRUE(offered());
    desk.screenshot("grow-preview-1280x800-dark");
    desk.click(QStringLiteral("offer.accept"));
    EXPECT_GT(voxels(0), before);
}

TEST(ShapingLooks, APreviewAtFullSizeInBothThemes) {
    Desk desk({1920, 1080});
    desk.openLeg(12);
    desk.session().view().setCrosshair({160, 96, 6});
    desk.paintTruth();
    desk.session().view().setActiveSegment(0);
    desk.view().setFocus();
    desk.press(QStringLiteral("G"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().offer() != nullptr; }, 20000));
    EXPECT_GT(desk.view().height(), 700) << "the image is the largest thing";
    desk.screenshot("grow-preview-1920x1080-dark");
    desk.press(QStringLiteral("Ctrl+Alt+L"));
    desk.settle(100);
    desk.screenshot("grow-preview-1920x1080-light");
    desk.press(QStringLiteral("Ctrl+Alt+D"));
}

TEST_F(Shaping, AParameterThatChangesChangesThePreview) {
    desk.press(QStringLiteral("G"));
    ASSERT_TRUE(offered());
    const std::int64_t one = desk.session().offer()->voxels.voxels();
    auto* slider = desk.find<QWidget>(QStringLiteral("pane.options"))->findChild<ui::Slider*>();
    ASSERT_NE(slider, nullptr);
    slider->moveTo(4);
    ASSERT_TRUE(desk.waitFor([&] {
        const EditStep* offer = desk.session().offer();
        return offer != nullptr && offer->label.action == "Grow 4 mm";
    }));
    EXPECT_GT(desk.session().offer()->voxels.voxels(), one);
    // Another tool takes the preview away.
    desk.view().setFocus();
    desk.press(QStringLiteral("B"));
    EXPECT_EQ(desk.session().offer(), nullptr);
}

TEST_F(Shaping, SmoothByKeys) {
    useByKey(QStringLiteral("U"), "Smooth 1 mm");
}

TEST_F(Shaping, ClosingFillsACut) {
    // A thin cut through the segment.
    const LabelMap& labels = desk.segmentation().labels;
    const Segment segment = labels.segments()[0];
    const std::int64_t whole = voxels(0);
    desk.session().act(0, [&](LabelMapEdit& edit) {
        for (std::int64_t y = 0; y < 192; y += 12) {
            edit.erase({0, y, 6}, 320, segment.value);
        }
        return StepLabel{StepKind::Eraser, "Cut", ""};
    });
    const std::int64_t cut = voxels(0);
    ASSERT_LT(cut, whole);
    desk.press(QStringLiteral("M"));
    ASSERT_TRUE(offered()) << desk.messages().toStdString();
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(lastStep(), "Close 2 mm");
    EXPECT_GT(voxels(0), cut);
}

TEST_F(Shaping, InterpolationFillsTheSlicesThatWereCleared) {
    const std::int64_t whole = voxels(0);
    for (const int slice : {4, 5, 7, 8}) {
        desk.session().view().setCrosshair({160, 96, slice});
        desk.press(QStringLiteral("Del"));
    }
    const std::int64_t sparse = voxels(0);
    ASSERT_LT(sparse, whole);
    desk.press(QStringLiteral("Shift+D"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 20000))
        << desk.messages().toStdString();
    desk.press(QStringLiteral("Return"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }));
    EXPECT_EQ(lastStep(), "Interpolate");
    EXPECT_NEAR(static_cast<double>(voxels(0)), static_cast<double>(whole),
                0.15 * static_cast<double>(whole));
    EXPECT_EQ(desk.segmentation().slices.at(5), SliceState::InWork);
}

TEST_F(Shaping, IslandsKeepsTheLargestPiece) {
    desk.press(QStringLiteral("B"));
    const std::int64_t before = voxels(0);
    desk.clickVoxel(desk.view(), {4, 4, 6});
    ASSERT_GT(voxels(0), before);
    desk.press(QStringLiteral("K"));
    ASSERT_TRUE(offered());
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(lastStep(), "Keep largest");
    EXPECT_LE(voxels(0), before);
    EXPECT_EQ(desk.segmentation().labels.at({4, 4, 6}), 0);
}

TEST_F(Shaping, ThresholdTakesWhatIsBright) {
    desk.addSegment();
    desk.view().setFocus();
    desk.press(QStringLiteral("T"));
    ASSERT_TRUE(offered()) << desk.messages().toStdString();
    desk.screenshot("threshold-preview-1280x800-dark");
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(lastStep(), "Threshold");
    const LabelMap& labels = desk.segmentation().labels;
    const std::uint16_t value = labels.segments().back().value;
    const Volume& image = desk.session().image();
    std::int64_t painted = 0;
    double least = 1e9;
    for (std::int64_t y = 0; y < 192; ++y) {
        for (std::int64_t x = 0; x < 320; ++x) {
            if (labels.at({x, y, 6}) == value) {
                ++painted;
                least = std::min(least, image.value({x, y, 6}, 0));
            }
            EXPECT_NE(labels.at({x, y, 5}), value) << "only this slice";
        }
    }
    EXPECT_GT(painted, 100);
    EXPECT_GE(least, percentileWindow(image, 0, 0, 100).level);
}

TEST_F(Shaping, ALockedSegmentIsNotPreviewed) {
    desk.press(QStringLiteral("Shift+L"));
    desk.press(QStringLiteral("G"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.messages().contains(QStringLiteral("locked")); }));
    EXPECT_EQ(desk.session().offer(), nullptr);
}

TEST_F(Shaping, LassoPaintsWhatItEnclosesAndShowsItsLine) {
    desk.addSegment();
    desk.press(QStringLiteral("L"));
    ui::SliceView& view = desk.view();
    view.setFocus();
    const Segmentation before = desk.segmentation();
    const auto at = [&](std::int64_t x, std::int64_t y) {
        return view.toWidget({static_cast<double>(x), static_cast<double>(y), 6}).toPoint();
    };
    QTest::mousePress(&view, Qt::LeftButton, {}, at(10, 10));
    for (const QPoint& corner : {at(40, 10), at(40, 30), at(10, 30)}) {
        QTest::mouseMove(&view, corner);
        desk.settle();
    }
    EXPECT_EQ(desk.segmentation(), before) << "nothing before the button is let go";
    desk.screenshot("lasso-1280x800-dark");
    QTest::mouseRelease(&view, Qt::LeftButton, {}, at(10, 30));
    desk.settle();
    EXPECT_EQ(lastStep(), "Lasso");
    const std::uint16_t value = desk.segmentation().labels.segments().back().value;
    EXPECT_EQ(desk.segmentation().labels.at({25, 20, 6}), value);
    EXPECT_EQ(desk.segmentation().labels.at({45, 20, 6}), before.labels.at({45, 20, 6}));
    EXPECT_NEAR(static_cast<double>(voxels(desk.segmentation().labels.segments().size() - 1)),
                30 * 20, 90);
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation(), before);
}

TEST_F(Shaping, EscLeavesNoTraceOfALasso) {
    desk.press(QStringLiteral("L"));
    ui::SliceView& view = desk.view();
    const Segmentation before = desk.segmentation();
    const QPoint start = view.toWidget({20, 20, 6}).toPoint();
    QTest::mousePress(&view, Qt::LeftButton, {}, start);
    QTest::mouseMove(&view, start + QPoint(60, 0));
    QTest::mouseMove(&view, start + QPoint(60, 60));
    QTest::keyClick(&view, Qt::Key_Escape);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, start + QPoint(60, 60));
    desk.settle();
    EXPECT_EQ(desk.segmentation(), before);
}

TEST_F(Shaping, RegionGrowsOverWhatIsAlike) {
    desk.addSegment();
    desk.view().setFocus();
    desk.press(QStringLiteral("R"));
    desk.clickVoxel(desk.view(), {3, 3, 6}); // air
    EXPECT_EQ(lastStep(), "Region");
    const std::uint16_t value = desk.segmentation().labels.segments().back().value;
    const Volume& image = desk.session().image();
    const double seed = image.value({3, 3, 6}, 0);
    const double range = percentileWindow(image, 0, 2, 98).width;
    std::int64_t painted = 0;
    for (std::int64_t y = 0; y < 192; ++y) {
        for (std::int64_t x = 0; x < 320; ++x) {
            if (desk.segmentation().labels.at({x, y, 6}) == value) {
                ++painted;
                EXPECT_LE(std::abs(image.value({x, y, 6}, 0) - seed), 0.1 * range + 1e-6);
            }
        }
    }
    EXPECT_GT(painted, 100);
}

TEST_F(Shaping, ABrushThatFollowsIntensityStaysInTheDark) {
    desk.addSegment();
    desk.press(QStringLiteral("B"));
    desk.view().setFocus();
    desk.press(QStringLiteral("S"));
    desk.drag(desk.view(), {4, 96, 6}, {300, 96, 6}); // from air through both legs
    EXPECT_EQ(lastStep(), "Brush");
    const std::uint16_t value = desk.segmentation().labels.segments().back().value;
    const Volume& image = desk.session().image();
    const double range = percentileWindow(image, 0, 2, 98).width;
    const double seed = image.value({4, 96, 6}, 0);
    std::int64_t painted = 0;
    for (std::int64_t y = 0; y < 192; ++y) {
        for (std::int64_t x = 0; x < 320; ++x) {
            if (desk.segmentation().labels.at({x, y, 6}) == value) {
                ++painted;
                EXPECT_LE(std::abs(image.value({x, y, 6}, 0) - seed), 0.2 * range);
            }
        }
    }
    EXPECT_GT(painted, 20);
    desk.screenshot("follow-intensity-1280x800-dark");
}

} // namespace
} // namespace laurel
