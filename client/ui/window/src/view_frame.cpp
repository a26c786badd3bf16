#include "view_frame.h"

#include "laurel/session/texts.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace laurel::ui {

namespace {

QString spacingText(const Geometry& geometry) {
    const auto& spacing = geometry.spacing();
    return QStringLiteral("%1 × %2 × %3 mm")
        .arg(spacing[0], 0, 'g', 3)
        .arg(spacing[1], 0, 'g', 3)
        .arg(spacing[2], 0, 'g', 3);
}

} // namespace

ViewHeader::ViewHeader(const QString& title, const QColor& color, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::BottomEdge, parent), title_(title), color_(color),
      detail_(new Label({}, TextRole::Caption, Label::Tone::Text3)),
      position_(new Label({}, TextRole::Caption, Label::Tone::Text2)), number_(new SliceField),
      maximise_(new GlyphButton(Icon::Maximise, Texts::tr("Show %1 alone").arg(title))) {
    setFixedHeight(28);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(22, 0, 1, 1);
    line->setSpacing(space::xs);
    auto* name = new Label(title, TextRole::Body, Label::Tone::Text1, QFont::DemiBold);
    name->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); // what yields is the detail
    line->addWidget(name);
    line->addSpacing(space::xs);
    line->addWidget(detail_, 1);
    line->addStretch(0);
    position_->setNumeric(true);
    line->addWidget(position_);
    line->addWidget(number_);
    connect(number_, &SliceField::chosen, this, &ViewHeader::sliceWanted);
    connect(number_, &SliceField::closed, position_, &QWidget::show);
    maximise_->setSide(26);
    maximise_->setGlyphSize(16);
    setAllKey({});
    line->addWidget(maximise_);
    connect(maximise_, &GlyphButton::clicked, this, &ViewHeader::maximiseWanted);
}

void ViewHeader::setDetail(const QString& detail) {
    detail_->setText(detail);
    detail_->setVisible(!detail.isEmpty()); // so that the name has its room in narrow views
}
void ViewHeader::setPosition(const QString& position) {
    position_->setText(position);
}
void ViewHeader::setAllKey(const QString& key) {
    maximise_->setToolTip(key.isEmpty()
                              ? Texts::tr("Show this view alone, or all again")
                              : Texts::tr("Show this view alone, or all again (%1)").arg(key));
}

void ViewHeader::setActive(bool active) {
    active_ = active;
    setToolTip(active ? Texts::tr("Keys turn this view's slices and act on the one it shows.")
                      : Texts::tr("Click in this view and keys are about it."));
    update();
}

void ViewHeader::askSlice(std::int64_t now) {
    position_->hide();
    number_->ask(now);
}

void ViewHeader::setMaximised(bool maximised) {
    maximise_->setGlyph(maximised ? Icon::LayoutSide : Icon::Maximise);
}

void ViewHeader::paintEvent(QPaintEvent* event) {
    Surface::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    constexpr double width = 1.5;
    const double inset = active_ ? 0 : width / 2;
    painter.setPen(active_ ? QPen(Qt::NoPen) : QPen(color_, width));
    painter.setBrush(active_ ? QBrush(color_) : QBrush(Qt::NoBrush));
    const QRectF square(9, height() / 2.0 - 4.5, 8, 8);
    painter.drawRoundedRect(square.adjusted(inset, inset, -inset, -inset), 2, 2);
}

ViewFrame::ViewFrame(CaseSession& session, int axis, QWidget* parent)
    : QWidget(parent), session_(session), view_(new SliceView(session, axis, this)),
      header_(new ViewHeader(view_->planeName(), view_->planeColor(), this)),
      column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(0);
    column_->addWidget(header_);
    column_->addWidget(view_, 1);
    setObjectName(QStringLiteral("pane.view.%1").arg(axis));
    view_->setObjectName(QStringLiteral("view.%1").arg(axis));
    connect(&session_.view(), &ViewState::crosshairChanged, this, &ViewFrame::showPosition);
    connect(&session_, &CaseSession::proposalChanged, this, &ViewFrame::showDetail);
    connect(&session_, &CaseSession::growthChanged, this, &ViewFrame::showDetail);
    connect(&session_.view(), &ViewState::frameChanged, this, &ViewFrame::showDetail);
    connect(&session_.view(), &ViewState::activeAxisChanged, this, &ViewFrame::showActive);
    connect(header_, &ViewHeader::sliceWanted, this, [this](std::int64_t number) {
        session_.view().goTo({view_->axis(), number - 1});
    });
    header_->findChild<SliceField*>()->setObjectName(QStringLiteral("slice.number.%1").arg(axis));
    showPosition();
    showDetail();
    showActive();
}

void ViewFrame::showActive() {
    header_->setActive(session_.view().activeAxis() == view_->axis());
}

void ViewFrame::askSlice() {
    header_->askSlice(view_->plane().index + 1);
}

void ViewFrame::setCompact(bool compact) {
    compact_ = compact;
    showPosition();
    showDetail();
}

void ViewFrame::setFoot(QWidget* foot) {
    column_->addWidget(foot);
}

void ViewFrame::showPosition() {
    const SlicePlane plane = view_->plane();
    const QString number = QString::number(plane.index + 1);
    const auto count = session_.image().geometry().size()[plane.axis];
    header_->setPosition(compact_ ? number : QStringLiteral("%1 / %2").arg(number).arg(count));
}

void ViewFrame::showDetail() {
    if (compact_) {
        header_->setDetail({});
    } else if (const ProposalGrowth* growth = session_.growth()) {
        header_->setDetail(Texts::tr("preview, %1 of %2 slices so far")
                               .arg(growth->arrived())
                               .arg(growth->expected()));
    } else if (session_.proposal() != nullptr) {
        header_->setDetail(Texts::tr("preview, hatched"));
    } else {
        const QString description = QString::fromStdString(session_.image().description);
        const QString spacing = spacingText(session_.image().geometry());
        QStringList parts{spacing};
        if (!description.isEmpty()) {
            parts.prepend(description);
        }
        const ViewState& look = session_.view();
        if (look.frames() > 1) {
            parts.prepend(Texts::tr("frame %1 of %2").arg(look.frame() + 1).arg(look.frames()));
        }
        header_->setDetail(parts.join(QStringLiteral(" · ")));
    }
}

} // namespace laurel::ui
