#include "ui/desk.h"
#include "ui/file_dialog.h"

#include "laurel/formats/files.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QTest>

#include <algorithm>
#include <fstream>

/// Masks of files on an open case.
namespace laurel {

namespace fs = std::filesystem;

namespace {

bool hasColor(const QColor& pixel) {
    constexpr int clear = 20;
    const auto [least, most] = std::minmax({pixel.red(), pixel.green(), pixel.blue()});
    return most - least > clear;
}

/// A voxel in the midst of a mask, and the view on it.
VoxelIndex inside(Desk& desk, const LabelMap& labels) {
    const GridSize& size = labels.geometry().size();
    const std::int64_t z = size.z / 2;
    for (std::int64_t y = 2; y + 2 < size.y; ++y) {
        for (std::int64_t x = 2; x + 2 < size.x; ++x) {
            const auto value = labels.at({x, y, z});
            const auto alike = [&](std::int64_t dx, std::int64_t dy) {
                return labels.at({x + dx, y + dy, z}) == value;
            };
            if (value != 0 && alike(-2, 0) && alike(2, 0) && alike(0, -2) && alike(0, 2)) {
                desk.session().view().setCrosshair({x, y, z});
                desk.session().view().setCrossLines(false);
                desk.settle();
                return {x, y, z};
            }
        }
    }
    ADD_FAILURE() << "no mask";
    return {};
}

fs::path labelsOf(const Desk& desk) {
    return desk.folder() / "leg" / "labels.nii.gz";
}

bool waitForSegments(Desk& desk) {
    return desk.waitFor([&] { return !desk.segmentation().labels.segments().empty(); });
}

} // namespace

TEST(Masks, AreDroppedOnACaseSeenUndoneAndRedone) {
    Desk desk;
    const LabelMap truth = desk.makeLeg().labels;
    desk.open(desk.legImage());
    const VoxelIndex at = inside(desk, truth);
    EXPECT_FALSE(hasColor(desk.pixelAt(desk.view(), at)));
    desk.drop({labelsOf(desk)});
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("question.bar"))->isVisible());
    desk.screenshot("masks-dropped-1280x800-dark");
    desk.click(desk.button(QStringLiteral("Open as masks")));
    ASSERT_TRUE(waitForSegments(desk)) << desk.messages().toStdString();
    desk.settle(100);
    EXPECT_EQ(desk.segmentation().labels.segments().size(), truth.segments().size());
    EXPECT_TRUE(std::ranges::equal(desk.segmentation().labels.layer(0), truth.layer(0)));
    EXPECT_TRUE(hasColor(desk.pixelAt(desk.view(), at)));
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("12 segments opened. From labels.nii.gz")))
        << desk.messages().toStdString();
    EXPECT_EQ(std::ranges::count(desk.segmentation().slices, SliceState::Reviewed), 0);
    desk.screenshot("masks-opened-1280x800-dark");
    ASSERT_EQ(desk.history().steps().size(), 1U);
    desk.view().setFocus();
    desk.press(QStringLiteral("Ctrl+Z"));
    desk.settle(100);
    EXPECT_TRUE(desk.segmentation().labels.segments().empty());
    EXPECT_FALSE(hasColor(desk.pixelAt(desk.view(), at)));
    desk.press(QStringLiteral("Ctrl+Y"));
    desk.settle(100);
    EXPECT_TRUE(hasColor(desk.pixelAt(desk.view(), at)));
}

/// A file for each structure, chosen together: all enter the case, each as a step of its own.
TEST(Masks, OfSeveralFilesAreDroppedTogether) {
    Desk desk;
    const LabelMap truth = desk.makeLeg().labels;
    desk.open(desk.legImage());
    std::vector<fs::path> files;
    for (const Segment& segment : {truth.segments()[0], truth.segments()[5]}) {
        LabelMap own(truth.geometry());
        std::ranges::transform(truth.layer(0), own.layer(0).begin(), [&](std::uint16_t value) {
            return value == segment.value ? value : std::uint16_t{0};
        });
        own.addSegment(segment);
        files.push_back(desk.folder() / ("one-" + std::to_string(segment.value) + ".nii.gz"));
        writeLabels(files.back(), own);
    }
    desk.drop(files);
    desk.screenshot("masks-several-1280x800-dark");
    desk.click(desk.button(QStringLiteral("Open as masks")));
    ASSERT_TRUE(desk.waitFor([&] { return desk.segmentation().labels.segments().size() == 2; }))
        << desk.messages().toStdString();
    desk.settle(100);
    EXPECT_EQ(desk.history().steps().size(), 2U);
    const LabelMap& now = desk.segmentation().labels;
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(now.voxels(now.segments()[i]), truth.voxels(truth.segments()[i == 0 ? 0 : 5]));
    }
    // One that cannot be read keeps the next from being opened, and both are told.
    std::ofstream(desk.folder() / "broken.nii.gz") << "no mask";
    desk.drop({desk.folder() / "broken.nii.gz", files[0]});
    desk.click(desk.button(QStringLiteral("Open as masks")));
    ASSERT_TRUE(desk.waitFor([&] { return desk.messages().contains(QStringLiteral("broken")); }));
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("Not tried: 1 more file.")))
        << desk.messages().toStdString();
    EXPECT_EQ(desk.history().steps().size(), 2U);
}

TEST(Masks, AreOpenedByKeyAndKeepWhatIsDrawn) {
    Desk desk;
    const LabelMap truth = desk.makeLeg().labels;
    desk.open(desk.legImage());
    desk.addSegment();
    desk.press(QStringLiteral("B"));
    const VoxelIndex at = inside(desk, truth);
    desk.drag(desk.view(), at, {at.x + 6, at.y, at.z});
    const std::int64_t drawn =
        desk.segmentation().labels.voxels(desk.segmentation().labels.segments().front());
    ASSERT_GT(drawn, 0);
    desk.press(QStringLiteral("Ctrl+M"));
    chooseInDialog(desk, labelsOf(desk));
    ASSERT_TRUE(desk.waitFor([&] { return desk.segmentation().labels.segments().size() > 1; }))
        << desk.messages().toStdString();
    desk.settle(100);
    EXPECT_EQ(desk.segmentation().labels.voxels(desk.segmentation().labels.segments().front()),
              drawn);
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("1 kept where they overlap")))
        << desk.messages().toStdString();
}

TEST(Masks, OfAnotherPlaceAreAlignedByIndexWhenAsked) {
    Desk desk;
    const LabelMap truth = desk.makeLeg().labels;
    desk.open(desk.legImage());
    const Geometry& grid = truth.geometry();
    const WorldPoint origin{grid.origin().x + 5000, grid.origin().y, grid.origin().z};
    LabelMap apart(Geometry(grid.size(), grid.spacing(), origin, grid.direction()),
                   {truth.layer(0).begin(), truth.layer(0).end()});
    for (const Segment& segment : truth.segments()) {
        apart.addSegment(segment);
    }
    writeLabels(desk.folder() / "apart.nii.gz", apart);
    desk.drop({desk.folder() / "apart.nii.gz"});
    desk.click(desk.button(QStringLiteral("Open as masks")));
    ASSERT_TRUE(desk.waitFor([&] {
        return desk.button(QStringLiteral("Align by index")) != nullptr;
    })) << desk.messages().toStdString();
    EXPECT_TRUE(desk.segmentation().labels.segments().empty());
    EXPECT_EQ(desk.button(QStringLiteral("Resample onto the image")), nullptr)
        << "nothing of them lies in the image";
    EXPECT_EQ(QApplication::focusWidget()->objectName(), QStringLiteral("question.leave"));
    desk.screenshot("masks-refused-1280x800-dark");
    desk.press(QStringLiteral("Esc"));
    EXPECT_FALSE(desk.find<QWidget>(QStringLiteral("question.bar"))->isVisible());
    EXPECT_TRUE(desk.history().steps().empty());
    desk.drop({desk.folder() / "apart.nii.gz"});
    desk.click(desk.button(QStringLiteral("Open as masks")));
    ASSERT_TRUE(
        desk.waitFor([&] { return desk.button(QStringLiteral("Align by index")) != nullptr; }));
    desk.click(desk.button(QStringLiteral("Align by index")));
    ASSERT_TRUE(waitForSegments(desk)) << desk.messages().toStdString();
    EXPECT_TRUE(std::ranges::equal(desk.segmentation().labels.layer(0), truth.layer(0)));
    const VoxelIndex at = inside(desk, truth);
    desk.settle(100);
    EXPECT_TRUE(hasColor(desk.pixelAt(desk.view(), at)));
}

TEST(Masks, ComeWithTheImageFromTheCommandLine) {
    Desk desk;
    desk.makeLeg();
    desk.window().openPath(QString::fromStdString(desk.legImage().string()),
                           QString::fromStdString(labelsOf(desk).string()));
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().session() != nullptr; }));
    EXPECT_TRUE(waitForSegments(desk)) << desk.messages().toStdString();
}

TEST(Masks, NeedACaseAndADroppedImageMayBeOne) {
    Desk desk;
    const auto actions = desk.window().actions();
    const auto found = std::ranges::find_if(actions, [](const QAction* action) {
        return action->objectName() == QStringLiteral("command.Open masks…");
    });
    ASSERT_NE(found, actions.end());
    EXPECT_FALSE((*found)->isEnabled());
    EXPECT_TRUE((*found)->toolTip().contains(QStringLiteral("no case is open")));
    desk.openLeg();
    EXPECT_TRUE((*found)->isEnabled());
    const auto before = desk.bench().session();
    const Geometry& grid = desk.session().image().geometry();
    std::vector<std::int16_t> flat(static_cast<std::size_t>(grid.size().voxels()), 7);
    writeVolume(desk.folder() / "other.nii.gz", Volume(grid, std::move(flat)));
    desk.drop({desk.folder() / "other.nii.gz"});
    desk.click(desk.button(QStringLiteral("Open as image")));
    EXPECT_TRUE(desk.waitFor([&] { return desk.bench().session() != before; }))
        << desk.messages().toStdString();
}

} // namespace laurel
