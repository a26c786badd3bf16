#include "slice_panel.h"

#include "laurel/session/texts.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

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
    : Surface(Surface::Fill::Panel, Qt::TopEdge, parent), session_(session), commands_(commands),
      strip_(new SliceStrip(session)),
      slice_(new Label({}, TextRole::Body, Label::Tone::Text1, QFont::DemiBold)),
      number_(new SliceField), frame_(new Label({}, TextRole::Body, Label::Tone::Text2)),
      frameSlider_(
          new Slider(Texts::tr("Frame: an echo or a time"), 1,
                     static_cast<double>(std::max<std::int64_t>(2, session.view().frames())), 1)),
      flag_(new GlyphButton(Icon::Flag, Texts::tr("Flag slice"))),
      reviewed_(new Button(Texts::tr("Mark reviewed"), ButtonKind::Confirm)) {
    setObjectName(QStringLiteral("pane.slices"));
    setAccessibleName(Texts::tr("Slices"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::m, space::s, space::m, space::s);
    column->setSpacing(space::s);
    strip_->setObjectName(QStringLiteral("slice.strip"));
    column->addWidget(strip_);
    addFrames(*column);
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
    addCounts(*line);
    line->addStretch(1);
    commands.explain(*flag_, Command::FlagSlice);
    flag_->setObjectName(QStringLiteral("slice.flag"));
    flag_->setCheckable(true);
    connect(flag_, &GlyphButton::clicked, this, [this, &commands] {
        commands[Command::FlagSlice].trigger();
        showSlice(); // the click has toggled the button; it shows the slice's state
    });
    reviewed_->setGlyph(Icon::Check);
    reviewed_->setObjectName(QStringLiteral("slice.reviewed"));
    connect(reviewed_, &Button::clicked, &commands[Command::MarkReviewed], &QAction::trigger);
    line->addWidget(flag_);
    line->addWidget(reviewed_);
    column->addLayout(line);
    connect(&session_.view(), &ViewState::crosshairChanged, this, &SlicePanel::showSlice);
    connect(&session_, &CaseSession::slicesChanged, this, &SlicePanel::showCounts);
    connect(&commands_, &Commands::keysChanged, this, [this] {
        showSlice();
        showHint();
        showFrame();
    });
    showFrame();
    showCounts();
}

void SlicePanel::addFrames(QVBoxLayout& column) {
    auto* frames = new QHBoxLayout;
    frames->setSpacing(space::s);
    frames->addWidget(frame_);
    frames->addWidget(frameSlider_, 1);
    frameSlider_->setObjectName(QStringLiteral("slice.frame"));
    frame_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(frameSlider_, &Slider::moved, this, [this](double frame) {
        session_.view().setFrame(static_cast<std::int64_t>(std::lround(frame)) - 1);
    });
    column.addLayout(frames);
    connect(&session_.view(), &ViewState::frameChanged, this, &SlicePanel::showFrame);
}

void SlicePanel::addCounts(QHBoxLayout& line) {
    constexpr std::array marks{StateMark::Empty, StateMark::Auto, StateMark::InWork,
                               StateMark::Reviewed, StateMark::Flagged};
    const std::array meanings{Texts::tr("empty"), Texts::tr("automatic, not looked at"),
                              Texts::tr("edited, not confirmed"), Texts::tr("reviewed, may teach"),
                              Texts::tr("flagged")};
    for (const std::size_t state : {3U, 2U, 1U, 4U, 0U}) {
        counts_[state] = new StateCount(marks[state], meanings[state]);
        line.addWidget(counts_[state]);
    }
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
    reviewed_->setToolTip(state == SliceState::Reviewed
                              ? Texts::tr("This slice is reviewed. Press to take that back")
                              : commands_.tooltip(Command::MarkReviewed));
}

/// An image of one frame has no such control.
void SlicePanel::showFrame() {
    const ViewState& look = session_.view();
    frame_->setText(Texts::tr("Frame %1 of %2").arg(look.frame() + 1).arg(look.frames()));
    frameSlider_->setValue(static_cast<double>(look.frame() + 1));
    frameSlider_->setToolTip(
        Texts::tr("Which echo or time is shown (%1, %2)")
            .arg(commands_.keyText(Command::FrameBack), commands_.keyText(Command::FrameOn)));
    frame_->setVisible(look.frames() > 1);
    frameSlider_->setVisible(look.frames() > 1);
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
    constexpr int roomForEmpty = 470;
    counts_[0]->setVisible(event->size().width() >= roomForEmpty);
    showHint();
}

/// The key of the button, as short as it can be written, where there is room.
void SlicePanel::showHint() {
    constexpr int roomForHint = 520;
    QString key = commands_.keyText(Command::MarkReviewed);
    key.replace(QStringLiteral("Return"), QStringLiteral("⏎")).replace(u'+', u' ');
    reviewed_->setHint(width() < roomForHint ? QString() : key);
}

} // namespace laurel::ui
