#include "ui/desk.h"

#include "laurel/dicom/series_writer.h"
#include "laurel/formats/files.h"
#include "laurel/ui_kit/controls.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QElapsedTimer>
#include <QLayout>
#include <QTest>

#include <algorithm>

namespace laurel {

namespace fs = std::filesystem;

TEST(Opening, TheWindowIsUsableWithinASecondAndWithoutLibTorch) {
    QElapsedTimer timer;
    timer.start();
    Desk desk;
    EXPECT_LE(timer.elapsed(), startBoundMs);
    EXPECT_FALSE(torchIsMapped());
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("place.cases"))->isVisible());
    desk.screenshot("start-1280x800-dark");
}

/// The brightest or darkest place of the fourth slice whose neighbours look alike: where a pixel of
/// the screen may show any of them.
VoxelIndex flatPlace(const Volume& image, bool bright) {
    VoxelIndex best{2, 2, 3};
    double extreme = bright ? 0 : 1e9;
    for (std::int64_t y = 4; y < image.geometry().size().y - 4; ++y) {
        for (std::int64_t x = 4; x < image.geometry().size().x - 4; ++x) {
            double low = 1e9;
            double high = 0;
            for (std::int64_t i = 0; i < 9; ++i) {
                const double value = image.value({x + i % 3 - 1, y + i / 3 - 1, 3});
                low = std::min(low, value);
                high = std::max(high, value);
            }
            const bool better = bright ? low > extreme : high < extreme;
            if (high - low < 80 && better) {
                best = {x, y, 3};
                extreme = bright ? low : high;
            }
        }
    }
    return best;
}

TEST(Opening, AFileFromTheCommandLineIsShownWhereItsVoxelsAre) {
    Desk desk;
    desk.openLeg();
    ASSERT_TRUE(desk.bench().session());
    const Volume& image = desk.session().image();
    EXPECT_EQ(image.geometry().size(), (GridSize{320, 192, 6}));
    desk.session().view().setCrossLines(false);
    desk.session().view().setWindow({1000, 500, false});
    desk.settle();
    // Bright and dark places show the grey that the window gives them.
    for (const VoxelIndex at : {flatPlace(image, true), flatPlace(image, false)}) {
        const double grey = std::clamp(image.value(at) / 1000 * 255, 0.0, 255.0);
        EXPECT_NEAR(desk.pixelAt(desk.view(), at).red(), grey, 30) << at.x << " " << at.y;
    }
    EXPECT_FALSE(torchIsMapped());
}

TEST(Opening, AFolderOfDicomCanBeDropped) {
    Desk desk;
    const SyntheticCase& leg = desk.makeLeg();
    const fs::path folder = desk.folder() / "dicom";
    writeSeries(folder, leg.image, {11, "Synthetic leg", "LEG"}, {});
    desk.drop({folder});
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().session() != nullptr; }))
        << desk.messages().toStdString();
    EXPECT_EQ(desk.session().image().geometry().size(), (GridSize{320, 192, 6}));
}

/// Of several images in a folder one is chosen; a mask beside them is no harm.
TEST(Opening, SeveralFilesThatAreDroppedAreChosenFrom) {
    Desk desk;
    desk.makeLeg();
    const fs::path other = desk.legImage().parent_path() / "other.nii.gz";
    fs::copy_file(desk.legImage(), other);
    desk.drop({other, desk.legImage()});
    auto* page = desk.find<QWidget>(QStringLiteral("place.series"));
    ASSERT_TRUE(desk.waitFor([&] { return page->isVisible(); })) << desk.messages().toStdString();
    desk.screenshot("dropped-several-1280x800-dark");
    desk.press(QStringLiteral("Esc"));
    // From two folders there is nothing to choose from: the first opens, and that is said.
    const fs::path apart = desk.folder() / "apart.nii.gz";
    fs::copy_file(desk.legImage(), apart);
    desk.drop({apart, other});
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().session() != nullptr; }))
        << desk.messages().toStdString();
    EXPECT_EQ(desk.session().openCase().name(), "apart");
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("Only apart.nii.gz is opened")))
        << desk.messages().toStdString();
}

/// The control of this accessible name in a page; null where there is none.
QWidget* named(QWidget* page, const QString& name) {
    const auto all = page->findChildren<QWidget*>();
    const auto found = std::ranges::find_if(
        all, [&](QWidget* one) { return one->isVisible() && one->accessibleName() == name; });
    return found == all.end() ? nullptr : *found;
}

QWidget* buttonSaying(QWidget* page, const QString& text) {
    for (auto* button : page->findChildren<QAbstractButton*>()) {
        if (button->isVisible() && button->text() == text) {
            return button;
        }
    }
    return nullptr;
}

QString textsOf(QWidget* page) {
    QStringList texts;
    for (const ui::Label* label : page->findChildren<ui::Label*>()) {
        texts << label->text();
    }
    return texts.join(QLatin1Char('\n'));
}

TEST(Opening, AMissingSliceIsShownAndFilledOnlyOnRequest) {
    Desk desk;
    const fs::path folder = desk.folder() / "dicom";
    writeSeries(folder, desk.makeLeg().image, {11, "Synthetic leg", "LEG"}, {});
    fs::remove(folder / "slice_0003.dcm");
    desk.window().openPath(QString::fromStdString(folder.string()));
    auto* page = desk.find<QWidget>(QStringLiteral("place.series"));
    ASSERT_TRUE(desk.waitFor([&] { return page->isVisible(); })) << desk.messages().toStdString();
    desk.screenshot("series-gap-1280x800-dark");
    EXPECT_EQ(desk.bench().session(), nullptr);
    QWidget* open = named(page, QStringLiteral("Resample and open Synthetic leg"));
    ASSERT_NE(open, nullptr);
    desk.click(open);
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().session() != nullptr; }))
        << desk.messages().toStdString();
    EXPECT_EQ(desk.session().image().geometry().size(), (GridSize{320, 192, 6}));
}

TEST(Opening, PatientsAreNamedOnlyWhenSomebodyAsks) {
    Desk desk;
    const SyntheticCase& leg = desk.makeLeg();
    fs::create_directories(desk.folder() / "dicom");
    writeSeries(desk.folder() / "dicom" / "a", leg.image, {11, "First of two", "LEG"}, {});
    writeSeries(desk.folder() / "dicom" / "b", leg.image, {12, "Second of two", "LEG"}, {});
    desk.window().openPath(QString::fromStdString((desk.folder() / "dicom").string()));
    auto* page = desk.find<QWidget>(QStringLiteral("place.series"));
    ASSERT_TRUE(desk.waitFor([&] { return page->isVisible(); })) << desk.messages().toStdString();
    EXPECT_FALSE(textsOf(page).contains(QStringLiteral("SYNTHETIC")));
    desk.click(buttonSaying(page, QStringLiteral("Show patient names")));
    EXPECT_TRUE(desk.waitFor([&] { return textsOf(page).contains(QStringLiteral("SYNTHETIC")); }));
    desk.click(buttonSaying(page, QStringLiteral("Hide patient names")));
    EXPECT_TRUE(desk.waitFor([&] { return !textsOf(page).contains(QStringLiteral("SYNTHETIC")); }));
}

TEST(Opening, SeveralSeriesAreOfferedByName) {
    Desk desk;
    const SyntheticCase& leg = desk.makeLeg();
    fs::create_directories(desk.folder() / "dicom");
    writeSeries(desk.folder() / "dicom" / "a", leg.image, {11, "First of two", "LEG"}, {});
    writeSeries(desk.folder() / "dicom" / "b", leg.image, {12, "Second of two", "LEG"}, {});
    desk.window().openPath(QString::fromStdString((desk.folder() / "dicom").string()));
    auto* page = desk.find<QWidget>(QStringLiteral("place.series"));
    ASSERT_TRUE(desk.waitFor([&] { return page->isVisible(); })) << desk.messages().toStdString();
    desk.screenshot("series-1280x800-dark");
    QWidget* open = named(page, QStringLiteral("Open Second of two"));
    ASSERT_NE(open, nullptr);
    desk.click(open);
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().session() != nullptr; }));
    EXPECT_EQ(desk.session().image().description, "Second of two");
}

TEST(Opening, SeriesAreGoneThroughAndOpenedByKeys) {
    Desk desk;
    const SyntheticCase& leg = desk.makeLeg();
    fs::create_directories(desk.folder() / "dicom");
    for (const char* name : {"a", "b", "c"}) {
        writeSeries(desk.folder() / "dicom" / name, leg.image,
                    {static_cast<std::uint64_t>(name[0]), std::string("Series ") + name, "LEG"},
                    {});
    }
    desk.window().openPath(QString::fromStdString((desk.folder() / "dicom").string()));
    auto* page = desk.find<QWidget>(QStringLiteral("place.series"));
    ASSERT_TRUE(desk.waitFor([&] { return page->isVisible(); })) << desk.messages().toStdString();
    const auto focused = [] { return QApplication::focusWidget()->accessibleName(); };
    EXPECT_EQ(focused(), QStringLiteral("Open Series a"));
    desk.press(QStringLiteral("Down"));
    desk.press(QStringLiteral("Down"));
    desk.press(QStringLiteral("Down"));
    EXPECT_EQ(focused(), QStringLiteral("Open Series c")) << "the last one";
    desk.press(QStringLiteral("Up"));
    EXPECT_EQ(focused(), QStringLiteral("Open Series b"));
    desk.press(QStringLiteral("Esc"));
    EXPECT_FALSE(page->isVisible());
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("place.cases"))->isVisible());
    desk.window().openPath(QString::fromStdString((desk.folder() / "dicom").string()));
    ASSERT_TRUE(desk.waitFor([&] { return page->isVisible(); }));
    desk.press(QStringLiteral("Down"));
    desk.press(QStringLiteral("Return"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().session() != nullptr; }));
    EXPECT_EQ(desk.session().image().description, "Series b");
}

TEST(Opening, ABrokenFileIsNamedAndTheOpenCaseStays) {
    Desk desk;
    desk.openLeg();
    const auto before = desk.bench().session();
    writeFileAtomically(desk.folder() / "broken.nii", std::string_view("no image at all"));
    desk.window().openPath(QString::fromStdString((desk.folder() / "broken.nii").string()));
    ASSERT_TRUE(desk.waitFor([&] { return !desk.messages().isEmpty(); }));
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("broken.nii")))
        << desk.messages().toStdString();
    EXPECT_EQ(desk.bench().session(), before);
    desk.screenshot("error-1280x800-dark");

    // The same words again take the place of those that are there.
    const QString said = desk.messages();
    bool ended = false;
    QObject::connect(&desk.bench().opening, &OpeningDesk::ended, &desk.window(),
                     [&] { ended = true; });
    desk.window().openPath(QString::fromStdString((desk.folder() / "broken.nii").string()));
    ASSERT_TRUE(desk.waitFor([&] { return ended; }));
    EXPECT_EQ(desk.messages(), said);
}

/// A window that looks the moment the first slice comes, and notes what it shows.
struct FirstLook {
    explicit FirstLook(Desk& desk) {
        QObject::connect(&desk.bench().opening, &OpeningDesk::pictured, &desk.window(), [&] {
            auto* page = desk.find<QWidget>(QStringLiteral("place.opening"));
            wasShown = page->isVisible();
            QWidget* picture = named(page, QStringLiteral("Middle slice of the image"));
            page->layout()->activate();
            size = picture == nullptr ? QSize() : picture->size();
            desk.screenshot("opening-1280x800-dark");
        });
        QObject::connect(&desk.bench().opening, &OpeningDesk::ended, &desk.window(),
                         [this] { hasEnded = true; });
    }
    bool wasShown = false;
    bool hasEnded = false;
    QSize size;
};

TEST(Opening, ASliceIsShownWhileTheOthersAreRead) {
    Desk desk;
    FirstLook look(desk);
    const fs::path folder = desk.folder() / "dicom";
    writeSeries(folder, desk.makeLeg().image, {11, "Synthetic leg", "LEG"}, {});
    desk.window().openPath(QString::fromStdString(folder.string()));
    ASSERT_TRUE(desk.waitFor([&] { return look.hasEnded; })) << desk.messages().toStdString();
    EXPECT_TRUE(look.wasShown);
    EXPECT_GT(look.size.width(), 800);
    EXPECT_GT(look.size.height(), 400);
    ASSERT_NE(desk.bench().session(), nullptr);
    EXPECT_TRUE(desk.view().isVisible());
}

TEST(Opening, ASliceThatWasShownGoesAwayWithWhatFails) {
    Desk desk;
    FirstLook look(desk);
    const fs::path folder = desk.folder() / "dicom";
    writeSeries(folder, desk.makeLeg().image, {11, "Synthetic leg", "LEG"}, {});
    fs::resize_file(folder / "slice_0001.dcm", fs::file_size(folder / "slice_0001.dcm") - 1000);
    desk.window().openPath(QString::fromStdString(folder.string()));
    ASSERT_TRUE(desk.waitFor([&] { return look.hasEnded; }));
    EXPECT_TRUE(look.wasShown);
    EXPECT_FALSE(desk.find<QWidget>(QStringLiteral("place.opening"))->isVisible());
}

TEST(Opening, IsCancelledWithoutATrace) {
    Desk desk;
    FirstLook look(desk);
    const fs::path folder = desk.folder() / "dicom";
    writeSeries(folder, desk.makeLeg().image, {11, "Synthetic leg", "LEG"}, {});
    desk.window().openPath(QString::fromStdString(folder.string()));
    desk.bench().opening.cancel();
    ASSERT_TRUE(desk.waitFor([&] { return look.hasEnded; }));
    EXPECT_EQ(desk.bench().session(), nullptr);
    EXPECT_EQ(desk.messages(), QString());
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("place.cases"))->isVisible());
}

TEST(Opening, TheSampleNeedsNothing) {
    Desk desk;
    Heartbeat heartbeat;
    desk.bench().opening.openSample();
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().session() != nullptr; }, 30000))
        << desk.messages().toStdString();
    EXPECT_LE(reported(heartbeat), heldBoundMs)
        << "the window was held while the sample was made and opened";
    EXPECT_GE(desk.session().image().geometry().size().z, 5);
}

TEST(Opening, ACaseIsFoundAgainWithEverything) {
    Desk desk;
    desk.openLeg();
    desk.addSegment();
    desk.press(QStringLiteral("B"));
    desk.drag(desk.view(), {80, 96, 3}, {100, 96, 3});
    const Segmentation before = desk.segmentation();
    ASSERT_EQ(desk.history().steps().size(), 2U);
    desk.restart();
    ASSERT_FALSE(desk.bench().session());
    desk.open(desk.legImage()); // the image, not the case's folder
    ASSERT_TRUE(desk.bench().session()) << desk.messages().toStdString();
    EXPECT_EQ(desk.segmentation(), before);
    EXPECT_EQ(desk.history().steps().size(), 2U);
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation().labels.voxels(desk.segmentation().labels.segments().front()), 0);
}

} // namespace laurel
