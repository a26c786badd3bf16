#include "operation_options.h"

#include "laurel/session/texts.h"

#include "option_rows.h"
#include "paint_rules_options.h"
#include "reach_rows.h"

#include <algorithm>

namespace laurel::ui {

namespace {

/// The panel's rows and what all of them need.
struct Panel {
    ToolBox& tools;
    CaseSession& session;
    QWidget* widget;
    QVBoxLayout& rows;

    Panel(ToolBox& box, CaseSession& open, QWidget* parent)
        : tools(box), session(open), widget(new QWidget(parent)), rows(*rowsOf(widget)) {}
};

void addSliceOrVolume(const Panel& panel) {
    addReach(panel.rows,
             {{Texts::tr("Slice"), Texts::tr("Range"), Texts::tr("Volume")},
              Texts::tr("Slice: in the slice of the view you work in. Range: in 3-D, but only "
                        "these slices change. Volume: in all slices, in 3-D.")},
             panel.tools.operationReach(), panel.tools, panel.session);
}

void addPreviewButton(const Panel& panel) {
    auto* again = new Button(Texts::tr("Preview"));
    again->setGlyph(Icon::Refresh);
    again->setObjectName(QStringLiteral("operation.preview"));
    again->setToolTip(Texts::tr("Shows what would change. Enter applies it, Esc discards."));
    ToolBox& tools = panel.tools;
    QObject::connect(again, &Button::clicked, &tools, [&tools] { tools.askForPreview(); });
    panel.rows.addSpacing(space::s);
    panel.rows.addWidget(again);
}

/// What all panels of operations end with.
QWidget* finished(const Panel& panel) {
    addPaintRules(panel.rows, panel.tools.operations.overwrite, panel.tools, panel.session);
    addPreviewButton(panel);
    return panel.widget;
}

std::function<void(double)> writer(double& parameter, ToolBox& tools) {
    return [&parameter, &tools](double value) {
        parameter = value;
        tools.parametersChanged();
    };
}

QWidget* growOptions(GrowParameters& parameters, const Panel& panel) {
    QVBoxLayout& rows = panel.rows;
    ToolBox& tools = panel.tools;
    addChoice(rows, {}, {Texts::tr("Grow"), Texts::tr("Shrink")}, parameters.shrink ? 1 : 0,
              Texts::tr("By the same distance on all sides"), [&parameters, &tools](int index) {
                  parameters.shrink = index == 1;
                  tools.parametersChanged();
              });
    addNumber(rows,
              {Texts::tr("Distance"), Texts::tr("Distance in millimetres"), QStringLiteral("mm")},
              GrowParameters::mmRange, parameters.mm, writer(parameters.mm, tools));
    addSliceOrVolume(panel);
    return finished(panel);
}

QWidget* morphologyOptions(MorphologyParameters& parameters, const Panel& panel) {
    QVBoxLayout& rows = panel.rows;
    ToolBox& tools = panel.tools;
    addChoice(rows, {}, {Texts::tr("Open"), Texts::tr("Close"), Texts::tr("Holes")},
              static_cast<int>(parameters.kind),
              Texts::tr("Open: away with thin parts. Close: fills narrow gaps. Holes: fills "
                        "what the segment encloses."),
              [&parameters, &tools](int index) {
                  parameters.kind = static_cast<MorphologyKind>(index);
                  tools.parametersChanged();
              });
    addNumber(rows,
              {Texts::tr("Radius (open, close)"), Texts::tr("Radius in millimetres"),
               QStringLiteral("mm")},
              MorphologyParameters::mmRange, parameters.mm, writer(parameters.mm, tools));
    addSliceOrVolume(panel);
    return finished(panel);
}

QWidget* islandsOptions(IslandsParameters& parameters, const Panel& panel) {
    QVBoxLayout& rows = panel.rows;
    ToolBox& tools = panel.tools;
    addChoice(rows, Texts::tr("Keep"), {Texts::tr("Largest"), Texts::tr("Large")},
              parameters.largestOnly ? 0 : 1,
              Texts::tr("Largest: one piece. Large: all pieces that have the least size."),
              [&parameters, &tools](int index) {
                  parameters.largestOnly = index == 0;
                  tools.parametersChanged();
              });
    // A slider from 1 to 100 000 would be of no use.
    auto* least = new NumberField(Texts::tr("Least size in cubic millimetres"),
                                  IslandsParameters::mm3Range.low, IslandsParameters::mm3Range.high,
                                  0, QStringLiteral("mm³"));
    least->setValue(parameters.leastMm3);
    least->setToolTip(Texts::tr("Smaller pieces are removed, where all large ones are kept"));
    QObject::connect(least, &NumberField::changed, &tools, writer(parameters.leastMm3, tools));
    addRow(rows, Texts::tr("At least"), least);
    addSliceOrVolume(panel);
    return finished(panel);
}

QWidget* smoothOptions(SmoothParameters& parameters, const Panel& panel) {
    QVBoxLayout& rows = panel.rows;
    ToolBox& tools = panel.tools;
    addNumber(rows,
              {Texts::tr("How much"), Texts::tr("Standard deviation in millimetres"),
               QStringLiteral("mm")},
              SmoothParameters::mmRange, parameters.mm, writer(parameters.mm, tools));
    auto* jointly = new CheckBox(Texts::tr("All segments at once"));
    jointly->setToolTip(Texts::tr("Segments that touch go on touching: no gaps between them."));
    jointly->setChecked(parameters.jointly);
    QObject::connect(jointly, &CheckBox::toggled, &tools, [&parameters, &tools](bool on) {
        parameters.jointly = on;
        tools.parametersChanged();
    });
    rows.addWidget(jointly);
    addSliceOrVolume(panel);
    return finished(panel);
}

QWidget* thresholdOptions(ThresholdParameters& parameters, const Panel& panel) {
    ToolBox& tools = panel.tools;
    const auto wholeVolume = [&tools] { return tools.operationReach() != OperationReach::Slice; };
    auto* range = new GreyRangeRows(panel.session, parameters.low, parameters.high, wholeVolume);
    range->setObjectName(QStringLiteral("threshold.range"));
    panel.rows.addWidget(range);
    QObject::connect(range, &GreyRangeRows::changed, &tools,
                     [&tools] { tools.parametersChanged(); });
    QObject::connect(&tools, &ToolBox::changed, range, [&tools, range] {
        if (tools.active() == Command::ToolThreshold) {
            range->recount(); // of the slice, or of all
        }
    });
    addSliceOrVolume(panel);
    return finished(panel);
}

/// The segment to combine with: any but the chosen one.
class OtherSegment : public Dropdown {
  public:
    OtherSegment(BooleanParameters& parameters, ToolBox& tools, CaseSession& session)
        : Dropdown(Texts::tr("Other segment"), {}), parameters_(parameters), tools_(tools),
          session_(session) {
        setObjectName(QStringLiteral("boolean.other"));
        setToolTip(Texts::tr("The segment to unite, intersect or subtract"));
        connect(&session_, &CaseSession::segmentsChanged, this, [this] { follow(); });
        connect(&session_.view(), &ViewState::activeSegmentChanged, this, [this] { follow(); });
        connect(this, &Dropdown::chosen, this, [this](int index) {
            parameters_.other = others_.at(static_cast<std::size_t>(index));
            tools_.parametersChanged();
        });
        follow();
    }

  private:
    void follow() {
        const std::vector<Segment>& segments = session_.segmentation().labels.segments();
        const auto active = static_cast<std::size_t>(session_.view().activeSegment());
        QStringList names;
        others_.clear();
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if (i != active) {
                names.append(QString::fromStdString(segments[i].name));
                others_.push_back(keyOf(segments[i]));
            }
        }
        setChoices(names);
        const auto at = std::ranges::find(others_, parameters_.other);
        if (at != others_.end()) {
            setIndex(static_cast<int>(at - others_.begin()));
        } else if (!others_.empty()) {
            parameters_.other = others_.front();
        }
        setEnabled(!others_.empty());
    }

    BooleanParameters& parameters_;
    ToolBox& tools_;
    CaseSession& session_;
    std::vector<SegmentKey> others_;
};

QWidget* booleanOptions(BooleanParameters& parameters, const Panel& panel) {
    ToolBox& tools = panel.tools;
    Segmented* kind = addChoice(
        panel.rows, {}, {Texts::tr("Unite"), Texts::tr("Intersect"), Texts::tr("Subtract")},
        static_cast<int>(parameters.kind),
        Texts::tr("Unite: takes the other's voxels too. Intersect: keeps what both have. "
                  "Subtract: gives away what the other has."),
        [&parameters, &tools](int index) {
            parameters.kind = static_cast<BooleanKind>(index);
            tools.parametersChanged();
        });
    kind->setObjectName(QStringLiteral("boolean.kind"));
    kind->setAccessibleName(Texts::tr("Kind"));
    addRow(panel.rows, Texts::tr("With"), new OtherSegment(parameters, tools, panel.session));
    auto* hint = new Label(Texts::tr("Segments of one layer share no voxel. One that was "
                                     "duplicated has a layer of its own."),
                           TextRole::Caption, Label::Tone::Text3);
    hint->setWraps(true);
    panel.rows.addWidget(hint);
    addSliceOrVolume(panel);
    return finished(panel);
}

} // namespace

void registerOperationOptions(OptionsRegistry& registry, ToolBox& tools, CaseSession& session) {
    registry.add<GrowParameters>([&tools, &session](GrowParameters& parameters, QWidget* parent) {
        return growOptions(parameters, Panel(tools, session, parent));
    });
    registry.add<MorphologyParameters>(
        [&tools, &session](MorphologyParameters& parameters, QWidget* parent) {
            return morphologyOptions(parameters, Panel(tools, session, parent));
        });
    registry.add<IslandsParameters>(
        [&tools, &session](IslandsParameters& parameters, QWidget* parent) {
            return islandsOptions(parameters, Panel(tools, session, parent));
        });
    registry.add<SmoothParameters>(
        [&tools, &session](SmoothParameters& parameters, QWidget* parent) {
            return smoothOptions(parameters, Panel(tools, session, parent));
        });
    registry.add<ThresholdParameters>(
        [&tools, &session](ThresholdParameters& parameters, QWidget* parent) {
            return thresholdOptions(parameters, Panel(tools, session, parent));
        });
    registry.add<BooleanParameters>(
        [&tools, &session](BooleanParameters& parameters, QWidget* parent) {
            return booleanOptions(parameters, Panel(tools, session, parent));
        });
}

} // namespace laurel::ui
