#include "laurel/edit/edit_delta.h"

#include "allocations.h"
#include "random_acts.h"
#include "support/expect_error.h"

#include <cstring>
#include <limits>
#include <set>

namespace laurel {
namespace {

using Runs = std::vector<DeltaRun>;

EditDelta deltaOf(Runs runs, int layer = 0) {
    std::vector<EditDelta::Layer> layers;
    layers.push_back({layer, std::move(runs)});
    return EditDelta(std::move(layers));
}

/// Runs that are anything a delta may hold: far apart, adjoining, of extreme lengths and values.
EditDelta randomDelta(Random& random) {
    std::vector<EditDelta::Layer> layers;
    int number = -1;
    for (int layer = random.integer(0, 3); layer > 0; --layer) {
        number += random.integer(1, 3);
        Runs runs;
        std::uint64_t at = 0;
        for (int count = random.integer(1, 40); count > 0; --count) {
            DeltaRun run;
            run.offset = at + (random.chance(0.3) ? 0 : random.bits() >> random.integer(36, 63));
            run.length = static_cast<std::uint32_t>(random.integer(1, 1 << random.integer(0, 20)));
            const bool alike = !runs.empty() && random.chance(0.5);
            run.before = alike ? runs.back().before : static_cast<std::uint16_t>(random.bits());
            run.after = alike ? runs.back().after : static_cast<std::uint16_t>(run.before + 1);
            at = run.offset + run.length;
            runs.push_back(run);
        }
        layers.push_back({number, std::move(runs)});
    }
    return EditDelta(std::move(layers));
}

std::vector<std::byte> randomBytes(Random& random, int most) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(random.integer(0, most)));
    for (std::byte& byte : bytes) {
        byte = static_cast<std::byte>(random.chance(0.5) ? random.integer(0, 3)
                                                         : random.integer(0, 255));
    }
    return bytes;
}

TEST(EditDelta, RefusesWhatIsNoDifference) {
    const auto expectRefused = [](const std::string& why, const Runs& runs, int layer = 0) {
        expectError(ErrorCode::InvalidInput, why, [&] { deltaOf(runs, layer); });
    };
    expectRefused("changes nothing", {{0, 0, 1, 2}});
    expectRefused("changes nothing", {{0, 5, 2, 2}});
    expectRefused("overlap", {{0, 5, 0, 1}, {4, 1, 0, 1}});
    expectRefused("overlap", {{9, 1, 0, 1}, {4, 1, 0, 1}});
    expectRefused("beyond", {{std::uint64_t{1} << 34, 1, 0, 1}});
    expectRefused("beyond", {{std::numeric_limits<std::uint64_t>::max(), 2, 0, 1}});
    expectRefused("no run", {});
    expectRefused("ascend", {{0, 1, 0, 1}}, -1);
    expectError(ErrorCode::InvalidInput, "ascend", [] {
        EditDelta({{2, {{0, 1, 0, 1}}}, {2, {{0, 1, 0, 1}}}});
    });
    EXPECT_TRUE(EditDelta(std::vector<EditDelta::Layer>{}).empty());
}

TEST(EditDelta, RefusesLabelsThatItDoesNotFitAndChangesNothing) {
    const LabelMap labels(Geometry({4, 2, 1}, {1, 1, 1}), {0, 0, 1, 1, 1, 2, 2, 0});
    for (const EditDelta& delta :
         {deltaOf({{0, 2, 3, 0}, {7, 1, 5, 4}}),       // the last voxel holds 0, not 4
          deltaOf({{0, 2, 3, 0}, {2, 4, 9, 1}}),       // a run ends in another value
          deltaOf({{0, 2, 3, 0}, {7, 2, 5, 0}}),       // ends outside
          deltaOf({{0, 2, 3, 0}, {1000000, 2, 5, 0}}), // lies outside
          deltaOf({{0, 2, 3, 0}}, 1)}) {               // no such layer
        LabelMap tried = labels;
        expectError(ErrorCode::InvalidInput, "", [&] { delta.undo(tried); });
        EXPECT_EQ(tried, labels);
    }
}

TEST(EditDelta, TellsWhatChanged) {
    Random random(3);
    for (int trial = 0; trial < 300; ++trial) {
        Segmentation made = randomSegmentation(random, 9);
        const LabelMap before = made.labels;
        const GridSize size = before.geometry().size();
        LabelMapEdit edit(made, 0);
        actAtRandom(random, edit, made.labels.segments()[0]);
        const EditDelta delta = edit.commit({}).voxels;
        VoxelBox box;
        std::set<std::int64_t> slices;
        std::int64_t voxels = 0;
        for (std::int64_t at = 0; at < size.voxels(); ++at) {
            if (before.layer(0)[at] != std::as_const(made.labels).layer(0)[at]) {
                const VoxelIndex index{at % size.x, at / size.x % size.y, at / (size.x * size.y)};
                box.include(index);
                slices.insert(index.z);
                ++voxels;
            }
        }
        EXPECT_EQ(delta.box(size), box);
        EXPECT_EQ(delta.slices(size), std::vector(slices.begin(), slices.end()));
        EXPECT_EQ(delta.voxels(), voxels);
        EXPECT_EQ(delta.empty(), voxels == 0);
    }
}

TEST(EditDelta, ItsBoxFollowsRunsAcrossRowsAndSlices) {
    const GridSize size{4, 3, 2};
    EXPECT_EQ(deltaOf({{1, 2, 0, 1}}).box(size), (VoxelBox{{1, 0, 0}, {2, 0, 0}}));
    EXPECT_EQ(deltaOf({{3, 2, 0, 1}}).box(size), (VoxelBox{{0, 0, 0}, {3, 1, 0}}));
    EXPECT_EQ(deltaOf({{11, 2, 0, 1}}).box(size), (VoxelBox{{0, 0, 0}, {3, 2, 1}}));
    EXPECT_EQ(deltaOf({{11, 2, 0, 1}}).slices(size), (std::vector<std::int64_t>{0, 1}));
}

TEST(DeltaBytes, ReadBackAsTheSame) {
    Random random(4);
    for (int trial = 0; trial < 2000; ++trial) {
        const EditDelta delta = randomDelta(random);
        const auto bytes = delta.toBytes();
        const EditDelta read = EditDelta::fromBytes(bytes);
        EXPECT_EQ(read, delta);
        EXPECT_EQ(read.toBytes(), bytes);
    }
}

TEST(DeltaBytes, AreThoseThatTheFormatSays) {
    const auto bytes = deltaOf({{300, 2, 0, 7}, {310, 1, 0, 7}, {311, 1, 7, 0}}).toBytes();
    const std::vector<int> expected{1, 1, 0, 3, 300 % 128 + 128, 300 / 128, 5, 0, 7, 8, 2,
                                    0, 3, 7, 0};
    ASSERT_EQ(bytes.size(), expected.size());
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        EXPECT_EQ(std::to_integer<int>(bytes[at]), expected[at]) << at;
    }
}

/// Either refused with the one exception type, or accepted, and then it was the one form of what it
/// says. Neither takes more memory than a small multiple of the input.
void expectBounded(std::span<const std::byte> bytes) {
    const LargestAllocation largest;
    try {
        const EditDelta delta = EditDelta::fromBytes(bytes);
        EXPECT_LE(delta.bytes(), 16 * bytes.size());
        const auto again = delta.toBytes();
        EXPECT_TRUE(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::InvalidInput);
    }
    EXPECT_LE(largest.bytes(), 16 * bytes.size() + 512);
}

TEST(DeltaBytes, HostileOnesAreRefusedWithinBounds) {
    Random random(5);
    for (int trial = 0; trial < 10000; ++trial) {
        auto bytes = randomBytes(random, 60);
        if (!bytes.empty() && random.chance(0.8)) {
            bytes.front() = std::byte{1};
        }
        expectBounded(bytes);
    }
}

TEST(DeltaBytes, DamagedOnesAreRefusedWithinBounds) {
    Random random(6);
    for (int trial = 0; trial < 3000; ++trial) {
        auto bytes = randomDelta(random).toBytes();
        const auto place = random.bits() % bytes.size();
        switch (random.integer(0, 2)) {
        case 0:
            bytes.resize(place);
            expectError(ErrorCode::InvalidInput, "", [&] { EditDelta::fromBytes(bytes); });
            break;
        case 1:
            bytes[place] ^= static_cast<std::byte>(1 << random.integer(0, 7));
            break;
        default:
            bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(place),
                         static_cast<std::byte>(random.integer(0, 255)));
        }
        expectBounded(bytes);
    }
}

TEST(DeltaBytes, HugeCountsAreRefusedBeforeAnythingIsAllocated) {
    const auto refuse = [](const std::string& why, std::initializer_list<int> given) {
        std::vector<std::byte> bytes;
        for (const int value : given) {
            bytes.push_back(static_cast<std::byte>(value));
        }
        expectError(ErrorCode::InvalidInput, why, [&] { EditDelta::fromBytes(bytes); });
        expectBounded(bytes);
    };
    refuse("too early", {});
    refuse("version 2", {2, 0});
    refuse("more than they hold", {1, 255, 255, 255, 255, 255, 255, 255, 255, 127});
    refuse("more than they hold", {1, 1, 0, 255, 255, 255, 255, 127, 0, 3, 0, 1});
    refuse("does not end", {1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255});
    refuse("longer than needed", {1, 128, 0});
    refuse("follows", {1, 0, 0});
    refuse("repeated", {1, 1, 0, 2, 0, 3, 0, 1, 0, 3, 0, 1});
    refuse("at most 65535", {1, 1, 0, 1, 0, 3, 255, 255, 4, 1});
}

} // namespace
} // namespace laurel
