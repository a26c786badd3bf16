#include "tool_rail.h"

#include <QVBoxLayout>

#include <array>

namespace laurel::ui {

namespace {

constexpr std::array pointing{Command::ToolNavigate, Command::ToolPick};
constexpr std::array painting{Command::ToolBrush, Command::ToolEraser,    Command::ToolFill,
                              Command::ToolLasso, Command::ToolThreshold, Command::ToolRegion};
constexpr std::array shaping{Command::ToolGrow,        Command::ToolMorphology,
                             Command::ToolIslands,     Command::ToolSmooth,
                             Command::ToolInterpolate, Command::ToolAutoSegment};
constexpr std::array curves{Command::ToolCurveEdit, Command::ToolCurveDraw, Command::ToolCurveHole,
                            Command::ToolCurveShape};

} // namespace

ToolRail::ToolRail(ToolBox& tools, Commands& commands, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::RightEdge, parent), tools_(tools), commands_(commands) {
    setFixedWidth(46);
    setObjectName(QStringLiteral("pane.tools"));
    setAccessibleName(QStringLiteral("Tools"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(3, space::s, 4, space::s);
    column->setSpacing(2);
    const auto addGroup = [&](std::span<const Command> group) {
        for (const Command tool : group) {
            addTool(tool, *column);
        }
        column->addSpacing(space::s);
    };
    addGroup(pointing);
    addGroup(painting);
    addGroup(shaping);
    addGroup(curves);
    column->addStretch(1);
    auto* keys = new GlyphButton(Icon::Keyboard, QStringLiteral("Keys and mouse"),
                                 QStringLiteral(" "), this);
    keys->setToolTip(commands_.tooltip(Command::CheatSheet));
    connect(keys, &GlyphButton::clicked, &commands_[Command::CheatSheet], &QAction::trigger);
    column->addWidget(keys);
}

void ToolRail::addTool(Command tool, QVBoxLayout& column) {
    const QAction& action = commands_[tool];
    const Icon glyph = commandTable()[static_cast<std::size_t>(tool)].icon.value_or(Icon::Brush);
    auto* button = new GlyphButton(glyph, action.text(), QStringLiteral(" "), this);
    button->setObjectName(QStringLiteral("tool.") +
                          QString::fromUtf8(commandTable()[static_cast<std::size_t>(tool)].title));
    button->setCheckable(true);
    const auto describe = [this, button, tool] {
        // A letter fits beside the glyph; "Shift+B" is said by the tooltip.
        const QString key = commands_.keyText(tool);
        button->setLetter(key.size() == 1 ? key : QStringLiteral(" "));
        button->setToolTip(commands_.tooltip(tool));
    };
    connect(&commands_, &Commands::keysChanged, button, describe);
    describe();
    connect(button, &GlyphButton::clicked, &commands_[tool], &QAction::trigger);
    const auto follow = [this, button, tool] { button->setChecked(tools_.active() == tool); };
    connect(&tools_, &ToolBox::changed, button, follow);
    follow();
    column.addWidget(button);
}

} // namespace laurel::ui
