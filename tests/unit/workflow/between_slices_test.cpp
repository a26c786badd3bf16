#include "small_case.h"

#include "laurel/workflow/between_slices.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

#include <cmath>

namespace laurel {
namespace {

/// A bright tube of radius 6 that runs through eight slices, obliquely or in a bow; its mask on
/// some of them.
class BetweenSlices : public ::testing::Test {
  protected:
    static constexpr std::int64_t side = 64;
    static constexpr std::int64_t slices = 8;

    /// In voxels, negative inside.
    double distanceToTube(std::int64_t x, std::int64_t y, std::int64_t z) const {
        const auto slice = static_cast<double>(z);
        const double middle = bowed ? 20 + 2 * slice * (7 - slice) : 20 + 3 * slice;
        return std::hypot(static_cast<double>(x) - middle, static_cast<double>(y) - 30) - 6;
    }
    bool inTube(std::int64_t x, std::int64_t y, std::int64_t z) const {
        return distanceToTube(x, y, z) <= 0;
    }

    void make(const std::vector<std::int64_t>& drawn) {
        const Geometry geometry({side, side, slices}, {1, 1, 3});
        LabelMap labels(geometry);
        labels.addSegment(segmentNamed("Soleus", 1));
        std::vector<float> grey;
        for (std::int64_t z = 0; z < slices; ++z) {
            for (std::int64_t y = 0; y < side; ++y) {
                for (std::int64_t x = 0; x < side; ++x) {
                    grey.push_back(
                        static_cast<float>(400 / (1 + std::exp(distanceToTube(x, y, z)))));
                    if (inTube(x, y, z) && std::ranges::find(drawn, z) != drawn.end()) {
                        labels.set({x, y, z}, 1);
                    }
                }
            }
        }
        open = std::make_unique<Case>(std::make_shared<const Volume>(geometry, std::move(grey)),
                                      ImageReference{}, Segmentation(labels));
        registrations = std::make_unique<PlaneRegistrations>(open->image(), 0);
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

    bool bowed = false;
    std::unique_ptr<Case> open;
    std::unique_ptr<PlaneRegistrations> registrations;
    NoProgress progress;
};

TEST_F(BetweenSlices, AnObliqueTubeIsWholeAndOneUndoableStep) {
    make({0, 7});
    const Segmentation before = open->segmentation();
    const Proposal proposal = interpolationProposal(labels(), {{soleus()}, 2, std::nullopt},
                                                    *registrations, progress, {});
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

TEST_F(BetweenSlices, ARangeFillsItsSlicesOnly) {
    make({0, 7});
    InterpolationRequest request{{soleus()}, 2, std::nullopt};
    request.within = SliceSpan{2, 4};
    const Proposal proposal =
        interpolationProposal(labels(), request, *registrations, progress, {});
    for (std::int64_t z = 1; z < 7; ++z) {
        if (z >= 2 && z <= 4) {
            EXPECT_GE(diceWithTube(proposal.labels, z), 0.95) << z;
        } else {
            EXPECT_EQ(diceWithTube(proposal.labels, z), 0) << z;
        }
    }
    request.within = SliceSpan{7, 7};
    expectError(ErrorCode::NotFound, "has no gap there",
                [&] { interpolationProposal(labels(), request, *registrations, progress, {}); });
}

TEST_F(BetweenSlices, SaysWhenThereIsNoGap) {
    make({3});
    expectError(ErrorCode::NotFound, "Soleus has no gap", [&] {
        interpolationProposal(labels(), {{soleus()}, 2, std::nullopt}, *registrations, progress,
                              {});
    });
    make({0, 7});
    expectError(ErrorCode::NotFound, "at this slice", [&] {
        interpolationProposal(labels(), {{soleus()}, 2, 0}, *registrations, progress, {});
    });
}

TEST_F(BetweenSlices, PropagationFollowsTheImage) {
    make({3});
    const Proposal proposal =
        propagationProposal(labels(), {{soleus()}, 2, 3, 4}, *registrations, {});
    EXPECT_GE(diceWithTube(proposal.labels, 4), 0.93);
    EXPECT_EQ(proposal.firstSlice, 4);
    EXPECT_EQ(proposal.lastSlice, 4);
    EXPECT_EQ(proposal.act->detail, "Soleus · 4 → 5");
    expectError(ErrorCode::NotFound, "not on this slice", [&] {
        propagationProposal(labels(), {{soleus()}, 2, 5, 6}, *registrations, {});
    });
    CancellationSource source;
    source.cancel();
    expectError(ErrorCode::Cancelled, "", [&] {
        propagationProposal(labels(), {{soleus()}, 2, 3, 4}, *registrations, source.token());
    });
}

TEST_F(BetweenSlices, FollowingTheImageFindsWhatShapesCannotKnow) {
    bowed = true;
    make({0, 7});
    InterpolationRequest request{{soleus()}, 2, std::nullopt};
    const Proposal shapes = interpolationProposal(labels(), request, *registrations, progress, {});
    EXPECT_LT(diceWithTube(shapes.labels, 4), 0.5) << "the tube is 24 voxels away there";
    EXPECT_EQ(registrations->computed(), 0);
    request.followsImage = true;
    const Proposal guided = interpolationProposal(labels(), request, *registrations, progress, {});
    for (std::int64_t z = 0; z < slices; ++z) {
        EXPECT_GE(diceWithTube(guided.labels, z), 0.8) << z;
    }
    EXPECT_EQ(registrations->computed(), 12) << "to each of six slices from both sides";
    const Proposal again = interpolationProposal(labels(), request, *registrations, progress, {});
    EXPECT_EQ(again.labels, guided.labels);
    EXPECT_EQ(registrations->computed(), 12) << "nothing is registered twice";
}

TEST_F(BetweenSlices, OnlySoManyRegistrationsAreKept) {
    make({3});
    PlaneRegistrations two(open->image(), 0, 2);
    two.between(2, 0, 1, {});
    two.between(2, 1, 2, {});
    two.between(2, 0, 1, {}); // used, so the other is the older one
    two.between(2, 2, 3, {});
    EXPECT_EQ(two.computed(), 3);
    two.between(2, 0, 1, {});
    EXPECT_EQ(two.computed(), 3);
    two.between(2, 1, 2, {});
    EXPECT_EQ(two.computed(), 4);
    expectError(ErrorCode::InvalidArgument, "", [&] { two.between(2, 7, 8, {}); });
}

} // namespace
} // namespace laurel
