#include "tool_rail.h"

#include "laurel/session/texts.h"

#include <QVBoxLayout>

#include <array>

namespace laurel::ui {

namespace {

constexpr std::array pointing{Command::ToolNavigate, Command::ToolPick};
constexpr std::array painting{Command::ToolBrush, Command::ToolEraser,    Command::ToolFill,
                              Command::ToolLasso, Command::ToolThreshold, Command::ToolRegion};
constexpr std::array shaping{Command::ToolGrow, Command::ToolMorphology, Command::ToolIslands,
                             Command::ToolSmooth, Command::ToolBoolean};
constexpr std::array drawing{Command::ToolCurveDraw, Command::ToolCurveRemove,
                             Command::ToolCurveEdit, Command::ToolCurveShape,
                             Command::ToolCurveHole};
constexpr std::array bending{Command::ToolCurveSnap, Command::SimplifyCurves, Command::ToolBoolean};
constexpr std::array between{Command::ToolInterpolate, Command::PropagateOn,
                             Command::ToolAutoSegment};

/// Commands that act at once, and are never the active tool.
bool actsAtOnce(Command command) {
    return command == Command::SimplifyCurves || command == Command::PropagateOn;
}

} // namespace

ToolRail::ToolRail(ToolBox& tools, Commands& commands, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::RightEdge, parent), tools_(tools), commands_(commands) {
    setFixedWidth(46);
    setObjectName(QStringLiteral("pane.tools"));
    setAccessibleName(Texts::tr("Tools"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(3, space::s, 4, space::s);
    column->setSpacing(2);
    addGroup(pointing, *column);
    masks_ = {addGroup(painting, *column), addGroup(shaping, *column)};
    curves_ = {addGroup(drawing, *column), addGroup(bending, *column)};
    addGroup(between, *column);
    column->addStretch(1);
    auto* keys =
        new GlyphButton(Icon::Keyboard, Texts::tr("Keys and mouse"), QStringLiteral(" "), this);
    commands_.explain(*keys, Command::CheatSheet);
    connect(keys, &GlyphButton::clicked, &commands_[Command::CheatSheet], &QAction::trigger);
    column->addWidget(keys);
    connect(&tools_, &ToolBox::changed, this, &ToolRail::followMode);
    followMode();
}

QWidget* ToolRail::addGroup(std::span<const Command> group, QVBoxLayout& column) {
    auto* box = new QWidget(this);
    auto* rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, space::s);
    rows->setSpacing(2);
    for (const Command tool : group) {
        addTool(tool, *rows);
    }
    column.addWidget(box);
    return box;
}

void ToolRail::followMode() {
    for (QWidget* box : masks_) {
        box->setVisible(!tools_.curveMode());
    }
    for (QWidget* box : curves_) {
        box->setVisible(tools_.curveMode());
    }
}

void ToolRail::addTool(Command tool, QVBoxLayout& column) {
    const QAction& action = commands_[tool];
    const Icon glyph = commandTable()[static_cast<std::size_t>(tool)].icon.value_or(Icon::Brush);
    auto* button = new GlyphButton(glyph, action.text(), QStringLiteral(" "), this);
    button->setObjectName(QStringLiteral("tool.") +
                          QString::fromUtf8(commandTable()[static_cast<std::size_t>(tool)].title));
    button->setCheckable(!actsAtOnce(tool));
    const auto describe = [this, button, tool] {
        const QString key = commands_.keyText(tool);
        // A letter fits beside the glyph; "Shift+B" is said by the tooltip.
        button->setLetter(key.size() == 1 ? key : QStringLiteral(" "));
    };
    commands_.explain(*button, tool);
    connect(&commands_, &Commands::keysChanged, button, describe);
    describe();
    connect(button, &GlyphButton::clicked, &commands_[tool], &QAction::trigger);
    column.addWidget(button);
    if (actsAtOnce(tool)) {
        return;
    }
    const auto follow = [this, button, tool] { button->setChecked(tools_.active() == tool); };
    connect(&tools_, &ToolBox::changed, button, follow);
    follow();
}

} // namespace laurel::ui
