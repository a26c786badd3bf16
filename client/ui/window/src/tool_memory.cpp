#include "tool_memory.h"

#include <QSettings>

#include <array>
#include <type_traits>

namespace laurel::ui {

namespace {

constexpr int overwrites = 3;

/// Writes each parameter.
class Keeper {
  public:
    explicit Keeper(QSettings& settings) : settings_(settings) {}

    void number(const QString& key, double value, const ParameterRange<double>&) {
        settings_.setValue(key, value);
    }
    void flag(const QString& key, bool value) { settings_.setValue(key, value); }
    template <typename Choice>
    void choice(const QString& key, const Choice& value, int) {
        settings_.setValue(key, static_cast<int>(value));
    }

  private:
    QSettings& settings_;
};

/// Reads each parameter.
class Recaller {
  public:
    explicit Recaller(QSettings& settings) : settings_(settings) {}

    void number(const QString& key, double& value, const ParameterRange<double>& range) {
        bool isNumber = false;
        const double kept = settings_.value(key).toDouble(&isNumber);
        if (isNumber && range.contains(kept)) {
            value = kept;
        }
    }
    void flag(const QString& key, bool& value) { value = settings_.value(key, value).toBool(); }
    template <typename Choice>
    void choice(const QString& key, Choice& value, int count) {
        bool isNumber = false;
        const int kept = settings_.value(key).toInt(&isNumber);
        if (isNumber && kept >= 0 && kept < count) {
            value = static_cast<Choice>(kept);
        }
    }

  private:
    QSettings& settings_;
};

template <typename Visitor, typename Brush>
void visitBrush(Visitor& visit, const QString& group, Brush& brush) {
    visit.number(group + QStringLiteral("/size"), brush.sizeMm, BrushParameters::sizeRange);
    visit.choice(group + QStringLiteral("/shape"), brush.shape, 2);
    visit.choice(group + QStringLiteral("/reach"), brush.reach, 2);
    visit.flag(group + QStringLiteral("/pressure"), brush.pressureSetsSize);
    visit.flag(group + QStringLiteral("/follows"), brush.followsIntensity);
    visit.number(group + QStringLiteral("/tolerance"), brush.tolerancePercent,
                 BrushParameters::toleranceRange);
    visit.choice(group + QStringLiteral("/overwrite"), brush.overwrite, overwrites);
}

template <typename Visitor, typename Tools>
void visitPointerTools(Visitor& visit, Tools& tools) {
    visitBrush(visit, QStringLiteral("tools/brush"), tools.brush.parameters);
    visitBrush(visit, QStringLiteral("tools/eraser"), tools.eraser.parameters);
    visit.choice(QStringLiteral("tools/size/unit"), tools.sizeUnit, 2);
    visit.number(QStringLiteral("tools/size/pixel"), tools.pixelMm, {1e-3, 1e3, 1});
    auto& fill = tools.fill.parameters;
    // A range is of one image and so is not kept.
    visit.choice(QStringLiteral("tools/fill/reach"), fill.reach.kind, 2);
    visit.choice(QStringLiteral("tools/fill/overwrite"), fill.overwrite, overwrites);
    visit.choice(QStringLiteral("tools/lasso/reach"), tools.lasso.parameters.reach.kind, 2);
    visit.choice(QStringLiteral("tools/lasso/overwrite"), tools.lasso.parameters.overwrite,
                 overwrites);
    auto& region = tools.region.parameters;
    visit.number(QStringLiteral("tools/region/tolerance"), region.tolerancePercent,
                 RegionParameters::toleranceRange);
    visit.number(QStringLiteral("tools/region/radius"), region.radiusMm,
                 RegionParameters::radiusRange);
    visit.choice(QStringLiteral("tools/region/reach"), region.reach.kind, 2);
    visit.choice(QStringLiteral("tools/region/overwrite"), region.overwrite, overwrites);
    auto& contour = tools.contour.parameters;
    visit.number(QStringLiteral("tools/contour/reach"), contour.snap.reachMm,
                 SnapParameters::reachRange);
    visit.choice(QStringLiteral("tools/contour/edge"), contour.snap.edge, 3);
    visit.flag(QStringLiteral("tools/contour/snaps"), contour.snapsHandles);
    visit.flag(QStringLiteral("tools/contour/previous"), contour.showsPrevious);
    visit.flag(QStringLiteral("tools/contour/next"), contour.showsNext);
    visit.number(QStringLiteral("tools/contour/tolerance"), contour.toleranceMm,
                 ContourParameters::toleranceRange);
    visit.choice(QStringLiteral("tools/contour/overwrite"), contour.overwrite, overwrites);
}

template <typename Visitor, typename Settings>
void visitOperations(Visitor& visit, Settings& operations) {
    const QString group = QStringLiteral("tools/operations/");
    visit.number(group + QStringLiteral("grow"), operations.grow.mm, GrowParameters::mmRange);
    visit.flag(group + QStringLiteral("shrink"), operations.grow.shrink);
    visit.choice(group + QStringLiteral("morphology"), operations.morphology.kind, 3);
    visit.number(group + QStringLiteral("ball"), operations.morphology.mm,
                 MorphologyParameters::mmRange);
    visit.flag(group + QStringLiteral("largestOnly"), operations.islands.largestOnly);
    visit.number(group + QStringLiteral("leastMm3"), operations.islands.leastMm3,
                 IslandsParameters::mm3Range);
    visit.number(group + QStringLiteral("smooth"), operations.smooth.mm, SmoothParameters::mmRange);
    visit.flag(group + QStringLiteral("jointly"), operations.smooth.jointly);
    visit.choice(group + QStringLiteral("boolean"), operations.boolean.kind, 3);
    visit.choice(group + QStringLiteral("overwrite"), operations.overwrite, overwrites);
}

template <typename Visitor, typename Tools>
void visitOthers(Visitor& visit, Tools& tools) {
    visit.choice(QStringLiteral("tools/interpolation/gaps"), tools.interpolation.gaps, 3);
    visit.flag(QStringLiteral("tools/interpolation/allSegments"), tools.interpolation.allSegments);
    visit.flag(QStringLiteral("tools/interpolation/followsImage"),
               tools.interpolation.followsImage);
    visit.choice(QStringLiteral("tools/automatic/slices"), tools.automatic.slices, 3);
}

QString reachKey(Command tool) { // the title in English, whatever language the window speaks
    return QStringLiteral("tools/reach/") +
           QString::fromUtf8(commandTable()[static_cast<std::size_t>(tool)].title);
}

constexpr std::array reaching{
    Command::ToolGrow,      Command::ToolMorphology,  Command::ToolIslands, Command::ToolSmooth,
    Command::ToolThreshold, Command::ToolInterpolate, Command::ToolBoolean};

} // namespace

void keepTools(const ToolBox& tools, QSettings& settings) {
    Keeper keeper(settings);
    visitPointerTools(keeper, tools);
    visitOperations(keeper, tools.operations);
    visitOthers(keeper, tools);
    for (const auto& [tool, reach] : tools.operations.reach) {
        keeper.choice(reachKey(tool), reach, 3);
    }
}

void recallTools(ToolBox& tools, QSettings& settings) {
    Recaller recaller(settings);
    visitPointerTools(recaller, tools);
    visitOperations(recaller, tools.operations);
    visitOthers(recaller, tools);
    for (const Command tool : reaching) {
        if (settings.contains(reachKey(tool))) {
            recaller.choice(reachKey(tool), tools.operations.reach[tool], 3);
        }
    }
    tools.parametersChanged();
}

} // namespace laurel::ui
