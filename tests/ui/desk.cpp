#include "ui/desk.h"

#include "laurel/formats/files.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QKeySequence>
#include <QMimeData>
#include <QScreen>
#include <QTest>
#include <QTimer>
#include <QUrl>
#include <QWheelEvent>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr int heartbeatMs = 5;

/// How long this thread was ready to run but other processes had the cores, in all; 0 where the
/// system does not say. See proc(5) and Documentation/scheduler/sched-stats of Linux.
double queuedMs() {
    constexpr double nanosecondsInMs = 1e6;
    std::ifstream file("/proc/thread-self/schedstat");
    double running = 0;
    double queued = 0;
    return file >> running >> queued ? queued / nanosecondsInMs : 0;
}

WorkbenchSettings settingsIn(const fs::path& folder) {
    WorkbenchSettings settings;
    settings.home = folder / "home";
    settings.cases = settings.home / "cases";
    settings.shippedPackages = {fs::path(LAUREL_SOURCE_DIR) / "models" / "packages"};
    settings.outboxSeconds = 1;
    fs::create_directories(settings.cases);
    return settings;
}

} // namespace

Heartbeat::Heartbeat() : last_(std::chrono::steady_clock::now()), queued_(queuedMs()) {
    auto* timer = new QTimer(this);
    timer->setTimerType(Qt::PreciseTimer);
    connect(timer, &QTimer::timeout, this, [this] {
        const auto now = std::chrono::steady_clock::now();
        const double queued = queuedMs();
        const double late =
            std::chrono::duration<double, std::milli>(now - last_).count() - heartbeatMs;
        worst_ = std::max(worst_, late - (queued - queued_));
        last_ = now;
        queued_ = queued;
    });
    timer->start(heartbeatMs);
}

void Heartbeat::restart() {
    last_ = std::chrono::steady_clock::now();
    queued_ = queuedMs();
    worst_ = 0;
}

Desk::Desk(Size size) {
    start({size.width, size.height});
}

void Desk::start(const QSize& size) {
    bench_ = std::make_unique<Workbench>(settingsIn(folder_.path()));
    window_ = std::make_unique<ui::MainWindow>(*bench_);
    window_->resize(size);
    window_->move(0, 0);
    window_->show();
    window_->activateWindow();
    (void)QTest::qWaitForWindowExposed(window_.get());
    settle();
}

void Desk::restart() {
    const QSize size = window_->size();
    window_->close();
    window_.reset();
    bench_.reset();
    start(size);
}

Desk::~Desk() {
    window_->close();
    window_.reset();
    bench_.reset();
}

const SyntheticCase& Desk::makeLeg(std::int64_t slices, std::uint64_t seed) {
    LimbPhantomSettings settings;
    settings.seed = seed;
    settings.contrast = Contrast::T1;
    settings.slices = slices;
    return makeLeg(settings);
}

const SyntheticCase& Desk::makeLeg(const LimbPhantomSettings& settings) {
    leg_ = std::make_unique<SyntheticCase>(makeLegPhantom(settings));
    fs::create_directories(folder() / "leg");
    writeVolume(legImage(), leg_->image);
    writeLabels(folder() / "leg" / "labels.nii.gz", leg_->labels);
    return *leg_;
}

void Desk::openLeg(std::int64_t slices) {
    makeLeg(slices);
    open(legImage());
}

void Desk::open(const fs::path& path) {
    const auto before = bench_->session();
    window_->activateWindow(); // another process may have had the focus meanwhile
    (void)QTest::qWaitForWindowActive(window_.get());
    window_->openPath(QString::fromStdString(path.string()));
    waitFor([&] { return bench_->session() && bench_->session() != before; });
    settle();
}

bool Desk::waitFor(const std::function<bool()>& condition, int milliseconds) {
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > milliseconds) {
            return false;
        }
        QTest::qWait(5);
    }
    return true;
}

void Desk::settle(int milliseconds) {
    QTest::qWait(milliseconds);
}

void Desk::press(const QString& keys) {
    const QKeyCombination combination =
        QKeySequence::fromString(keys, QKeySequence::PortableText)[0];
    QWidget* target =
        QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : window_.get();
    QTest::keyClick(target, combination.key(), combination.keyboardModifiers());
    settle(10);
}

void Desk::type(const QString& text) {
    QTest::keyClicks(QApplication::focusWidget(), text);
    settle(10);
}

void Desk::click(QWidget* widget) {
    ASSERT_NE(widget, nullptr);
    QTest::mouseClick(widget, Qt::LeftButton, {}, widget->rect().center());
    settle(10);
}

void Desk::click(const QString& objectName) {
    QWidget* widget = find<QWidget>(objectName);
    ASSERT_NE(widget, nullptr) << objectName.toStdString();
    click(widget);
}

QAbstractButton* Desk::button(const QString& text) {
    for (QAbstractButton* one : window_->findChildren<QAbstractButton*>()) {
        if (one->isVisible() && one->text() == text) {
            return one;
        }
    }
    return nullptr;
}

ui::SliceView& Desk::view(int axis) {
    return *find<ui::SliceView>(QStringLiteral("view.%1").arg(axis));
}

void Desk::drop(const std::vector<fs::path>& paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const fs::path& path : paths) {
        urls << QUrl::fromLocalFile(QString::fromStdString(path.string()));
    }
    data.setUrls(urls);
    const QPoint at(400, 300);
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window(), &enter);
    ASSERT_TRUE(enter.isAccepted());
    QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window(), &drop);
    settle();
}

void Desk::drag(ui::SliceView& view, const VoxelIndex& from, const VoxelIndex& to,
                Qt::KeyboardModifiers keys, Qt::MouseButton button) {
    const auto place = [&](double share) {
        const auto between = [share](std::int64_t a, std::int64_t b) {
            return static_cast<double>(a) + share * static_cast<double>(b - a);
        };
        return view.toWidget({between(from.x, to.x), between(from.y, to.y), between(from.z, to.z)})
            .toPoint();
    };
    constexpr int steps = 8;
    QTest::mousePress(&view, button, keys, place(0));
    for (int i = 1; i <= steps; ++i) {
        const QPoint at = place(static_cast<double>(i) / steps);
        QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, button, keys);
        QApplication::sendEvent(&view, &move);
    }
    QTest::mouseRelease(&view, button, keys, place(1));
    settle(10);
}

void Desk::clickVoxel(ui::SliceView& view, const VoxelIndex& at, Qt::KeyboardModifiers keys) {
    drag(view, at, at, keys);
}

void Desk::wheel(ui::SliceView& view, int notches, Qt::KeyboardModifiers keys) {
    const QPointF at = view.rect().center();
    QWheelEvent event(at, view.mapToGlobal(at), {}, QPoint(0, 120 * notches), Qt::NoButton, keys,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
    settle(10);
}

QColor Desk::pixelAt(ui::SliceView& view, const VoxelIndex& at) {
    const QPointF place = view.toWidget(
        {static_cast<double>(at.x), static_cast<double>(at.y), static_cast<double>(at.z)});
    const QPixmap shown = view.grab();
    return shown.toImage().pixelColor((place * shown.devicePixelRatio()).toPoint());
}

void Desk::screenshot(const std::string& name) {
    settle(60);
    const fs::path folder = fs::path(LAUREL_BINARY_DIR) / "screenshots";
    fs::create_directories(folder);
    const char* kind = std::getenv("LAUREL_SCREENSHOTS"); // such as "2x"
    const fs::path file =
        folder / (name + (kind == nullptr ? "" : std::string("-") + kind) + ".png");
    ASSERT_TRUE(window_->grab().save(QString::fromStdString(file.string()))) << file;
}

QString Desk::messages() {
    QString all;
    for (const QWidget* toast : window_->findChildren<QWidget*>()) {
        if (toast->inherits("laurel::ui::Toast") && toast->isVisible()) {
            all += toast->accessibleName() + QLatin1Char('\n');
        }
    }
    return all;
}

void Desk::addSegment() {
    press(QStringLiteral("Ins"));
    settle();
}

void Desk::paintTruth() {
    Case& open = session().openCase();
    for (const Segment& segment : leg_->labels.segments()) {
        open.addSegment(segment);
    }
    const auto edit = open.edit(0);
    const GridSize& size = leg_->labels.geometry().size();
    for (std::int64_t z = 0; z < size.z; ++z) {
        for (std::int64_t y = 0; y < size.y; ++y) {
            for (std::int64_t x = 0; x < size.x; ++x) {
                if (const auto value = leg_->labels.at({x, y, z}); value != 0) {
                    edit->set({x, y, z}, value);
                }
            }
        }
    }
    open.done(edit->commit({StepKind::Import, "Import", "truth"}));
    settle();
}

bool torchIsMapped() {
    std::ifstream maps("/proc/self/maps");
    std::string line;
    while (std::getline(maps, line)) {
        if (line.find("libtorch") != std::string::npos) {
            return true;
        }
    }
    return false;
}

} // namespace laurel
