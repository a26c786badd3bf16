#include "laurel/edit/brush_tool.h"
#include "laurel/edit/operations.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(Segmentation, MarksSlicesThatHoldLabels) {
    LabelMap labels(Geometry({3, 2, 3}, {1, 1, 1}), 2);
    labels.set({2, 1, 0}, 5);
    labels.set({0, 0, 2}, 1, 1);
    const Segmentation made(labels, SliceState::Auto);
    EXPECT_EQ(made.slices, (std::vector{SliceState::Auto, SliceState::Empty, SliceState::Auto}));
}

} // namespace
} // namespace laurel
