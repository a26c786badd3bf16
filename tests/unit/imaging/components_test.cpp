#include "laurel/imaging/masks.h"

#include "support/expect_error.h"
#include "support/random_grids.h"

#include <algorithm>
#include <cstdlib>
#include <deque>

namespace laurel {
namespace {

VoxelIndex indexOf(std::int64_t offset, const GridSize& size) {
    return {offset % size.x, offset / size.x % size.y, offset / (size.x * size.y)};
}

/// Breadth-first search from one voxel over voxels with the same state in the mask.
std::vector<std::int64_t> reachedFrom(std::int64_t start, const Mask& mask, const GridSize& size,
                                      Connectivity connectivity, std::vector<char>& seen) {
    const Geometry grid(size, {1, 1, 1});
    const int mostSteps = connectivity == Connectivity::Faces ? 1 : 3;
    std::vector<std::int64_t> reached;
    std::deque<std::int64_t> waiting{start};
    seen[start] = 1;
    while (!waiting.empty()) {
        const VoxelIndex at = indexOf(waiting.front(), size);
        reached.push_back(waiting.front());
        waiting.pop_front();
        for (int code = 0; code < 27; ++code) {
            const int dx = code % 3 - 1;
            const int dy = code / 3 % 3 - 1;
            const int dz = code / 9 - 1;
            const VoxelIndex next{at.x + dx, at.y + dy, at.z + dz};
            if (std::abs(dx) + std::abs(dy) + std::abs(dz) > mostSteps || !grid.contains(next)) {
                continue;
            }
            const auto offset = static_cast<std::int64_t>(grid.offset(next));
            if (seen[offset] == 0 && (mask[offset] != 0) == (mask[start] != 0)) {
                seen[offset] = 1;
                waiting.push_back(offset);
            }
        }
    }
    return reached;
}

Components byBruteForce(const Mask& mask, const GridSize& size, Connectivity connectivity) {
    Components result{std::vector<std::int32_t>(mask.size()), {}};
    std::vector<char> seen(mask.size());
    for (std::int64_t at = 0; at < std::ssize(mask); ++at) {
        if (mask[at] == 0 || seen[at] != 0) {
            continue;
        }
        const auto reached = reachedFrom(at, mask, size, connectivity, seen);
        result.sizes.push_back(std::ssize(reached));
        for (const std::int64_t offset : reached) {
            result.labels[offset] = static_cast<std::int32_t>(result.sizes.size());
        }
    }
    return result;
}

Mask filledByBruteForce(const Mask& mask, const GridSize& size) {
    Mask filled = mask;
    std::vector<char> seen(mask.size());
    for (std::int64_t at = 0; at < std::ssize(mask); ++at) {
        filled[at] = mask[at] != 0 ? 1 : filled[at];
        if (mask[at] != 0 || seen[at] != 0) {
            continue;
        }
        const auto reached = reachedFrom(at, mask, size, Connectivity::Faces, seen);
        const bool open = std::any_of(reached.begin(), reached.end(), [&](std::int64_t offset) {
            const VoxelIndex v = indexOf(offset, size);
            return (size.x > 1 && (v.x == 0 || v.x == size.x - 1)) ||
                   (size.y > 1 && (v.y == 0 || v.y == size.y - 1)) ||
                   (size.z > 1 && (v.z == 0 || v.z == size.z - 1)) || size.voxels() == 1;
        });
        for (const std::int64_t offset : reached) {
            filled[offset] = open ? 0 : 1;
        }
    }
    return filled;
}

TEST(ConnectedComponents, EqualsBreadthFirstSearch) {
    Random random(41);
    for (int trial = 0; trial < 300; ++trial) {
        const GridSize size = randomSize(random, 9);
        const Mask mask = randomMask(random, size, random.uniform(0.1, 0.7));
        for (const auto connectivity : {Connectivity::Faces, Connectivity::FacesEdgesCorners}) {
            const Components expected = byBruteForce(mask, size, connectivity);
            const Components actual = connectedComponents(mask, size, connectivity);
            EXPECT_EQ(actual.labels, expected.labels);
            EXPECT_EQ(actual.sizes, expected.sizes);
        }
    }
}

TEST(ConnectedComponents, SeesASpiralAsOne) {
    // clang-format off
    const Mask spiral{1, 1, 1, 1, 1, 1, 1,
                      0, 0, 0, 0, 0, 0, 1,
                      1, 1, 1, 1, 1, 0, 1,
                      1, 0, 0, 0, 1, 0, 1,
                      1, 0, 1, 1, 1, 0, 1,
                      1, 0, 0, 0, 0, 0, 1,
                      1, 1, 1, 1, 1, 1, 1};
    // clang-format on
    EXPECT_EQ(connectedComponents(spiral, {7, 7, 1}).sizes, (std::vector<std::int64_t>{31}));
}

TEST(ConnectedComponents, TellsFacesFromCorners) {
    const Mask diagonal{1, 0, 0, 1};
    EXPECT_EQ(connectedComponents(diagonal, {2, 2, 1}).sizes.size(), 2U);
    EXPECT_EQ(
        connectedComponents(diagonal, {2, 2, 1}, Connectivity::FacesEdgesCorners).sizes.size(), 1U);
    EXPECT_TRUE(connectedComponents(Mask(4), {2, 2, 1}).sizes.empty());
}

TEST(KeepLargestComponent, TakesTheFirstOfEquals) {
    const Mask mask{1, 1, 0, 9, 9, 0, 1};
    EXPECT_EQ(keepLargestComponent(mask, {7, 1, 1}), (Mask{1, 1, 0, 0, 0, 0, 0}));
    const Mask later{1, 0, 9, 9, 0, 1, 0};
    EXPECT_EQ(keepLargestComponent(later, {7, 1, 1}), (Mask{0, 0, 1, 1, 0, 0, 0}));
    EXPECT_EQ(keepLargestComponent(Mask(7), {7, 1, 1}), Mask(7));
}

TEST(FillHoles, EqualsBreadthFirstSearch) {
    Random random(42);
    for (int trial = 0; trial < 300; ++trial) {
        GridSize size = randomSize(random, 9);
        size.z = trial % 3 == 0 ? 1 : size.z;
        const Mask mask = randomMask(random, size, random.uniform(0.5, 0.9));
        EXPECT_EQ(fillHoles(mask, size), filledByBruteForce(mask, size));
    }
}

TEST(FillHoles, FillsAPlaneAsAPlane) {
    const Mask ring{1, 1, 1, 1, 0, 1, 1, 1, 1};
    EXPECT_EQ(fillHoles(ring, {3, 3, 1}), Mask(9, 1));
    EXPECT_EQ(fillHoles(ring, {3, 1, 3}), Mask(9, 1));
    // The same ring as a tube is open at both ends.
    Mask tube(ring);
    tube.insert(tube.end(), ring.begin(), ring.end());
    EXPECT_EQ(fillHoles(tube, {3, 3, 2}), tube);
    EXPECT_EQ(fillHoles(Mask{0}, {1, 1, 1}), Mask{0});
}

TEST(Masks, RefuseAnotherSize) {
    const Mask mask(10);
    expectError(ErrorCode::InvalidArgument, "10", [&] { connectedComponents(mask, {3, 3, 1}); });
    expectError(ErrorCode::InvalidArgument, "10", [&] { keepLargestComponent(mask, {3, 3, 1}); });
    expectError(ErrorCode::InvalidArgument, "10", [&] { fillHoles(mask, {11, 1, 1}); });
    expectError(ErrorCode::InvalidArgument, "10", [&] { dilate(mask, {3, 3, 1}, {1, 1, 1}, 1); });
    expectError(ErrorCode::InvalidArgument, "10", [&] { erode(mask, {3, 3, 1}, {1, 1, 1}, 1); });
}

} // namespace
} // namespace laurel
