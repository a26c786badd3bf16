#include "bench.h"

#include "laurel/base/random.h"
#include "laurel/edit/brush_tool.h"
#include "laurel/edit/fill_tool.h"
#include "laurel/edit/operations.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <malloc.h>

namespace laurel::bench {

namespace {

constexpr int strokes = 1000;
constexpr int samplesOfStroke = 60;

/// 18 columns side by side through 1000 slices, each a little wider in the middle of the limb.
Segmentation eighteenMuscles() {
    LabelMap labels(Geometry({512, 512, 1000}, {0.6, 0.6, 1}));
    const GridSize& size = labels.geometry().size();
    for (int number = 0; number < 18; ++number) {
        const auto value = static_cast<std::uint16_t>(number + 1);
        labels.addSegment(
            {"Muscle " + std::to_string(value), value, 0, "", defaultColor(value), ""});
        const int column = number % 5;
        const int line = number / 5;
        const double x = 96 + 80.0 * column;
        const double y = 106 + 100.0 * line;
        for (std::int64_t z = 0; z < size.z; ++z) {
            const double radius = 25 + 25 * std::sin(3.14 * static_cast<double>(z) / 1000);
            for (auto row = static_cast<std::int64_t>(y - radius); row <= y + radius; ++row) {
                const double away = static_cast<double>(row) - y;
                const double half = std::sqrt(std::max(0.0, radius * radius - away * away));
                const auto first =
                    labels.layer(0).begin() + static_cast<std::ptrdiff_t>(labels.geometry().offset(
                                                  {static_cast<std::int64_t>(x - half), row, z}));
                std::fill_n(first, static_cast<std::ptrdiff_t>(2 * half), value);
            }
        }
    }
    return Segmentation(std::move(labels), SliceState::Auto);
}

/// A pointer's path of half to two voxels between samples, with a slowly turning heading.
std::vector<PointerSample> randomPath(Random& random, const SlicePlane& plane,
                                      const GridSize& size) {
    std::array<double, 3> at{};
    for (int axis = 0; axis < 3; ++axis) {
        const auto most = static_cast<double>(size[axis]);
        at[axis] = axis == plane.axis ? static_cast<double>(plane.index)
                                      : random.uniform(0.2 * most, 0.8 * most);
    }
    const int first = plane.axis == 0 ? 1 : 0;
    const int second = plane.axis == 2 ? 1 : 2;
    double heading = random.uniform(0, 6.28);
    std::vector<PointerSample> path;
    for (int sample = 0; sample < samplesOfStroke; ++sample) {
        path.push_back({{at[0], at[1], at[2]}});
        heading += random.uniform(-0.3, 0.3);
        const double step = random.uniform(0.5, 2);
        at[first] += step * std::cos(heading);
        at[second] += step * std::sin(heading);
    }
    return path;
}

/// What an afternoon of corrections looks like: mostly discs in axial slices.
struct Habit {
    double smallest = 2; ///< mm
    double largest = 20;
    double balls = 0.1;       ///< share of strokes with the ball
    double otherViews = 0.15; ///< share of strokes outside the axial view
    double erases = 0.3;
};

struct Seconds {
    std::vector<double> dabs;
    std::vector<double> commits;
    std::vector<double> undos;
};

double quantile(std::vector<double> values, double part) {
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

EditStep stroke(Random& random, const Habit& habit, Segmentation& target, Seconds& seconds) {
    const GridSize& size = target.labels.geometry().size();
    BrushTool tool(random.chance(habit.erases));
    tool.parameters.sizeMm = random.uniform(habit.smallest, habit.largest);
    tool.parameters.reach = random.chance(habit.balls) ? BrushReach::Volume : BrushReach::Slice;
    SlicePlane plane{random.chance(habit.otherViews) ? random.integer(0, 1) : 2, 0};
    plane.index = random.integer(100, static_cast<int>(size[plane.axis]) - 100);
    const auto& all = target.labels.segments();
    const Segment segment = all[random.integer(0, static_cast<int>(all.size()) - 1)];
    const auto path = randomPath(random, plane, size);
    LabelMapEdit edit(target, 0);
    seconds.dabs.push_back(secondsOf([&] {
        tool.press(edit, {nullptr, segment, plane, false}, path.front());
    }));
    for (std::size_t sample = 1; sample < path.size(); ++sample) {
        seconds.dabs.push_back(secondsOf([&] {
            tool.drag(edit, path[sample]);
            edit.takeChanged();
        }));
    }
    EditStep step;
    seconds.commits.push_back(secondsOf([&] { step = edit.commit(tool.release(edit)); }));
    return step;
}

double heapBytes() {
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
}

/// Paints all strokes and takes them back.
std::vector<Measurement> timeStrokes(Segmentation& target) {
    Random random(1);
    Seconds seconds;
    seconds.dabs.reserve(strokes * samplesOfStroke);
    seconds.commits.reserve(strokes);
    EditHistory history;
    const double before = heapBytes();
    for (int number = 0; number < strokes; ++number) {
        history.push(stroke(random, Habit{}, target, seconds));
    }
    const double heap = (heapBytes() - before) / 1e6;
    const double accounted = static_cast<double>(history.bytes()) / 1e6;
    while (history.canUndo()) {
        seconds.undos.push_back(secondsOf([&] { history.undo(target); }));
    }
    return {
        {"brush dab, median", quantile(seconds.dabs, 0.5) * 1e3, "ms", "", {}, {}},
        {"brush dab, p99", quantile(seconds.dabs, 0.99) * 1e3, "ms", "", {}, 2},
        {"commit of a stroke, p99", quantile(seconds.commits, 0.99) * 1e3, "ms", "", {}, 50},
        {"undo of a stroke, longest", quantile(seconds.undos, 1) * 1e3, "ms", "", {}, 50},
        {"memory of 1000 strokes", heap, "MB", "", {}, 100},
        {"the same by the history's account", accounted, "MB", "the heap", accounted / heap, {}}};
}

/// The largest brush there is, as a ball.
std::vector<Measurement> timeLargestBrush(Segmentation& target) {
    constexpr double largest = BrushParameters::sizeRange.high;
    Random random(2);
    Seconds seconds;
    double processor = 0;
    for (int number = 0; number < 20; ++number) {
        EditStep step;
        processor += processorSecondsOf([&] {
            step = stroke(random, {largest, largest, 1, 0, 0}, target, seconds);
        });
        step.undo(target);
    }
    return {{"dab with a ball of 50 mm, p99", quantile(seconds.dabs, 0.99) * 1e3, "ms", "", {}, 2},
            {"processor time of one, commit included",
             processor / static_cast<double>(seconds.dabs.size()) * 1e3,
             "ms",
             "",
             {},
             2}};
}

Measurement undoOf(Segmentation& target, const std::function<StepLabel(LabelMapEdit&)>& act) {
    LabelMapEdit edit(target, 0);
    const EditStep step = edit.commit(act(edit));
    return timed("undo of clearing a whole muscle", [&] { step.undo(target); });
}

std::vector<Measurement> timeWholeVolume(Segmentation& target) {
    const Segment segment = target.labels.segments()[7];
    Measurement undo = undoOf(
        target, [&](LabelMapEdit& edit) { return clearSegment(edit, segment, std::nullopt); });
    const double processor = undo.value / undo.ratio.value_or(1);
    LabelMapEdit edit(target, 0);
    return {std::move(undo),
            {"processor time of it", processor, "ms", "", {}, 50},
            timed("keep the largest piece in the volume",
                  [&] { keepLargest(edit, segment, std::nullopt); }),
            timed("count all voxels of all segments", [&] { SegmentCounts{target}; })};
}

} // namespace

/// What editing costs without a screen, on 512×512×1000 voxels with 18 labels.
std::vector<Measurement> desktopCore() {
    Segmentation target = eighteenMuscles();
    std::vector<Measurement> rows = timeStrokes(target);
    for (const auto& part : {timeLargestBrush, timeWholeVolume}) {
        std::ranges::move(part(target), std::back_inserter(rows));
    }
    return rows;
}

} // namespace laurel::bench
