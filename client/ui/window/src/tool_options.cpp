#include "tool_options.h"

#include "laurel/ui_kit/controls.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace laurel::ui {

namespace {

/// A row of the options panel: its name at the left, the control at the right.
QHBoxLayout* row(QVBoxLayout& rows, const QString& name, QWidget* control, int nameWidth = 60) {
    auto* line = new QHBoxLayout;
    line->setSpacing(space::s);
    auto* label = new Label(name, TextRole::Body, Label::Tone::Text2);
    label->setFixedWidth(nameWidth);
    line->addWidget(label);
    line->addWidget(control, 1);
    rows.addLayout(line);
    return line;
}

QVBoxLayout* rowsOf(QWidget* panel) {
    auto* rows = new QVBoxLayout(panel);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::s);
    return rows;
}

QWidget* overwriteChoice(Overwrite& overwrite, ToolBox& tools) {
    auto* choice = new Dropdown(QStringLiteral("Overwrite"),
                                {QStringLiteral("Unlocked"), QStringLiteral("Background")});
    choice->setIndex(static_cast<int>(overwrite));
    choice->setToolTip(
        QStringLiteral("What painting may go over. Locked segments are never touched."));
    QObject::connect(choice, &Dropdown::chosen, &tools, [&overwrite, &tools](int index) {
        overwrite = static_cast<Overwrite>(index);
        tools.parametersChanged();
    });
    return choice;
}

void addOverwrite(QVBoxLayout& rows, Overwrite& overwrite, ToolBox& tools) {
    auto* line = new Surface(Surface::Fill::Panel, Qt::TopEdge);
    line->setFixedHeight(1);
    rows.addSpacing(space::s);
    rows.addWidget(line);
    rows.addSpacing(space::s);
    rows.addWidget(new Label(QStringLiteral("Where it may paint"), TextRole::Body,
                             Label::Tone::Text2, QFont::DemiBold));
    row(rows, QStringLiteral("Overwrite"), overwriteChoice(overwrite, tools));
}

class BrushOptions : public QWidget {
  public:
    BrushOptions(BrushTool& tool, ToolBox& tools, QWidget* parent)
        : QWidget(parent), tool_(tool), tools_(tools) {
        QVBoxLayout* rows = rowsOf(this);
        addSize(*rows);
        row(*rows, QStringLiteral("Shape"), shape_);
        row(*rows, QStringLiteral("Reach"), reach_);
        rows->addWidget(pressure_);
        addOverwrite(*rows, tool_.parameters.overwrite, tools_);
        shape_->setToolTip(QStringLiteral("Round: a disc or ball. Square: a square or cube."));
        reach_->setToolTip(QStringLiteral(
            "Slice: only the slice you see. 3-D: its neighbours too, in millimetres."));
        pressure_->setToolTip(
            QStringLiteral("A pen that is pressed lightly paints a smaller spot."));
        connectControls();
        show();
    }

  private:
    void addSize(QVBoxLayout& rows) {
        constexpr int nameWidth = 32; // leaves the slider its way
        QHBoxLayout* line = row(rows, QStringLiteral("Size"), slider_, nameWidth);
        field_->setFixedWidth(76);
        line->addWidget(field_);
    }

    void connectControls() {
        connect(slider_, &Slider::moved, this, [this](double value) { setSize(value); });
        connect(field_, &NumberField::changed, this, [this](double value) { setSize(value); });
        connect(shape_, &Segmented::chosen, this, [this](int index) {
            tool_.parameters.shape = static_cast<BrushShape>(index);
            tools_.parametersChanged();
        });
        connect(reach_, &Segmented::chosen, this, [this](int index) {
            tool_.parameters.reach = static_cast<BrushReach>(index);
            tools_.parametersChanged();
        });
        connect(pressure_, &CheckBox::toggled, this, [this](bool on) {
            tool_.parameters.pressureSetsSize = on;
            tools_.parametersChanged();
        });
        connect(&tools_, &ToolBox::changed, this, [this] { follow(); });
        follow();
    }

    void setSize(double value) {
        tool_.parameters.sizeMm = BrushParameters::sizeRange.clamp(value);
        tools_.parametersChanged();
    }

    void follow() {
        const BrushParameters& now = tool_.parameters;
        slider_->setValue(now.sizeMm);
        if (!field_->hasError()) {
            field_->setValue(now.sizeMm);
        }
        shape_->setIndex(static_cast<int>(now.shape));
        reach_->setIndex(static_cast<int>(now.reach));
        const QSignalBlocker quiet(pressure_);
        pressure_->setChecked(now.pressureSetsSize);
    }

    static constexpr auto range = BrushParameters::sizeRange;
    BrushTool& tool_;
    ToolBox& tools_;
    Slider* slider_ =
        new Slider(QStringLiteral("Size in millimetres"), range.low, range.high, range.step, this);
    NumberField* field_ = new NumberField(QStringLiteral("Size in millimetres"), range.low,
                                          range.high, 1, QStringLiteral("mm"), this);
    Segmented* shape_ = new Segmented({QStringLiteral("Round"), QStringLiteral("Square")}, this);
    Segmented* reach_ = new Segmented({QStringLiteral("Slice"), QStringLiteral("3-D")}, this);
    CheckBox* pressure_ = new CheckBox(QStringLiteral("Pen pressure sets size"), this);
};

QWidget* fillOptions(FillTool& tool, ToolBox& tools, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout* rows = rowsOf(panel);
    auto* reach = new Segmented({QStringLiteral("Slice"), QStringLiteral("3-D")});
    reach->setIndex(static_cast<int>(tool.parameters.reach));
    reach->setToolTip(
        QStringLiteral("Slice: the region in the slice you see. 3-D: through all slices."));
    QObject::connect(reach, &Segmented::chosen, &tools, [&tool, &tools](int index) {
        tool.parameters.reach = static_cast<FillReach>(index);
        tools.parametersChanged();
    });
    row(*rows, QStringLiteral("Reach"), reach);
    addOverwrite(*rows, tool.parameters.overwrite, tools);
    return panel;
}

QWidget* islandsOptions(IslandsOptions& options, Commands& commands, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout* rows = rowsOf(panel);
    auto* reach = new Segmented({QStringLiteral("Slice"), QStringLiteral("3-D")});
    reach->setIndex(options.wholeVolume ? 1 : 0);
    reach->setToolTip(
        QStringLiteral("Slice: pieces within the slice you see. 3-D: pieces in the whole volume."));
    QObject::connect(reach, &Segmented::chosen, panel,
                     [&options](int index) { options.wholeVolume = index == 1; });
    row(*rows, QStringLiteral("Reach"), reach);
    auto* apply = new Button(QStringLiteral("Keep largest piece"), ButtonKind::Normal);
    apply->setGlyph(Icon::KeepLargest);
    QObject::connect(apply, &Button::clicked, &commands[Command::KeepLargest], &QAction::trigger);
    rows->addSpacing(space::s);
    rows->addWidget(apply);
    return panel;
}

} // namespace

void registerToolOptions(OptionsRegistry& registry, ToolBox& tools, Commands& commands) {
    registry.add<BrushTool>([&tools](BrushTool& tool, QWidget* parent) -> QWidget* {
        return new BrushOptions(tool, tools, parent);
    });
    registry.add<FillTool>(
        [&tools](FillTool& tool, QWidget* parent) { return fillOptions(tool, tools, parent); });
    registry.add<IslandsOptions>([&commands](IslandsOptions& options, QWidget* parent) {
        return islandsOptions(options, commands, parent);
    });
}

} // namespace laurel::ui
