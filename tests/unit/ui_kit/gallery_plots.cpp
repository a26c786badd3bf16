#include "gallery.h"
#include "laurel/ui_kit/panels.h"
#include "laurel/ui_kit/plots.h"
#include "laurel/ui_kit/theme.h"

#include <QVBoxLayout>

#include <cmath>
#include <random>

namespace laurel::ui {
namespace {

std::vector<QPointF> lossCurve(double end, double level, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0, 0.04);
    std::vector<QPointF> points;
    for (int step = 0; 0.04 * step <= end; ++step) {
        const double x = 0.04 * step;
        points.emplace_back(x, level + 0.4 * std::exp(-x / 1.2) + noise(random));
    }
    return points;
}

QWidget* lossPlot() {
    auto* plot = new CurvePlot("Loss");
    plot->setFixedSize(384, 250);
    plot->setAxes({.low = 0, .high = 5, .decimals = 0}, {.decimals = 1});
    plot->setCurves({{.name = "this run",
                      .color = {},
                      .width = 2,
                      .marksEnd = true,
                      .points = lossCurve(3.3, 0.18, 1)},
                     {.name = "2, yesterday",
                      .color = theme().automatic,
                      .faintRaw = false,
                      .points = lossCurve(5, 0.2, 2)}});
    plot->setSmoothing(0.9);
    return plot;
}

QWidget* dicePlot() {
    auto* plot = new CurvePlot("Dice");
    plot->setFixedSize(384, 250);
    plot->setAxes({.low = 0, .high = 5, .decimals = 0}, {.low = 0.8, .high = 0.98, .decimals = 2});
    plot->setCurves(
        {{.name = "this run",
          .color = {},
          .width = 2,
          .dots = true,
          .marksEnd = true,
          .points = {{0, 0.868}, {1, 0.884}, {2, 0.902}, {3, 0.911}}},
         {.name = "1",
          .color = theme().text3,
          .points = {{0, 0.868}, {1, 0.871}, {2, 0.88}, {3, 0.886}, {4, 0.889}, {5, 0.89}}}});
    plot->setLevel(PlotLevel{0.868, "before, 0.868", {}});
    return plot;
}

QWidget* areaPlot() {
    auto* plot = new CurvePlot("Area along the limb");
    plot->setFixedSize(200, 290);
    plot->setAxes({.title = "area, cm²", .low = 0, .high = 20},
                  {.low = 0, .high = 330, .reversed = true});
    std::vector<QPointF> soleus, tibialis;
    for (int z = 0; z < 330; z += 5) {
        soleus.emplace_back(13 * std::exp(-std::pow((z - 100) / 90, 2)) + 1, z);
        tibialis.emplace_back(7 * std::exp(-std::pow((z - 80) / 110, 2)) + 0.5, z);
    }
    plot->setCurves({{.name = "Soleus", .color = QColor(0x7480ED), .width = 2, .points = soleus},
                     {.name = "Tibialis anterior", .color = QColor(0xD19D12), .points = tibialis}});
    plot->setLevel(PlotLevel{91, {}, theme().axial});
    return plot;
}

QWidget* dumbbells(int width, bool abbreviated) {
    auto* plot = new DumbbellPlot("Per muscle");
    const auto name = [&](const char* full, const char* brief) {
        return QString(abbreviated ? brief : full);
    };
    plot->setRows({{QColor(0x7480ED), name("Soleus", "SOL"), 0.889, 0.938},
                   {QColor(0x7DE3F1), name("Gastrocnemius medialis", "GM"), 0.902, 0.951},
                   {QColor(0xF8D552), name("Extensor digitorum longus", "EDL"), 0.781, 0.868},
                   {QColor(0xF6819A), name("Peroneus", "PER"), 0.884, 0.812},
                   {QColor(0xD19D12), name("Tibialis anterior", "TA"), {}, {}}});
    plot->setScale(0.75, 1.0);
    plot->setFixedWidth(width);
    return plot;
}

} // namespace

QWidget* plotsPage() {
    auto* page = new Surface(Surface::Fill::Panel);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 24, 16);
    column->addLayout(line({lossPlot(), dicePlot()}));
    auto* legend = new PlotLegend;
    legend->setEntries({{"this run", theme().laurel, PlotLegend::Sign::Line},
                        {"before", {}, PlotLegend::Sign::Ring},
                        {"now", theme().laurel, PlotLegend::Sign::Dot}});
    column->addWidget(legend);
    column->addLayout(line({dumbbells(430, false), dumbbells(360, true)}));
    auto* empty = new CurvePlot("Loss");
    empty->setFixedSize(200, 160);
    column->addLayout(line({areaPlot(), empty}));
    return page;
}

} // namespace laurel::ui
