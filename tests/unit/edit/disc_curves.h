#pragma once

#include "laurel/edit/contour_mask.h"
#include "laurel/edit/contour_tool.h"

#include "random_cases.h"

#include <cmath>

#include <gtest/gtest.h>

namespace laurel {

/// A made-up case with one disc of segment A on slice 2, and the tool.
class ContourToolTest : public ::testing::Test {
  protected:
    ContourToolTest() : image(Geometry({80, 70, 5}, {1, 1, 4}), pixels()), target(labels()) {}

    static std::vector<float> pixels() { return std::vector<float>(std::size_t{80} * 70 * 5); }
    static LabelMap labels() {
        LabelMap labels(Geometry({80, 70, 5}, {1, 1, 4}));
        labels.addSegment(segmentOf("A", 1));
        labels.addSegment(segmentOf("B", 2));
        for (std::int64_t y = 0; y < 70; ++y) {
            for (std::int64_t x = 0; x < 80; ++x) {
                if (std::hypot(static_cast<double>(x - 40), static_cast<double>(y - 35)) <= 20) {
                    labels.set({x, y, 2}, 1);
                }
            }
        }
        return labels;
    }

    const Segment& segment() const { return target.labels.segments()[0]; }
    const std::vector<Contour>& curves() { return tool.curves(target.labels, segment(), plane); }

    /// One gesture through points; the step it made.
    EditStep gesture(const std::vector<CurvePoint>& points, bool inverted = false) {
        LabelMapEdit edit(target, 0);
        tool.press(edit, {&image, segment(), plane, inverted}, sample(points[0]));
        for (std::size_t i = 1; i < points.size(); ++i) {
            tool.drag(edit, sample(points[i]));
        }
        StepLabel label = tool.release(edit);
        return edit.commit(std::move(label));
    }
    static PointerSample sample(const CurvePoint& at) { return {{at.x, at.y, 2}, 1, 0.8}; }

    std::int64_t voxels() const { return target.labels.voxels(segment()); }
    bool has(std::int64_t x, std::int64_t y) const { return target.labels.at({x, y, 2}) == 1; }

    Volume image;
    Segmentation target;
    ContourTool tool;
    SlicePlane plane{2, 2};
};

} // namespace laurel
