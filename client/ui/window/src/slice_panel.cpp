#include "slice_panel.h"

#include "laurel/session/texts.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace laurel::ui {

StateCount::StateCount(StateMark mark, const QString& meaning, QWidget* parent)
    : QWidget(parent), mark_(mark), meaning_(meaning) {
    setCount(0);
}

void StateCount::setCount(std::int64_t count) {
    count_ = count;
    const QString text = QStringLiteral("%1 %2").arg(count).arg(meaning_);
    setToolTip(text);
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize StateCount::sizeHint() const {
    const QFontMetrics metrics(ui::font(TextRole::Caption));
    return {18 + metrics.horizontalAdvance(QString::number(count_)),
            std::max(20, metrics.height())};
}

void StateCount::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintStateMark(painter, mark_, QRectF(0, height() / 2.0 - 6, 12, 12));
    painter.setFont(ui::font(TextRole::Caption));
    painter.setPen(theme().text2);
    painter.drawText(rect().adjusted(16, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     QString::number(count_));
}

SlicePanel::SlicePanel(CaseSession& session, Commands& commands, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::TopEdge, parent), session_(session),
      strip_(new SliceStrip(session)),
      slice_(new Label({}, TextRole::Body, Label::Tone::Text1, QFont::DemiBold)),
      number_(new SliceField), flag_(new GlyphButton(Icon::Flag, Texts::tr("Flag slice"))),
      reviewed_(new Button(Texts::tr("Mark reviewed"), ButtonKind::Confirm)) {
    setObjectName(QStringLiteral("pane.slices"));
    setAccessibleName(Texts::tr("Slices"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::m, space::s, space::m, space::s);
    column->setSpacing(space::s);
    strip_->setObjectName(QStringLiteral("slice.strip"));
    column->addWidget(strip_);
    auto* line = new QHBoxLayout;
    line->setSpacing(space::s);
    slice_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    line->addWidget(slice_);
    connect(number_, &SliceField::chosen, this, [this](std::int64_t number) {
        session_.view().goTo({2, number - 1});
    });
    connect(number_, &SliceField::closed, slice_, &QWidget::show);
    line->addWidget(number_);
    line->addSpacing(space::xs);
    constexpr std::array marks{StateMark::Empty, StateMark::Auto, StateMark::InWork,
                               StateMark::Reviewed, StateMark::Flagged};
    const std::array meanings{Texts::tr("empty"), QStringLiteral("automatic, not looked at"),
                              Texts::tr("edited, not confirmed"), Texts::tr("reviewed, may teach"),
                              QStringLiteral("flagged")};
    for (const std::size_t state : {3U, 2U, 1U, 4U, 0U}) {
        counts_[state] = new StateCount(marks[state], meanings[state]);
        line->addWidget(counts_[state]);
    }
    line->addStretch(1);
    flag_->setToolTip(commands.tooltip(Command::FlagSlice));
    flag_->setObjectName(QStringLiteral("slice.flag"));
    flag_->setCheckable(true);
    connect(flag_, &GlyphButton::clicked, this, [this, &commands] {
        commands[Command::FlagSlice].trigger();
        showSlice(); // the click has toggled the button; it shows the slice's state
    });
    reviewed_->setGlyph(Icon::Check);
    reviewed_->setHint(commands.keyText(Command::MarkReviewed));
    reviewed_->setToolTip(commands.tooltip(Command::MarkReviewed));
    reviewed_->setObjectName(QStringLiteral("slice.reviewed"));
    connect(reviewed_, &Button::clicked, &commands[Command::MarkReviewed], &QAction::trigger);
    line->addWidget(flag_);
    line->addWidget(reviewed_);
    column->addLayout(line);
    connect(&session_.view(), &ViewState::crosshairChanged, this, &SlicePanel::showSlice);
    connect(&session_, &CaseSession::slicesChanged, this, &SlicePanel::showCounts);
    showCounts();
}

void SlicePanel::askSlice() {
    slice_->hide();
    number_->ask(session_.view().crosshair().z + 1);
}

void SlicePanel::showSlice() {
    const auto& slices = session_.segmentation().slices;
    const auto slice = session_.view().crosshair().z;
    slice_->setText(Texts::tr("Slice %1 of %2").arg(slice + 1).arg(slices.size()));
    const SliceState state = slices.at(static_cast<std::size_t>(slice));
    flag_->setChecked(state == SliceState::Flagged);
    reviewed_->setText(state == SliceState::Reviewed ? Texts::tr("Reviewed")
                                                     : Texts::tr("Mark reviewed"));
    reviewed_->setEnabled(state != SliceState::Reviewed);
    reviewed_->setToolTip(state == SliceState::Reviewed
                              ? Texts::tr("This slice is reviewed already")
                              : Texts::tr("Says that this slice is right (Ctrl+Enter)"));
}

void SlicePanel::showCounts() {
    const auto& slices = session_.segmentation().slices;
    for (std::size_t state = 0; state < counts_.size(); ++state) {
        counts_[state]->setCount(std::ranges::count(slices, static_cast<SliceState>(state)));
    }
    showSlice();
}

void SlicePanel::resizeEvent(QResizeEvent* event) {
    Surface::resizeEvent(event);
    constexpr int roomForHint = 520;
    constexpr int roomForEmpty = 470;
    reviewed_->setHint(event->size().width() < roomForHint ? QString() : Texts::tr("Ctrl ⏎"));
    counts_[0]->setVisible(event->size().width() >= roomForEmpty);
}

} // namespace laurel::ui
