#include "laurel/workflow/between_slices.h"

#include "laurel/formats/files.h"
#include "laurel/workflow/label_source.h"

#include "support/data_folder.h"

#include <cstdio>

namespace laurel {
namespace {

/// Over all segments and the slices that were taken away.
struct Agreement {
    double both = 0;
    double sum = 0;
    void add(std::uint16_t is, std::uint16_t was) {
        both += is != 0 && is == was ? 1 : 0;
        sum += (is != 0 ? 1 : 0) + (was != 0 ? 1 : 0);
    }
    double dice() const { return 2 * both / sum; }
};

LabelMap everySoManyth(const LabelMap& manual, std::int64_t step, std::int64_t first) {
    LabelMap drawn = manual;
    const GridSize& size = manual.geometry().size();
    for (std::int64_t z = 0; z < size.z; ++z) {
        if ((z - first) % step != 0) {
            const auto slice = drawn.layer(0).subspan(static_cast<std::size_t>(z * size.x * size.y),
                                                      static_cast<std::size_t>(size.x * size.y));
            std::ranges::fill(slice, std::uint16_t{0});
        }
    }
    return drawn;
}

/// In slices that are drawn in `manual`, not in `drawn`, and lie within a gap.
Agreement agreementInGaps(const LabelMap& manual, const LabelMap& drawn, const LabelMap& found) {
    Agreement agreement;
    const GridSize& size = manual.geometry().size();
    const std::int64_t plane = size.x * size.y;
    for (const Segment& segment : manual.segments()) {
        for (const SliceGap& gap : gapsOf(drawn, segment, 2)) {
            for (std::int64_t i = gap.first * plane; i < (gap.last + 1) * plane; ++i) {
                const auto at = static_cast<std::size_t>(i);
                const bool is = manual.layer(0)[at] == segment.value;
                const bool was = found.layer(0)[at] == segment.value;
                agreement.both += is && was ? 1 : 0;
                agreement.sum += (is ? 1 : 0) + (was ? 1 : 0);
            }
        }
    }
    return agreement;
}

/// Manual masks of four back muscles on 29 slices: some are kept, the others are found again.
class BetweenRealSlices : public ::testing::Test {
  protected:
    void SetUp() override {
        LAUREL_REQUIRE_DATA("lumbar_dixon");
        static const Subject subject = read();
        ASSERT_EQ(subject.manual.segments().size(), 4U);
        manual_ = subject.manual;
        registrations_ = subject.registrations;
    }

    /// Shared by the tests, so that each pair of slices is registered once.
    struct Subject {
        LabelMap manual;
        std::shared_ptr<PlaneRegistrations> registrations;
    };
    static Subject read() {
        const auto file = [](const char* name) { return dataFolder() / "lumbar_dixon" / name; };
        const auto image =
            std::make_shared<const Volume>(readVolume(file("TUM01_fat_img_img_L2-L5.nii.gz")));
        const auto masks = file("TUM01_fat_manual_label_segmentation_L2-L5.nii.gz");
        return {openLabels(masks, image->geometry()).labels,
                std::make_shared<PlaneRegistrations>(image, 0)};
    }

    /// Dice over all ways to keep every so manyth slice.
    double found(std::int64_t step, bool follows) {
        Agreement whole;
        for (std::int64_t first = 0; first < step; ++first) {
            const LabelMap drawn = everySoManyth(manual_, step, first);
            const Proposal proposal = interpolationProposal(
                drawn, {manual_.segments(), 2, std::nullopt, std::nullopt, follows},
                *registrations_, progress_, {});
            const Agreement one = agreementInGaps(manual_, drawn, proposal.labels);
            whole.both += one.both;
            whole.sum += one.sum;
        }
        std::printf("every %dth slice drawn, %s: Dice %.4f\n", static_cast<int>(step),
                    follows ? "following the image" : "shapes alone", whole.dice());
        return whole.dice();
    }

    /// Of the slice beside each, by propagation or as it is.
    std::pair<double, double> propagatedAndCopied() {
        Agreement propagated;
        Agreement copied;
        const GridSize& size = manual_.geometry().size();
        const auto plane = static_cast<std::size_t>(size.x * size.y);
        for (std::int64_t z = 0; z + 1 < size.z; ++z) {
            const Proposal proposal = propagationProposal(
                everySoManyth(manual_, size.z, z), {manual_.segments(), 2, z, z + 1},
                *registrations_, {}); // only this slice is drawn
            const auto here = manual_.layer(0).subspan(static_cast<std::size_t>(z) * plane, plane);
            const auto next =
                manual_.layer(0).subspan(static_cast<std::size_t>(z + 1) * plane, plane);
            const auto moved = std::as_const(proposal.labels)
                                   .layer(0)
                                   .subspan(static_cast<std::size_t>(z + 1) * plane, plane);
            for (std::size_t i = 0; i < plane; ++i) {
                propagated.add(next[i], moved[i]);
                copied.add(next[i], here[i]);
            }
        }
        return {propagated.dice(), copied.dice()};
    }

  private:
    LabelMap manual_{Geometry({1, 1, 1}, {1, 1, 1})};
    std::shared_ptr<PlaneRegistrations> registrations_;
    NoProgress progress_;
};

TEST_F(BetweenRealSlices, CloseOnesNeedNoImage) {
    const double shapes = found(4, false);
    EXPECT_GE(shapes, 0.95);
    EXPECT_GE(found(4, true), shapes - 0.005);
}

TEST_F(BetweenRealSlices, FarOnesAreFoundBetterByTheImage) {
    const double shapes = found(8, false);
    EXPECT_GE(shapes, 0.93);
    EXPECT_GT(found(8, true), shapes);
}

TEST_F(BetweenRealSlices, PropagationIsBetterThanACopy) {
    const auto [propagated, copied] = propagatedAndCopied();
    std::printf("next slice: propagated %.4f, copied %.4f\n", propagated, copied);
    EXPECT_GT(propagated, copied);
}

} // namespace
} // namespace laurel
