#include "case_commands.h"

#include <QEvent>

#include <array>
#include <utility>

namespace laurel::ui {

namespace {

/// Whose key it is among masks, and what it means among curves.
constexpr std::array<std::pair<Command, Command>, 6> meanings{{
    {Command::ToolBrush, Command::ToolCurveDraw},
    {Command::ToolEraser, Command::ToolCurveRemove},
    {Command::FollowIntensity, Command::ToolCurveEdit},
    {Command::ToolThreshold, Command::ToolCurveShape},
    {Command::ToolMorphology, Command::ToolCurveSnap},
    {Command::ToolSmooth, Command::SimplifyCurves},
}};

/// Hears keys before the actions do. Whatever key a person gave a tool serves in both modes.
class CurveKeys : public QObject {
  public:
    CurveKeys(Commands& commands, ToolBox& tools)
        : QObject(&commands), commands_(commands), tools_(tools) {
        for (const auto& [ofMasks, ofCurves] : meanings) {
            commands_[ofMasks].installEventFilter(this);
        }
    }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Shortcut && tools_.curveMode()) {
            for (const auto& [ofMasks, ofCurves] : meanings) {
                if (watched == &commands_[ofMasks]) {
                    commands_[ofCurves].trigger();
                    return true;
                }
            }
        }
        return QObject::eventFilter(watched, event);
    }

  private:
    Commands& commands_;
    ToolBox& tools_;
};

} // namespace

void connectCurveKeys(const CommandScene& scene) {
    new CurveKeys(scene.commands, scene.tools);
}

Command keyHolderAmongCurves(Command curveTool) noexcept {
    for (const auto& [ofMasks, ofCurves] : meanings) {
        if (ofCurves == curveTool) {
            return ofMasks;
        }
    }
    return curveTool;
}

QString keyInMode(const Commands& commands, const ToolBox& tools, Command tool) {
    if (tool == Command::ToolCurveHole) { // a key by itself, beside that of both modes
        const QList<QKeySequence> keys = commands[tool].shortcuts();
        return keys.isEmpty() ? QString() : keys.constLast().toString(QKeySequence::NativeText);
    }
    return commands.keyText(tools.onCurves() ? keyHolderAmongCurves(tool) : tool);
}

} // namespace laurel::ui
