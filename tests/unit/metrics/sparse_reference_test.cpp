#include "laurel/metrics/sparse_reference.h"

#include "laurel/base/error.h"
#include "laurel/metrics/metrics.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

LabelMap row(std::vector<std::uint16_t> voxels, const std::vector<Segment>& segments) {
    const auto count = static_cast<std::int64_t>(voxels.size());
    LabelMap labels(Geometry({count, 1, 1}, {1, 1, 1}), std::move(voxels));
    for (const Segment& segment : segments) {
        labels.addSegment(segment);
    }
    return labels;
}

const Segment soleus{"Soleus", 1, 0, "", {}, ""};
const Segment background{"Background", 2, 0, "", {}, ""};
const Segment undefined{"Undefined", 3, 0, "", {}, ""};

TEST(SparseReference, LeavesACompleteOneAsItIs) {
    LabelMap reference = row({0, 1, 1, 0}, {soleus});
    LabelMap segmentation = row({1, 1, 0, 0}, {soleus});
    const LabelMap before = segmentation;
    leaveOutUnknown(reference, segmentation);
    EXPECT_EQ(segmentation, before);
    EXPECT_EQ(reference, row({0, 1, 1, 0}, {soleus}));
}

TEST(SparseReference, CountsNothingWhereNobodyKnows) {
    LabelMap reference = row({1, 1, 0, 3, 3}, {soleus, undefined});
    LabelMap segmentation = row({1, 0, 1, 1, 0}, {soleus});
    leaveOutUnknown(reference, segmentation);
    const Evaluation evaluation = evaluate(reference, segmentation);
    ASSERT_EQ(evaluation.labels.size(), 1U);
    // One right, one missed, one too many; the two undefined voxels do not count.
    EXPECT_EQ(evaluation.labels[0].counts, (OverlapCounts{2, 2, 1}));
}

TEST(SparseReference, TakesOnlyNamedBackgroundForBackground) {
    LabelMap reference = row({1, 2, 0, 0, 3}, {soleus, background, undefined});
    LabelMap segmentation = row({1, 1, 1, 1, 1}, {soleus});
    leaveOutUnknown(reference, segmentation);
    const Evaluation evaluation = evaluate(reference, segmentation);
    ASSERT_EQ(evaluation.labels.size(), 1U);
    EXPECT_EQ(evaluation.labels[0].counts, (OverlapCounts{1, 2, 1}));
}

TEST(SparseReference, NeedsOneGrid) {
    LabelMap reference = row({1, 3}, {soleus, undefined});
    LabelMap segmentation = row({1}, {soleus});
    expectError(ErrorCode::InvalidInput, "same grid",
                [&] { leaveOutUnknown(reference, segmentation); });
}

} // namespace
} // namespace laurel
