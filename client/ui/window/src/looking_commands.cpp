#include "case_commands.h"

#include "laurel/session/texts.h"

#include "laurel/ui_views/words.h"

namespace laurel::ui {

namespace {

std::function<void()> onLook(const CommandScene& scene,
                             const std::function<void(SecondLook&)>& change) {
    return [scene, change] {
        if (Workspace* workspace = scene.workspace()) {
            SecondImage& second = workspace->session().view().second();
            if (!second.volume()) {
                scene.refuse(Texts::tr("There is no second image. Open one from the menu "
                                       "File first."));
                return;
            }
            SecondLook look = second.look();
            change(look);
            second.setLook(look);
        }
    };
}

void connectMaps(const CommandScene& scene) {
    for (const auto& [command, map] :
         {std::pair(Command::MapGrey, ColorMap::Grey), std::pair(Command::MapHot, ColorMap::Hot),
          std::pair(Command::MapInferno, ColorMap::Inferno),
          std::pair(Command::MapViridis, ColorMap::Viridis)}) {
        scene.commands.on(command, [scene, map = map] {
            if (Workspace* workspace = scene.workspace()) {
                workspace->session().view().setColorMap(map);
            }
        });
    }
}

} // namespace

void connectLookingCommands(const CommandScene& scene) {
    Commands& commands = scene.commands;
    connectMaps(scene);
    for (const Command tool : {Command::ToolRuler, Command::ToolAngle}) {
        commands.on(tool, [scene, tool] { scene.tools.activate(tool); });
    }
    commands.on(Command::RemoveMeasurements, [scene] {
        if (Workspace* workspace = scene.workspace()) {
            workspace->session().view().measurements().clear();
        }
    });
    commands.on(Command::ShowSecondImage,
                onLook(scene, [](SecondLook& look) { look.shown = !look.shown; }));
    commands.on(Command::SwipeSecondImage, onLook(scene, [](SecondLook& look) {
                    look.swipes = !look.swipes;
                    look.shown = true;
                }));
    commands.on(Command::CloseSecondImage, [scene] {
        if (Workspace* workspace = scene.workspace()) {
            workspace->session().view().second().close();
        }
    });
}

} // namespace laurel::ui
