#include "bench.h"

#include "laurel/base/random.h"
#include "laurel/edit/brush_tool.h"
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

constexpr GridSize gridOfTools{400, 400, 100};

/// A scene that tools work on: six muscles around a bone, each a sector that wanders along the
/// limb, in an image of two greys and noise.
class ToolBench {
  public:
    ToolBench() : geometry_(gridOfTools, {0.6, 0.6, 3}), target_(labelsOn(geometry_)) {
        std::vector<std::int16_t> pixels(static_cast<std::size_t>(gridOfTools.voxels()));
        const auto labels = std::as_const(target_.labels).layer(0);
        std::uint32_t noise = 1;
        for (std::size_t i = 0; i < pixels.size(); ++i) {
            noise = noise * 1664525U + 1013904223U;
            pixels[i] = static_cast<std::int16_t>((labels[i] != 0 ? 300 : 40) + (noise >> 25));
        }
        image_ = std::make_shared<const Volume>(geometry_, std::move(pixels));
        counts_ = SegmentCounts(target_);
    }

    /// Copying what it needs and computing it, in the whole volume.
    Measurement operation(const std::string& name, const MaskOperation& operation,
                          const PaintArea& area = {}) const {
        OperationScope scope;
        scope.segment = target_.labels.segments().front();
        scope.plane = {2, gridOfTools.z / 2};
        scope.area = area;
        constexpr int runs = 3;
        double least = 1e9;
        for (int run = 0; run < runs; ++run) {
            least = std::min(least, secondsOf([&] {
                                 (void)computeOperation(
                                     operationInput(target_, counts_, image_, 0, scope, operation),
                                     operation, CancellationToken{});
                             }));
        }
        return {name, least * 1e3, "ms", "", {}, {}};
    }

    /// One act of a tool that works by pointer, from press to release.
    template <typename Tool>
    Measurement act(const std::string& name, Tool& tool, const PaintRules& rules) {
        const Segment segment = target_.labels.segments()[1];
        const ToolScene scene{image_.get(), segment, {2, 50}, false, 0, 400};
        const double took = secondsOf([&] {
            LabelMapEdit edit(target_, 0, rules, {image_.get(), 0});
            tool.press(edit, scene, {{250, 200, 50}});
            for (int step = 1; step < 100; ++step) {
                const double turn = step * 2 * std::numbers::pi / 100;
                tool.drag(edit, {{200 + 50 * std::cos(turn), 200 + 50 * std::sin(turn), 50}});
            }
            (void)tool.release(edit);
        }); // the edit is taken back at the end
        return {name, took * 1e3, "ms", "", {}, {}};
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
        LabelMapEdit edit(target_, 0, rules, {image_.get(), 0});
        brush.press(edit, {image_.get(), target_.labels.segments()[1], {2, 50}}, {{60, 60, 50}});
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
            return Measurement{name, secondsOf([&] { (void)make(); }) * 1e3, "ms", "", {}, {}};
        };
        return {step("merge two segments", [&] { return mergedInto(target_, counts_, 0, 1); }),
                step("duplicate a segment", [&] { return duplicated(target_, counts_, 0); }),
                step("move a segment in the list", [&] { return movedInList(target_, 0, 4); })};
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
            worst = std::max(worst, secondsOf([&] { (void)samplePlane(*image_, plane, 0); }));
        }
        return {"sample a slice of a second image, longest", worst * 1e3, "ms", "", {}, 16};
    }

  private:
    static Segmentation labelsOn(const Geometry& geometry) {
        LabelMap labels(geometry);
        for (int value = 1; value <= 6; ++value) {
            labels.addSegment({"Muscle " + std::to_string(value), static_cast<std::uint16_t>(value),
                               0, "", defaultColor(static_cast<std::uint16_t>(value)), ""});
        }
        for (VoxelIndex at; at.z < gridOfTools.z; ++at.z) {
            for (at.y = 0; at.y < gridOfTools.y; ++at.y) {
                for (at.x = 0; at.x < gridOfTools.x; ++at.x) {
                    const auto x = static_cast<double>(at.x - 200);
                    const auto y = static_cast<double>(at.y - 200);
                    const double radius =
                        std::hypot(x, y) + 5 * std::sin(static_cast<double>(at.z) / 9);
                    const double turn = (std::atan2(y, x) / std::numbers::pi + 1) / 2;
                    if (radius > 30 && radius < 150) {
                        labels.set(at, static_cast<std::uint16_t>(
                                           1 + std::min(5, static_cast<int>(turn * 6))));
                    }
                }
            }
        }
        return Segmentation(std::move(labels));
    }

    Geometry geometry_;
    Segmentation target_;
    SegmentCounts counts_;
    std::shared_ptr<const Volume> image_;
};

} // namespace

/// What tools cost without a screen, on 400×400×100 voxels with six segments.
std::vector<Measurement> desktopTools() {
    ToolBench bench;
    const PaintArea greys{PaintArea::Kind::OutsideSegments, {}, true, 0, 200};
    std::vector<Measurement> rows{
        bench.operation("grow 2 mm", GrowParameters{2, false}),
        bench.operation("close 2 mm", MorphologyParameters{MorphologyKind::Close, 2}),
        bench.operation("fill holes", MorphologyParameters{MorphologyKind::FillHoles, 0}),
        bench.operation("keep the largest piece", IslandsParameters{true, 0}),
        bench.operation("smooth 1 mm", SmoothParameters{1, false}),
        bench.operation("smooth all jointly 1 mm", SmoothParameters{1, true}),
        bench.operation("threshold", ThresholdParameters{0, 100}),
        bench.operation("threshold under rules", ThresholdParameters{0, 100}, greys),
        bench.operation("unite two segments", BooleanParameters{BooleanKind::Unite, {0, 2}}),
        bench.operation("subtract a segment", BooleanParameters{BooleanKind::Subtract, {0, 2}})};
    LassoTool lasso;
    rows.push_back(
        bench.act("lasso of 100 points under rules", lasso, {Overwrite::Unlocked, greys}));
    RegionTool region;
    region.parameters.reach.kind = OperationReach::Volume;
    region.parameters.tolerancePercent = 40;
    rows.push_back(bench.act("region of 30 mm around, in 3-D", region, {}));
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
