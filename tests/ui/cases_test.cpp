#include "ui/desk.h"

#include "laurel/formats/files.h"
#include "laurel/session/remembered_folders.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QMenu>

#include <map>
#include <set>

/// The list of cases, as somebody meets it who comes back.
namespace laurel {

namespace fs = std::filesystem;

namespace {

QAbstractButton* visibleButton(Desk& desk, const QString& beginning) {
    for (QAbstractButton* one : desk.window().findChildren<QAbstractButton*>()) {
        if (one->isVisible() && one->accessibleName().startsWith(beginning)) {
            return one;
        }
    }
    return nullptr;
}

/// Colourful pixels of what a widget shows, by hue in steps of 30°.
std::set<int> huesOf(QWidget& widget, const QRect& part) {
    const QImage shown = widget.grab(part).toImage();
    std::map<int, int> hues;
    for (int y = 0; y < shown.height(); ++y) {
        for (int x = 0; x < shown.width(); ++x) {
            const QColor color = shown.pixelColor(x, y);
            if (color.hsvSaturationF() > 0.25F && color.valueF() > 0.2F) {
                ++hues[color.hsvHue() / 30];
            }
        }
    }
    std::set<int> many;
    for (const auto& [hue, count] : hues) {
        if (count > 30) {
            many.insert(hue);
        }
    }
    return many;
}

/// Only the picture: not the line of progress, the mark and the words.
QRect pictureOf(const QWidget& card) {
    return {4, 28, card.width() - 8, card.height() / 2 - 28};
}

void save(Desk& desk) {
    bool saved = false;
    QObject::connect(&desk.session(), &CaseSession::saved, &desk.window(), [&] { saved = true; });
    desk.press(QStringLiteral("Ctrl+S"));
    ASSERT_TRUE(desk.waitFor([&] { return saved; }));
}

} // namespace

TEST(Cases, AreShownWithTheirMasksAndOpenedByKey) {
    Desk desk;
    desk.openLeg();
    save(desk);
    desk.press(QStringLiteral("Ctrl+1"));
    QAbstractButton* card = visibleButton(desk, QStringLiteral("image"));
    ASSERT_NE(card, nullptr);
    const auto isPictured = [&] {
        card = visibleButton(desk, QStringLiteral("image"));
        return card != nullptr &&
               card->grab(pictureOf(*card)).toImage().pixelColor(card->width() / 4, 40) != QColor();
    };
    ASSERT_TRUE(desk.waitFor(isPictured));
    EXPECT_EQ(huesOf(*card, pictureOf(*card)), std::set<int>()) << "grey: nothing is drawn yet";

    desk.press(QStringLiteral("Ctrl+2"));
    desk.paintTruth();
    desk.press(QStringLiteral("Ctrl+1")); // which saves, so that the list tells of what was done
    ASSERT_TRUE(desk.waitFor([&] {
        card = visibleButton(desk, QStringLiteral("image"));
        return card != nullptr && huesOf(*card, pictureOf(*card)).size() >= 3;
    })) << "the six muscles in their colours";
    EXPECT_TRUE(card->hasFocus()) << "although the list was made anew";
    desk.screenshot("cases-1280x800-dark");

    desk.restart();
    card = visibleButton(desk, QStringLiteral("image"));
    ASSERT_NE(card, nullptr);
    auto* find = desk.find<QWidget>(QStringLiteral("place.cases"))->findChild<QLineEdit*>();
    find->setFocus();
    desk.type(QStringLiteral("soleus"));
    desk.press(QStringLiteral("Return"));
    card = visibleButton(desk, QStringLiteral("image"));
    ASSERT_NE(card, nullptr) << "found by a muscle";
    EXPECT_TRUE(card->hasFocus());
    desk.press(QStringLiteral("Return"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().session() != nullptr; }));
    EXPECT_GT(desk.segmentation().labels.segments().size(), 3U);
}

TEST(Cases, RecentOnesStandInTheFileMenu) {
    Desk desk;
    auto* menu = desk.find<QMenu>(QStringLiteral("menu.recent"));
    ASSERT_NE(menu, nullptr);
    const auto rows = [&] {
        Q_EMIT menu->aboutToShow();
        return menu->actions();
    };
    ASSERT_EQ(rows().size(), 1);
    EXPECT_FALSE(rows().front()->isEnabled()) << "there is no case yet";
    desk.openLeg();
    save(desk);
    desk.restart();
    menu = desk.find<QMenu>(QStringLiteral("menu.recent"));
    ASSERT_EQ(rows().size(), 1);
    EXPECT_EQ(rows().front()->text(), QStringLiteral("image"));
    rows().front()->trigger();
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().session() != nullptr; }));
    EXPECT_EQ(desk.session().openCase().name(), "image");
}

TEST(Cases, AStateOrWordsThatNoCaseHasSaySo) {
    Desk desk;
    desk.openLeg();
    save(desk);
    desk.press(QStringLiteral("Ctrl+1"));
    ASSERT_NE(visibleButton(desk, QStringLiteral("image")), nullptr);
    desk.click(visibleButton(desk, QStringLiteral("Flagged, 0")));
    EXPECT_EQ(visibleButton(desk, QStringLiteral("image")), nullptr);
    desk.screenshot("cases-none-1280x800-dark");
    desk.click(visibleButton(desk, QStringLiteral("Not started, 1")));
    EXPECT_NE(visibleButton(desk, QStringLiteral("image")), nullptr);
}

TEST(Cases, AFolderOfFilesIsBrowsedWithPicturesAndRemembered) {
    Desk desk({1920, 1080});
    desk.makeLeg();
    const fs::path folder = desk.folder() / "Leg MR";
    fs::create_directory(folder);
    fs::copy(desk.legImage(), folder / "first.nii.gz");
    writeVolume(folder / "second.nrrd", desk.makeLeg(8, 12).image);
    const QString path = QString::fromStdString(folder.string());
    desk.window().openPath(path);
    auto* series = desk.find<QWidget>(QStringLiteral("place.series"));
    ASSERT_TRUE(desk.waitFor([&] { return series->isVisible(); })) << desk.messages().toStdString();
    desk.settle(100);
    // The legs are bright in the middle of their picture; a glyph stands on the theme's ground.
    int pictures = 0;
    for (QWidget* widget : series->findChildren<QWidget*>()) {
        if (widget->isVisible() && widget->size() == QSize(72, 72)) {
            const QImage shown = widget->grab().toImage();
            EXPECT_EQ(shown.pixelColor(1, 1), QColor(Qt::black));
            EXPECT_GT(shown.pixelColor(shown.width() / 4, shown.height() / 2).lightness(), 40);
            ++pictures;
        }
    }
    EXPECT_EQ(pictures, 2);
    desk.screenshot("folder-1920x1080-dark");

    desk.press(QStringLiteral("Escape"));
    QAbstractButton* row = visibleButton(desk, QStringLiteral("Leg MR"));
    ASSERT_NE(row, nullptr);
    desk.screenshot("cases-folder-1920x1080-dark");
    desk.restart();
    row = visibleButton(desk, QStringLiteral("Leg MR"));
    ASSERT_NE(row, nullptr) << "remembered";
    desk.click(row);
    series = desk.find<QWidget>(QStringLiteral("place.series"));
    ASSERT_TRUE(desk.waitFor([&] { return series->isVisible(); }));
    desk.press(QStringLiteral("Escape"));
    desk.click(visibleButton(desk, QStringLiteral("Forget Leg MR")));
    desk.settle(50);
    EXPECT_EQ(visibleButton(desk, QStringLiteral("Leg MR")), nullptr);
    EXPECT_TRUE(RememberedFolders(desk.bench().settings().home).paths().isEmpty());
    EXPECT_TRUE(fs::exists(folder / "first.nii.gz"));
}

} // namespace laurel
