#include "case_commands.h"
#include "window_presets.h"

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

std::function<void()> onSession(const CommandScene& scene,
                                const std::function<void(CaseSession&)>& act) {
    return [scene, act] {
        if (Workspace* workspace = scene.workspace()) {
            act(workspace->session());
        }
    };
}

void moveSlices(CaseSession& session, std::int64_t step) {
    SlicePlane plane = session.view().activePlane();
    plane.index += step; // clamped by the view's state
    session.view().goTo(plane);
}

/// To the next slice in the direction that is not reviewed; stays where there is none.
void moveToUnreviewed(CaseSession& session, std::int64_t step) {
    const auto& slices = session.segmentation().slices;
    VoxelIndex at = session.view().crosshair();
    for (std::int64_t z = at.z + step; z >= 0 && z < static_cast<std::int64_t>(slices.size());
         z += step) {
        const SliceState state = slices[static_cast<std::size_t>(z)];
        if (state == SliceState::Auto || state == SliceState::InWork ||
            state == SliceState::Flagged) {
            at.z = z;
            session.view().setCrosshair(at);
            return;
        }
    }
}

void show(CaseSession& session, const WindowPreset& preset) {
    GreyWindow window = windowOf(preset, session.image(), session.view().frame());
    window.inverted = session.view().window().inverted;
    session.view().setWindow(window);
}

/// Wider by a tenth or narrower again; in the middle of what is shown.
void widen(CaseSession& session, int steps) {
    constexpr double perStep = 1.1;
    constexpr double least = 1e-9; // of images whose values are tiny themselves
    GreyWindow window = session.view().window();
    window.width = std::max(window.width * std::pow(perStep, steps), least);
    session.view().setWindow(window);
}

void raise(CaseSession& session, int steps) {
    constexpr double ofWidth = 0.05;
    GreyWindow window = session.view().window();
    window.level += steps * ofWidth * window.width;
    session.view().setWindow(window);
}

void connectWindowByHand(const CommandScene& scene) {
    for (const auto& [id, steps] :
         {std::pair(Command::WindowWider, 1), std::pair(Command::WindowNarrower, -1)}) {
        scene.commands.on(
            id, onSession(scene, [steps = steps](CaseSession& session) { widen(session, steps); }));
    }
    for (const auto& [id, steps] :
         {std::pair(Command::LevelUp, 1), std::pair(Command::LevelDown, -1)}) {
        scene.commands.on(
            id, onSession(scene, [steps = steps](CaseSession& session) { raise(session, steps); }));
    }
}

} // namespace

void connectViewCommands(const CommandScene& scene) {
    Commands& commands = scene.commands;
    const auto slices = [&](Command id, std::int64_t step) {
        commands.on(id,
                    onSession(scene, [step](CaseSession& session) { moveSlices(session, step); }));
    };
    constexpr std::int64_t far = 1 << 20; // beyond any volume
    slices(Command::SliceBack, -1);
    slices(Command::SliceOn, 1);
    slices(Command::TenBack, -10);
    slices(Command::TenOn, 10);
    slices(Command::FirstSlice, -far);
    slices(Command::LastSlice, far);
    commands.on(Command::NextUnreviewed,
                onSession(scene, [](CaseSession& session) { moveToUnreviewed(session, 1); }));
    commands.on(Command::PreviousUnreviewed,
                onSession(scene, [](CaseSession& session) { moveToUnreviewed(session, -1); }));
    for (const WindowPreset& preset : windowPresets()) {
        commands.on(preset.command,
                    onSession(scene, [&preset](CaseSession& session) { show(session, preset); }));
    }
    connectWindowByHand(scene);
    const auto frames = [&](Command id, std::int64_t step) {
        commands.on(id, onSession(scene, [step](CaseSession& session) {
                        session.view().setFrame(session.view().frame() + step);
                    }));
    };
    frames(Command::FrameBack, -1);
    frames(Command::FrameOn, 1);
    commands.on(Command::InvertGrey, onSession(scene, [](CaseSession& session) {
                    GreyWindow window = session.view().window();
                    window.inverted = !window.inverted;
                    session.view().setWindow(window);
                }));
    commands.on(Command::CrossLines, onSession(scene, [](CaseSession& session) {
                    session.view().setCrossLines(!session.view().crossLines());
                }));
    const auto onGrid = [&](Command id, const std::function<void(ViewGrid&)>& act) {
        commands.on(id, [scene, act] {
            if (Workspace* workspace = scene.workspace()) {
                act(workspace->grid());
            }
        });
    };
    onGrid(Command::ZoomIn, [](ViewGrid& grid) { grid.activeView().zoomBySteps(1); });
    onGrid(Command::ZoomOut, [](ViewGrid& grid) { grid.activeView().zoomBySteps(-1); });
    onGrid(Command::ZoomFit, [](ViewGrid& grid) { grid.zoomToFit(); });
    const auto layout = [&](Command id, ViewGrid::Layout shown) {
        onGrid(id, [shown](ViewGrid& grid) { grid.setLayoutShown(shown); });
    };
    layout(Command::ShowMain, ViewGrid::Layout::Main);
    layout(Command::ShowSecond, ViewGrid::Layout::Second);
    layout(Command::ShowThird, ViewGrid::Layout::Third);
    layout(Command::ShowPlot, ViewGrid::Layout::Plot);
    layout(Command::ShowAll, ViewGrid::Layout::All);
}

} // namespace laurel::ui
