#include "ui/desk.h"

#include "laurel/dicom/series_writer.h"
#include "laurel/formats/files.h"
#include "laurel/ui_kit/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QMenu>

#include <set>

namespace laurel {

namespace {

std::string pathOf(const QWidget* widget) {
    std::string path;
    for (; widget != nullptr; widget = widget->parentWidget()) {
        path.insert(0, ")/").insert(0, widget->objectName().toStdString());
        path.insert(0, "(").insert(0, widget->metaObject()->className());
    }
    return path;
}

/// Every visible control lies within its parent: nothing is cut off.
void expectNothingCut(QWidget& window, const std::string& when) {
    for (const QWidget* widget : window.findChildren<QWidget*>()) {
        const QWidget* parent = widget->parentWidget();
        const bool scrolls =
            parent != nullptr &&
            (qobject_cast<const QAbstractItemView*>(parent->parentWidget()) != nullptr ||
             parent->objectName() == QStringLiteral("qt_scrollarea_viewport"));
        if (!widget->isVisible() || scrolls || widget->isWindow() || widget->size().isEmpty()) {
            continue;
        }
        EXPECT_TRUE(parent->rect().adjusted(-2, -2, 2, 2).contains(widget->geometry()))
            << when << ": " << pathOf(widget) << " leaves its parent";
        if (qobject_cast<const QAbstractButton*>(widget) != nullptr) {
            EXPECT_GE(widget->width() + 1, widget->minimumSizeHint().width())
                << when << ": " << pathOf(widget);
        }
    }
}

/// An image and a frame that scrolls say nothing by tooltip: it would cover the image, or lie over
/// what it is about.
bool needsNoTooltip(const QWidget& widget) {
    const bool scrolls = widget.inherits("QScrollArea");
    return scrolls || widget.inherits("laurel::ui::SliceView");
}

/// Its own, or that of the control that it is a part of.
QString tooltipOf(const QWidget& widget) {
    const QWidget* whole = widget.parentWidget();
    return widget.toolTip().isEmpty() && whole != nullptr && whole->focusProxy() == &widget
               ? whole->toolTip()
               : widget.toolTip();
}

/// Every control says what it is, and tells more by its tooltip.
void expectNamed(QWidget& window) {
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisible() || (widget->focusPolicy() & Qt::TabFocus) == 0) {
            continue;
        }
        if (!needsNoTooltip(*widget)) {
            EXPECT_FALSE(tooltipOf(*widget).isEmpty())
                << pathOf(widget) << " has no tooltip: " << widget->accessibleName().toStdString();
        } else if (widget->inherits("QScrollArea")) {
            continue;
        }
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        const QString name = !widget->accessibleName().isEmpty() ? widget->accessibleName()
                             : button != nullptr                 ? button->text()
                                                                 : QString();
        EXPECT_FALSE(name.isEmpty()) << pathOf(widget) << " has no accessible name";
    }
}

class Looks : public ::testing::Test {
  protected:
    void TearDown() override {
        ui::applyTheme(ui::ThemeChoice::Dark);
        ui::setTextScale(1);
    }
};

} // namespace

TEST_F(Looks, EverySizeAndThemeOfTheMainPlace) {
    for (const auto& [width, height] :
         {std::pair{1280, 800}, std::pair{1440, 900}, std::pair{1920, 1080}}) {
        Desk desk(Desk::Size{width, height});
        const std::string size = std::to_string(width) + "x" + std::to_string(height);
        expectNothingCut(desk.window(), "start " + size);
        desk.screenshot("start-" + size + "-dark");
        desk.openLeg(24);
        desk.paintTruth();
        for (std::int64_t slice = 0; slice < 9; ++slice) {
            desk.session().openCase().markSlices({slice}, SliceState::Reviewed);
        }
        desk.session().openCase().markSlices({14}, SliceState::Flagged);
        desk.session().view().setCrosshair({92, 96, 12});
        desk.session().view().setActiveSegment(0);
        desk.press(QStringLiteral("B"));
        desk.settle(100);
        expectNothingCut(desk.window(), "segment " + size);
        expectNamed(desk.window());
        desk.screenshot("segment-" + size + "-dark");
        ui::applyTheme(ui::ThemeChoice::Light);
        desk.screenshot("segment-" + size + "-light");
        desk.press(QStringLiteral("Ctrl+5"));
        desk.settle(100);
        expectNothingCut(desk.window(), "models " + size);
        desk.screenshot("models-" + size + "-light");
        ui::applyTheme(ui::ThemeChoice::Dark);
        desk.screenshot("models-" + size + "-dark");
    }
}

TEST_F(Looks, EveryOtherPlaceAtTheLimitAndLarge) {
    for (const auto& [width, height] : {std::pair{1280, 800}, std::pair{1920, 1080}}) {
        Desk desk(Desk::Size{width, height});
        const std::string size = std::to_string(width) + "x" + std::to_string(height);
        desk.openLeg(24);
        desk.paintTruth();
        for (std::int64_t slice = 0; slice < 9; ++slice) {
            desk.session().openCase().markSlices({slice}, SliceState::Reviewed);
        }
        desk.session().view().setActiveSegment(0);
        for (const auto& [key, place] :
             {std::pair{"Shift+C", "contour"}, std::pair{"Ctrl+3", "numbers"},
              std::pair{"Ctrl+4", "learn"}, std::pair{"Ctrl+1", "cases"},
              std::pair{"Ctrl+,", "preferences"}}) {
            SCOPED_TRACE(place);
            desk.press(QString::fromLatin1(key));
            desk.settle(300);
            expectNothingCut(desk.window(), std::string(place) + " " + size);
            expectNamed(desk.window());
            desk.screenshot(std::string("place-") + place + "-" + size + "-dark");
        }
    }
}

/// Series with long names, one of them with a gap, and a file beside them.
void showImageList(Desk& desk) {
    const SyntheticCase& leg = desk.makeLeg();
    const std::filesystem::path folder = desk.folder() / "images";
    std::filesystem::create_directories(folder);
    const std::string longName = "Axial T1 of both lower legs from the knee to the ankle, series ";
    for (std::uint64_t number = 1; number <= 5; ++number) {
        const std::string name = longName + std::to_string(number);
        writeSeries(folder / std::to_string(number), leg.image, {number, name.substr(0, 64), "LEG"},
                    {});
    }
    std::filesystem::remove(folder / "2" / "slice_0003.dcm");
    writeVolume(folder / "leg.nii.gz", leg.image);
    desk.window().openPath(QString::fromStdString(folder.string()));
    auto* page = desk.find<QWidget>(QStringLiteral("place.series"));
    ASSERT_TRUE(desk.waitFor([&] { return page->isVisible(); })) << desk.messages().toStdString();
}

TEST_F(Looks, TheListOfImagesAtEverySize) {
    for (const auto& [width, height] : {std::pair{1280, 800}, std::pair{1920, 1080}}) {
        Desk desk(Desk::Size{width, height});
        const std::string size = std::to_string(width) + "x" + std::to_string(height);
        showImageList(desk);
        expectNothingCut(desk.window(), "list of images " + size);
        expectNamed(desk.window());
        desk.screenshot("series-list-" + size + "-dark");
        ui::applyTheme(ui::ThemeChoice::Light);
        desk.screenshot("series-list-" + size + "-light");
        ui::applyTheme(ui::ThemeChoice::Dark);
        ui::setTextScale(1.5);
        desk.settle(1000);
        expectNothingCut(desk.window(), "list of images, text 150 % " + size);
        desk.screenshot("series-list-" + size + "-text150");
        ui::setTextScale(1);
    }
}

TEST_F(Looks, LargeTextLosesNothing) {
    Desk desk(Desk::Size{1920, 1080});
    desk.openLeg();
    desk.paintTruth();
    desk.session().view().setActiveSegment(0);
    ui::setTextScale(1.5);
    desk.settle(1000);
    expectNothingCut(desk.window(), "text 150 %");
    desk.screenshot("segment-1920x1080-text150");
}

TEST_F(Looks, EveryCommandHasATooltipAndNoTwoShareAKey) {
    Desk desk;
    desk.openLeg();
    std::set<QString> keys;
    for (const QAction* action : desk.window().actions()) {
        if (action->text().isEmpty()) {
            continue; // the digits
        }
        EXPECT_TRUE(action->toolTip().contains(QLatin1Char('\n'))) << action->text().toStdString();
        EXPECT_FALSE(action->shortcuts().isEmpty())
            << action->text().toStdString() << " has no key";
        for (const QKeySequence& key : action->shortcuts()) {
            EXPECT_TRUE(keys.insert(key.toString()).second)
                << key.toString().toStdString() << " is taken twice";
        }
    }
    EXPECT_GT(keys.size(), 50U);
}

TEST_F(Looks, EveryControlOfEveryPageAndPanelTells) {
    Desk desk(Desk::Size{1920, 1080});
    const auto look = [&](const char* keys) {
        SCOPED_TRACE(keys);
        desk.press(QString::fromUtf8(keys));
        desk.settle(120);
        expectNamed(desk.window());
    };
    look("Ctrl+1");
    look("Ctrl+5");
    look("Ctrl+,");
    desk.press(QStringLiteral("Esc"));
    desk.openLeg();
    look("V"); // no segments yet
    desk.paintTruth();
    desk.session().view().setActiveSegment(0);
    desk.view().setFocus();
    for (const char* tool : {"V", "I", "B", "E", "F",       "L",       "T", "R", "G", "M", "K",
                             "U", "J", "D", "P", "Shift+P", "Shift+A", "C", "S", "T", "O", "C"}) {
        look(tool);
    }
    for (const char* place : {"Ctrl+3", "Ctrl+4", "Ctrl+5", "Ctrl+1", "Ctrl+2", "F1"}) {
        look(place);
    }
    desk.press(QStringLiteral("Esc"));
    look("Ctrl+G");
    desk.press(QStringLiteral("Esc"));
    look("Shift+F2");
    desk.press(QStringLiteral("Esc"));
    look("Shift+F1"); // a message
    desk.session().setProposal(
        {desk.segmentation().labels, 0, 5, {"leg", 12, std::string(64, 'a')}, "Leg v12", 1});
    look("V");
    desk.press(QStringLiteral("Esc"));
    desk.view().setFocus();
    desk.press(QStringLiteral("G")); // its preview
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().offer() != nullptr; }));
    expectNamed(desk.window());
}

TEST_F(Looks, EmptyPlacesOfferTheFirstAct) {
    Desk desk;
    desk.openLeg();
    desk.settle(100);
    expectNothingCut(desk.window(), "no segments");
    desk.screenshot("empty-1280x800-dark");
}

TEST_F(Looks, PanesHideAndShow) {
    Desk desk;
    desk.openLeg();
    auto* options = desk.find<QWidget>(QStringLiteral("pane.options"));
    auto* segments = desk.find<QWidget>(QStringLiteral("pane.segments"));
    const int width = desk.view().width();
    desk.press(QStringLiteral("F7"));
    EXPECT_FALSE(options->isVisible());
    EXPECT_GT(desk.view().width(), width);
    desk.press(QStringLiteral("F8"));
    EXPECT_FALSE(segments->isVisible());
    desk.press(QStringLiteral("F7"));
    desk.press(QStringLiteral("F8"));
    EXPECT_TRUE(options->isVisible());
    EXPECT_EQ(desk.view().width(), width);
}

} // namespace laurel
