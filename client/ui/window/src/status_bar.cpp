#include "status_bar.h"

#include "laurel/session/texts.h"

#include <QHBoxLayout>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace laurel::ui {

namespace {

/// "L 24.6" or "R 24.6": a coordinate along a patient axis with the letter of its side.
QString sideText(double value, QChar positive, QChar negative) {
    return QStringLiteral("%1 %2")
        .arg(value >= 0 ? positive : negative)
        .arg(std::abs(value), 0, 'f', 1);
}

QString worldText(const WorldPoint& point) {
    return sideText(point.x, QLatin1Char('L'), QLatin1Char('R')) + QStringLiteral("  ") +
           sideText(point.y, QLatin1Char('P'), QLatin1Char('A')) + QStringLiteral("  ") +
           sideText(point.z, QLatin1Char('S'), QLatin1Char('I')) + QStringLiteral(" mm");
}

/// What the second image has nearest to this place, as " · fat 88"; empty without one, or beyond
/// it.
QString secondText(const SecondImage& second, const WorldPoint& place) {
    if (second.visible() == nullptr) {
        return {};
    }
    const Volume& volume = *second.visible();
    const ContinuousIndex index = volume.geometry().toIndex(place);
    const VoxelIndex nearest{std::llround(index.x), std::llround(index.y), std::llround(index.z)};
    return volume.geometry().contains(nearest) ? QStringLiteral(" · %1 %2")
                                                     .arg(second.title())
                                                     .arg(volume.value(nearest), 0, 'g', 5)
                                               : QString();
}

/// "0:22" from the pace so far; empty when it cannot be told yet.
QString timeLeft(const TaskStatus& task) {
    using namespace std::chrono;
    const double elapsed = duration<double>(steady_clock::now() - task.started).count();
    constexpr double leastFraction = 0.02;
    if (task.fraction < leastFraction) {
        return {};
    }
    const auto seconds = static_cast<int>(elapsed * (1 - task.fraction) / task.fraction);
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

/// Work whose name comes from where nothing is translated yet; it is, where it is shown.
[[maybe_unused]] constexpr std::array namesOfWork{
    QT_TRANSLATE_NOOP("Laurel", "Opening"),
    QT_TRANSLATE_NOOP("Laurel", "Opening masks"),
    QT_TRANSLATE_NOOP("Laurel", "Keeping changes"),
    QT_TRANSLATE_NOOP("Laurel", "Saving"),
    QT_TRANSLATE_NOOP("Laurel", "Interpolating"),
    QT_TRANSLATE_NOOP("Laurel", "Propagating"),
    QT_TRANSLATE_NOOP("Laurel", "Export"),
    QT_TRANSLATE_NOOP("Laurel", "Opening a second image")};

} // namespace

StatusBar::StatusBar(Workbench& bench, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::TopEdge, parent), bench_(bench),
      voxel_(new Label({}, TextRole::Caption)),
      world_(new Label({}, TextRole::Caption, Label::Tone::Text2)),
      intensity_(new Label({}, TextRole::Caption)), segment_(new Label({}, TextRole::Caption)),
      view_(new Label({}, TextRole::Caption, Label::Tone::Text2)),
      queue_(new Button({}, ButtonKind::Quiet)),
      kept_(new Label({}, TextRole::Caption, Label::Tone::Text2)), chips_(new QHBoxLayout) {
    setFixedHeight(26);
    constexpr int lookAfterMs = 320; // work is long from 300 ms on
    nextLook_.setSingleShot(true);
    nextLook_.setInterval(lookAfterMs);
    connect(&nextLook_, &QTimer::timeout, this, &StatusBar::showTasks);
    setObjectName(QStringLiteral("pane.status"));
    setAccessibleName(Texts::tr("Status"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::m, 1, space::m, 0);
    line->setSpacing(space::xl);
    voxel_->setObjectName(QStringLiteral("status.voxel"));
    intensity_->setObjectName(QStringLiteral("status.intensity"));
    for (Label* label : {voxel_, world_, intensity_, segment_, view_}) {
        line->addWidget(label);
    }
    line->addStretch(1);
    chips_->setSpacing(space::s);
    line->addLayout(chips_);
    queue_->setGlyph(Icon::Upload);
    queue_->setToolTip(Texts::tr("Contributions that wait to be sent. Click to see them."));
    queue_->setFixedHeight(22);
    line->addWidget(queue_);
    kept_->setObjectName(QStringLiteral("status.kept"));
    line->addWidget(kept_);
    connect(queue_, &Button::clicked, this, &StatusBar::queueWanted);
    connect(&bench_, &Workbench::sessionChanged, this, &StatusBar::followSession);
    connect(&bench_.board, &TaskBoard::changed, this, &StatusBar::showTasks);
    connect(&bench_.server, &ServerDesk::changed, this, &StatusBar::showQueue);
    followSession();
    showTasks();
    showQueue();
}

void StatusBar::followSession() {
    if (CaseSession* session = bench_.session().get()) {
        connect(session, &CaseSession::keptChanged, this, &StatusBar::showKept);
        connect(&session->view(), &ViewState::windowChanged, this, &StatusBar::showView);
        connect(&session->view(), &ViewState::frameChanged, this,
                [this] { showPointer(std::nullopt); });
    }
    showPointer(std::nullopt);
    showView();
    showKept();
}

void StatusBar::showPointer(const std::optional<VoxelIndex>& voxel) {
    const CaseSession* session = bench_.session().get();
    if (session == nullptr) {
        for (Label* label : {world_, intensity_, segment_}) {
            label->setText({});
        }
        voxel_->setText(Texts::tr("Not for diagnostic use"));
        return;
    }
    const VoxelIndex at = voxel.value_or(bench_.session()->view().crosshair());
    const Volume& image = session->image();
    voxel_->setText(QStringLiteral("x %1  y %2  z %3").arg(at.x + 1).arg(at.y + 1).arg(at.z + 1));
    world_->setText(worldText(image.geometry().toWorld(at)));
    const QString modality =
        image.modality.empty() ? Texts::tr("value") : QString::fromStdString(image.modality);
    const auto frame = bench_.session()->view().frame();
    intensity_->setText(
        QStringLiteral("%1 %2").arg(modality).arg(image.value(at, frame), 0, 'g', 5) +
        secondText(session->view().second(), image.geometry().toWorld(at)));
    QString name = QStringLiteral("–");
    const LabelMap& labels = session->segmentation().labels;
    for (int layer = 0; layer < labels.layers(); ++layer) {
        if (const Segment* segment = labels.find(layer, labels.at(at, layer))) {
            name = QString::fromStdString(segment->name);
        }
    }
    segment_->setText(name);
}

void StatusBar::showZoom(double zoom) {
    zoom_ = zoom;
    showView();
}

void StatusBar::showView() {
    if (!bench_.session()) {
        view_->setText({});
        return;
    }
    const GreyWindow& window = bench_.session()->view().window();
    view_->setText(Texts::tr("W %1  L %2   Zoom %3×")
                       .arg(window.width, 0, 'g', 4)
                       .arg(window.level, 0, 'g', 4)
                       .arg(zoom_, 0, 'f', 1));
}

void StatusBar::showTasks() {
    const std::vector<TaskStatus> running = bench_.board.tasks();
    std::map<TaskId, TaskChip*> now;
    for (const TaskStatus& task : running) {
        const QString name = Texts::tr(task.name.c_str());
        auto found = tasks_.find(task.id);
        TaskChip* chip = nullptr;
        if (found != tasks_.end()) {
            chip = found->second;
            tasks_.erase(found);
        } else {
            using namespace std::chrono_literals;
            if (std::chrono::steady_clock::now() - task.started < 300ms) {
                nextLook_.start(); // short work shows no chip
                continue;
            }
            chip = new TaskChip(Icon::Cpu, name);
            const TaskId id = task.id;
            connect(chip, &TaskChip::cancelled, this, [this, id] { bench_.board.cancel(id); });
            chips_->addWidget(chip);
        }
        const QString stage = Texts::tr(task.stage.c_str());
        chip->setName(stage.isEmpty() ? name : name + QStringLiteral(" · ") + stage);
        chip->setFraction(task.fraction);
        chip->setTimeLeft(timeLeft(task));
        now.emplace(task.id, chip);
    }
    for (const auto& [id, chip] : tasks_) {
        chip->deleteLater();
        chips_->removeWidget(chip);
        chip->hide();
    }
    tasks_ = std::move(now);
}

void StatusBar::showQueue() {
    const auto& entries = bench_.server.entries();
    const auto waiting = std::ranges::count_if(
        entries, [](const OutboxEntry& one) { return !one.entry.isFinished(); });
    queue_->setVisible(waiting > 0);
    queue_->setText(Texts::tr("%1 waiting to send").arg(waiting));
}

void StatusBar::showKept() {
    kept_->setText(bench_.session() ? bench_.session()->keptText() : QString());
}

} // namespace laurel::ui
