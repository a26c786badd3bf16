#include "laurel/ui_pages/dropped.h"
#include "laurel/ui_pages/pages.h"
#include "page_test.h"
#include "samples.h"
#include "start_panel.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QScrollArea>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QUrl>

namespace laurel::ui {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(StartPanel, ExplainsItselfOnTheFirstStart) {
    StartPanel panel;
    panel.present(firstStart());
    const std::string text = allText(panel);
    EXPECT_THAT(text, HasSubstr("No account and no server are needed."));
    EXPECT_THAT(text, HasSubstr("Only weights can leave."));
    EXPECT_THAT(text, HasSubstr("optional"));
    EXPECT_THAT(text, Not(HasSubstr("Recent cases")));
    int opened = 0;
    QObject::connect(&panel, &StartPanel::openWanted, [&] { ++opened; });
    QObject::connect(&panel, &StartPanel::folderWanted, [&] { opened += 10; });
    QObject::connect(&panel, &StartPanel::sampleWanted, [&] { opened += 100; });
    QObject::connect(&panel, &StartPanel::serverWanted, [&] { opened += 1000; });
    for (const char* button : {"Open images", "Open folder", "Try the sample leg", "Add server"}) {
        press(panel, button);
    }
    EXPECT_EQ(opened, 1111);
    expectNamed(panel);
    takePictures(panel, "start-first", wholeWindow);
}

TEST(StartPanel, FitsTheSmallestWindowWithoutScrolling) {
    StartPanel panel;
    for (const StartFacts& facts : {firstStart(), laterStart()}) {
        panel.present(facts);
        panel.resize(1280, 734);
        panel.show();
        QApplication::processEvents();
        const auto* area = panel.findChild<QScrollArea*>();
        EXPECT_EQ(area->verticalScrollBar()->maximum(), 0);
        EXPECT_LE(area->widget()->width(), area->viewport()->width());
    }
}

TEST(StartPanel, TakesLocalFilesThatAreDropped) {
    StartPanel panel;
    panel.present(firstStart());
    QStringList dropped;
    QObject::connect(&panel, &StartPanel::pathsDropped,
                     [&](const QStringList& paths) { dropped = paths; });
    const auto drop = [&panel](const QList<QUrl>& urls) {
        QMimeData data;
        data.setUrls(urls);
        QDragEnterEvent enter({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QApplication::sendEvent(&panel, &enter);
        QDropEvent event({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&panel, &event);
        return enter.isAccepted();
    };
    const QUrl elsewhere("https://example.org/leg.nii");
    EXPECT_FALSE(drop({elsewhere}));
    EXPECT_EQ(dropped, QStringList());
    const QUrl leg = QUrl::fromLocalFile("/data/leg.nii.gz");
    EXPECT_TRUE(drop({elsewhere, leg, QUrl::fromLocalFile("/data/fat.nii.gz")}));
    EXPECT_EQ(dropped, QStringList({"/data/leg.nii.gz", "/data/fat.nii.gz"}));
}

TEST(Dropped, FilesHaveAFolderInCommonOrNot) {
    const QTemporaryDir home;
    const QString inside = home.path() + QStringLiteral("/inside");
    ASSERT_TRUE(QDir().mkdir(inside));
    const QString leg = inside + QStringLiteral("/leg.nii.gz");
    const QString fat = inside + QStringLiteral("/fat.nii.gz");
    EXPECT_EQ(commonFolder({leg, fat}), inside);
    EXPECT_EQ(commonFolder({leg}), inside);
    EXPECT_EQ(commonFolder({leg, home.path() + QStringLiteral("/fat.nii.gz")}), QString());
    EXPECT_EQ(commonFolder({home.path() + QStringLiteral("/fat.nii.gz"), inside}), QString())
        << "a folder is no file";
    EXPECT_EQ(commonFolder({}), QString());
}

TEST(StartPage, ShowsTheModelsOfItsWorkbench) {
    const QTemporaryDir home;
    WorkbenchSettings settings;
    settings.home = home.path().toStdString();
    settings.cases = settings.home / "cases";
    settings.outboxSeconds = 0;
    Workbench bench(settings);
    StartPage page(bench);
    EXPECT_THAT(allText(page), HasSubstr("No model is on this computer yet."));
    settings.shippedPackages = shippedPackageFolders();
    Workbench shipped(settings);
    StartPage other(shipped);
    EXPECT_THAT(allText(other), HasSubstr("6 muscles, MR"));
    EXPECT_THAT(allText(other), HasSubstr("shipped"));
    EXPECT_THAT(allText(other), Not(HasSubstr("signed")));
}

} // namespace
} // namespace laurel::ui
