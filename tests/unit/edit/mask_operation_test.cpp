#include "mask_operation_cases.h"

#include "support/expect_error.h"

#include <map>

namespace laurel {
namespace {

TEST_F(MaskOperations, GrowAndShrinkByADistance) {
    Random random(401);
    for (int trial = 0; trial < 120; ++trial) {
        make(random, 7);
        const double mm = random.uniform(0.3, 4);
        expectStep(GrowParameters{mm, false}, withMask(grown(own, part.size, spacing(), mm)));
        expectStep(GrowParameters{mm, true}, withMask(shrunk(own, part.size, spacing(), mm)));
        if (HasFatalFailure()) {
            return;
        }
    }
}

TEST_F(MaskOperations, OpenCloseAndFillHoles) {
    Random random(402);
    for (int trial = 0; trial < 120; ++trial) {
        make(random, 7);
        const double mm = random.uniform(0.3, 4);
        const Mask closed = shrunk(grown(own, part.size, spacing(), mm), part.size, spacing(), mm);
        const Mask opened = grown(shrunk(own, part.size, spacing(), mm), part.size, spacing(), mm);
        expectStep(MorphologyParameters{MorphologyKind::Close, mm}, withMask(closed));
        expectStep(MorphologyParameters{MorphologyKind::Open, mm}, withMask(opened));
        expectStep(MorphologyParameters{MorphologyKind::FillHoles, mm},
                   withMask(fillHoles(own, part.size)));
        if (HasFatalFailure()) {
            return;
        }
    }
}

TEST_F(MaskOperations, IslandsBySizeOrTheLargest) {
    Random random(403);
    for (int trial = 0; trial < 120; ++trial) {
        make(random, 9);
        expectStep(IslandsParameters{true, 0},
                   withMask(keepLargestComponent(own, part.size, Connectivity::FacesEdgesCorners)));
        const Components pieces =
            connectedComponents(own, part.size, Connectivity::FacesEdgesCorners);
        const int least = random.integer(1, 20);
        Mask kept(own.size());
        for (std::size_t i = 0; i < own.size(); ++i) {
            const auto piece = pieces.labels[i];
            kept[i] =
                piece > 0 && pieces.sizes[static_cast<std::size_t>(piece - 1)] >= least ? 1 : 0;
        }
        const double voxel = spacing()[0] * spacing()[1] * spacing()[2];
        expectStep(IslandsParameters{false, (least - 0.5) * voxel}, withMask(kept));
        if (HasFatalFailure()) {
            return;
        }
    }
}

/// The piece under a voxel, found by spreading from it; nothing where the segment is not.
TEST_F(MaskOperations, IslandsThatAPersonPointsAt) {
    Random random(411);
    int pointed = 0;
    for (int trial = 0; trial < 200; ++trial) {
        make(random, 9);
        const auto picked =
            static_cast<std::size_t>(random.integer(0, static_cast<int>(part.offsets.size()) - 1));
        const VoxelIndex at = indexAt(static_cast<std::int64_t>(part.offsets[picked]),
                                      target.labels.geometry().size());
        Mask piece(own.size());
        piece[picked] = own[picked];
        for (bool grows = own[picked] != 0; grows;) {
            grows = false;
            const Mask beside = within(piece, part.size, {1, 1, 1}, std::sqrt(3.0), 1);
            for (std::size_t i = 0; i < piece.size(); ++i) {
                if (beside[i] != 0 && own[i] != 0 && piece[i] == 0) {
                    piece[i] = 1;
                    grows = true;
                }
            }
        }
        pointed += own[picked] != 0 ? 1 : 0;
        Mask others(own.size());
        for (std::size_t i = 0; i < own.size(); ++i) {
            others[i] = own[i] != 0 && piece[i] == 0 ? 1 : 0;
        }
        const bool none = own[picked] == 0;
        expectStep(IslandsParameters{true, 0, IslandPick{at, false}}, withMask(none ? own : piece));
        expectStep(IslandsParameters{true, 0, IslandPick{at, true}}, withMask(none ? own : others));
        if (HasFatalFailure()) {
            return;
        }
    }
    EXPECT_GT(pointed, 20);
}

TEST_F(MaskOperations, SmoothOneMask) {
    Random random(404);
    int compared = 0;
    for (int trial = 0; trial < 60; ++trial) {
        make(random, 6);
        const double mm = random.uniform(0.4, 1.5);
        const Geometry grid(part.size, {1, 1, 1});
        Mask smooth(own.size());
        bool close = false; // to one half: rounding decides
        for (std::int64_t i = 0; i < std::ssize(own); ++i) {
            const double share = blurred(
                [&](const VoxelIndex& at) { return static_cast<double>(own[grid.offset(at)]); },
                indexAt(i, part.size), part.size, spacing(), mm);
            smooth[static_cast<std::size_t>(i)] = share > 0.5 ? 1 : 0;
            close = close || std::abs(share - 0.5) < 1e-5;
        }
        if (!close) {
            ++compared;
            expectStep(SmoothParameters{mm, false}, withMask(smooth));
        }
        if (HasFatalFailure()) {
            return;
        }
    }
    EXPECT_GE(compared, 20) << "the others are decided by rounding";
}

TEST_F(MaskOperations, SmoothAllAndLeaveNoGaps) {
    Random random(405);
    int compared = 0;
    for (int trial = 0; trial < 40; ++trial) {
        make(random, 6);
        const double mm = random.uniform(0.4, 1.5);
        const Geometry grid(part.size, {1, 1, 1});
        const auto layer = target.labels.layer(scope.segment.layer);
        std::vector<std::uint16_t> wanted;
        bool close = false;
        for (std::int64_t i = 0; i < std::ssize(own); ++i) {
            std::map<std::uint16_t, double> shares;
            for (const std::size_t offset : part.offsets) {
                shares[layer[offset]] = 0;
            }
            std::vector<std::pair<double, std::uint16_t>> ranked;
            for (auto& [value, share] : shares) {
                share = blurred(
                    [&, present = value](const VoxelIndex& at) {
                        return layer[part.offsets[grid.offset(at)]] == present ? 1.0 : 0.0;
                    },
                    indexAt(i, part.size), part.size, spacing(), mm);
                ranked.emplace_back(share, value);
            }
            std::ranges::sort(ranked, std::greater{});
            close = close || (ranked.size() > 1 && ranked[0].first - ranked[1].first < 1e-4);
            wanted.push_back(ranked[0].second);
        }
        if (!close) {
            ++compared;
            expectStep(SmoothParameters{mm, true}, withValues(wanted));
        }
        if (HasFatalFailure()) {
            return;
        }
    }
    EXPECT_GE(compared, 20) << "the others are decided by rounding";
}

TEST_F(MaskOperations, ThresholdAddsWhatLiesWithinTheLimits) {
    Random random(406);
    for (int trial = 0; trial < 120; ++trial) {
        make(random, 8);
        const double low = random.integer(-40, 10);
        const double high = low + random.integer(0, 30);
        Mask mask = own;
        for (std::size_t i = 0; i < mask.size(); ++i) {
            const double value = image->value(indexAt(static_cast<std::int64_t>(part.offsets[i]),
                                                      target.labels.geometry().size()),
                                              0);
            mask[i] = mask[i] != 0 || (value >= low && value <= high) ? 1 : 0;
        }
        expectStep(ThresholdParameters{low, high}, withMask(mask));
        if (HasFatalFailure()) {
            return;
        }
    }
}

TEST_F(MaskOperations, UniteIntersectAndSubtract) {
    Random random(410);
    int changed = 0;
    for (int trial = 0; trial < 300; ++trial) {
        make(random, 8);
        const Segment other = randomSegment(random, target);
        const auto others = target.labels.layer(other.layer);
        for (const BooleanKind kind :
             {BooleanKind::Unite, BooleanKind::Intersect, BooleanKind::Subtract}) {
            LabelMap expected = target.labels;
            for (std::size_t i = 0; i < own.size(); ++i) {
                const VoxelIndex at = indexAt(static_cast<std::int64_t>(part.offsets[i]),
                                              target.labels.geometry().size());
                const bool mine = own[i] != 0;
                const bool has = others[part.offsets[i]] == other.value;
                const bool wanted = kind == BooleanKind::Unite       ? mine || has
                                    : kind == BooleanKind::Intersect ? mine && has
                                                                     : mine && !has;
                // The other segment of the same layer is asked for by name: no rule spares it.
                const OperationScope asked = scope;
                if (kind == BooleanKind::Unite && has && other.layer == scope.segment.layer) {
                    scope.overwrite = Overwrite::Unlocked;
                }
                if (wanted != mine && may(at, wanted ? scope.segment.value : std::uint16_t{0})) {
                    expected.set(at, wanted ? scope.segment.value : std::uint16_t{0},
                                 scope.segment.layer);
                    ++changed;
                }
                scope = asked;
            }
            expectStep(BooleanParameters{kind, keyOf(other)}, expected);
            if (HasFatalFailure()) {
                return;
            }
        }
    }
    EXPECT_GT(changed, 500);
}

TEST_F(MaskOperations, OfWhatIsNotThereAreRefused) {
    Random random(408);
    make(random, 8);
    scope.segment.value = 4321;
    expectError(ErrorCode::InvalidArgument, "not there any more", [&] { step(GrowParameters{}); });
    make(random, 8);
    scope.plane = {2, 99};
    expectError(ErrorCode::InvalidArgument, "not there any more", [&] { step(GrowParameters{}); });
    make(random, 8);
    expectError(ErrorCode::InvalidArgument, "not there any more", [&] {
        step(BooleanParameters{BooleanKind::Unite, {0, 4321}});
    });
    scope.reach = OperationReach::Range;
    scope.last = 99;
    expectError(ErrorCode::InvalidArgument, "not there any more", [&] { step(GrowParameters{}); });
}

TEST_F(MaskOperations, StopWhenTheyAreCancelled) {
    Random random(409);
    make(random, 8);
    scope.reach = OperationReach::Slice;
    CancellationSource source;
    source.cancel();
    const MaskOperation operation = ThresholdParameters{-10, 10};
    const OperationInput input =
        operationInput(target, SegmentCounts(target), image, 0, scope, operation);
    expectError(ErrorCode::Cancelled, "",
                [&] { computeOperation(input, operation, source.token()); });
}

TEST(DescribeOperation, SaysWhatTheHistoryShows) {
    EXPECT_EQ(describe(GrowParameters{1.5, false}), "Grow 1.5 mm");
    EXPECT_EQ(describe(GrowParameters{2, true}), "Shrink 2 mm");
    EXPECT_EQ(describe(MorphologyParameters{MorphologyKind::Close, 3}), "Close 3 mm");
    EXPECT_EQ(describe(MorphologyParameters{MorphologyKind::FillHoles, 3}), "Fill holes");
    EXPECT_EQ(describe(IslandsParameters{true, 1}), "Keep largest");
    EXPECT_EQ(describe(SmoothParameters{1, true}), "Smooth jointly 1 mm");
    EXPECT_EQ(describe(IslandsParameters{true, 1, IslandPick{{1, 2, 3}, true}}), "Remove piece");
    EXPECT_EQ(describe(BooleanParameters{BooleanKind::Subtract, {}}), "Subtract");
}

} // namespace
} // namespace laurel
