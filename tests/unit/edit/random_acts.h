#pragma once

#include "laurel/edit/brush_tool.h"
#include "laurel/edit/fill_tool.h"
#include "laurel/edit/lasso_tool.h"
#include "laurel/edit/operations.h"

#include "random_cases.h"

namespace laurel {

inline BrushParameters randomBrush(Random& random) {
    BrushParameters brush;
    brush.sizeMm = random.uniform(0.2, 20);
    brush.shape = random.chance(0.5) ? BrushShape::Round : BrushShape::Square;
    brush.reach = random.chance(0.5) ? BrushReach::Slice : BrushReach::Volume;
    brush.pressureSetsSize = random.chance(0.3);
    return brush;
}

/// The pointer is put down, moved up to four times, and lifted.
inline StepLabel strokeAtRandom(Random& random, LabelMapEdit& edit, EditTool& tool,
                                const Segment& segment) {
    const GridSize size = edit.target().labels.geometry().size();
    const Volume image;
    const ToolScene scene{&image, segment, randomPlane(random, size), random.chance(0.3)};
    tool.press(edit, scene, {randomPlace(random, size), random.uniform()});
    for (int moves = random.integer(0, 4); moves > 0; --moves) {
        tool.drag(edit, {randomPlace(random, size), random.uniform()});
    }
    return tool.release(edit);
}

/// Voxels anywhere, several times, to any value: what no tool of today does, but an edit must bear.
inline StepLabel scribble(Random& random, LabelMapEdit& edit, const Segment& segment) {
    const GridSize size = edit.target().labels.geometry().size();
    for (int writes = random.integer(0, 60); writes > 0; --writes) {
        const VoxelIndex at = randomVoxel(random, {size.x + 4, size.y + 2, size.z + 2});
        const VoxelIndex start{at.x - 2, at.y - 1, at.z - 1};
        const int length = random.integer(-1, 5);
        switch (random.integer(0, 2)) {
        case 0:
            edit.paint(start, length, segment.value);
            break;
        case 1:
            edit.erase(start, length, segment.value);
            break;
        default:
            edit.set(start, static_cast<std::uint16_t>(random.integer(0, 3)));
        }
    }
    return {StepKind::AutoSegment, "Scribble", ""};
}

/// One act of any kind on the segment.
inline StepLabel actAtRandom(Random& random, LabelMapEdit& edit, const Segment& segment) {
    const GridSize size = edit.target().labels.geometry().size();
    const std::optional<SlicePlane> plane =
        random.chance(0.5) ? std::optional(randomPlane(random, size)) : std::nullopt;
    switch (random.integer(0, 6)) {
    case 0: {
        FillTool fill;
        fill.parameters.reach.kind =
            random.chance(0.5) ? OperationReach::Slice : OperationReach::Volume;
        return strokeAtRandom(random, edit, fill, segment);
    }
    case 1:
        return keepLargest(edit, segment, plane);
    case 2: {
        const SlicePlane from = randomPlane(random, size);
        return copySlice(edit, segment, from,
                         random.integer(0, static_cast<int>(size[from.axis]) - 1));
    }
    case 3:
        return random.chance(0.2) ? clearSegment(edit, segment, plane)
                                  : scribble(random, edit, segment);
    case 4: {
        LassoTool lasso;
        return strokeAtRandom(random, edit, lasso, segment);
    }
    default: {
        BrushTool brush(random.chance(0.4));
        brush.parameters = randomBrush(random);
        return strokeAtRandom(random, edit, brush, segment);
    }
    }
}

} // namespace laurel
