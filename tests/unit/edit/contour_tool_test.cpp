#include "disc_curves.h"

namespace laurel {
namespace {

TEST_F(ContourToolTest, LookingAtCurvesChangesNothing) {
    const Segmentation before = target;
    ASSERT_EQ(curves().size(), 1U);
    EXPECT_EQ(target, before);
}

TEST_F(ContourToolTest, AHandleTakesTheMaskWithIt) {
    const Segmentation before = target;
    const CurvePoint handle = curves()[0].handles[0];
    const CurvePoint outwards = (handle - CurvePoint{40, 35}) * 0.3;
    const EditStep step = gesture({handle, handle + outwards * 0.5, handle + outwards});
    EXPECT_EQ(step.label.action, "Move handle");
    EXPECT_EQ(step.label.detail, "A · 3");
    EXPECT_GT(voxels(), before.labels.voxels(segment()));
    // Far from the handle nothing moved, voxel for voxel.
    for (std::int64_t y = 0; y < 70; ++y) {
        for (std::int64_t x = 0; x < 80; ++x) {
            const CurvePoint at{static_cast<double>(x), static_cast<double>(y)};
            if ((at - CurvePoint{40, 35}).dot(outwards) < 0) {
                ASSERT_EQ(target.labels.at({x, y, 2}), before.labels.at({x, y, 2}));
            }
        }
    }
    Segmentation undone = target;
    step.undo(undone);
    EXPECT_EQ(undone, before);
}

TEST_F(ContourToolTest, UndoBringsTheCurvesBackHandleByHandle) {
    const std::vector<Contour> first = curves();
    const CurvePoint handle = first[0].handles[2];
    const EditStep step = gesture({handle, handle + CurvePoint{4, 3}});
    const std::vector<Contour> second = curves();
    EXPECT_NE(first, second);
    EXPECT_EQ(second[0].handles[2], (handle + CurvePoint{4, 3}));
    step.undo(target);
    EXPECT_EQ(curves(), first);
    step.redo(target);
    EXPECT_EQ(curves(), second);
}

TEST_F(ContourToolTest, PressingOnTheCurveInsertsAHandle) {
    const std::size_t before = curves()[0].handles.size();
    const CurvePoint on = pointOn(curves()[0], 3, 0.5);
    EXPECT_EQ(gesture({on, on + (on - CurvePoint{40, 35}) * 0.4}).label.action, "Insert handle");
    EXPECT_EQ(curves()[0].handles.size(), before + 1);
    ASSERT_TRUE(tool.selected(segment(), plane));
}

TEST_F(ContourToolTest, RemovesHandlesByActByCtrlAndBySelection) {
    const std::size_t before = curves()[0].handles.size();
    gesture({curves()[0].handles[1]}, true);
    EXPECT_EQ(curves()[0].handles.size(), before - 1);
    tool.parameters.act = ContourAct::Remove;
    gesture({curves()[0].handles[1]});
    EXPECT_EQ(curves()[0].handles.size(), before - 2);
    tool.parameters.act = ContourAct::Edit;
    gesture({curves()[0].handles[1]});
    LabelMapEdit edit(target, 0);
    tool.removeSelected(edit, segment(), plane);
    (void)edit.commit({});
    EXPECT_EQ(curves()[0].handles.size(), before - 3);
}

TEST_F(ContourToolTest, ACurveGoesWithItsThirdHandle) {
    tool.parameters.act = ContourAct::Remove;
    for (int i = 0; i < 200 && !curves().empty(); ++i) {
        gesture({curves()[0].handles[0]});
    }
    EXPECT_TRUE(curves().empty());
    EXPECT_EQ(voxels(), 0);
}

TEST_F(ContourToolTest, MovesTurnsAndScalesAWholeCurve) {
    tool.parameters.act = ContourAct::Shape;
    const std::int64_t before = voxels();
    EXPECT_EQ(gesture({{40, 35}, {44, 37}}).label.action, "Move curve");
    EXPECT_TRUE(has(63, 37));
    EXPECT_FALSE(has(21, 35));
    EXPECT_NEAR(static_cast<double>(voxels()), static_cast<double>(before), 12);
    const ContourBox box = ContourTool::boxesOf(curves(), 0.8)[0];
    const CurvePoint centre = centreOf(curves()[0]);
    EXPECT_EQ(gesture({box.high, centre + (box.high - centre) * 0.5}).label.action, "Scale curve");
    EXPECT_NEAR(static_cast<double>(voxels()), static_cast<double>(before) / 4,
                0.03 * static_cast<double>(before));
    const ContourBox small = ContourTool::boxesOf(curves(), 0.8)[0];
    EXPECT_EQ(gesture({small.knob, centre + CurvePoint{20, 0}}).label.action, "Turn curve");
}

TEST_F(ContourToolTest, DrawsByClicksAndFreehandAndCutsHoles) {
    tool.parameters.act = ContourAct::Hole;
    for (const CurvePoint& at : {CurvePoint{34, 29}, {46, 29}, {46, 41}, {34, 41}}) {
        EXPECT_TRUE(gesture({at}).empty());
    }
    EXPECT_EQ(tool.pending(plane).size(), 4U);
    EXPECT_EQ(gesture({{34.5, 29.5}}).label.action, "Add hole");
    EXPECT_FALSE(has(40, 35));
    EXPECT_TRUE(has(24, 35));
    tool.parameters.act = ContourAct::Draw;
    std::vector<CurvePoint> ring;
    for (int i = 0; i <= 60; ++i) {
        const double angle = 2 * 3.14159265358979 * i / 60;
        ring.push_back(CurvePoint{40, 35} + CurvePoint{std::cos(angle), std::sin(angle)} * 4);
    }
    EXPECT_EQ(gesture(ring).label.action, "Draw curve");
    EXPECT_TRUE(has(40, 35)) << "an island in the hole";
    EXPECT_FALSE(has(40, 29)) << "the hole around it";
    EXPECT_EQ(curves().size(), 3U);
}

TEST_F(ContourToolTest, DraggingOverANeighbourAndBackLeavesItWhole) {
    for (std::int64_t y = 30; y <= 40; ++y) {
        for (std::int64_t x = 62; x < 75; ++x) {
            target.labels.set({x, y, 2}, 2);
        }
    }
    const Segmentation before = target;
    const auto nearest = nearestOn(curves()[0], {60, 35});
    const CurvePoint start = curves()[0].handles[nearest->span];
    const EditStep step = gesture({start, start + CurvePoint{14, 0}, start});
    EXPECT_TRUE(step.empty());
    EXPECT_EQ(target, before);
}

TEST_F(ContourToolTest, ALockedSegmentStays) {
    target.looks[0].locked = true;
    const Segmentation before = target;
    const CurvePoint handle = curves()[0].handles[0];
    EXPECT_TRUE(gesture({handle, handle + CurvePoint{5, 5}}).empty());
    EXPECT_EQ(target, before);
}

TEST_F(ContourToolTest, AnyGesturesUndoneAndRedoneAreExact) {
    Random random(41);
    for (int trial = 0; trial < 20; ++trial) {
        std::vector<Segmentation> states{target};
        std::vector<EditStep> steps;
        for (int i = 0; i < 8; ++i) {
            tool.parameters.act = static_cast<ContourAct>(random.integer(0, 4));
            std::vector<CurvePoint> path;
            for (int p = random.integer(1, 4); p > 0; --p) {
                path.push_back({random.uniform(-5, 85), random.uniform(-5, 75)});
            }
            if (!curves().empty() && random.chance(0.7)) {
                path[0] = curves()[0].handles[0];
            }
            steps.push_back(gesture(path, random.chance(0.2)));
            states.push_back(target);
        }
        for (std::size_t i = steps.size(); i-- > 0;) {
            steps[i].undo(target);
            ASSERT_EQ(target, states[i]);
        }
        for (std::size_t i = 0; i < steps.size(); ++i) {
            steps[i].redo(target);
            ASSERT_EQ(target, states[i + 1]);
        }
    }
}

/// Of a disc whose edge in the image lies two voxels farther out, the pointer comes by the right
/// half: that half goes there, the left one stays.
TEST_F(ContourToolTest, SnapsTheHandlesThatADragComesBy) {
    std::vector<float> bright = pixels();
    for (std::int64_t z = 0; z < 5; ++z) {
        for (std::int64_t y = 0; y < 70; ++y) {
            for (std::int64_t x = 0; x < 80; ++x) {
                if (std::hypot(static_cast<double>(x - 40), static_cast<double>(y - 35)) <= 22.5) {
                    bright[static_cast<std::size_t>(x + 80 * (y + 70 * z))] = 100;
                }
            }
        }
    }
    image = Volume(Geometry({80, 70, 5}, {1, 1, 4}), std::move(bright));
    tool.parameters.act = ContourAct::Snap;
    const Segmentation before = target;
    const std::vector<CurvePoint> was = curves()[0].handles;
    std::vector<CurvePoint> way;
    for (int degrees = -60; degrees <= 60; degrees += 10) {
        const double angle = degrees * 3.14159265358979 / 180;
        way.push_back({40 + 20 * std::cos(angle), 35 + 20 * std::sin(angle)});
    }
    const EditStep step = gesture(way);
    EXPECT_EQ(step.label.action, "Snap to edges");
    const std::vector<CurvePoint> now = curves()[0].handles;
    ASSERT_EQ(now.size(), was.size());
    const CurvePoint centre{40, 35};
    int snapped = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        if ((now[i] - was[i]).length() > 0) {
            EXPECT_NEAR((now[i] - centre).length(), 22.5, 0.7) << i;
            EXPECT_GT(was[i].x, 45);
            ++snapped;
        } else {
            EXPECT_LT(was[i].x, 55) << i;
        }
    }
    EXPECT_GE(snapped, 3);
    EXPECT_TRUE(has(61, 35));
    EXPECT_FALSE(has(18, 35));
    step.undo(target);
    EXPECT_EQ(target, before);
}

/// An area that only the neighbour's voxels are: the curve takes them while it lies over them, and
/// they come back when it goes on.
TEST_F(ContourToolTest, HonoursTheAreaAndGivesBackWhatItCameOver) {
    for (std::int64_t y = 20; y < 50; ++y) {
        for (std::int64_t x = 62; x < 75; ++x) {
            target.labels.set({x, y, 2}, 2);
        }
    }
    const Segmentation before = target;
    PaintRules rules;
    rules.area.kind = PaintArea::Kind::InsideSegment;
    rules.area.inside = {0, 2};
    tool.parameters.act = ContourAct::Shape;
    LabelMapEdit edit(target, 0, rules);
    tool.press(edit, {&image, segment(), plane, false}, sample({40, 35}));
    tool.drag(edit, sample({50, 35}));
    EXPECT_TRUE(has(66, 35)) << "the neighbour's, and so in the area";
    EXPECT_FALSE(has(61, 35)) << "nobody's, and so not in the area";
    tool.drag(edit, sample({40, 35}));
    EXPECT_EQ(target.labels, before.labels);
    (void)tool.release(edit);
}

/// Shift takes several: they go as far as the pointer does, and as one step.
TEST_F(ContourToolTest, SeveralHandlesAreDraggedAndRemovedTogether) {
    const std::vector<Contour> was = curves();
    const std::vector<CurvePoint> at = was[0].handles;
    ASSERT_GT(at.size(), 8U);
    const auto press = [&](const CurvePoint& point, bool several, const CurvePoint& by = {}) {
        LabelMapEdit edit(target, 0);
        PointerSample down = sample(point);
        down.several = several;
        tool.press(edit, {&image, segment(), plane}, down);
        if (by.length() > 0) {
            tool.drag(edit, sample(point + by * 0.5));
            tool.drag(edit, sample(point + by));
        }
        StepLabel label = tool.release(edit);
        return edit.commit(std::move(label));
    };
    const auto chosen = [&] { return tool.selection(segment(), plane).size(); };
    EXPECT_TRUE(press(at[0], false).empty());
    EXPECT_TRUE(press(at[3], true).empty());
    EXPECT_TRUE(press(at[5], true).empty());
    EXPECT_TRUE(press(at[3], true).empty()) << "pressed again: taken out";
    EXPECT_EQ(chosen(), 2U);
    EXPECT_EQ(curves(), was);

    const CurvePoint by{3, -2};
    const EditStep step = press(at[0], false, by);
    EXPECT_EQ(step.label.action, "Move 2 handles");
    EXPECT_EQ(chosen(), 2U) << "they stay chosen";
    for (std::size_t i = 0; i < at.size(); ++i) {
        const CurvePoint expected = i == 0 || i == 5 ? at[i] + by : at[i];
        EXPECT_NEAR((curves()[0].handles[i] - expected).length(), 0, 1e-9) << i;
    }
    const LabelMap dragged = target.labels;
    step.undo(target);
    EXPECT_EQ(curves(), was);

    LabelMapEdit typed(target, 0); // the same by numbers
    EXPECT_EQ(tool.moveSelected(typed, segment(), plane, by).action, "Move 2 handles");
    (void)typed.commit({});
    EXPECT_EQ(target.labels, dragged);
    EXPECT_EQ(chosen(), 2U);
    EXPECT_NEAR((curves()[0].handles[5] - (at[5] + by)).length(), 0, 1e-9);
    LabelMapEdit back(target, 0);
    (void)tool.moveSelected(back, segment(), plane, by * -1);
    (void)back.commit({});
    EXPECT_EQ(curves(), was);

    LabelMapEdit edit(target, 0);
    EXPECT_EQ(tool.removeSelected(edit, segment(), plane).action, "Remove 2 handles");
    (void)edit.commit({});
    EXPECT_EQ(curves()[0].handles.size(), at.size() - 2);
    EXPECT_EQ(std::ranges::count(curves()[0].handles, at[5]), 0);
    EXPECT_EQ(chosen(), 0U);

    (void)press(at[1], false);
    (void)press(at[2], true);
    EXPECT_EQ(chosen(), 2U);
    (void)press(at[1], false); // a click without a drag
    EXPECT_EQ(chosen(), 1U);
}

TEST_F(ContourToolTest, ACurveThatKeepsTooFewHandlesGoesWhole) {
    const std::vector<CurvePoint> at = curves()[0].handles;
    for (std::size_t i = 0; i < at.size(); ++i) {
        LabelMapEdit edit(target, 0);
        PointerSample down = sample(at[i]);
        down.several = i > 0;
        tool.press(edit, {&image, segment(), plane}, down);
        (void)tool.release(edit);
    }
    EXPECT_EQ(tool.selection(segment(), plane).size(), at.size());
    LabelMapEdit edit(target, 0);
    const StepLabel label = tool.removeSelected(edit, segment(), plane);
    (void)edit.commit(label);
    EXPECT_EQ(label.action, "Remove curve");
    EXPECT_TRUE(curves().empty());
    EXPECT_EQ(voxels(), 0);
}

} // namespace
} // namespace laurel
