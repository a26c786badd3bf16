#include "operation_options.h"

#include "option_rows.h"

#include "laurel/session/view_state.h"

#include <cmath>

namespace laurel::ui {

namespace {

/// Slice or volume; what both mean depends on the operation.
void addReach(QVBoxLayout& rows, ToolBox& tools, const QStringList& words, const QString& tooltip) {
    OperationReach& reach = tools.operationReach();
    addChoice(rows, QStringLiteral("Where"), words, static_cast<int>(reach), tooltip,
              [&reach, &tools](int index) {
                  reach = static_cast<OperationReach>(index);
                  tools.parametersChanged();
              });
}

void addSliceOrVolume(QVBoxLayout& rows, ToolBox& tools) {
    addReach(rows, tools, {QStringLiteral("Slice"), QStringLiteral("Volume")},
             QStringLiteral("Slice: in the slice you see. Volume: in all slices, in 3-D."));
}

void addOverwriteChoice(QVBoxLayout& rows, ToolBox& tools) {
    auto* over = new CheckBox(QStringLiteral("Over other segments"));
    over->setToolTip(
        QStringLiteral("On: takes voxels from segments that are not locked. Off: only from the "
                       "background."));
    over->setChecked(tools.operations.overwrite == Overwrite::Unlocked);
    QObject::connect(over, &CheckBox::toggled, &tools, [&tools](bool on) {
        tools.operations.overwrite = on ? Overwrite::Unlocked : Overwrite::Background;
        tools.parametersChanged();
    });
    rows.addWidget(over);
}

void addPreviewButton(QVBoxLayout& rows, ToolBox& tools) {
    auto* again = new Button(QStringLiteral("Preview"));
    again->setGlyph(Icon::Refresh);
    again->setObjectName(QStringLiteral("operation.preview"));
    again->setToolTip(QStringLiteral("Shows what would change. Enter applies it, Esc discards."));
    QObject::connect(again, &Button::clicked, &tools, [&tools] { tools.askForPreview(); });
    rows.addSpacing(space::s);
    rows.addWidget(again);
}

/// What all panels of operations end with.
QWidget* finished(QWidget* panel, QVBoxLayout& rows, ToolBox& tools) {
    addOverwriteChoice(rows, tools);
    addPreviewButton(rows, tools);
    return panel;
}

std::function<void(double)> writer(double& parameter, ToolBox& tools) {
    return [&parameter, &tools](double value) {
        parameter = value;
        tools.parametersChanged();
    };
}

QWidget* growOptions(GrowParameters& parameters, ToolBox& tools, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout& rows = *rowsOf(panel);
    addChoice(rows, {}, {QStringLiteral("Grow"), QStringLiteral("Shrink")},
              parameters.shrink ? 1 : 0, QStringLiteral("By the same distance on all sides"),
              [&parameters, &tools](int index) {
                  parameters.shrink = index == 1;
                  tools.parametersChanged();
              });
    addNumber(rows,
              {QStringLiteral("Distance"), QStringLiteral("Distance in millimetres"),
               QStringLiteral("mm")},
              GrowParameters::mmRange, parameters.mm, writer(parameters.mm, tools));
    addSliceOrVolume(rows, tools);
    return finished(panel, rows, tools);
}

QWidget* morphologyOptions(MorphologyParameters& parameters, ToolBox& tools, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout& rows = *rowsOf(panel);
    addChoice(rows, {}, {QStringLiteral("Open"), QStringLiteral("Close"), QStringLiteral("Holes")},
              static_cast<int>(parameters.kind),
              QStringLiteral("Open: away with thin parts. Close: fills narrow gaps. Holes: fills "
                             "what the segment encloses."),
              [&parameters, &tools](int index) {
                  parameters.kind = static_cast<MorphologyKind>(index);
                  tools.parametersChanged();
              });
    addNumber(rows,
              {QStringLiteral("Radius (open, close)"), QStringLiteral("Radius in millimetres"),
               QStringLiteral("mm")},
              MorphologyParameters::mmRange, parameters.mm, writer(parameters.mm, tools));
    addSliceOrVolume(rows, tools);
    return finished(panel, rows, tools);
}

QWidget* islandsOptions(IslandsParameters& parameters, ToolBox& tools, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout& rows = *rowsOf(panel);
    addChoice(rows, QStringLiteral("Keep"), {QStringLiteral("Largest"), QStringLiteral("Large")},
              parameters.largestOnly ? 0 : 1,
              QStringLiteral("Largest: one piece. Large: all pieces that have the least size."),
              [&parameters, &tools](int index) {
                  parameters.largestOnly = index == 0;
                  tools.parametersChanged();
              });
    // A slider from 1 to 100 000 would be of no use.
    auto* least = new NumberField(QStringLiteral("Least size in cubic millimetres"),
                                  IslandsParameters::mm3Range.low, IslandsParameters::mm3Range.high,
                                  0, QStringLiteral("mm³"));
    least->setValue(parameters.leastMm3);
    least->setToolTip(QStringLiteral("Smaller pieces are removed, where all large ones are kept"));
    QObject::connect(least, &NumberField::changed, &tools, writer(parameters.leastMm3, tools));
    addRow(rows, QStringLiteral("At least"), least);
    addSliceOrVolume(rows, tools);
    addPreviewButton(rows, tools);
    return panel;
}

QWidget* smoothOptions(SmoothParameters& parameters, ToolBox& tools, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout& rows = *rowsOf(panel);
    addNumber(rows,
              {QStringLiteral("How much"), QStringLiteral("Standard deviation in millimetres"),
               QStringLiteral("mm")},
              SmoothParameters::mmRange, parameters.mm, writer(parameters.mm, tools));
    auto* jointly = new CheckBox(QStringLiteral("All segments at once"));
    jointly->setToolTip(
        QStringLiteral("Segments that touch go on touching: no gaps between them."));
    jointly->setChecked(parameters.jointly);
    QObject::connect(jointly, &CheckBox::toggled, &tools, [&parameters, &tools](bool on) {
        parameters.jointly = on;
        tools.parametersChanged();
    });
    rows.addWidget(jointly);
    addSliceOrVolume(rows, tools);
    return finished(panel, rows, tools);
}

QWidget* thresholdOptions(ThresholdParameters& parameters, ToolBox& tools, const GreyWindow& range,
                          QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout& rows = *rowsOf(panel);
    const double low = range.level - range.width / 2;
    const double step = std::pow(10, std::floor(std::log10(range.width / 100)));
    const ParameterRange<double> greys{low, low + range.width, step};
    if (parameters.low == 0 && parameters.high == 0) { // never set: the bright half
        parameters = {range.level, greys.high};
    }
    parameters.low = greys.clamp(parameters.low);
    parameters.high = greys.clamp(parameters.high);
    addNumber(rows, {QStringLiteral("From"), QStringLiteral("Least value"), {}}, greys,
              parameters.low, writer(parameters.low, tools));
    addNumber(rows, {QStringLiteral("To"), QStringLiteral("Greatest value"), {}}, greys,
              parameters.high, writer(parameters.high, tools));
    addSliceOrVolume(rows, tools);
    return finished(panel, rows, tools);
}

QWidget* interpolateOptions(ToolBox& tools, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout& rows = *rowsOf(panel);
    addReach(rows, tools, {QStringLiteral("This gap"), QStringLiteral("All gaps")},
             QStringLiteral("This gap: the empty slices about the one you see. All gaps: every "
                            "empty slice between drawn ones."));
    return finished(panel, rows, tools);
}

} // namespace

void registerOperationOptions(OptionsRegistry& registry, ToolBox& tools, const Volume& image,
                              std::int64_t frame) {
    registry.add<GrowParameters>([&tools](GrowParameters& parameters, QWidget* parent) {
        return growOptions(parameters, tools, parent);
    });
    registry.add<MorphologyParameters>([&tools](MorphologyParameters& parameters, QWidget* parent) {
        return morphologyOptions(parameters, tools, parent);
    });
    registry.add<IslandsParameters>([&tools](IslandsParameters& parameters, QWidget* parent) {
        return islandsOptions(parameters, tools, parent);
    });
    registry.add<SmoothParameters>([&tools](SmoothParameters& parameters, QWidget* parent) {
        return smoothOptions(parameters, tools, parent);
    });
    registry.add<ThresholdParameters>([&tools, &image, frame](ThresholdParameters& parameters,
                                                              QWidget* parent) {
        return thresholdOptions(parameters, tools, percentileWindow(image, frame, 0, 100), parent);
    });
    registry.add<InterpolateParameters>([&tools](InterpolateParameters&, QWidget* parent) {
        return interpolateOptions(tools, parent);
    });
}

} // namespace laurel::ui
