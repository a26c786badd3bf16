#include "ui/desk.h"

#include "laurel/ui_views/surface_view.h"

#include <QAbstractButton>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

/// The 3-D view beside the area plot, in the real window.
namespace laurel {

namespace {

class SurfaceInWindow : public ::testing::Test {
  protected:
    void begin(Desk::Size size) {
        desk = std::make_unique<Desk>(size);
        desk->openLeg(24);
        desk->paintTruth();
        view = desk->find<ui::SurfaceView>(QStringLiteral("view.surface"));
        ASSERT_NE(view, nullptr);
        ASSERT_TRUE(view->isVisible());
        waitForPicture();
    }
    void waitForPicture() {
        ASSERT_TRUE(desk->waitFor([this] { return view->isUpToDate(); }, 90000));
    }
    /// How much of the left and of the right half shows the hue of a segment.
    std::array<int, 2> halvesOf(const std::string& name) {
        const auto& segments = desk->segmentation().labels.segments();
        const auto found = std::ranges::find(segments, name, &Segment::name);
        EXPECT_NE(found, segments.end()) << name;
        const QColor color(found->color.red, found->color.green, found->color.blue);
        const QImage shown = view->grab().toImage();
        std::array<int, 2> halves{};
        for (int y = 0; y < shown.height(); ++y) {
            for (int x = 0; x < shown.width(); ++x) {
                const QColor pixel = shown.pixelColor(x, y);
                const int away = std::abs(pixel.hsvHue() - color.hsvHue());
                if (std::min(away, 360 - away) <= 2 &&
                    std::abs(pixel.hsvSaturation() - color.hsvSaturation()) < 12) {
                    ++halves.at(x < shown.width() / 2 ? 0 : 1);
                }
            }
        }
        return halves;
    }

    std::unique_ptr<Desk> desk;
    ui::SurfaceView* view = nullptr;
};

} // namespace

TEST_F(SurfaceInWindow, ShowsMusclesWhereTheyAreAndObeysTheList) {
    begin({1280, 800});
    const auto right = halvesOf("Tibialis anterior_R");
    EXPECT_GT(right[0], 100) << "the right leg is at the left";
    desk->screenshot("surface-1280x800-dark");

    // Half a turn, by the keyboard alone, with the slice staying as it is.
    view->setFocus();
    const VoxelIndex crosshair = desk->session().view().crosshair();
    for (int i = 0; i < 12; ++i) {
        desk->press(QStringLiteral("Right"));
    }
    waitForPicture();
    EXPECT_EQ(desk->session().view().crosshair(), crosshair);
    const auto soleus = halvesOf("Soleus_R");
    EXPECT_GT(soleus[1], 100) << "from behind, the right leg is at the right";
    EXPECT_LT(halvesOf("Tibialis anterior_R")[1], right[0] / 2)
        << "and what lies in front is hidden";
    desk->screenshot("surface-back-1280x800-dark");

    const auto& segments = desk->segmentation().labels.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (segments[i].name.starts_with("Soleus")) {
            desk->session().openCase().setLook(i, {.visible = false});
        }
    }
    waitForPicture();
    EXPECT_LT(halvesOf("Soleus_R")[1], 10) << "hidden in the list, hidden here";
}

TEST_F(SurfaceInWindow, FollowsEditsAndUndoWhileTheWindowIsFree) {
    begin({1920, 1080});
    desk->screenshot("surface-1920x1080-dark");
    const auto before = halvesOf("Tibialis anterior_R");
    ASSERT_GT(before[0], 100);
    Heartbeat heartbeat;
    const auto& segments = desk->segmentation().labels.segments();
    const auto front =
        std::ranges::find(segments, std::string("Tibialis anterior_R"), &Segment::name);
    desk->session().openCase().removeSegment(static_cast<std::size_t>(front - segments.begin()));
    EXPECT_FALSE(view->isUpToDate());
    waitForPicture();
    desk->view().setFocus();
    desk->press(QStringLiteral("Ctrl+Z"));
    waitForPicture();
    EXPECT_NEAR(halvesOf("Tibialis anterior_R")[0], before[0], 0.05 * before[0]);
    // Dragged to and fro by hand.
    const QPoint middle = view->rect().center();
    QTest::mousePress(view, Qt::LeftButton, {}, middle);
    for (int i = 0; i < 30; ++i) {
        QTest::mouseMove(view, middle + QPoint(4 * (i % 10), i));
        desk->settle(5);
    }
    QTest::mouseRelease(view, Qt::LeftButton, {}, middle);
    waitForPicture();
    EXPECT_LE(reported(heartbeat), heldBoundMs);
    desk->screenshot("surface-dragged-1920x1080-dark");
}

TEST_F(SurfaceInWindow, SharesItsPlaceWithTheAreaPlot) {
    begin({1280, 800});
    auto* plot = desk->find<QWidget>(QStringLiteral("view.plot"));
    const QString button = QStringLiteral("view.plot.switch");
    EXPECT_TRUE(plot->isVisible());
    const int narrow = view->width();
    desk->click(button);
    EXPECT_FALSE(plot->isVisible());
    EXPECT_GT(view->width(), 2 * narrow);
    waitForPicture();
    desk->screenshot("surface-alone-1280x800-dark");
    desk->click(button);
    EXPECT_TRUE(plot->isVisible());
    EXPECT_FALSE(view->isVisible());
    desk->click(button);
    EXPECT_TRUE(plot->isVisible());
    EXPECT_TRUE(view->isVisible());
}

TEST_F(SurfaceInWindow, ShowsWhatAModelProposesUntilItIsDecided) {
    desk = std::make_unique<Desk>(Desk::Size{1920, 1080});
    desk->openLeg(24);
    view = desk->find<ui::SurfaceView>(QStringLiteral("view.surface"));
    waitForPicture();
    const QImage empty = view->grab().toImage();
    desk->press(QStringLiteral("Alt+A"));
    ASSERT_TRUE(desk->waitFor([&] { return desk->session().proposal() != nullptr; }, 120000))
        << desk->messages().toStdString();
    waitForPicture();
    desk->screenshot("surface-proposed-1920x1080-dark");
    const auto differing = [&] {
        const QImage now = view->grab().toImage();
        int count = 0;
        for (int y = 0; y < now.height(); ++y) {
            for (int x = 0; x < now.width(); ++x) {
                count += now.pixel(x, y) != empty.pixel(x, y) ? 1 : 0;
            }
        }
        return count;
    };
    EXPECT_GT(differing(), 2000);
    desk->press(QStringLiteral("Escape"));
    ASSERT_TRUE(desk->waitFor([&] { return view->isUpToDate() && differing() == 0; }, 90000))
        << "discarded, and gone here too";
}

} // namespace laurel
