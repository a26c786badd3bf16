#include "laurel/ui_views/surface_view.h"

#include "laurel/session/texts.h"

#include "surface_hit.h"
#include "surface_view_state.h"

#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QElapsedTimer>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

constexpr qint64 soonestMs = 600; ///< after an edit
constexpr qint64 latestMs = 4000;
constexpr int restFactor = 3; ///< times as long as the last surface took

/// The side of the patient towards which this direction of the turned patient points most.
QString sideAlong(double left, double back) {
    if (std::abs(left) >= std::abs(back)) {
        return left > 0 ? QStringLiteral("L") : QStringLiteral("R");
    }
    return back > 0 ? QStringLiteral("P") : QStringLiteral("A");
}

/// In layers of its own, so that it lies over whatever is there.
void addProposal(LabelMap& labels, const LabelMap& proposed) {
    std::vector<int> layers;
    for (int layer = 0; layer < proposed.layers(); ++layer) {
        layers.push_back(labels.addLayer());
        std::ranges::copy(proposed.layer(layer), labels.layer(layers.back()).begin());
    }
    for (Segment segment : proposed.segments()) {
        segment.layer = layers.at(static_cast<std::size_t>(segment.layer));
        segment.name = "\n" + segment.name; // no name of a case has that
        labels.addSegment(std::move(segment));
    }
}

} // namespace

SurfaceView::SurfaceView(CaseSession& session, QWidget* parent)
    : QWidget(parent), state_(std::make_unique<State>(session)) {
    setObjectName(QStringLiteral("view.surface"));
    setAccessibleName(Texts::tr("3-D view"));
    setToolTip(
        Texts::tr("Segments from all sides. Drag or arrow keys turn them, the wheel or + and "
                  "− zoom, Home looks from the front. A click brings the crosshair there, with Alt "
                  "it takes the segment"));
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
    connect(&session, &CaseSession::proposalChanged, this, [this] {
        caseChanged();
        redraw();
    });
    for (const auto moved : {&ViewState::crosshairChanged, &ViewState::crossLinesChanged}) {
        connect(&session.view(), moved, this, qOverload<>(&QWidget::update));
    }
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
        now.parts.clear();
        now.proposal.reset();
        redraw();
        return;
    }
    now.building = true;
    now.snapshot = std::make_unique<LabelSnapshot>(
        now.session, [this](const std::shared_ptr<LabelSnapshot::Copy>& copy) { makeMesh(copy); });
}

void SurfaceView::makeMesh(const std::shared_ptr<LabelSnapshot::Copy>& copy) {
    const std::shared_ptr<const Proposal> proposal = state_->session.sharedProposal();
    std::vector<State::Part> parts;
    for (const Segment& segment : copy->segments) {
        parts.push_back({keyOf(segment), false});
    }
    if (proposal) {
        for (const Segment& segment : proposal->labels.segments()) {
            parts.push_back({keyOf(segment), true});
        }
    }
    QElapsedTimer made;
    made.start();
    state_->board.runner().run<std::shared_ptr<const SurfaceMesh>>(
        "3-D view",
        [copy, proposal](ProgressSink&, const CancellationToken& cancel) {
            LabelMap labels = std::move(*copy).labels();
            if (proposal) {
                addProposal(labels, proposal->labels);
            }
            return std::make_shared<const SurfaceMesh>(surfaceOf(labels, cancel));
        },
        [this, made, parts, proposal](std::shared_ptr<const SurfaceMesh> mesh) {
            state_->mesh = std::move(mesh);
            state_->parts = parts;
            state_->proposal = proposal;
            state_->lastMs = made.elapsed();
            takeMesh();
        },
        [this](const Error&) { state_->building = false; });
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
        [mesh = now.mesh, paints = now.paints(), from = now.from,
         pixels](ProgressSink&, const CancellationToken&) {
            return pictureOf(*mesh, paints, from, pixels);
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
    paintCrosshair(painter);
    painter.setFont(ui::font(TextRole::Caption, QFont::Medium));
    painter.setPen(theme().text2);
    const QRect inner = rect().adjusted(space::s, space::xs, -space::s, -space::xs);
    const double cosTurn = std::cos(now.from.turn);
    const double sinTurn = std::sin(now.from.turn);
    painter.drawText(inner, Qt::AlignRight | Qt::AlignTop, sideAlong(cosTurn, sinTurn));
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, sideAlong(-cosTurn, -sinTurn));
}

/// Seen through what lies before it.
void SurfaceView::paintCrosshair(QPainter& painter) const {
    const State& now = *state_;
    if (!now.session.view().crossLines()) {
        return;
    }
    const Geometry& geometry = now.session.segmentation().labels.geometry();
    const QPointF at =
        seenAt(*now.mesh, now.from, size(), geometry.toWorld(now.session.view().crosshair()));
    constexpr double arm = 9;
    constexpr double gap = 3;
    for (const auto& [color, width] : {std::pair{QColor(Qt::black), 3.0}, {theme().text1, 1.2}}) {
        painter.setPen(QPen(color, width));
        for (const QPointF& way : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
            painter.drawLine(at + gap * way, at + arm * way);
        }
    }
}

} // namespace laurel::ui
