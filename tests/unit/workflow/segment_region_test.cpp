#include "laurel/workflow/segment_region.h"

#include "small_case.h"

#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(SegmentRegion, CutsAndPutsBackVoxelByVoxel) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SCOPED_TRACE(seed);
        Random random(seed);
        const GridSize size{random.integer(12, 20), random.integer(12, 20), random.integer(1, 4)};
        const Geometry grid = randomGeometry(random, size);
        std::vector<std::int16_t> pixels(static_cast<std::size_t>(size.voxels()) * 2);
        for (std::int16_t& pixel : pixels) {
            pixel = static_cast<std::int16_t>(random.integer(-900, 900));
        }
        Volume image(grid, pixels, 2, {0.5, 3});
        image.modality = "MR";
        const VoxelIndex low{random.integer(0, 3), random.integer(0, 3), 0};
        const VoxelBox box{low, {low.x + random.integer(7, 8), low.y + random.integer(7, 8), 0}};
        const SegmentRegion region(image, 1, box);
        const Volume& part = region.image();
        ASSERT_EQ(part.geometry().size().z, size.z);
        ASSERT_EQ(part.frames(), 1);
        EXPECT_EQ(part.modality, "MR");
        LabelMap labels(part.geometry());
        labels.addSegment(segmentNamed("Soleus", 4));
        const GridSize& own = part.geometry().size();
        for (VoxelIndex at; at.z < own.z; ++at.z) {
            for (at.y = 0; at.y < own.y; ++at.y) {
                for (at.x = 0; at.x < own.x; ++at.x) {
                    const VoxelIndex whole{at.x + low.x, at.y + low.y, at.z};
                    EXPECT_EQ(part.value(at), image.value(whole, 1));
                    const WorldPoint here = part.geometry().toWorld(at);
                    const WorldPoint there = grid.toWorld(whole);
                    EXPECT_NEAR(here.x, there.x, 1e-6);
                    EXPECT_NEAR(here.z, there.z, 1e-6);
                    labels.set(at, random.chance(0.4) ? std::uint16_t{4} : std::uint16_t{0});
                }
            }
        }
        const LabelMap placed = region.placed(labels);
        ASSERT_TRUE(placed.geometry().sameGridAs(grid));
        EXPECT_EQ(placed.segments(), labels.segments());
        std::int64_t inside = 0;
        for (VoxelIndex at; at.z < own.z; ++at.z) {
            for (at.y = 0; at.y < own.y; ++at.y) {
                for (at.x = 0; at.x < own.x; ++at.x) {
                    EXPECT_EQ(placed.at({at.x + low.x, at.y + low.y, at.z}), labels.at(at));
                    inside += labels.at(at) != 0 ? 1 : 0;
                }
            }
        }
        EXPECT_EQ(placed.voxels(placed.segments().front()), inside) << "nothing outside";

        const auto inSlice = static_cast<std::size_t>(own.x * own.y);
        SlicePreview slice{
            own.z - 1,
            {labels.layer(0).end() - static_cast<std::ptrdiff_t>(inSlice), labels.layer(0).end()}};
        const SlicePreview back = region.placed(slice);
        const auto last = placed.layer(0).last(static_cast<std::size_t>(size.x * size.y));
        EXPECT_EQ(back.labels, std::vector<std::uint16_t>(last.begin(), last.end()));
        EXPECT_EQ(back.slice, own.z - 1);
    }
}

TEST(SegmentRegion, ClipsARectangleThatReachesBeyondTheImage) {
    const Volume image(Geometry({20, 20, 2}, {1, 1, 1}), std::vector<std::uint8_t>(800));
    const SegmentRegion region(image, 0, {{-5, 3, 0}, {11, 40, 0}});
    EXPECT_EQ(region.rectangle(), (VoxelBox{{0, 3, 0}, {11, 19, 1}}));
}

TEST(SegmentRegion, RefusesWhatNoModelCouldUse) {
    const Volume image(Geometry({20, 20, 2}, {1, 1, 1}), std::vector<std::uint8_t>(800));
    expectError(ErrorCode::InvalidArgument, "4 by 11 voxels", [&] {
        SegmentRegion(image, 0, {{0, 0, 0}, {3, 10, 0}});
    });
    expectError(ErrorCode::InvalidArgument, "0 by 0 voxels", [&] {
        SegmentRegion(image, 0, {{30, 0, 0}, {45, 10, 0}});
    });
    expectError(ErrorCode::InvalidArgument, "no frame 2", [&] {
        SegmentRegion(image, 1, {{0, 0, 0}, {19, 19, 0}});
    });
}

TEST(SegmentSide, KeepsItsOwnAndWhatHasNoSide) {
    LabelMap labels(Geometry({4, 1, 1}, {1, 1, 1}), {1, 2, 3, 0});
    labels.addSegment(segmentNamed("Soleus_L", 1));
    labels.addSegment(segmentNamed("Soleus_R", 2));
    labels.addSegment(segmentNamed("Skin", 3));
    const LabelMap left = ofSide(labels, BodySide::Left);
    EXPECT_EQ(left.segments().size(), 2U);
    EXPECT_EQ(std::vector<std::uint16_t>(left.layer(0).begin(), left.layer(0).end()),
              (std::vector<std::uint16_t>{1, 0, 3, 0}));
}

TEST(SegmentSide, SaysWhereOnlyTheOtherSideIsThere) {
    LabelMap labels(Geometry({2, 1, 1}, {1, 1, 1}), {1, 0});
    labels.addSegment(segmentNamed("Soleus_L", 1));
    labels.addSegment(segmentNamed("Soleus_R", 2));
    expectError(ErrorCode::InvalidInput, "sees only a left limb",
                [&] { ofSide(labels, BodySide::Right); });
    EXPECT_EQ(ofSide(LabelMap(labels.geometry()), BodySide::Right).segments().size(), 0U)
        << "nothing at all is no other side";
}

} // namespace
} // namespace laurel
