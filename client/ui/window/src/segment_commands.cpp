#include "auto_segment_options.h"
#include "case_commands.h"
#include "window_presets.h"

#include "laurel/session/texts.h"

#include "laurel/base/error.h"
#include "laurel/edit/operations.h"
#include "laurel/workflow/overlap_removal.h"

#include <algorithm>

namespace laurel::ui {

namespace {

/// Runs a command on the open case; nothing happens without one.
template <typename Act>
std::function<void()> onCase(const CommandScene& scene, Act act) {
    return [scene, act] {
        if (Workspace* workspace = scene.workspace()) {
            try {
                act(*workspace);
            } catch (const Error& error) {
                scene.refuse(QString::fromUtf8(error.what()));
            }
        }
    };
}

/// The same for the chosen segment.
template <typename Act>
std::function<void()> onSegment(const CommandScene& scene, Act act) {
    return onCase(scene, [scene, act](Workspace& workspace) {
        CaseSession& session = workspace.session();
        const auto index = static_cast<std::size_t>(session.view().activeSegment());
        if (index >= session.segmentation().labels.segments().size()) {
            scene.refuse(Texts::tr("No segment is chosen. Choose one in the list or add one."));
            return;
        }
        act(session, index);
    });
}

/// An edit of the chosen segment, refused when it is locked.
template <typename Act>
std::function<void()> onUnlocked(const CommandScene& scene, Act act) {
    return onSegment(scene, [scene, act](CaseSession& session, std::size_t index) {
        const Segment segment = session.segmentation().labels.segments()[index];
        if (session.segmentation().looks[index].locked) {
            scene.refuse(
                Texts::tr("%1 is locked. Nothing was changed. Unlock it or choose another segment.")
                    .arg(QString::fromStdString(segment.name)));
            return;
        }
        act(session, segment);
    });
}

SlicePlane mainPlane(CaseSession& session) {
    return {2, session.view().crosshair().z};
}

void addSegment(CaseSession& session) {
    Segment segment;
    segment.value = session.openCase().freeValue();
    segment.color = defaultColor(segment.value);
    for (int number = static_cast<int>(session.segmentation().labels.segments().size()) + 1;;
         ++number) {
        segment.name = "Segment " + std::to_string(number);
        if (session.segmentation().labels.findByName(segment.name) == nullptr) {
            break;
        }
    }
    session.openCase().addSegment(segment);
    session.view().setActiveSegment(
        static_cast<int>(session.segmentation().labels.segments().size()) - 1);
}

void chooseBeside(CaseSession& session, int step) {
    const int count = static_cast<int>(session.segmentation().labels.segments().size());
    if (count > 0) {
        session.view().setActiveSegment(
            std::clamp(session.view().activeSegment() + step, 0, count - 1));
    }
}

template <typename Change>
void changeLook(CaseSession& session, std::size_t index, Change change) {
    SegmentLook look = session.segmentation().looks[index];
    change(look);
    session.openCase().setLook(index, look);
}

void toggleMark(CaseSession& session, SliceState state) {
    const std::int64_t slice = session.view().crosshair().z;
    const SliceState now = session.segmentation().slices.at(static_cast<std::size_t>(slice));
    session.openCase().markSlices(
        {slice}, now == state && state == SliceState::Flagged ? SliceState::InWork : state);
}

void copyToNext(CaseSession& session, const Segment& segment, const CommandScene& scene) {
    const VoxelIndex at = session.view().crosshair();
    if (at.z + 1 >= session.image().geometry().size().z) {
        scene.refuse(Texts::tr("This is the last slice. Nothing was copied."));
        return;
    }
    session.act(segment.layer, [&](LabelMapEdit& edit) {
        return copySlice(edit, segment, {2, at.z}, at.z + 1);
    });
    session.view().setCrosshair({at.x, at.y, at.z + 1});
}

void keepLargestPiece(CaseSession& session, const Segment& segment, const CommandScene& scene) {
    if (!session.act(segment.layer, [&](LabelMapEdit& edit) {
            return keepLargest(edit, segment, std::nullopt);
        })) {
        scene.tell(Texts::tr("%1 is one piece already").arg(QString::fromStdString(segment.name)),
                   {});
    }
}

/// While ruler or angle is the tool, Del is about what they drew. @return whether it was
bool removeMeasured(const CommandScene& scene, CaseSession& session) {
    const Command tool = scene.tools.active();
    Measurements& all = session.view().measurements();
    if (tool != Command::ToolRuler && tool != Command::ToolAngle) {
        return false;
    }
    if (const auto selected = all.selected()) {
        all.remove(*selected);
    }
    return true;
}

void removeOverlap(CaseSession& session, const Segment& segment, const CommandScene& scene) {
    session.endAct();
    const auto index = session.segmentation().indexOf(segment.layer, segment.value);
    EditStep step =
        overlapRemoval(session.segmentation(), index.value(), session.view().crosshair().z);
    if (!session.openCase().apply(std::move(step))) {
        scene.tell(Texts::tr("Nothing overlaps %1 here").arg(QString::fromStdString(segment.name)),
                   {});
    }
}

void autoSegment(const CommandScene& scene, bool thisSlice) {
    Workspace* workspace = scene.workspace();
    if (workspace == nullptr || scene.bench.segmenting.isRunning()) {
        return;
    }
    if (workspace->session().proposal() != nullptr) {
        scene.refuse(Texts::tr("A preview is open. Accept or discard it first."));
        return;
    }
    scene.bench.segmenting.run(scene.bench.session(),
                               requestOf(scene.tools.automatic, workspace->session(), thisSlice));
}

/// Of the chosen segment: a curve's handle, or what it has in this slice.
std::function<void()> clearing(const CommandScene& scene) {
    return onUnlocked(scene, [scene](CaseSession& session, const Segment& segment) {
        const SlicePlane plane = mainPlane(session);
        ContourTool& curves = scene.tools.contour;
        const bool handle = scene.tools.onCurves() && curves.selected(segment, plane);
        session.act(segment.layer, [&](LabelMapEdit& edit) {
            return handle ? curves.removeSelected(edit, segment, plane)
                          : clearSegment(edit, segment, plane);
        });
        if (handle) {
            scene.tools.parametersChanged(); // shows the curves anew
        }
    });
}

void connectTools(const CommandScene& scene) {
    for (const Command tool :
         {Command::ToolNavigate, Command::ToolPick, Command::ToolBrush, Command::ToolEraser,
          Command::ToolFill, Command::ToolLasso, Command::ToolThreshold, Command::ToolRegion,
          Command::ToolGrow, Command::ToolMorphology, Command::ToolIslands, Command::ToolSmooth,
          Command::ToolBoolean, Command::ToolInterpolate}) {
        scene.commands.on(tool, [scene, tool] { scene.tools.activate(tool); });
    }
    scene.commands.on(Command::ToolAutoSegment, [scene] {
        if (scene.tools.active() == Command::ToolAutoSegment) { // once more: what was set is meant
            autoSegment(scene, false);
        } else {
            scene.tools.activate(Command::ToolAutoSegment);
        }
    });
    scene.commands.on(Command::FollowIntensity, [scene] {
        bool& follows = scene.tools.brush.parameters.followsIntensity;
        follows = !follows;
        scene.tools.parametersChanged();
    });
    scene.commands.on(Command::BrushBigger, [scene] { scene.tools.changeSize(1); });
    scene.commands.on(Command::BrushSmaller, [scene] { scene.tools.changeSize(-1); });
}

void connectLooks(const CommandScene& scene) {
    Commands& commands = scene.commands;
    commands.on(Command::HideSegment, onSegment(scene, [](CaseSession& session, std::size_t index) {
                    changeLook(session, index,
                               [](SegmentLook& look) { look.visible = !look.visible; });
                }));
    commands.on(Command::LockSegment, onSegment(scene, [](CaseSession& session, std::size_t index) {
                    changeLook(session, index,
                               [](SegmentLook& look) { look.locked = !look.locked; });
                }));
    commands.on(
        Command::StyleSegment, onSegment(scene, [](CaseSession& session, std::size_t index) {
            changeLook(session, index, [](SegmentLook& look) {
                look.style = static_cast<SegmentStyle>((static_cast<int>(look.style) + 1) % 3);
            });
        }));
}

} // namespace

void connectSegmentCommands(const CommandScene& scene) {
    Commands& commands = scene.commands;
    connectTools(scene);
    connectLooks(scene);
    commands.on(Command::Undo,
                onCase(scene, [](Workspace& workspace) { workspace.session().openCase().undo(); }));
    commands.on(Command::Redo,
                onCase(scene, [](Workspace& workspace) { workspace.session().openCase().redo(); }));
    commands.on(Command::AddSegment,
                onCase(scene, [](Workspace& workspace) { addSegment(workspace.session()); }));
    commands.on(Command::RenameSegment,
                onCase(scene, [](Workspace& workspace) { workspace.segments().rename(); }));
    commands.on(Command::RemoveSegment,
                onUnlocked(scene, [scene](CaseSession& session, const Segment& segment) {
                    session.openCase().removeSegment(
                        *session.segmentation().indexOf(segment.layer, segment.value));
                    scene.tell(
                        Texts::tr("%1 was removed").arg(QString::fromStdString(segment.name)), {});
                }));
    commands.on(Command::PreviousSegment,
                onCase(scene, [](Workspace& workspace) { chooseBeside(workspace.session(), -1); }));
    commands.on(Command::NextSegment,
                onCase(scene, [](Workspace& workspace) { chooseBeside(workspace.session(), 1); }));
    const std::function<void()> clear = clearing(scene);
    commands.on(Command::ClearHere, onCase(scene, [scene, clear](Workspace& workspace) {
                    if (!removeMeasured(scene, workspace.session())) {
                        clear();
                    }
                }));
    commands.on(Command::CopyToNext,
                onUnlocked(scene, [scene](CaseSession& session, const Segment& segment) {
                    copyToNext(session, segment, scene);
                }));
    commands.on(Command::KeepLargest,
                onUnlocked(scene, [scene](CaseSession& session, const Segment& segment) {
                    keepLargestPiece(session, segment, scene);
                }));
    commands.on(Command::RemoveOverlap,
                onUnlocked(scene, [scene](CaseSession& session, const Segment& segment) {
                    removeOverlap(session, segment, scene);
                }));
    commands.on(Command::MarkReviewed, onCase(scene, [](Workspace& workspace) {
                    toggleMark(workspace.session(), SliceState::Reviewed);
                }));
    commands.on(Command::FlagSlice, onCase(scene, [](Workspace& workspace) {
                    toggleMark(workspace.session(), SliceState::Flagged);
                }));
    commands.on(Command::AutoSegment, [scene] { autoSegment(scene, false); });
    commands.on(Command::AutoSegmentSlice, [scene] { autoSegment(scene, true); });
}

void refreshCommands(const CommandScene& scene) {
    Workspace* workspace = scene.workspace();
    const QString noCase = Texts::tr("no case is open");
    for (const CommandFacts& facts : commandTable()) {
        const bool needsCase =
            facts.menu == Menu::Edit || facts.menu == Menu::Segment || facts.menu == Menu::View ||
            facts.menu == Menu::Tools || facts.id == Command::Save ||
            facts.id == Command::RenameCase || facts.id == Command::SaveElsewhere ||
            facts.id == Command::Export || facts.id == Command::OpenMasks ||
            facts.id == Command::OpenMasksFolder || facts.id == Command::OpenSecondImage ||
            facts.id == Command::HideOptions || facts.id == Command::HideRight;
        if (needsCase) {
            scene.commands.setAvailable(facts.id, workspace != nullptr, noCase);
        }
    }
    if (workspace == nullptr) {
        return;
    }
    const EditHistory& history = workspace->session().openCase().history();
    scene.commands.setAvailable(Command::Undo, history.canUndo(),
                                Texts::tr("nothing was done yet"));
    scene.commands.setAvailable(Command::Redo, history.canRedo(), Texts::tr("nothing was undone"));
    for (const WindowPreset& preset : windowPresets()) {
        scene.commands.setAvailable(
            preset.command, !preset.hounsfield || mayBeHounsfield(workspace->session().image()),
            Texts::tr("the image is not CT"));
    }
    const bool second = workspace->session().view().second().volume() != nullptr;
    for (const Command id : {Command::ShowSecondImage, Command::SwipeSecondImage,
                             Command::AdjustSecondImage, Command::CloseSecondImage}) {
        scene.commands.setAvailable(id, second, Texts::tr("there is no second image"));
    }
    for (const Command id : {Command::FrameBack, Command::FrameOn}) {
        scene.commands.setAvailable(id, workspace->session().view().frames() > 1,
                                    Texts::tr("the image has one frame"));
    }
    const bool anyModel = scene.bench.segmenting.chosen().has_value();
    for (const Command id :
         {Command::AutoSegment, Command::AutoSegmentSlice, Command::AddModelSegments}) {
        scene.commands.setAvailable(id, anyModel, Texts::tr("there is no model on this computer"));
    }
}

} // namespace laurel::ui
