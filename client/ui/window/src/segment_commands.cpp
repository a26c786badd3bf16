#include "auto_segment_options.h"
#include "command_acts.h"
#include "window_presets.h"

#include "laurel/edit/segment_acts.h"

#include <algorithm>

namespace laurel::ui {

namespace {

/// Empty, of a name that is free, coloured after its place in the list.
Segment newSegment(const CaseSession& session) {
    Segment segment;
    for (int number = static_cast<int>(session.segmentation().labels.segments().size()) + 1;;
         ++number) {
        segment.name = "Segment " + std::to_string(number);
        if (session.segmentation().labels.findByName(segment.name) == nullptr) {
            segment.color = defaultColor(static_cast<std::uint16_t>(number));
            return segment;
        }
    }
}

void chooseLast(CaseSession& session) {
    session.view().setActiveSegment(
        static_cast<int>(session.segmentation().labels.segments().size()) - 1);
}

void addSegment(CaseSession& session) {
    Segment segment = newSegment(session);
    segment.value = session.openCase().freeValue();
    segment.color = defaultColor(segment.value);
    session.openCase().addSegment(segment);
    chooseLast(session);
}

void addOverlappingSegment(CaseSession& session) {
    session.endAct();
    session.openCase().apply(withSegmentOfItsOwnLayer(session.segmentation(), newSegment(session)));
    chooseLast(session);
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

void connectTools(const CommandScene& scene) {
    for (const Command tool :
         {Command::ToolNavigate, Command::ToolPick, Command::ToolBrush, Command::ToolEraser,
          Command::ToolFill, Command::ToolLasso, Command::ToolThreshold, Command::ToolRegion,
          Command::ToolGrow, Command::ToolMorphology, Command::ToolIslands, Command::ToolSmooth,
          Command::ToolBoolean}) {
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
    commands.on(Command::AddOverlappingSegment, onCase(scene, [](Workspace& workspace) {
                    addOverlappingSegment(workspace.session());
                }));
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
            facts.id == Command::OpenSecondFolder || facts.id == Command::HideOptions ||
            facts.id == Command::HideRight;
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
