#include "ui/desk.h"

#include "laurel/ui_kit/controls.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

namespace laurel {

namespace {

/// The table as a spreadsheet gets it: cells by row name and column title.
std::map<QString, std::map<QString, QString>> copied(Desk& desk) {
    desk.click(QStringLiteral("numbers.copy"));
    const QStringList lines = QApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
    const QStringList titles = lines.value(0).split(u'\t');
    std::map<QString, std::map<QString, QString>> table;
    for (const QString& line : lines.mid(1)) {
        const QStringList cells = line.split(u'\t');
        for (qsizetype i = 1; i < titles.size(); ++i) {
            table[cells.value(0)][titles[i]] = cells.value(i);
        }
    }
    return table;
}

/// Voxels of a label in some slices, and the mean of the image there, counted one by one.
struct Counted {
    std::int64_t voxels = 0;
    double mean = 0;
};

Counted countedIn(Desk& desk, std::uint16_t value,
                  const std::function<bool(std::int64_t)>& wanted) {
    const GridSize size = desk.segmentation().labels.geometry().size();
    const std::vector<float> image = desk.session().image().toFloat(0);
    const auto labels = desk.segmentation().labels.layer(0);
    Counted counted;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] == value && wanted(static_cast<std::int64_t>(i) / (size.x * size.y))) {
            ++counted.voxels;
            counted.mean += static_cast<double>(image[i]);
        }
    }
    counted.mean /= static_cast<double>(std::max<std::int64_t>(1, counted.voxels));
    return counted;
}

bool everySlice(std::int64_t) {
    return true;
}

void openNumbers(Desk& desk) {
    desk.press(QStringLiteral("Ctrl+3"));
    ASSERT_TRUE(desk.waitFor([&] {
        const auto* button = desk.find<QAbstractButton>(QStringLiteral("numbers.copy"));
        return button->isVisible() && button->isEnabled();
    }));
}

/// Of one segment on show, until they are as expected.
bool showsVoxels(Desk& desk, const QString& name, std::int64_t voxels) {
    return desk.waitFor(
        [&] { return copied(desk)[name][QStringLiteral("Voxels")].toLongLong() == voxels; });
}

ui::Segmented* choiceOf(Desk& desk, const QString& name) {
    for (auto* choice :
         desk.find<QWidget>(QStringLiteral("place.numbers"))->findChildren<ui::Segmented*>()) {
        if (choice->choices().contains(name)) {
            return choice;
        }
    }
    return nullptr;
}

} // namespace

TEST(Numbers, SayWhatBelongsThereBeforeThereIsAnything) {
    Desk desk;
    desk.openLeg();
    desk.press(QStringLiteral("Ctrl+3"));
    desk.settle(100);
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("place.numbers"))->isVisible());
    EXPECT_FALSE(desk.find<QAbstractButton>(QStringLiteral("numbers.export"))->isEnabled());
    desk.screenshot("numbers-empty-1280x800-dark");
}

TEST(Numbers, OfferToLearnOnceEnoughSlicesAreReviewed) {
    Desk desk;
    desk.openLeg(8);
    desk.paintTruth();
    desk.session().openCase().markSlices({0, 1, 2}, SliceState::Reviewed);
    openNumbers(desk);
    desk.click(QStringLiteral("numbers.copy"));
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("Numbers copied")));
    EXPECT_FALSE(desk.messages().contains(QStringLiteral("to learn"))) << "three are too few";
    desk.session().openCase().markSlices({3, 4, 5}, SliceState::Reviewed);
    desk.settle(50);
    desk.click(QStringLiteral("numbers.copy"));
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("Enough slices are reviewed")))
        << desk.messages().toStdString();
    desk.screenshot("offers-learning-1280x800-dark");
    QAbstractButton* learn = nullptr;
    for (const auto* toast : desk.window().findChildren<ui::Toast*>()) {
        for (auto* button : toast->findChildren<QAbstractButton*>()) {
            learn = button->text() == QStringLiteral("Learn") ? button : learn;
        }
    }
    desk.click(learn);
    desk.settle();
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("place.learn"))->isVisible());
}

TEST(Numbers, AreThoseOfTheVoxelsCountedOneByOne) {
    Desk desk;
    desk.openLeg(24);
    desk.paintTruth();
    Heartbeat heartbeat;
    openNumbers(desk);
    EXPECT_LE(reported(heartbeat), heldBoundMs) << "the window was held while it was measured";
    const Geometry grid = desk.segmentation().labels.geometry();
    auto table = copied(desk);
    const auto& segments = desk.segmentation().labels.segments();
    ASSERT_EQ(table.size(), segments.size() + 1) << "each, and all together";
    std::int64_t all = 0;
    for (const Segment& segment : segments) {
        const Counted counted = countedIn(desk, segment.value, everySlice);
        const auto& row = table[QString::fromStdString(segment.name)];
        EXPECT_EQ(row.at(QStringLiteral("Voxels")).toLongLong(), counted.voxels) << segment.name;
        EXPECT_NEAR(row.at(QStringLiteral("Volume, ml")).toDouble(),
                    static_cast<double>(counted.voxels) * grid.voxelVolume() / 1000, 0.051);
        EXPECT_NEAR(row.at(QStringLiteral("Mean")).toDouble(), counted.mean,
                    std::max(0.006, 0.006 * std::abs(counted.mean)));
        all += counted.voxels;
    }
    EXPECT_EQ(
        table[QStringLiteral("All %1").arg(segments.size())][QStringLiteral("Voxels")].toLongLong(),
        all);
    desk.screenshot("numbers-1280x800-dark");
}

TEST(Numbers, FollowStrokesReviewAndTheSliceOnShow) {
    Desk desk(Desk::Size{1920, 1080});
    desk.openLeg(12);
    desk.paintTruth();
    for (std::int64_t slice = 0; slice < 7; ++slice) {
        desk.session().openCase().markSlices({slice}, SliceState::Reviewed);
    }
    openNumbers(desk);
    const Segment first = desk.segmentation().labels.segments().front();
    const QString name = QString::fromStdString(first.name);
    ASSERT_TRUE(showsVoxels(desk, name, countedIn(desk, first.value, everySlice).voxels));
    desk.screenshot("numbers-1920x1080-dark");

    // Only reviewed slices count.
    auto* only = desk.find<QWidget>(QStringLiteral("place.numbers"))->findChild<ui::Switch*>();
    desk.click(only);
    const auto reviewed = [](std::int64_t slice) { return slice < 7; };
    EXPECT_TRUE(showsVoxels(desk, name, countedIn(desk, first.value, reviewed).voxels));
    desk.click(only);
    ASSERT_TRUE(showsVoxels(desk, name, countedIn(desk, first.value, everySlice).voxels));

    // A stroke is measured when it has come to rest, and so is its undoing.
    desk.session().view().setActiveSegment(0);
    desk.session().view().setCrosshair({160, 96, 9});
    desk.view().setFocus();
    desk.press(QStringLiteral("B"));
    const std::int64_t before = countedIn(desk, first.value, everySlice).voxels;
    desk.drag(desk.view(), {150, 20, 9}, {170, 24, 9});
    const std::int64_t after = countedIn(desk, first.value, everySlice).voxels;
    ASSERT_GT(after, before);
    EXPECT_TRUE(showsVoxels(desk, name, after));
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_TRUE(showsVoxels(desk, name, before));

    // By slice: a row leads there.
    choiceOf(desk, QStringLiteral("Per slice"))->choose(1);
    auto* table = desk.find<QWidget>(QStringLiteral("numbers.table"));
    auto slices = copied(desk);
    for (const auto& [slice, row] : slices) {
        const std::int64_t number = slice.mid(6).toLongLong() - 1;
        EXPECT_EQ(row.at(QStringLiteral("Voxels")).toLongLong(),
                  countedIn(desk, first.value, [&](auto each) { return each == number; }).voxels);
    }
    table->setFocus(Qt::TabFocusReason);
    desk.press(QStringLiteral("Home"));
    const std::int64_t lowest = desk.session().view().crosshair().z;
    desk.press(QStringLiteral("Down"));
    EXPECT_EQ(desk.session().view().crosshair().z, lowest + 1);
    desk.screenshot("numbers-slices-1920x1080-dark");
    choiceOf(desk, QStringLiteral("Mean"))->choose(1);
    desk.settle(100);
    desk.screenshot("numbers-mean-1920x1080-dark");
}

TEST(Numbers, AreChosenFromTheTableAndExported) {
    Desk desk;
    desk.openLeg();
    desk.paintTruth();
    openNumbers(desk);
    auto* table = desk.find<QWidget>(QStringLiteral("numbers.table"));
    table->setFocus(Qt::TabFocusReason);
    desk.session().view().setActiveSegment(0);
    desk.press(QStringLiteral("Down"));
    EXPECT_EQ(desk.session().view().activeSegment(), 1);
    desk.press(QStringLiteral("End"));
    EXPECT_EQ(desk.session().view().activeSegment(),
              static_cast<int>(desk.segmentation().labels.segments().size()) - 1)
        << "the sum beneath is no segment";
    desk.click(QStringLiteral("numbers.export"));
    auto* dialog = desk.window().findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    const auto file = desk.folder() / "numbers.csv";
    Q_EMIT dialog->fileSelected(QString::fromStdString(file.string()));
    desk.settle(50);
    std::ifstream stream(file);
    std::string header;
    std::getline(stream, header);
    EXPECT_EQ(header, "name,value,slice,voxels,volume_ml,mean,sd,p5,p25,p50,p75,p95,area_cm2,"
                      "state,dice_automatic\r");
    const auto lines = std::count(std::istreambuf_iterator<char>(stream), {}, '\n');
    EXPECT_GT(lines, 12 * 3) << "each segment, and its slices";
    dialog->close();
}

} // namespace laurel
