#include "small_case.h"

#include "laurel/workflow/between_slices.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

#include <cmath>

namespace laurel {
namespace {

/// A bright tube of radius 6 that runs obliquely through eight slices; its mask on slices 0 and 7,
/// or on slice 3 alone.
class BetweenSlices : public ::testing::Test {
  protected:
    static constexpr std::int64_t side = 64;
    static constexpr std::int64_t slices = 8;

    static bool inTube(std::int64_t x, std::int64_t y, std::int64_t z) {
        return std::hypot(static_cast<double>(x) - 20 - 3.0 * static_cast<double>(z),
                          static_cast<double>(y) - 30) <= 6;
    }

    void make(const std::vector<std::int64_t>& drawn) {
        const Geometry geometry({side, side, slices}, {1, 1, 3});
        LabelMap labels(geometry);
        labels.addSegment(segmentNamed("Soleus", 1));
        std::vector<float> grey;
        for (std::int64_t z = 0; z < slices; ++z) {
            for (std::int64_t y = 0; y < side; ++y) {
                for (std::int64_t x = 0; x < side; ++x) {
                    const double distance =
                        std::hypot(static_cast<double>(x) - 20 - 3.0 * static_cast<double>(z),
                                   static_cast<double>(y) - 30) -
                        6;
                    grey.push_back(static_cast<float>(400 / (1 + std::exp(distance))));
                    if (inTube(x, y, z) && std::ranges::find(drawn, z) != drawn.end()) {
                        labels.set({x, y, z}, 1);
                    }
                }
            }
        }
        open = std::make_unique<Case>(std::make_shared<const Volume>(geometry, std::move(grey)),
                                      ImageReference{}, Segmentation(labels));
    }
    const LabelMap& labels() const { return open->segmentation().labels; }
    const Segment& soleus() const { return labels().segments().front(); }

    double diceWithTube(const LabelMap& found, std::int64_t z) const {
        double both = 0;
        double sum = 0;
        for (std::int64_t y = 0; y < side; ++y) {
            for (std::int64_t x = 0; x < side; ++x) {
                const bool has = found.at({x, y, z}) == 1;
                both += has && inTube(x, y, z) ? 1 : 0;
                sum += (has ? 1 : 0) + (inTube(x, y, z) ? 1 : 0);
            }
        }
        return 2 * both / sum;
    }

    std::unique_ptr<Case> open;
    NoProgress progress;
};

TEST_F(BetweenSlices, AnObliqueTubeIsWholeAndOneUndoableStep) {
    make({0, 7});
    const Segmentation before = open->segmentation();
    const Proposal proposal =
        interpolationProposal(labels(), {{soleus()}, 2, std::nullopt}, progress, {});
    EXPECT_EQ(proposal.firstSlice, 1);
    EXPECT_EQ(proposal.lastSlice, 6);
    EXPECT_TRUE(acceptProposal(*open, proposal, MergeRule::FillGaps, {true}));
    for (std::int64_t z = 0; z < slices; ++z) {
        EXPECT_GE(diceWithTube(labels(), z), 0.95) << z;
    }
    EXPECT_EQ(open->history().steps().back().label,
              (StepLabel{StepKind::Interpolate, "Interpolate", "Soleus · 2–7"}));
    EXPECT_EQ(open->segmentation().slices[3], SliceState::InWork);
    EXPECT_FALSE(open->model()) << "a tool is no model";
    EXPECT_TRUE(open->undo());
    EXPECT_EQ(open->segmentation(), before);
}

TEST_F(BetweenSlices, SaysWhenThereIsNoGap) {
    make({3});
    expectError(ErrorCode::NotFound, "Soleus has no gap", [&] {
        interpolationProposal(labels(), {{soleus()}, 2, std::nullopt}, progress, {});
    });
    make({0, 7});
    expectError(ErrorCode::NotFound, "at this slice", [&] {
        interpolationProposal(labels(), {{soleus()}, 2, 0}, progress, {});
    });
}

TEST_F(BetweenSlices, PropagationFollowsTheImage) {
    make({3});
    const Proposal proposal =
        propagationProposal(*open->image(), labels(), {{soleus()}, 2, 3, 4, 0}, {});
    EXPECT_GE(diceWithTube(proposal.labels, 4), 0.93);
    EXPECT_EQ(proposal.firstSlice, 4);
    EXPECT_EQ(proposal.lastSlice, 4);
    EXPECT_EQ(proposal.act->detail, "Soleus · 4 → 5");
    expectError(ErrorCode::NotFound, "not on this slice", [&] {
        propagationProposal(*open->image(), labels(), {{soleus()}, 2, 5, 6, 0}, {});
    });
    CancellationSource source;
    source.cancel();
    expectError(ErrorCode::Cancelled, "", [&] {
        propagationProposal(*open->image(), labels(), {{soleus()}, 2, 3, 4, 0}, source.token());
    });
}

} // namespace
} // namespace laurel
