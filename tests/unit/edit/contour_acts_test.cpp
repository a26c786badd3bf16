#include "disc_curves.h"

namespace laurel {
/// Acts on all curves of a plane, without pointer.
namespace {

class ContourActs : public ContourToolTest {};

TEST_F(ContourActs, SnapsAndSimplifiesAllCurvesAsOneStep) {
    // A bright disc of radius 23 around the mask's 20.
    std::vector<float> values;
    const PlaneFrame frame(image.geometry(), plane);
    for (std::int64_t y = 0; y < 70; ++y) {
        for (std::int64_t x = 0; x < 80; ++x) {
            const double r = std::hypot(static_cast<double>(x - 40), static_cast<double>(y - 35));
            values.push_back(static_cast<float>(500 * 0.5 * (1 - std::erf((r - 23) / 1.2))));
        }
    }
    tool.parameters.snap.reachMm = 5;
    {
        LabelMapEdit edit(target, 0);
        const StepLabel label = tool.snapAll(edit, segment(), PlaneImage(values, frame));
        EXPECT_EQ(label.action, "Snap to edges");
        EXPECT_FALSE(edit.commit(label).empty());
    }
    EXPECT_NEAR(static_cast<double>(voxels()), 3.14159265 * 23 * 23, 40);
    tool.parameters.toleranceMm = 0.8;
    const std::size_t before = curves()[0].handles.size();
    LabelMapEdit edit(target, 0);
    EXPECT_EQ(tool.simplifyAll(edit, segment(), plane).action, "Simplify");
    (void)edit.commit({});
    EXPECT_LT(curves()[0].handles.size(), before);
}

TEST_F(ContourActs, WhatAnActOnAllCurvesPlansIsToldBeforeItIsDone) {
    tool.parameters.toleranceMm = 2;
    const Segmentation before = target;
    const std::vector<Contour> was = curves();
    EditStep step;
    {
        LabelMapEdit edit(target, 0);
        StepLabel label = tool.simplifyAll(edit, segment(), plane);
        EXPECT_NE(label.detail.find(" handles · Dice 0.9"), std::string::npos) << label.detail;
        step = edit.takeBack(std::move(label));
    }
    EXPECT_EQ(target, before);
    EXPECT_EQ(curves(), was) << "curves belong to masks";
    const std::vector<Contour> planned(tool.planned(segment(), plane).begin(),
                                       tool.planned(segment(), plane).end());
    ASSERT_EQ(planned.size(), 1U);
    EXPECT_LT(planned[0].handles.size(), was[0].handles.size());
    EXPECT_TRUE(tool.planned(segment(), {2, 3}).empty());
    step.redo(target);
    EXPECT_EQ(curves(), planned);
}

/// Beside the window: on a copy of the labels, by a copy of the tool, which then tells what it
/// made.
TEST_F(ContourActs, ACopyActsElsewhereAndIsLearntFrom) {
    tool.parameters.toleranceMm = 2;
    (void)gesture({{60, 35}, {64, 35}}); // a handle that no trace would find again
    const std::vector<Contour> was = curves();
    Segmentation elsewhere = target;
    const std::unique_ptr<ContourTool> copy = tool.forActs();
    EXPECT_EQ(copy->curves(elsewhere.labels, segment(), plane), was);
    EditStep step;
    {
        LabelMapEdit edit(elsewhere, 0);
        StepLabel label = copy->simplifyAll(edit, segment(), plane);
        step = edit.commit(std::move(label));
    }
    ASSERT_FALSE(step.voxels.empty());
    const std::vector<Contour> made = copy->curves(elsewhere.labels, segment(), plane);
    EXPECT_LT(made[0].handles.size(), was[0].handles.size());
    EXPECT_EQ(curves(), was) << "nothing was done here";

    tool.learnFrom(*copy);
    const auto planned = tool.planned(segment(), plane);
    EXPECT_EQ(std::vector<Contour>(planned.begin(), planned.end()), made);
    EXPECT_EQ(curves(), was);
    step.redo(target);
    EXPECT_EQ(curves(), made);
    step.undo(target);
    EXPECT_EQ(curves(), was);
}

/// What was done here meanwhile stays: the copy tells only what its own acts made.
TEST_F(ContourActs, LearningFromACopyForgetsNothing) {
    const std::unique_ptr<ContourTool> copy = tool.forActs();
    (void)copy->curves(target.labels, segment(), plane); // traced there
    const LabelMap labels = target.labels;
    const std::size_t traced = curves()[0].handles.size();
    (void)gesture({pointOn(curves()[0], 3, 0.5)}); // a handle more, and the mask stays
    ASSERT_EQ(target.labels, labels) << "else this tests nothing";
    const std::vector<Contour> here = curves();
    ASSERT_EQ(here[0].handles.size(), traced + 1);
    tool.learnFrom(*copy);
    EXPECT_EQ(curves(), here);
}

} // namespace
} // namespace laurel
