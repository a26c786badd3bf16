#include "laurel/ui_views/slice_strip.h"

#include "view_case.h"

#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/theme.h"

namespace laurel::ui {
namespace {

class Strip : public testing::Test {
  protected:
    Strip() {
        strip.resize(24 * 24 + 24, 38); // 24 px a slice
        opened->session.view().setCrosshair({0, 0, 20});
    }

    /// How many pixels of the state's colour stand above each other at the slice.
    int barHeight(std::int64_t slice, const QColor& color) {
        const QImage image = pictureOf(strip);
        int height = 0;
        for (int y = 0; y < image.height(); ++y) {
            height += image.pixelColor(strip.positionOf(slice).x(), y) == color;
        }
        return height;
    }

    std::unique_ptr<ViewCase> opened = smallCase();
    SliceStrip strip{opened->session};
};

TEST_F(Strip, ShowsHowFarEachSliceHasCome) {
    opened->session.openCase().markSlices({9}, SliceState::Reviewed);
    opened->session.openCase().markSlices({10}, SliceState::Flagged);
    EXPECT_EQ(barHeight(9, theme().laurel), 18);
    EXPECT_EQ(barHeight(10, theme().flagged), 18);
    EXPECT_EQ(barHeight(11, theme().inWork), 11) << "60 %";
    EXPECT_EQ(barHeight(2, theme().inWork), 0);
}

TEST_F(Strip, ShowsHollowBarsWhereAProposalLies) {
    opened->session.setProposal({LabelMap(opened->session.image().geometry()), 0, 5, {}, "", 0});
    EXPECT_GE(barHeight(3, theme().automaticChip), 15);
    EXPECT_EQ(barHeight(6, theme().automaticChip), 0);
}

TEST_F(Strip, ShowsHollowBarsWhereAProposalHasComeSoFar) {
    const Geometry& grid = opened->session.image().geometry();
    opened->session.beginGrowth(
        std::make_unique<ProposalGrowth>(grid, std::vector<Segment>{}, SliceRange{0, 5}));
    EXPECT_EQ(barHeight(3, theme().automaticChip), 0);
    opened->session.grow({3, std::vector<std::uint16_t>(40 * 32)});
    EXPECT_GE(barHeight(3, theme().automaticChip), 15);
    EXPECT_EQ(barHeight(2, theme().automaticChip), 0);
    opened->session.endGrowth();
    EXPECT_EQ(barHeight(3, theme().automaticChip), 0);
}

TEST_F(Strip, ClicksAndDragsGoToTheSlice) {
    Mouse mouse(strip);
    mouse.press(strip.positionOf(3));
    EXPECT_EQ(opened->session.view().crosshair().z, 3);
    mouse.move(strip.positionOf(17));
    EXPECT_EQ(opened->session.view().crosshair().z, 17);
    mouse.release(strip.positionOf(17) + QPoint(500, 0));
    for (std::int64_t slice = 0; slice < 24; ++slice) {
        mouse.click(strip.positionOf(slice));
        EXPECT_EQ(opened->session.view().crosshair().z, slice);
    }
}

TEST_F(Strip, KeysGoToSlices) {
    const auto after = [this](int key) {
        pressKey(strip, key);
        return opened->session.view().crosshair().z;
    };
    EXPECT_EQ(after(Qt::Key_Home), 0);
    EXPECT_EQ(after(Qt::Key_Right), 1);
    EXPECT_EQ(after(Qt::Key_PageDown), 11);
    EXPECT_EQ(after(Qt::Key_Left), 10);
    EXPECT_EQ(after(Qt::Key_PageUp), 0);
    EXPECT_EQ(after(Qt::Key_End), 23);
}

TEST_F(Strip, MarksTheCurrentSlice) {
    EXPECT_GT(barHeight(20, theme().text1), 18);
    EXPECT_EQ(strip.accessibleName(), "Slice 21 of 24, empty");
}

TEST_F(Strip, FitsMoreSlicesThanPixels) {
    const Geometry grid({2, 2, 1000}, {1, 1, 1});
    ViewCase tall(evenVolume(grid, 1), LabelMap(grid));
    tall.session.openCase().markSlices({500}, SliceState::Flagged);
    SliceStrip narrow(tall.session);
    narrow.resize(224, 38);
    const QImage image = pictureOf(narrow);
    int flagged = 0;
    for (int x = 0; x < image.width(); ++x) {
        const QColor color = image.pixelColor(x, narrow.positionOf(500).y());
        flagged += color.red() > 150 && color.red() > color.green() + 60;
    }
    EXPECT_GE(flagged, 1) << "one flag among a thousand is seen";
}

} // namespace
} // namespace laurel::ui
