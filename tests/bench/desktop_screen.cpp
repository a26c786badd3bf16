#include "laurel/edit/brush_tool.h"
#include "laurel/ui_kit/theme.h"
#include "laurel/ui_views/area_plot.h"
#include "laurel/ui_views/slice_strip.h"
#include "laurel/ui_views/slice_view.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>
#include <map>
#include <numbers>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What editing costs up to the pixels, on 512×512×1000 voxels with 18 labels: a window with three
/// planes, the area plot and the slice strip, the axial view 1000 × 900. A program of its own,
/// because it needs Qt; prints the rows of `laurel-bench desktop` that need a screen.
namespace laurel::ui {
namespace {

constexpr GridSize gridSize{512, 512, 1000};
constexpr int labels = 18;

/// A limb-like disc on noise.
std::vector<std::int16_t> somePixels() {
    std::vector<std::int16_t> pixels(static_cast<std::size_t>(gridSize.voxels()));
    std::uint32_t noise = 1;
    std::size_t at = 0;
    for (std::int64_t z = 0; z < gridSize.z; ++z) {
        for (std::int64_t y = 0; y < gridSize.y; ++y) {
            for (std::int64_t x = 0; x < gridSize.x; ++x) {
                noise = noise * 1664525U + 1013904223U;
                const bool inside = (x - 256) * (x - 256) + (y - 256) * (y - 256) < 220 * 220;
                pixels[at++] = static_cast<std::int16_t>((inside ? 400 : 20) + (noise >> 26));
            }
        }
    }
    return pixels;
}

std::uint16_t labelAt(double x, double y, double z) {
    const double radius = std::hypot(x - 256, y - 256) + 6 * std::sin(z / 40);
    if (radius > 200 || radius < 30) {
        return 0;
    }
    const double turn = (std::atan2(y - 256, x - 256) / std::numbers::pi + 1) / 2;
    const int sector = std::min(8, static_cast<int>(turn * 9));
    return static_cast<std::uint16_t>(1 + sector + (radius > 120 ? 9 : 0));
}

/// Eighteen muscles around a bone: two rings of nine, with borders that wander along the limb.
LabelMap someLabels(const Geometry& grid) {
    LabelMap map(grid);
    const auto voxels = map.layer(0);
    for (VoxelIndex at; at.z < gridSize.z; ++at.z) {
        for (at.y = 0; at.y < gridSize.y; ++at.y) {
            for (at.x = 0; at.x < gridSize.x; ++at.x) {
                // Every tenth slice is made, the others repeat it: making is not what is measured.
                voxels[grid.offset(at)] =
                    at.z % 10 == 0 ? labelAt(static_cast<double>(at.x), static_cast<double>(at.y),
                                             static_cast<double>(at.z))
                                   : voxels[grid.offset({at.x, at.y, at.z - 1})];
            }
        }
    }
    for (int value = 1; value <= labels; ++value) {
        Segment segment;
        segment.name = "muscle " + std::to_string(value);
        segment.value = static_cast<std::uint16_t>(value);
        segment.color = defaultColor(segment.value);
        map.addSegment(segment);
    }
    return map;
}

/// Counts how often a widget was painted.
class PaintCount : public QObject {
  public:
    int value = 0;

  protected:
    bool eventFilter(QObject*, QEvent* event) override {
        value += event->type() == QEvent::Paint;
        return false;
    }
};

/// The window as one edits in it.
class Scene {
  public:
    Scene()
        : grid_(gridSize, {0.6, 0.6, 1.0}),
          session(std::make_unique<Case>(std::make_shared<const Volume>(grid_, somePixels()),
                                         ImageReference{}, Segmentation(someLabels(grid_))),
                  board_) {
        auto* row = new QHBoxLayout(&window);
        row->setContentsMargins(0, 0, 0, 0);
        auto* left = new QVBoxLayout;
        axial.setFixedSize(1000, 900);
        left->addWidget(&axial);
        left->addWidget(&strip);
        auto* upright = new QHBoxLayout;
        upright->addWidget(&sagittal);
        upright->addWidget(&coronal);
        auto* right = new QVBoxLayout;
        right->addLayout(upright, 3);
        right->addWidget(&plot, 2);
        row->addLayout(left);
        row->addLayout(right, 1);
        window.resize(1500, 950);
        axial.setTool({ViewTool::Kind::Edit, &brush, PaintRules{}, 8, false});
        for (SliceView* view : {&axial, &sagittal, &coronal}) {
            view->installEventFilter(&paints_[view]);
        }
        window.show();
        settle();
    }

    static void settle() {
        for (int i = 0; i < 5; ++i) {
            QApplication::processEvents();
        }
    }

    template <typename Event>
    double secondsFor(Event&& event) {
        return secondsFor(axial, std::forward<Event>(event));
    }

    /// Gives one event to a view and waits until all that it made stale is painted.
    template <typename Event>
    double secondsFor(SliceView& view, Event&& event) {
        const auto start = std::chrono::steady_clock::now();
        const int& paints = paints_[&view].value;
        const int before = paints;
        QApplication::sendEvent(&view, &event);
        while (paints == before && seconds(start) < 1) {
            QApplication::processEvents();
        }
        return seconds(start);
    }

    double mouse(QEvent::Type type, const QPointF& at, Qt::MouseButton button,
                 Qt::MouseButtons down) {
        return secondsFor(
            QMouseEvent(type, at, axial.mapToGlobal(at), button, down, Qt::NoModifier));
    }

    double wheel(SliceView& view, int angle) {
        const QPointF at = QRectF(view.rect()).center();
        return secondsFor(view, QWheelEvent(at, view.mapToGlobal(at), {}, {0, angle}, Qt::NoButton,
                                            Qt::NoModifier, Qt::NoScrollPhase, false));
    }

  private:
    static double seconds(std::chrono::steady_clock::time_point since) {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
    }

    Geometry grid_;
    TaskBoard board_;
    std::map<QWidget*, PaintCount> paints_;

  public:
    CaseSession session;
    QWidget window; ///< before its children, which leave it when they die
    BrushTool brush;
    SliceView axial{session, 2};
    SliceView sagittal{session, 0};
    SliceView coronal{session, 1};
    AreaPlot plot{session};
    SliceStrip strip{session};
};

double percentile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

/// Strokes in a spiral over the whole limb: seconds from each move to the painted screen.
std::vector<double> strokes(Scene& scene, int count, int moves) {
    std::vector<double> seconds;
    for (int stroke = 0; stroke < count; ++stroke) {
        scene.session.view().setActiveSegment(stroke % labels);
        Scene::settle();
        const auto at = [stroke](int move) {
            const double turn = 0.35 * move + stroke;
            const double radius = 60 + 8.0 * (move % 40);
            return QPointF(500 + radius * std::cos(turn), 450 + radius * std::sin(turn));
        };
        scene.mouse(QEvent::MouseButtonPress, at(0), Qt::LeftButton, Qt::LeftButton);
        for (int move = 1; move < moves; ++move) {
            seconds.push_back(
                scene.mouse(QEvent::MouseMove, at(move), Qt::NoButton, Qt::LeftButton));
        }
        scene.mouse(QEvent::MouseButtonRelease, at(moves - 1), Qt::LeftButton, Qt::NoButton);
    }
    return seconds;
}

/// Small steps, as a hand makes them: 3 px a move.
std::vector<double> dabs(Scene& scene, int count) {
    std::vector<double> seconds;
    scene.session.view().setActiveSegment(3);
    const auto at = [](int move) {
        const double turn = move / 100.0;
        return QPointF(500 + 300 * std::cos(turn), 450 + 300 * std::sin(turn));
    };
    scene.mouse(QEvent::MouseButtonPress, at(0), Qt::LeftButton, Qt::LeftButton);
    for (int move = 1; move < count; ++move) {
        seconds.push_back(scene.mouse(QEvent::MouseMove, at(move), Qt::NoButton, Qt::LeftButton));
    }
    scene.mouse(QEvent::MouseButtonRelease, at(count - 1), Qt::LeftButton, Qt::NoButton);
    return seconds;
}

/// Of all threads, for each of so many acts: what a busy machine does not stretch.
double processorSeconds(std::size_t acts, const std::function<void()>& action) {
    const std::clock_t start = std::clock();
    action();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / static_cast<double>(acts);
}

std::vector<double> repeated(int count, const std::function<double(int)>& action) {
    std::vector<double> seconds;
    seconds.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        seconds.push_back(action(i));
    }
    return seconds;
}

QJsonObject row(const char* name, double seconds, std::optional<double> targetMs) {
    const double ms = seconds * 1e3;
    return {{"name", name},
            {"value", ms},
            {"unit", "ms"},
            {"ratio_to", QJsonValue::Null},
            {"ratio", QJsonValue::Null},
            {"target", targetMs ? QJsonValue(*targetMs) : QJsonValue(QJsonValue::Null)},
            {"met", targetMs ? QJsonValue(ms <= *targetMs) : QJsonValue(QJsonValue::Null)}};
}

QJsonArray measure() {
    constexpr double frame = 1000.0 / 60;
    Scene scene;
    QJsonArray rows;
    std::vector<double> small;
    constexpr int moves = 600;
    const double dab = processorSeconds(moves, [&] { small = dabs(scene, moves); });
    rows.append(row("dab to screen, p50", percentile(small, 0.5), std::nullopt));
    rows.append(row("dab to screen, p99", percentile(small, 0.99), 16));
    rows.append(row("dab to screen, processor time", dab, 16));
    const std::vector<double> far = strokes(scene, 18, 30);
    rows.append(row("wide strokes to screen, p99", percentile(far, 0.99), std::nullopt));
    scene.session.view().setCrosshair({256, 256, 500});
    for (const auto& [shown, name] : {std::pair(&scene.axial, "axial"),
                                      {&scene.sagittal, "sagittal"},
                                      {&scene.coronal, "coronal"}}) {
        auto* const view = shown;
        constexpr int notches = 120;
        std::vector<double> scrolls;
        const double each = processorSeconds(notches, [&] {
            scrolls = repeated(
                notches, [&](int i) { return scene.wheel(*view, i < notches / 2 ? -120 : 120); });
        });
        rows.append(row(("next slice to screen, " + std::string(name) + ", processor time").c_str(),
                        each, frame));
        rows.append(row(("next slice to screen, " + std::string(name) + ", p50").c_str(),
                        percentile(scrolls, 0.5), frame));
        rows.append(row(("next slice to screen, " + std::string(name) + ", p99").c_str(),
                        percentile(scrolls, 0.99), std::nullopt));
    }
    std::vector<double> windows;
    const double window = processorSeconds(60, [&] {
        windows = repeated(60, [&](int i) {
            scene.session.view().setWindow({300.0 + i, 250, false});
            return scene.secondsFor(QEvent(QEvent::None));
        });
    });
    rows.append(row("window and level in three planes, processor time", window, frame));
    rows.append(row("window and level to screen, p50", percentile(windows, 0.5), frame));
    const auto crossings = repeated(60, [&](int i) {
        scene.session.view().setCrosshair({200 + i, 220 + i, 500});
        return scene.secondsFor(QEvent(QEvent::None));
    });
    rows.append(row("crosshair in three planes, p50", percentile(crossings, 0.5), std::nullopt));
    return rows;
}

} // namespace
} // namespace laurel::ui

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    laurel::ui::applyTheme(laurel::ui::ThemeChoice::Dark);
    const QByteArray text = QJsonDocument(laurel::ui::measure()).toJson();
    std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stdout);
    return 0;
}
