#include "contour_options.h"

#include "laurel/ui_kit/controls.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace laurel::ui {

namespace {

QVBoxLayout* columnOf(QWidget* panel) {
    auto* rows = new QVBoxLayout(panel);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::s);
    return rows;
}

void addRow(QVBoxLayout& rows, const QString& name, QWidget* control) {
    auto* line = new QHBoxLayout;
    line->setSpacing(space::s);
    auto* label = new Label(name, TextRole::Body, Label::Tone::Text2);
    constexpr int nameWidth = 60;
    label->setFixedWidth(nameWidth);
    line->addWidget(label);
    line->addWidget(control, 1);
    rows.addLayout(line);
}

void addTitle(QVBoxLayout& rows, const QString& title) {
    auto* line = new Surface(Surface::Fill::Panel, Qt::TopEdge);
    line->setFixedHeight(1);
    rows.addSpacing(space::xs);
    rows.addWidget(line);
    rows.addSpacing(space::xs);
    rows.addWidget(new Label(title, TextRole::Body, Label::Tone::Text1, QFont::DemiBold));
}

template <typename Set>
NumberField* millimetres(const QString& name, const ParameterRange<double>& range, double now,
                         QWidget* owner, Set set) {
    auto* field = new NumberField(name, range.low, range.high, 1, QStringLiteral("mm"), owner);
    field->setValue(now);
    QObject::connect(field, &NumberField::changed, owner, set);
    return field;
}

Button* commandButton(Commands& commands, Command id, const QString& text, Icon glyph) {
    auto* button = new Button(text, ButtonKind::Normal);
    button->setGlyph(glyph);
    button->setToolTip(commands.tooltip(id));
    QObject::connect(button, &Button::clicked, &commands[id], &QAction::trigger);
    return button;
}

QWidget* contourOptions(ContourTool& tool, ToolBox& tools, Commands& commands, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout* rows = columnOf(panel);
    ContourParameters& now = tool.parameters;
    addTitle(*rows, QStringLiteral("Snap to edges"));
    auto* snaps = new CheckBox(QStringLiteral("While dragging"));
    snaps->setObjectName(QStringLiteral("curve.snaps"));
    snaps->setToolTip(QStringLiteral("A dragged handle jumps to the strongest edge in reach."));
    snaps->setChecked(now.snapsHandles);
    QObject::connect(snaps, &CheckBox::toggled, panel, [&now](bool on) { now.snapsHandles = on; });
    rows->addWidget(snaps);
    addRow(*rows, QStringLiteral("Reach"),
           millimetres(QStringLiteral("Reach in millimetres"), SnapParameters::reachRange,
                       now.snap.reachMm, panel, [&now](double mm) { now.snap.reachMm = mm; }));
    auto* edge = new Dropdown(QStringLiteral("Edge"),
                              {QStringLiteral("Any"), QStringLiteral("Dark to bright"),
                               QStringLiteral("Bright to dark")});
    edge->setIndex(static_cast<int>(now.snap.edge));
    edge->setToolTip(QStringLiteral("How the image changes from inside the curve to outside."));
    QObject::connect(edge, &Dropdown::chosen, panel,
                     [&now](int index) { now.snap.edge = static_cast<EdgeKind>(index); });
    addRow(*rows, QStringLiteral("Edge"), edge);
    rows->addWidget(commandButton(commands, Command::SnapCurves, QStringLiteral("Snap whole curve"),
                                  Icon::Magnet));
    addTitle(*rows, QStringLiteral("Simplify"));
    addRow(*rows, QStringLiteral("Tolerance"),
           millimetres(QStringLiteral("Tolerance in millimetres"),
                       ContourParameters::toleranceRange, now.toleranceMm, panel,
                       [&now](double mm) { now.toleranceMm = mm; }));
    rows->addWidget(commandButton(commands, Command::SimplifyCurves, QStringLiteral("Simplify"),
                                  Icon::Simplify));
    addTitle(*rows, QStringLiteral("Where it may paint"));
    auto* overwrite = new Dropdown(
        QStringLiteral("Overwrite"),
        {QStringLiteral("Unlocked"), QStringLiteral("Visible"), QStringLiteral("None")});
    overwrite->setIndex(static_cast<int>(now.overwrite));
    overwrite->setToolTip(
        QStringLiteral("What a curve may go over. Locked segments are never touched."));
    QObject::connect(overwrite, &Dropdown::chosen, panel, [&now, &tools](int index) {
        now.overwrite = static_cast<Overwrite>(index);
        tools.parametersChanged();
    });
    addRow(*rows, QStringLiteral("Overwrite"), overwrite);
    return panel;
}

QWidget* interpolationOptions(InterpolationOptions& now, Commands& commands, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout* rows = columnOf(panel);
    const auto choice = [&](const QString& name, const QStringList& texts, int index,
                            const QString& tip, const std::function<void(int)>& set) {
        auto* segmented = new Segmented(texts);
        segmented->setIndex(index);
        segmented->setToolTip(tip);
        QObject::connect(segmented, &Segmented::chosen, panel, set);
        addRow(*rows, name, segmented);
    };
    choice(QStringLiteral("Segments"), {QStringLiteral("Chosen"), QStringLiteral("All")},
           now.allSegments ? 1 : 0, QStringLiteral("Which segments are filled."),
           [&now](int index) { now.allSegments = index == 1; });
    choice(QStringLiteral("Gaps"), {QStringLiteral("Here"), QStringLiteral("All")},
           now.allGaps ? 1 : 0,
           QStringLiteral("Here: the gap that the shown slice lies in. All: every gap."),
           [&now](int index) { now.allGaps = index == 1; });
    auto* along =
        new Dropdown(QStringLiteral("Along"),
                     {QStringLiteral("Slices"), QStringLiteral("Rows"), QStringLiteral("Columns")});
    along->setIndex(2 - now.axis);
    along->setToolTip(QStringLiteral(
        "Which planes were drawn: the acquired slices, or those of the two other views."));
    QObject::connect(along, &Dropdown::chosen, panel, [&now](int index) { now.axis = 2 - index; });
    addRow(*rows, QStringLiteral("Along"), along);
    rows->addWidget(commandButton(commands, Command::Interpolate, QStringLiteral("Preview"),
                                  Icon::Interpolate));
    return panel;
}

} // namespace

void registerContourOptions(OptionsRegistry& registry, ToolBox& tools, Commands& commands) {
    registry.add<ContourTool>([&tools, &commands](ContourTool& tool, QWidget* parent) {
        return contourOptions(tool, tools, commands, parent);
    });
    registry.add<InterpolationOptions>([&commands](InterpolationOptions& options, QWidget* parent) {
        return interpolationOptions(options, commands, parent);
    });
}

} // namespace laurel::ui
