#include "tool_options.h"

#include "laurel/session/texts.h"

#include "option_rows.h"
#include "paint_rules_options.h"
#include "reach_rows.h"

namespace laurel::ui {

namespace {

class BrushOptions : public QWidget {
  public:
    BrushOptions(BrushTool& tool, ToolBox& tools, Commands& commands, CaseSession& session,
                 QWidget* parent)
        : QWidget(parent), tool_(tool), tools_(tools) {
        QVBoxLayout* rows = rowsOf(this);
        addSize(*rows);
        addRow(*rows, Texts::tr("Shape"), shape_);
        addRow(*rows, Texts::tr("Reach"), reach_);
        rows->addWidget(pressure_);
        if (!tool_.erases()) {
            addFollowing(*rows, commands);
        }
        addPaintRules(*rows, tool_.parameters.overwrite, tools_, session);
        shape_->setToolTip(Texts::tr("Round: a disc or ball. Square: a square or cube."));
        reach_->setToolTip(
            Texts::tr("Slice: only the slice you see. 3-D: its neighbours too, in millimetres."));
        pressure_->setToolTip(Texts::tr("A pen that is pressed lightly paints a smaller spot."));
        connectControls();
        show();
    }

  private:
    void addSize(QVBoxLayout& rows) {
        sizeRow_ = new QWidget;
        rowsOf(sizeRow_);
        rows.addWidget(sizeRow_);
        buildSize();
        auto* unit =
            addChoice(rows, Texts::tr("Unit"), {QStringLiteral("mm"), Texts::tr("Pixels")},
                      static_cast<int>(tools_.sizeUnit),
                      Texts::tr("How the size is said: in millimetres, the same in every image, or "
                                "in pixels of the acquired slices."),
                      [this](int index) {
                          tools_.sizeUnit = static_cast<SizeUnit>(index);
                          buildSize();
                          tools_.parametersChanged();
                      });
        unit->setObjectName(QStringLiteral("brush.unit"));
    }

    /// Slider and field for the unit in which sizes are said.
    void buildSize() {
        constexpr int nameWidth = 32; // leaves the slider its way
        delete sizeLine_;
        sizeLine_ = new QWidget;
        sizeRow_->layout()->addWidget(sizeLine_);
        const bool pixels = tools_.sizeUnit == SizeUnit::Pixels;
        const ParameterRange<double> range = tools_.sizeRange();
        const QString name =
            pixels ? Texts::tr("Size in pixels") : Texts::tr("Size in millimetres");
        slider_ = new Slider(name, range.low, range.high, range.step);
        field_ = new NumberField(name, range.low, range.high, pixels ? 0 : 1,
                                 pixels ? Texts::tr("px") : QStringLiteral("mm"));
        field_->setObjectName(QStringLiteral("brush.size"));
        slider_->setObjectName(QStringLiteral("brush.slider"));
        slider_->setToolTip(name);
        field_->setToolTip(name);
        QHBoxLayout* line = addRow(*rowsOf(sizeLine_), Texts::tr("Size"), slider_, nameWidth);
        field_->setFixedWidth(76);
        line->addWidget(field_);
        connect(slider_, &Slider::moved, this, [this](double value) { setSize(value); });
        connect(field_, &NumberField::changed, this, [this](double value) { setSize(value); });
    }

    void addFollowing(QVBoxLayout& rows, const Commands& commands) {
        const QString key = commands.keyText(Command::FollowIntensity); // read anew with each panel
        follows_ = new CheckBox(key.isEmpty() ? Texts::tr("Follow intensity")
                                              : Texts::tr("Follow intensity (%1)").arg(key),
                                this);
        follows_->setToolTip(
            Texts::tr("Paints only voxels that are about as bright as the first one touched."));
        rows.addWidget(follows_);
        connect(follows_, &CheckBox::toggled, this, [this](bool on) {
            tool_.parameters.followsIntensity = on;
            tools_.parametersChanged();
        });
        addNumber(rows,
                  {Texts::tr("Tolerance"),
                   Texts::tr("How far values may differ, percent of the grey range"),
                   QStringLiteral("%")},
                  BrushParameters::toleranceRange, tool_.parameters.tolerancePercent,
                  [this](double value) { tool_.parameters.tolerancePercent = value; });
    }

    void connectControls() {
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
        tool_.parameters.sizeMm = BrushParameters::sizeRange.clamp(value * tools_.unitMm());
        tools_.parametersChanged();
    }

    void follow() {
        const BrushParameters& now = tool_.parameters;
        slider_->setValue(now.sizeMm / tools_.unitMm());
        if (!field_->hasError()) {
            field_->setValue(now.sizeMm / tools_.unitMm());
        }
        shape_->setIndex(static_cast<int>(now.shape));
        reach_->setIndex(static_cast<int>(now.reach));
        const QSignalBlocker quiet(pressure_);
        pressure_->setChecked(now.pressureSetsSize);
        if (follows_ != nullptr) {
            const QSignalBlocker silent(follows_);
            follows_->setChecked(now.followsIntensity);
        }
    }

    BrushTool& tool_;
    ToolBox& tools_;
    QWidget* sizeRow_ = nullptr;
    QWidget* sizeLine_ = nullptr; ///< in it; another one for each unit
    Slider* slider_ = nullptr;
    NumberField* field_ = nullptr;
    Segmented* shape_ = new Segmented({Texts::tr("Round"), Texts::tr("Square")}, this);
    Segmented* reach_ = new Segmented({Texts::tr("Slice"), QStringLiteral("3-D")}, this);
    CheckBox* follows_ = nullptr; ///< none for the eraser
    CheckBox* pressure_ = new CheckBox(Texts::tr("Pen pressure sets size"), this);
};

/// Of tools that work by pointer: beyond the slice they show first what they would do.
void addPointerReach(QVBoxLayout& rows, const QString& slice, ToolReach& reach, ToolBox& tools,
                     CaseSession& session) {
    addReach(rows,
             {{Texts::tr("Slice"), Texts::tr("Range"), Texts::tr("Volume")},
              slice + Texts::tr(" Range: through these slices of the view. Volume: through all. "
                                "Both are shown first.")},
             reach.kind, tools, session);
}

QWidget* fillOptions(FillTool& tool, ToolBox& tools, CaseSession& session, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout& rows = *rowsOf(panel);
    addPointerReach(rows, Texts::tr("Slice: the region in the slice you see."),
                    tool.parameters.reach, tools, session);
    addPaintRules(rows, tool.parameters.overwrite, tools, session);
    return panel;
}

QWidget* lassoOptions(LassoTool& tool, ToolBox& tools, CaseSession& session, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout& rows = *rowsOf(panel);
    addPointerReach(rows, Texts::tr("Slice: what the line encloses in the slice you see."),
                    tool.parameters.reach, tools, session);
    addPaintRules(rows, tool.parameters.overwrite, tools, session);
    return panel;
}

QWidget* regionOptions(RegionTool& tool, ToolBox& tools, CaseSession& session, QWidget* parent) {
    auto* panel = new QWidget(parent);
    QVBoxLayout& rows = *rowsOf(panel);
    RegionParameters& parameters = tool.parameters;
    const NumberRow tolerance = addNumber(
        rows,
        {Texts::tr("Tolerance"), Texts::tr("How far values may differ, percent of the grey range"),
         QStringLiteral("%")},
        RegionParameters::toleranceRange, parameters.tolerancePercent,
        [&parameters](double value) { parameters.tolerancePercent = value; });
    const auto follow = [tolerance, &parameters] { tolerance.show(parameters.tolerancePercent); };
    QObject::connect(&session, &CaseSession::historyChanged, panel, follow); // a drag sets it too
    QObject::connect(&session, &CaseSession::offerChanged, panel, follow);
    addNumber(rows,
              {Texts::tr("No farther than"), Texts::tr("Distance from the click in millimetres"),
               QStringLiteral("mm")},
              RegionParameters::radiusRange, parameters.radiusMm,
              [&parameters](double value) { parameters.radiusMm = value; });
    addPointerReach(rows, Texts::tr("Slice: the slice you see."), parameters.reach, tools, session);
    addPaintRules(rows, parameters.overwrite, tools, session);
    return panel;
}

} // namespace

void registerToolOptions(OptionsRegistry& registry, ToolBox& tools, Commands& commands,
                         CaseSession& session) {
    registry.add<BrushTool>(
        [&tools, &commands, &session](BrushTool& tool, QWidget* parent) -> QWidget* {
            return new BrushOptions(tool, tools, commands, session, parent);
        });
    registry.add<FillTool>([&tools, &session](FillTool& tool, QWidget* parent) {
        return fillOptions(tool, tools, session, parent);
    });
    registry.add<LassoTool>([&tools, &session](LassoTool& tool, QWidget* parent) {
        return lassoOptions(tool, tools, session, parent);
    });
    registry.add<RegionTool>([&tools, &session](RegionTool& tool, QWidget* parent) {
        return regionOptions(tool, tools, session, parent);
    });
}

} // namespace laurel::ui
