#include "contour_options.h"

#include "laurel/session/texts.h"

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
    commands.explain(*button, id);
    QObject::connect(button, &Button::clicked, &commands[id], &QAction::trigger);
    return button;
}

QWidget* contourOptions(ContourTool& tool, ToolBox& tools, Commands& commands, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout* rows = columnOf(panel);
    ContourParameters& now = tool.parameters;
    addTitle(*rows, Texts::tr("Snap to edges"));
    auto* snaps = new CheckBox(Texts::tr("While dragging"));
    snaps->setObjectName(QStringLiteral("curve.snaps"));
    snaps->setToolTip(Texts::tr("A dragged handle jumps to the strongest edge in reach."));
    snaps->setChecked(now.snapsHandles);
    QObject::connect(snaps, &CheckBox::toggled, panel, [&now](bool on) { now.snapsHandles = on; });
    rows->addWidget(snaps);
    addRow(*rows, Texts::tr("Reach"),
           millimetres(Texts::tr("Reach in millimetres"), SnapParameters::reachRange,
                       now.snap.reachMm, panel, [&now](double mm) { now.snap.reachMm = mm; }));
    auto* edge = new Dropdown(Texts::tr("Edge"), {Texts::tr("Any"), Texts::tr("Dark to bright"),
                                                  Texts::tr("Bright to dark")});
    edge->setIndex(static_cast<int>(now.snap.edge));
    edge->setToolTip(Texts::tr("How the image changes from inside the curve to outside."));
    QObject::connect(edge, &Dropdown::chosen, panel,
                     [&now](int index) { now.snap.edge = static_cast<EdgeKind>(index); });
    addRow(*rows, Texts::tr("Edge"), edge);
    rows->addWidget(
        commandButton(commands, Command::SnapCurves, Texts::tr("Snap whole curve"), Icon::Magnet));
    addTitle(*rows, Texts::tr("Simplify"));
    addRow(*rows, Texts::tr("Tolerance"),
           millimetres(Texts::tr("Tolerance in millimetres"), ContourParameters::toleranceRange,
                       now.toleranceMm, panel, [&now](double mm) { now.toleranceMm = mm; }));
    rows->addWidget(
        commandButton(commands, Command::SimplifyCurves, Texts::tr("Simplify"), Icon::Simplify));
    addTitle(*rows, Texts::tr("Where it may paint"));
    auto* overwrite = new Dropdown(
        Texts::tr("Overwrite"), {Texts::tr("Unlocked"), Texts::tr("Visible"), Texts::tr("None")});
    overwrite->setIndex(static_cast<int>(now.overwrite));
    overwrite->setToolTip(
        Texts::tr("What a curve may go over. Locked segments are never touched."));
    QObject::connect(overwrite, &Dropdown::chosen, panel, [&now, &tools](int index) {
        now.overwrite = static_cast<Overwrite>(index);
        tools.parametersChanged();
    });
    addRow(*rows, Texts::tr("Overwrite"), overwrite);
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
    choice(Texts::tr("Segments"), {Texts::tr("Chosen"), Texts::tr("All")}, now.allSegments ? 1 : 0,
           Texts::tr("Which segments are filled."),
           [&now](int index) { now.allSegments = index == 1; });
    choice(Texts::tr("Gaps"), {Texts::tr("Here"), Texts::tr("All")}, now.allGaps ? 1 : 0,
           Texts::tr("Here: the gap that the shown slice lies in. All: every gap."),
           [&now](int index) { now.allGaps = index == 1; });
    auto* along = new Dropdown(Texts::tr("Along"),
                               {Texts::tr("Slices"), Texts::tr("Rows"), Texts::tr("Columns")});
    along->setIndex(2 - now.axis);
    along->setToolTip(Texts::tr(
        "Which planes were drawn: the acquired slices, or those of the two other views."));
    QObject::connect(along, &Dropdown::chosen, panel, [&now](int index) { now.axis = 2 - index; });
    addRow(*rows, Texts::tr("Along"), along);
    auto* follows = new CheckBox(Texts::tr("Follow the image"));
    follows->setObjectName(QStringLiteral("interpolate.follow"));
    follows->setToolTip(Texts::tr("Takes the masks of both sides through the image by "
                                  "registration; else shapes alone count."));
    follows->setChecked(now.followsImage);
    QObject::connect(follows, &CheckBox::toggled, panel,
                     [&now](bool on) { now.followsImage = on; });
    rows->addWidget(follows);
    rows->addWidget(
        commandButton(commands, Command::Interpolate, Texts::tr("Preview"), Icon::Interpolate));
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
