#include "laurel/session/view_state.h"

#include "event_loop.h"

#include "laurel/base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel {
namespace {

TEST(ViewStates, KeepTheCrosshairInTheGrid) {
    ViewState view;
    view.setGrid({10, 20, 5});
    EXPECT_EQ(view.crosshair(), (VoxelIndex{5, 10, 2}));
    view.setCrosshair({-3, 40, 2});
    EXPECT_EQ(view.crosshair(), (VoxelIndex{0, 19, 2}));
    view.setGrid({1, 1, 1});
    EXPECT_EQ(view.crosshair(), (VoxelIndex{0, 0, 0}));
}

TEST(ViewStates, GoAlongTheAxisThatIsActive) {
    ViewState view;
    view.setGrid({10, 20, 30});
    view.setCrosshair({1, 2, 3});
    EXPECT_EQ(view.activePlane(), (SlicePlane{2, 3})) << "the acquired one at first";
    SignalCount told(&view, &ViewState::activeAxisChanged);
    view.setActiveAxis(0);
    view.setActiveAxis(0);
    EXPECT_EQ(told, 1);
    EXPECT_EQ(view.activePlane(), (SlicePlane{0, 1}));
    EXPECT_EQ(view.planeOf(1), (SlicePlane{1, 2}));
    view.goTo({0, 99});
    EXPECT_EQ(view.crosshair(), (VoxelIndex{9, 2, 3}));
    view.goTo({1, -1});
    EXPECT_EQ(view.crosshair(), (VoxelIndex{9, 0, 3}));
    view.goTo({2, 7});
    EXPECT_EQ(view.crosshair(), (VoxelIndex{9, 0, 7}));
}

TEST(ViewStates, TellOnlyWhatChanged) {
    ViewState view;
    view.setGrid({10, 10, 10});
    SignalCount crosshair(&view, &ViewState::crosshairChanged);
    SignalCount window(&view, &ViewState::windowChanged);
    SignalCount segment(&view, &ViewState::activeSegmentChanged);
    SignalCount lines(&view, &ViewState::crossLinesChanged);
    SignalCount linked(&view, &ViewState::linkedChanged);
    for (int times = 0; times < 2; ++times) {
        view.setCrosshair({1, 2, 30});
        view.setWindow({100, 40, true});
        view.setActiveSegment(3);
        view.setCrossLines(false);
        view.setLinked(false);
    }
    view.setCrosshair({1, 2, 9});
    for (const SignalCount* count : {&crosshair, &window, &segment, &lines, &linked}) {
        EXPECT_EQ(*count, 1);
    }
}

Volume imageOf(std::vector<float> values, Rescale rescale = {}) {
    const auto count = static_cast<std::int64_t>(values.size());
    return Volume(Geometry({count, 1, 1}, {1, 1, 1}), std::move(values), 1, rescale);
}

TEST(PercentileWindows, LieBetweenTheValuesOfThoseRanks) {
    std::vector<float> values(101);
    for (int i = 0; i <= 100; ++i) {
        values[static_cast<std::size_t>((i * 37) % 101)] = static_cast<float>(i); // shuffled
    }
    const GreyWindow window = percentileWindow(imageOf(values), 0, 10, 90);
    EXPECT_DOUBLE_EQ(window.level - window.width / 2, 10);
    EXPECT_DOUBLE_EQ(window.level + window.width / 2, 90);
    const GreyWindow scaled = percentileWindow(imageOf(values, {-2, 5}), 0, 10, 90);
    EXPECT_DOUBLE_EQ(scaled.width, 160);
    EXPECT_DOUBLE_EQ(scaled.level, -95);
}

TEST(PercentileWindows, AreAlwaysNumbers) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float inf = std::numeric_limits<float>::infinity();
    EXPECT_EQ(percentileWindow(imageOf({7, 7, 7}), 0, 1, 99), (GreyWindow{1, 7, false}));
    EXPECT_EQ(percentileWindow(imageOf({nan, inf, -inf}), 0, 1, 99), GreyWindow{});
    EXPECT_EQ(percentileWindow(imageOf({nan, 3, inf}), 0, 1, 99), (GreyWindow{1, 3, false}));
    const float most = std::numeric_limits<float>::max();
    const GreyWindow widest = percentileWindow(imageOf({-most, most}), 0, 0, 100);
    EXPECT_TRUE(std::isfinite(widest.width));
    EXPECT_TRUE(std::isfinite(widest.level));
}

TEST(PercentileWindows, OfALargeImageComeFromSamplesOfAllItsColumns) {
    // 4 times the most samples, and a bright column at every 4th: a plain step of 4 would see that
    // column alone, or never.
    const GridSize size{64, 64, 1024};
    std::vector<std::int16_t> pixels(static_cast<std::size_t>(size.voxels()));
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        pixels[i] = i % 4 == 0 ? 1000 : 0;
    }
    const Volume image(Geometry(size, {1, 1, 1}), std::move(pixels));
    const GreyWindow window = percentileWindow(image, 0, 10, 90);
    EXPECT_EQ(window.width, 1000);
    EXPECT_EQ(percentileWindow(image, 0, 10, 60).width, 1) << "three quarters are 0";
}

TEST(Frames, AreGoneThroughWithinWhatTheImageHas) {
    ViewState view;
    SignalCount changed(&view, &ViewState::frameChanged);
    view.setFrame(3);
    EXPECT_EQ(view.frame(), 0) << "one frame";
    view.setFrames(5, 2);
    EXPECT_EQ(view.frame(), 2);
    EXPECT_EQ(changed.take(), 1);
    view.setFrame(9);
    EXPECT_EQ(view.frame(), 4);
    view.setFrame(-1);
    EXPECT_EQ(view.frame(), 0);
    EXPECT_EQ(changed.take(), 2);
    view.setFrame(0);
    EXPECT_EQ(changed.take(), 0);
}

} // namespace
} // namespace laurel
