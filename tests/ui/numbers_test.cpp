#include "ui/desk.h"

#include "laurel/base/files.h"
#include "laurel/metrics/statistics.h"
#include "laurel/ui_kit/controls.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QTest>

namespace laurel {

class NumbersPlace : public ::testing::Test {
  protected:
    void SetUp() override {
        desk.openLeg(12);
        ASSERT_TRUE(desk.bench().session());
        desk.paintTruth();
        desk.session().view().setActiveSegment(0);
    }
    QTableView& table() { return *desk.find<QTableView>(QStringLiteral("numbers.table")); }
    QString cell(int row, int column) {
        return table().model()->index(row, column).data().toString();
    }
    bool measured() {
        return desk.waitFor(
            [&] { return table().model()->rowCount() > 0 && !desk.bench().numbers.isRunning(); });
    }
    Desk desk;
};

TEST_F(NumbersPlace, ShowsWhatEachSegmentMeasures) {
    Heartbeat heartbeat;
    desk.press(QStringLiteral("Ctrl+3"));
    ASSERT_TRUE(measured());
    EXPECT_LE(reported(heartbeat), heldBoundMs);
    const auto expected = labelStatistics(desk.session().image(), desk.segmentation().labels);
    ASSERT_EQ(table().model()->rowCount(), static_cast<int>(expected.size()));
    for (int row = 0; row < table().model()->rowCount(); ++row) {
        const LabelStatistics& label = expected[static_cast<std::size_t>(row)];
        EXPECT_EQ(cell(row, 0).toStdString(), label.name);
        EXPECT_EQ(cell(row, 2).toLongLong(), label.whole.voxels);
        EXPECT_EQ(cell(row, 3), QString::number(label.whole.volumeMl, 'f', 1));
    }
    EXPECT_TRUE(desk.view().isVisible()) << "the image stays in sight";
    desk.screenshot("numbers-1280x800-dark");
    // Editing goes on, and the numbers follow.
    desk.view().setFocus();
    const QString before = cell(0, 2);
    desk.press(QStringLiteral("Del"));
    ASSERT_TRUE(desk.waitFor([&] { return cell(0, 2) != before; }));
    EXPECT_LT(cell(0, 2).toLongLong(), before.toLongLong());
}

TEST_F(NumbersPlace, PerSliceRowsLeadToTheirSlices) {
    desk.press(QStringLiteral("Ctrl+3"));
    ASSERT_TRUE(measured());
    desk.find<ui::Segmented>(QStringLiteral("numbers.kind"))->choose(1);
    ASSERT_GT(table().model()->rowCount(), 5);
    table().setFocus();
    table().selectRow(4);
    EXPECT_EQ(desk.session().view().crosshair().z, cell(4, 0).toLongLong() - 1);
    desk.screenshot("numbers-slices-1280x800-dark");
}

TEST_F(NumbersPlace, OnlyReviewedMeasuresThoseAlone) {
    desk.press(QStringLiteral("Home"));
    desk.press(QStringLiteral("Ctrl+Return"));
    desk.press(QStringLiteral("Ctrl+3"));
    ASSERT_TRUE(measured());
    const qlonglong all = cell(0, 2).toLongLong();
    auto* warning = desk.find<QWidget>(QStringLiteral("numbers.warning"));
    EXPECT_TRUE(warning->isVisible());
    desk.find<ui::Switch>(QStringLiteral("numbers.reviewed"))->click();
    ASSERT_TRUE(desk.waitFor([&] { return cell(0, 2).toLongLong() < all; }));
    EXPECT_FALSE(warning->isVisible()) << "what is measured is reviewed";
}

TEST_F(NumbersPlace, AreCopiedAndExported) {
    desk.press(QStringLiteral("Ctrl+3"));
    ASSERT_TRUE(measured());
    desk.click(QStringLiteral("numbers.copy"));
    const QString copied = QApplication::clipboard()->text();
    EXPECT_EQ(copied.count(QLatin1Char('\n')), table().model()->rowCount() + 1);
    EXPECT_TRUE(copied.contains(cell(0, 0) + QLatin1Char('\t')));
    desk.click(QStringLiteral("numbers.export"));
    auto* dialog = desk.window().findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    auto* name = dialog->findChild<QLineEdit*>();
    ASSERT_NE(name, nullptr);
    const std::filesystem::path file = desk.folder() / "numbers.csv";
    name->setText(QString::fromStdString(file.string()));
    QTest::keyClick(name, Qt::Key_Return);
    ASSERT_TRUE(desk.waitFor([&] { return desk.messages().contains(QStringLiteral("Exported")); }))
        << desk.messages().toStdString();
    const std::string csv = readTextFile(file, std::size_t{1} << 20);
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), table().model()->rowCount() + 1);
    EXPECT_NE(csv.find(cell(0, 0).toStdString() + ","), std::string::npos);
}

/// For the eye: the largest usual screen, and the theme for bright rooms.
TEST(NumbersLooks, NoNumberIsCutAtFullSize) {
    Desk desk({1920, 1080});
    desk.openLeg(12);
    desk.paintTruth();
    desk.press(QStringLiteral("Ctrl+3"));
    auto* table = desk.find<QTableView>(QStringLiteral("numbers.table"));
    ASSERT_TRUE(desk.waitFor([&] { return table->model()->rowCount() > 0; }));
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        for (int column = 0; column < table->model()->columnCount(); ++column) {
            const QModelIndex index = table->model()->index(row, column);
            EXPECT_GE(table->columnWidth(column), table->sizeHintForIndex(index).width())
                << index.data().toString().toStdString();
        }
    }
    EXPECT_FALSE(table->horizontalScrollBar()->isVisible());
    desk.screenshot("numbers-1920x1080-dark");
    desk.press(QStringLiteral("Ctrl+Alt+L"));
    desk.settle(100);
    desk.screenshot("numbers-1920x1080-light");
    desk.press(QStringLiteral("Ctrl+Alt+D"));
}

} // namespace laurel
