#include "laurel/ui_views/surface_view.h"

#include "laurel/session/label_snapshot.h"
#include "laurel/session/task_board.h"
#include "laurel/session/texts.h"

#include "surface_picture.h"

#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QElapsedTimer>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace laurel::ui {

namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double mostTilt = 89 * degree;
constexpr qint64 soonestMs = 600; ///< after an edit
constexpr qint64 latestMs = 4000;
constexpr int restFactor = 3; ///< times as long as the last surface took

bool isOurKey(const QKeyEvent& key) {
    switch (key.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_Plus:
    case Qt::Key_Minus:
        return (key.modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) == Qt::NoModifier;
    default:
        return false;
    }
}

/// The side of the patient towards which this direction of the turned patient points most.
QString sideAlong(double left, double back) {
    if (std::abs(left) >= std::abs(back)) {
        return left > 0 ? QStringLiteral("L") : QStringLiteral("R");
    }
    return back > 0 ? QStringLiteral("P") : QStringLiteral("A");
}

} // namespace

/// The surface, its picture, and what is on its way. Tasks end with the board, before the rest.
struct SurfaceView::State {
    explicit State(CaseSession& shown) : session(shown) {}

    std::vector<std::optional<QColor>> colors() const {
        const Segmentation& now = session.segmentation();
        std::vector<std::optional<QColor>> colors;
        for (const std::size_t place : segmentOfPart()) {
            if (place < now.looks.size() && now.looks[place].visible) {
                const Color& color = now.labels.segments()[place].color;
                colors.emplace_back(QColor(color.red, color.green, color.blue));
            } else {
                colors.emplace_back();
            }
        }
        return colors;
    }

    bool hasNothing() const {
        const SegmentCounts& counts = session.openCase().counts();
        for (std::size_t segment = 0; segment < counts.segments(); ++segment) {
            if (counts.voxels(segment) > 0) {
                return false;
            }
        }
        return true;
    }

    /// Where the segments of the surface stand in the list by now.
    std::vector<std::size_t> segmentOfPart() const {
        std::vector<std::size_t> places;
        for (const SegmentKey& key : keys) {
            const auto at = session.segmentation().indexOf(key.layer, key.value);
            places.push_back(at.value_or(session.segmentation().looks.size()));
        }
        return places;
    }

    CaseSession& session;
    std::shared_ptr<const SurfaceMesh> mesh;
    std::vector<SegmentKey> keys; ///< of the segments that the mesh was made of
    std::uint64_t version = 0;    ///< of the case that it shows
    SurfaceOutlook from;
    QImage picture;
    QPointF grip;
    QTimer later;
    qint64 lastMs = 0; ///< that the last surface took
    bool stale = true; ///< the case is another than the surface
    bool building = false;
    bool drawing = false;
    bool drawAgain = false;
    std::unique_ptr<LabelSnapshot> snapshot;
    TaskBoard board;
};

SurfaceView::SurfaceView(CaseSession& session, QWidget* parent)
    : QWidget(parent), state_(std::make_unique<State>(session)) {
    setObjectName(QStringLiteral("view.surface"));
    setAccessibleName(Texts::tr("3-D view"));
    setToolTip(
        Texts::tr("Segments from all sides. Drag or arrow keys turn them, the wheel or + and "
                  "− zoom, Home looks from the front"));
    setFocusPolicy(Qt::StrongFocus);
    setFocusRing(this, FocusRing::Inside);
    setCursor(Qt::OpenHandCursor);
    setMinimumSize(60, 80);
    state_->later.setSingleShot(true);
    connect(&state_->later, &QTimer::timeout, this, &SurfaceView::rebuild);
    connect(&session, &CaseSession::countsChanged, this, &SurfaceView::caseChanged);
    connect(&session, &CaseSession::segmentsChanged, this, [this] {
        caseChanged();
        redraw();
    });
    connect(&session, &CaseSession::looksChanged, this, &SurfaceView::redraw);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, qOverload<>(&QWidget::update));
}

SurfaceView::~SurfaceView() {
    state_->board.shutDown();
}

QSize SurfaceView::sizeHint() const {
    return {140, 260};
}

bool SurfaceView::isUpToDate() const {
    const State& now = *state_;
    return now.mesh != nullptr && !now.stale && !now.building && !now.drawing &&
           now.picture.size() == size() * devicePixelRatioF();
}

void SurfaceView::caseChanged() {
    State& now = *state_;
    now.stale = true;
    if (isVisible() && !now.building && !now.later.isActive()) {
        now.later.start(static_cast<int>(std::clamp(restFactor * now.lastMs, soonestMs, latestMs)));
    }
}

void SurfaceView::showEvent(QShowEvent*) {
    if (state_->stale && !state_->building) {
        state_->later.start(0);
    }
}

/// A copy of the labels a few slices at a time, then the surface from it beside the window.
void SurfaceView::rebuild() {
    State& now = *state_;
    if (!isVisible() || now.building) {
        return;
    }
    now.stale = false;
    if (now.hasNothing()) { // needs no copy of what may be half a gigabyte of zeros
        now.mesh = std::make_shared<const SurfaceMesh>();
        now.keys.clear();
        redraw();
        return;
    }
    now.building = true;
    now.snapshot = std::make_unique<LabelSnapshot>(
        now.session, [this](const std::shared_ptr<LabelSnapshot::Copy>& copy) {
            std::vector<SegmentKey> keys;
            for (const Segment& segment : copy->segments) {
                keys.push_back({segment.layer, segment.value});
            }
            auto made = std::make_shared<QElapsedTimer>();
            made->start();
            state_->board.runner().run<std::shared_ptr<const SurfaceMesh>>(
                "3-D view",
                [copy](ProgressSink&, const CancellationToken& cancel) {
                    return std::make_shared<const SurfaceMesh>(
                        surfaceOf(std::move(*copy).labels(), cancel));
                },
                [this, made, keys](std::shared_ptr<const SurfaceMesh> mesh) {
                    state_->mesh = std::move(mesh);
                    state_->keys = keys;
                    state_->lastMs = made->elapsed();
                    takeMesh();
                },
                [this](const Error&) { state_->building = false; });
        });
}

void SurfaceView::takeMesh() {
    State& now = *state_;
    now.building = false;
    if (now.stale) { // changed meanwhile
        caseChanged();
    }
    redraw();
}

/// One picture at a time; what was asked for meanwhile comes next, from where it is seen by then.
void SurfaceView::redraw() {
    State& now = *state_;
    if (now.mesh == nullptr) {
        return;
    }
    if (now.drawing) {
        now.drawAgain = true;
        return;
    }
    now.drawing = true;
    now.drawAgain = false;
    const QSize pixels = (size() * devicePixelRatioF()).expandedTo({1, 1});
    now.board.runner().run<QImage>(
        "3-D picture",
        [mesh = now.mesh, colors = now.colors(), from = now.from,
         pixels](ProgressSink&, const CancellationToken&) {
            return pictureOf(*mesh, colors, from, pixels);
        },
        [this](QImage picture) {
            state_->drawing = false;
            state_->picture = std::move(picture);
            update();
            if (state_->drawAgain) {
                redraw();
            }
            Q_EMIT pictureChanged();
        },
        [this](const Error&) { state_->drawing = false; });
}

void SurfaceView::resizeEvent(QResizeEvent*) {
    redraw();
}

void SurfaceView::paintEvent(QPaintEvent*) {
    const State& now = *state_;
    QPainter painter(this);
    painter.fillRect(rect(), theme().panel);
    const bool isEmpty = now.mesh != nullptr && now.mesh->parts.empty();
    if (now.mesh == nullptr || isEmpty) {
        painter.setFont(ui::font(TextRole::Caption));
        painter.setPen(theme().text3);
        painter.drawText(rect().adjusted(space::s, space::s, -space::s, -space::s),
                         Qt::AlignCenter | Qt::TextWordWrap,
                         isEmpty && now.hasNothing()
                             ? Texts::tr("Segments appear here in 3-D once something is drawn")
                             : Texts::tr("Making the 3-D view …"));
        return;
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(rect(), now.picture);
    painter.setFont(ui::font(TextRole::Caption, QFont::Medium));
    painter.setPen(theme().text2);
    const QRect inner = rect().adjusted(space::s, space::xs, -space::s, -space::xs);
    const double cosTurn = std::cos(now.from.turn);
    const double sinTurn = std::sin(now.from.turn);
    painter.drawText(inner, Qt::AlignRight | Qt::AlignTop, sideAlong(cosTurn, sinTurn));
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, sideAlong(-cosTurn, -sinTurn));
}

void SurfaceView::turnBy(double turn, double tilt) {
    SurfaceOutlook& from = state_->from;
    from.turn = std::remainder(from.turn + turn, 2 * std::numbers::pi);
    from.tilt = std::clamp(from.tilt + tilt, -mostTilt, mostTilt);
    redraw();
}

void SurfaceView::lookFromFront() {
    state_->from = {};
    redraw();
}

void SurfaceView::mousePressEvent(QMouseEvent* event) {
    state_->grip = event->position();
}

void SurfaceView::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton)) {
        const QPointF by = event->position() - std::exchange(state_->grip, event->position());
        turnBy(-0.6 * degree * by.x(), 0.6 * degree * by.y());
    }
}

void SurfaceView::mouseDoubleClickEvent(QMouseEvent*) {
    lookFromFront();
}

void SurfaceView::wheelEvent(QWheelEvent* event) {
    constexpr double perNotch = 1.2;
    state_->from.zoom = std::clamp(
        state_->from.zoom * std::pow(perNotch, event->angleDelta().y() / 120.0), 0.5, 8.0);
    redraw();
}

void SurfaceView::keyPressEvent(QKeyEvent* event) {
    if (!isOurKey(*event)) {
        QWidget::keyPressEvent(event);
        return;
    }
    constexpr double step = 15 * degree;
    constexpr double closer = 1.25;
    double& zoom = state_->from.zoom;
    switch (event->key()) {
    case Qt::Key_Left:
        return turnBy(step, 0);
    case Qt::Key_Right:
        return turnBy(-step, 0);
    case Qt::Key_Up:
        return turnBy(0, -step);
    case Qt::Key_Down:
        return turnBy(0, step);
    case Qt::Key_Plus:
    case Qt::Key_Minus:
        zoom = std::clamp(event->key() == Qt::Key_Plus ? zoom * closer : zoom / closer, 0.5, 8.0);
        return redraw();
    default:
        return lookFromFront();
    }
}

bool SurfaceView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && isOurKey(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

} // namespace laurel::ui
