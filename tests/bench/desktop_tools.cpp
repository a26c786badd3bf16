#include "bench.h"
#include "limb_scene.h"

#include "laurel/base/random.h"
#include "laurel/edit/brush_tool.h"
#include "laurel/edit/fill_tool.h"
#include "laurel/edit/lasso_tool.h"
#include "laurel/edit/mask_operation.h"
#include "laurel/edit/region_tool.h"
#include "laurel/edit/segment_acts.h"
#include "laurel/imaging/resampling.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace laurel::bench {

namespace {

/// What tools work on, and how long they take on it.
class ToolBench {
  public:
    /// Copying what it needs and computing it, in the whole volume.
    Measurement operation(const std::string& name, const MaskOperation& operation,
                          const PaintArea& area = {}) const {
        OperationScope scope;
        scope.segment = scene_.target.labels.segments().front();
        scope.plane = {2, LimbScene::grid.z / 2};
        scope.area = area;
        return timed(name, [&] {
            (void)computeOperation(
                operationInput(scene_.target, scene_.counts, scene_.image, 0, scope, operation),
                operation, CancellationToken{});
        });
    }

    /// One act of a tool that works by pointer, from press to release.
    template <typename Tool>
    Measurement act(const std::string& name, Tool& tool, const PaintRules& rules) {
        const Segment segment = scene_.target.labels.segments()[1];
        const ToolScene scene{scene_.image.get(), segment, {2, 50}, false, 0, 400};
        Measurement took = timed(name, [&] {
            LabelMapEdit edit(scene_.target, 0, rules, {scene_.image.get(), 0});
            tool.press(edit, scene, {{250, 200, 50}});
            for (int step = 1; step < 100; ++step) {
                const double turn = step * 2 * std::numbers::pi / 100;
                tool.drag(edit, {{200 + 50 * std::cos(turn), 200 + 50 * std::sin(turn), 50}});
            }
            (void)tool.release(edit);
        }); // the edit is taken back at the end
        return took;
    }

    /// One click into a muscle, which becomes another's.
    Measurement fill(const std::string& name, OperationReach reach) {
        FillTool tool;
        tool.parameters.reach.kind = reach;
        const ToolScene scene{scene_.image.get(), scene_.target.labels.segments()[1], {2, 50}};
        EditStep step;
        Measurement took = timed(name, [&] {
            LabelMapEdit edit(scene_.target, 0);
            tool.press(edit, scene, {{300, 200, 50}});
            step = edit.commit(tool.release(edit));
        });
        step.undo(scene_.target);
        return took;
    }

    /// The longest but one in a hundred of the dabs of a ball, within grey values and outside
    /// others.
    Measurement dabsWithRules() {
        BrushTool brush;
        brush.parameters.sizeMm = 20;
        brush.parameters.reach = BrushReach::Volume;
        PaintRules rules;
        rules.area = {PaintArea::Kind::OutsideSegments, {}, true, 0, 200};
        Random random(3);
        std::vector<double> dabs;
        LabelMapEdit edit(scene_.target, 0, rules, {scene_.image.get(), 0});
        brush.press(edit, {scene_.image.get(), scene_.target.labels.segments()[1], {2, 50}},
                    {{60, 60, 50}});
        for (int dab = 0; dab < 1000; ++dab) {
            const PointerSample to{{random.uniform(40, 360), random.uniform(40, 360), 50}};
            dabs.push_back(secondsOf([&] {
                brush.drag(edit, to);
                edit.takeChanged();
            }));
        }
        (void)brush.release(edit);
        std::ranges::sort(dabs);
        return {"sweep of a 20 mm ball across the image under rules, p99",
                dabs[dabs.size() * 99 / 100] * 1e3,
                "ms",
                "",
                {},
                {}};
    }

    std::vector<Measurement> segmentActs() const {
        const auto step = [&](const std::string& name, const auto& make) {
            return timed(name, [&] { (void)make(); });
        };
        return {
            step("merge two segments",
                 [&] { return mergedInto(scene_.target, scene_.counts, 0, 1); }),
            step("duplicate a segment",
                 [&] { return duplicated(scene_.target, scene_.counts, 0); }),
            step("move a segment in the list", [&] { return movedInList(scene_.target, 0, 4); })};
    }

    /// A slice of the second image under one of the case's, turned by a few degrees.
    Measurement secondImage() const {
        const double angle = 0.1;
        const WorldPlane plane{{0, 0, 150},
                               {0.6 * std::cos(angle), 0.6 * std::sin(angle), 0},
                               {-0.6 * std::sin(angle), 0.6 * std::cos(angle), 0},
                               {400, 400}};
        double worst = 0;
        for (int run = 0; run < 20; ++run) {
            worst = std::max(worst, secondsOf([&] { (void)samplePlane(*scene_.image, plane, 0); }));
        }
        return {"sample a slice of a second image, longest", worst * 1e3, "ms", "", {}, 16};
    }

  private:
    LimbScene scene_;
};

} // namespace

/// What tools cost without a screen, on 400×400×100 voxels with six segments.
std::vector<Measurement> desktopTools() {
    ToolBench bench;
    const PaintArea greys{PaintArea::Kind::OutsideSegments, {}, true, 0, 200};
    std::vector<Measurement> rows{
        bench.operation("grow 2 mm", GrowParameters{2, false}),
        bench.operation("shrink 2 mm", GrowParameters{2, true}),
        bench.operation("open 2 mm", MorphologyParameters{MorphologyKind::Open, 2}),
        bench.operation("close 2 mm", MorphologyParameters{MorphologyKind::Close, 2}),
        bench.operation("fill holes", MorphologyParameters{MorphologyKind::FillHoles, 0}),
        bench.operation("keep the largest piece", IslandsParameters{true, 0}),
        bench.operation("remove islands under 500 mm³", IslandsParameters{false, 500}),
        bench.operation("smooth 1 mm", SmoothParameters{1, false}),
        bench.operation("smooth all jointly 1 mm", SmoothParameters{1, true}),
        bench.operation("threshold", ThresholdParameters{0, 100}),
        bench.operation("threshold under rules", ThresholdParameters{0, 100}, greys),
        bench.operation("unite two segments", BooleanParameters{BooleanKind::Unite, {0, 2}}),
        bench.operation("subtract a segment", BooleanParameters{BooleanKind::Subtract, {0, 2}}),
        bench.operation("intersect with a segment",
                        BooleanParameters{BooleanKind::Intersect, {0, 2}})};
    LassoTool lasso;
    rows.push_back(
        bench.act("lasso of 100 points under rules", lasso, {Overwrite::Unlocked, greys}));
    RegionTool region;
    region.parameters.reach.kind = OperationReach::Volume;
    region.parameters.tolerancePercent = 40;
    rows.push_back(bench.act("region of 30 mm around, in 3-D", region, {}));
    rows.push_back(bench.fill("fill a region of a slice", OperationReach::Slice));
    rows.push_back(bench.fill("fill a region in 3-D", OperationReach::Volume));
    rows.push_back(bench.dabsWithRules());
    for (Measurement& row : bench.segmentActs()) {
        rows.push_back(std::move(row));
    }
    rows.push_back(bench.secondImage());
    for (Measurement& row : rows) {
        row.name = "400×400×100: " + row.name;
    }
    return rows;
}

} // namespace laurel::bench
