#pragma once

#include "event_loop.h"
#include "small_case.h"

#include "laurel/edit/brush_tool.h"
#include "laurel/session/case_session.h"

#include <gtest/gtest.h>

namespace laurel {

/// A small case with a brush, open without a window.
class Session : public ::testing::Test {
  protected:
    Session() { brush_.parameters.sizeMm = BrushParameters::sizeRange.low; }

    std::optional<QString> begin(EditTool& tool, const ContinuousIndex& at) {
        return session_.beginAct(tool, {}, {2, 1}, false, {at, 1});
    }
    void stroke() {
        EXPECT_EQ(begin(brush_, {1, 1, 1}), std::nullopt);
        session_.continueAct({{4, 1, 1}, 1});
        session_.endAct();
    }
    std::int64_t voxels(std::size_t segment = 0) {
        return session_.openCase().counts().voxels(segment);
    }
    /// How many tasks the board has begun: it numbers them.
    TaskId tasksSoFar() {
        const TaskId next = board_.runner().run<bool>(
            "Counting", [](ProgressSink&, const CancellationToken&) { return true; }, [](bool) {},
            [](const Error&) {});
        return next - 1;
    }
    void lock(std::size_t segment) {
        SegmentLook look = session_.segmentation().looks[segment];
        look.locked = true;
        session_.openCase().setLook(segment, look);
    }

    TemporaryFolder folder_{quickFolder()};
    TaskBoard board_;
    CaseSession session_{smallCase(), board_};
    BrushTool brush_;
};

} // namespace laurel
