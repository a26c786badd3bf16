#include "laurel/net/laurel_home.h"
#include "laurel/session/workbench.h"
#include "laurel/ui_window/main_window.h"

#include <QApplication>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

/// The window as `laurel` makes it, from the start of the process on. A program of its own, because
/// memory and start are those of a process; prints rows of `laurel-bench desktop`:
///
///     bench_desktop_window start MICROSECONDS    of the monotonic clock when it was started
///     bench_desktop_window memory IMAGE          opens it as a case and paints on it
namespace laurel::ui {
namespace {

QJsonObject row(const char* name, double value, const char* unit,
                std::optional<double> target = {}) {
    return {{"name", name},
            {"value", value},
            {"unit", unit},
            {"target", target ? QJsonValue(*target) : QJsonValue(QJsonValue::Null)}};
}

double kilobytes(const std::string& field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(field + ":")) {
            return std::stod(line.substr(field.size() + 1));
        }
    }
    return 0;
}

int librariesOfTorch() {
    std::ifstream maps("/proc/self/maps");
    int found = 0;
    for (std::string line; std::getline(maps, line);) {
        found += line.find("libtorch") != std::string::npos ? 1 : 0;
    }
    return found;
}

/// The parts that the program's own main puts together.
struct Desktop {
    Workbench bench{[] {
        WorkbenchSettings settings;
        settings.home = laurelHome();
        settings.cases = Preferences(settings.home).casesToUse();
        settings.shippedPackages = shippedPackageFolders();
        return settings;
    }()};
    MainWindow window{bench};
};

void processEventsFor(int milliseconds) {
    QEventLoop loop;
    QTimer end;
    end.setSingleShot(true);
    QObject::connect(&end, &QTimer::timeout, &loop, &QEventLoop::quit);
    end.start(milliseconds);
    loop.exec();
}

/// Until the window was painted and nothing is left that was posted before that.
void waitUntilIdle(QWidget& window) {
    class Painted : public QObject {
      public:
        bool yes = false;

      protected:
        bool eventFilter(QObject*, QEvent* event) override {
            yes = yes || event->type() == QEvent::Paint;
            return false;
        }
    } painted;
    window.installEventFilter(&painted);
    while (!painted.yes) {
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    processEventsFor(0);
}

QJsonArray measureStart(double startedAt) {
    Desktop desktop;
    desktop.window.resize(1280, 800);
    desktop.window.show();
    waitUntilIdle(desktop.window);
    const double now = std::chrono::duration<double, std::milli>(
                           std::chrono::steady_clock::now().time_since_epoch())
                           .count();
    return {row("start to a usable window", now - startedAt / 1e3, "ms", 1000),
            row("processor time of the start",
                static_cast<double>(std::clock()) * 1e3 / CLOCKS_PER_SEC, "ms"),
            row("mapped parts of LibTorch after the start", librariesOfTorch(), "", 0),
            row("memory after the start", kilobytes("VmRSS") / 1e3, "MB")};
}

QJsonArray measureMemory(const QString& image) {
    Desktop desktop;
    desktop.window.resize(1280, 800);
    desktop.window.show();
    waitUntilIdle(desktop.window);
    const double before = kilobytes("VmRSS");
    QEventLoop opened;
    QObject::connect(&desktop.bench.opening, &OpeningDesk::ended, &opened, &QEventLoop::quit);
    desktop.window.openPath(image);
    opened.exec();
    if (!desktop.bench.session()) {
        return {};
    }
    CaseSession& session = *desktop.bench.session();
    session.openCase().addSegment({"Muscle", 1, 0, "", defaultColor(1), ""});
    for (const std::int64_t z : {100, 200, 300, 400}) {
        session.view().setCrosshair({256, 256, z});
        processEventsFor(200);
    }
    const auto voxels = static_cast<double>(session.image().geometry().size().voxels());
    const double held = voxels * (sizeof(std::int16_t) + sizeof(std::uint16_t)) / 1e6;
    const double grown = (kilobytes("VmRSS") - before) / 1e3;
    const double peak = (kilobytes("VmHWM") - before) / 1e3;
    QJsonObject stays = row("a case of 512×512×500: memory it takes", grown, "MB", 1.2);
    stays.insert(QStringLiteral("ratio_to"), QStringLiteral("its image and labels"));
    stays.insert(QStringLiteral("ratio"), grown / held);
    QJsonObject most = row("the same while it is opened, at most", peak, "MB");
    most.insert(QStringLiteral("ratio_to"), QStringLiteral("its image and labels"));
    most.insert(QStringLiteral("ratio"), peak / held);
    return {stays, most};
}

} // namespace
} // namespace laurel::ui

int main(int argc, char** argv) {
    laurel::Engine::prepareProcess();
    QApplication application(argc, argv);
    if (argc != 3) {
        return 2;
    }
    const std::string what = argv[1];
    const QByteArray text =
        QJsonDocument(what == "start" ? laurel::ui::measureStart(std::stod(argv[2]))
                                      : laurel::ui::measureMemory(QString::fromLocal8Bit(argv[2])))
            .toJson();
    std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stdout);
    return 0;
}
