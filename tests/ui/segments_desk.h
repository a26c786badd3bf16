#pragma once

#include "ui/desk.h"

#include "laurel/ui_kit/controls.h"

#include <QWidget>

namespace laurel {

/// A person who puts segments in order and says where tools may paint.
class SegmentsDesk : public ::testing::Test {
  protected:
    void SetUp() override {
        desk.openLeg(12);
        ASSERT_TRUE(desk.bench().session());
        desk.session().view().setCrosshair({160, 96, 6});
        desk.session().view().setCrossLines(false);
        desk.paintTruth();
        desk.session().view().setActiveSegment(0);
        desk.view().setFocus();
        desk.settle();
    }

    const LabelMap& labels() { return desk.segmentation().labels; }
    const Segment& segment(std::size_t index) { return labels().segments().at(index); }
    std::int64_t voxels(std::size_t index) { return labels().voxels(segment(index)); }
    std::string lastStep() {
        const EditHistory& history = desk.history();
        return history.position() == 0 ? ""
                                       : history.steps().at(history.position() - 1).label.action;
    }
    void undoneAndRedone(const Segmentation& before) {
        const Segmentation after = desk.segmentation();
        EXPECT_NE(after, before);
        desk.press(QStringLiteral("Ctrl+Z"));
        EXPECT_EQ(desk.segmentation(), before);
        desk.press(QStringLiteral("Ctrl+Y"));
        EXPECT_EQ(desk.segmentation(), after);
    }
    bool offered() {
        return desk.waitFor([&] { return desk.session().offer() != nullptr; }, 20000);
    }
    /// A voxel of the segment in the slice on show, well inside: its neighbours are its own too.
    VoxelIndex inside(std::size_t index) {
        const Segment& wanted = segment(index);
        for (std::int64_t y = 4; y < 188; ++y) {
            for (std::int64_t x = 4; x < 316; ++x) {
                bool whole = true;
                for (std::int64_t step = -3; step <= 3; ++step) {
                    whole = whole && labels().at({x + step, y, 6}) == wanted.value &&
                            labels().at({x, y + step, 6}) == wanted.value;
                }
                if (whole) {
                    return {x, y, 6};
                }
            }
        }
        ADD_FAILURE() << wanted.name << " is not in this slice";
        return {};
    }
    template <typename Widget>
    Widget* option(const char* name) {
        return desk.find<QWidget>(QStringLiteral("pane.options"))
            ->findChild<Widget*>(QString::fromUtf8(name));
    }

    Desk desk;
};

} // namespace laurel
