#include "bench.h"
#include "limb_scene.h"

#include "laurel/edit/contour_mask.h"
#include "laurel/edit/edge_snap.h"
#include "laurel/edit/operations.h"
#include "laurel/edit/segment_acts.h"
#include "laurel/workflow/between_slices.h"
#include "laurel/workflow/overlap_removal.h"

#include <algorithm>

namespace laurel::bench {

namespace {

constexpr SlicePlane middle{2, LimbScene::grid.z / 2};

/// Curves around the second muscle, in a slice whose border a noisy image shows.
std::vector<Measurement> curves(const LimbScene& scene) {
    const Segment& segment = scene.target.labels.segments()[1];
    const PlaneFrame frame(scene.target.labels.geometry(), middle);
    const Mask mask = frame.maskOf(scene.target.labels, segment.layer, segment.value);
    std::vector<Contour> traced;
    std::vector<Measurement> rows{
        timed("trace the curves of a slice", [&] { traced = traceContours(mask, frame); })};
    rows.push_back(timed("snap the curves of a slice to edges", [&] {
        const PlaneImage image(*scene.image, frame);
        std::ranges::for_each(traced, [&](const Contour& one) { (void)snapped(one, image, {}); });
    }));
    rows.push_back(timed("simplify the curves of a slice", [&] {
        std::ranges::for_each(traced, [](const Contour& one) { (void)simplified(one, 0.4); });
    }));
    rows.push_back(timed("voxels of the curves", [&] { (void)rasterised(traced, frame); }));
    return rows;
}

/// To the next slice: the first time, which registers the two images, and again.
std::vector<Measurement> propagation(const LimbScene& scene) {
    const LabelMap& labels = scene.target.labels;
    PlaneRegistrations registrations(scene.image, 0);
    const auto propagate = [&](std::size_t segment) {
        (void)propagationProposal(labels,
                                  {{labels.segments()[segment]}, 2, middle.index, middle.index + 1},
                                  registrations, CancellationToken{});
    };
    const Measurement first = timed("propagate to the next slice", [&] { propagate(1); });
    constexpr double goal = 1000; // of a slice, on a machine that does nothing else
    return {first,
            {"processor time of it, all threads",
             first.value / first.ratio.value_or(1),
             "ms",
             "",
             {},
             goal},
            timed("propagate another segment there", [&] { propagate(2); })};
}

/// Gaps of seven slices between drawn ones.
std::vector<Measurement> interpolation(const LimbScene& scene) {
    LabelMap labels = scene.target.labels;
    const Segment segment = labels.segments()[1];
    const auto slice = static_cast<std::size_t>(LimbScene::grid.x * LimbScene::grid.y);
    const auto voxels = labels.layer(0);
    for (std::size_t z = 0; z < static_cast<std::size_t>(LimbScene::grid.z); ++z) {
        if (z % 8 != 0) {
            std::ranges::replace(voxels.subspan(z * slice, slice), segment.value, std::uint16_t{0});
        }
    }
    PlaneRegistrations registrations(scene.image, 0);
    NoProgress progress;
    const auto fill = [&](std::optional<std::int64_t> at, bool followsImage) {
        (void)interpolationProposal(labels, {{segment}, 2, at, std::nullopt, followsImage},
                                    registrations, progress, CancellationToken{});
    };
    return {timed("interpolate a gap of 7 slices by shapes", [&] { fill(52, false); }),
            timed("interpolate 12 such gaps by shapes", [&] { fill({}, false); }),
            timed("interpolate a gap of 7 slices by the image", [&] { fill(52, true); })};
}

std::vector<Measurement> copies(LimbScene& scene) {
    const Segment segment = scene.target.labels.segments()[1];
    std::vector<Measurement> rows;
    {
        LabelMapEdit edit(scene.target, 0);
        rows.push_back(timed("copy to the next slice",
                             [&] { (void)copySlice(edit, segment, middle, middle.index + 1); }));
    }
    const EditStep twin = duplicated(scene.target, scene.counts, 1);
    twin.redo(scene.target);
    rows.push_back(timed("remove the overlap of a slice",
                         [&] { (void)overlapRemoval(scene.target, 1, middle); }));
    twin.undo(scene.target);
    return rows;
}

} // namespace

/// Curves, and what is done between slices, on 400×400×100 voxels with six segments.
std::vector<Measurement> desktopSlices() {
    LimbScene scene;
    std::vector<Measurement> rows;
    for (const auto& part :
         {curves(scene), propagation(scene), interpolation(scene), copies(scene)}) {
        for (const Measurement& row : part) {
            rows.push_back(row);
            rows.back().name = "400×400×100: " + row.name;
        }
    }
    return rows;
}

} // namespace laurel::bench
