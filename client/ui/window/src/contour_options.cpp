#include "contour_options.h"

#include "laurel/session/texts.h"

#include "curve_list.h"
#include "edge_profile_box.h"
#include "handle_fields.h"
#include "option_rows.h"
#include "paint_rules_options.h"
#include "reach_rows.h"

#include "laurel/ui_kit/controls.h"

namespace laurel::ui {

namespace {

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

/// What Simplify would leave.
void addForecast(QVBoxLayout& rows, CurveList& list) {
    auto* forecast = new Label({}, TextRole::Caption, Label::Tone::Text2);
    forecast->setObjectName(QStringLiteral("curve.forecast"));
    forecast->setWraps(true);
    QObject::connect(&list, &CurveList::counted, forecast, [forecast](int handles, int left) {
        forecast->setVisible(handles > 0);
        forecast->setText(left < handles
                              ? Texts::tr("%1 handles instead of %2").arg(left).arg(handles)
                              : Texts::tr("Nothing to leave out at this tolerance"));
    });
    rows.addWidget(forecast);
    list.recount();
}

void addNeighbours(QVBoxLayout& rows, ContourParameters& now, ToolBox& tools) {
    addTitle(rows, Texts::tr("Neighbours, dashed"));
    const auto add = [&](const QString& text, const QString& name, bool& shows) {
        auto* box = new CheckBox(text);
        box->setObjectName(name);
        box->setToolTip(Texts::tr("Shows the segment's curves of that slice beside these."));
        box->setChecked(shows);
        QObject::connect(box, &CheckBox::toggled, &tools, [&shows, &tools](bool on) {
            shows = on;
            tools.parametersChanged();
        });
        rows.addWidget(box);
    };
    add(Texts::tr("Previous slice"), QStringLiteral("curve.previous"), now.showsPrevious);
    add(Texts::tr("Next slice"), QStringLiteral("curve.next"), now.showsNext);
}

QWidget* contourOptions(ContourTool& tool, ToolBox& tools, Commands& commands, CaseSession& session,
                        QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout* rows = rowsOf(panel);
    ContourParameters& now = tool.parameters;
    auto* list = new CurveList(tools, session);
    rows->addWidget(list);
    auto* position = new HandleFields(tools, session);
    QObject::connect(list, &CurveList::counted, position, &HandleFields::follow);
    rows->addWidget(position);
    addTitle(*rows, Texts::tr("Snap to edges"));
    auto* snaps = new CheckBox(Texts::tr("While dragging"));
    snaps->setObjectName(QStringLiteral("curve.snaps"));
    snaps->setToolTip(Texts::tr("A dragged handle jumps to the strongest edge in reach."));
    snaps->setChecked(now.snapsHandles);
    QObject::connect(snaps, &CheckBox::toggled, panel, [&now](bool on) { now.snapsHandles = on; });
    rows->addWidget(snaps);
    addRow(*rows, Texts::tr("Reach"),
           millimetres(Texts::tr("Reach in millimetres"), SnapParameters::reachRange,
                       now.snap.reachMm, panel, [&now, list](double mm) {
                           now.snap.reachMm = mm;
                           list->recount();
                       }));
    auto* edge = new Dropdown(Texts::tr("Edge"), {Texts::tr("Any"), Texts::tr("Dark to bright"),
                                                  Texts::tr("Bright to dark")});
    edge->setIndex(static_cast<int>(now.snap.edge));
    edge->setToolTip(Texts::tr("How the image changes from inside the curve to outside."));
    QObject::connect(edge, &Dropdown::chosen, panel, [&now, list](int index) {
        now.snap.edge = static_cast<EdgeKind>(index);
        list->recount();
    });
    addRow(*rows, Texts::tr("Edge"), edge);
    auto* profile = new EdgeProfileBox(tools, session);
    QObject::connect(list, &CurveList::counted, profile, &EdgeProfileBox::follow);
    rows->addWidget(profile);
    rows->addWidget(
        commandButton(commands, Command::SnapCurves, Texts::tr("Snap whole curve"), Icon::Magnet));
    addTitle(*rows, Texts::tr("Simplify"));
    addRow(*rows, Texts::tr("Tolerance"),
           millimetres(Texts::tr("Tolerance in millimetres"), ContourParameters::toleranceRange,
                       now.toleranceMm, panel, [&now, list](double mm) {
                           now.toleranceMm = mm;
                           list->recount();
                       }));
    addForecast(*rows, *list);
    rows->addWidget(
        commandButton(commands, Command::SimplifyCurves, Texts::tr("Simplify"), Icon::Simplify));
    addNeighbours(*rows, now, tools);
    addPaintRules(*rows, now.overwrite, tools, session);
    return panel;
}

QWidget* interpolationOptions(InterpolationOptions& now, ToolBox& tools, CaseSession& session,
                              QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout& rows = *rowsOf(panel);
    using Gaps = InterpolationOptions::Gaps;
    auto* range = new RangeFields(tools, session);
    range->setVisible(now.gaps == Gaps::Range);
    Segmented* gaps = addChoice(
        rows, {}, {Texts::tr("This gap"), Texts::tr("Range"), Texts::tr("All gaps")},
        static_cast<int>(now.gaps),
        Texts::tr("This gap: that of the slice you see. Range: empty slices among these. All gaps: "
                  "every empty slice between drawn ones. Along the view you work in."),
        [&now, &tools, range](int index) {
            now.gaps = static_cast<Gaps>(index);
            range->setVisible(now.gaps == Gaps::Range);
            tools.askForPreview();
        });
    gaps->setObjectName(QStringLiteral("interpolate.gaps"));
    gaps->setAccessibleName(Texts::tr("Gaps"));
    rows.addWidget(range);
    QObject::connect(&tools, &ToolBox::changed, gaps, [gaps, range, &now] { // by D or Shift+D
        gaps->setIndex(static_cast<int>(now.gaps));
        range->setVisible(now.gaps == Gaps::Range);
    });
    addChoice(rows, Texts::tr("By"), {Texts::tr("Shapes"), Texts::tr("Image")},
              now.followsImage ? 1 : 0,
              Texts::tr("Shapes: between the outlines alone. Image: takes the masks of both sides "
                        "through the image by registration."),
              [&now, &tools](int index) {
                  now.followsImage = index == 1;
                  tools.askForPreview();
              })
        ->setObjectName(QStringLiteral("interpolate.by"));
    addChoice(rows, Texts::tr("Segments"), {Texts::tr("Chosen"), Texts::tr("All")},
              now.allSegments ? 1 : 0, Texts::tr("Which segments are filled."),
              [&now, &tools](int index) {
                  now.allSegments = index == 1;
                  tools.askForPreview();
              });
    auto* again = new Button(Texts::tr("Preview"));
    again->setGlyph(Icon::Interpolate);
    again->setObjectName(QStringLiteral("interpolate.preview"));
    again->setToolTip(Texts::tr("Shows what would be filled. Enter accepts it, Esc discards."));
    QObject::connect(again, &Button::clicked, &tools, [&tools] { tools.askForPreview(); });
    rows.addSpacing(space::s);
    rows.addWidget(again);
    return panel;
}

} // namespace

void registerContourOptions(OptionsRegistry& registry, ToolBox& tools, Commands& commands,
                            CaseSession& session) {
    registry.add<ContourTool>([&tools, &commands, &session](ContourTool& tool, QWidget* parent) {
        return contourOptions(tool, tools, commands, session, parent);
    });
    registry.add<InterpolationOptions>(
        [&tools, &session](InterpolationOptions& options, QWidget* parent) {
            return interpolationOptions(options, tools, session, parent);
        });
}

} // namespace laurel::ui
