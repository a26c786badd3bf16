#include "segment_properties.h"

#include "laurel/session/texts.h"

#include "segments_panel.h"

#include "laurel/base/error.h"
#include "laurel/edit/segment_acts.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPixmap>
#include <QVBoxLayout>
#include <QWidgetAction>

#include <algorithm>
#include <array>
#include <cmath>

namespace laurel::ui {

namespace {

/// The design's 24 colours by anatomy.
constexpr std::array palette{"#7480ED", "#7DE3F1", "#3EB8FB", "#33B599", "#C0E480", "#808E1C",
                             "#D19D12", "#F8D552", "#F6819A", "#D64B7B", "#C09A5A", "#EA7D87",
                             "#AA7A0F", "#A39317", "#7CE6A7", "#04B8CA", "#B8B438", "#4D79F3",
                             "#989BFD", "#D4BCFF", "#967CE1", "#F3A1AD", "#8D6CD8", "#FDC2EC"};

QIcon swatch(const QColor& color, int size) {
    constexpr int scale = 2; // sharp on HiDPI screens
    QPixmap picture(size * scale, size * scale);
    picture.setDevicePixelRatio(scale);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(0, 0, size, size), 3, 3);
    return {picture};
}

/// A grid of the palette in a menu.
template <typename Chosen>
QMenu* paletteMenu(QWidget* parent, Chosen chosen) {
    auto* menu = new QMenu(parent);
    auto* grid = new QWidget;
    auto* cells = new QGridLayout(grid);
    cells->setContentsMargins(space::s, space::s, space::s, space::s);
    cells->setSpacing(space::xs);
    constexpr int columns = 6;
    for (std::size_t i = 0; i < palette.size(); ++i) {
        auto* cell = new QToolButton;
        const QColor color(QString::fromLatin1(palette[i]));
        cell->setIcon(swatch(color, 20));
        cell->setIconSize(QSize(20, 20));
        cell->setAutoRaise(true);
        cell->setAccessibleName(Texts::tr("Colour %1").arg(color.name()));
        cell->setToolTip(cell->accessibleName());
        QObject::connect(cell, &QToolButton::clicked, menu, [menu, chosen, color] {
            menu->close();
            chosen(color);
        });
        cells->addWidget(cell, static_cast<int>(i) / columns, static_cast<int>(i) % columns);
    }
    auto* action = new QWidgetAction(menu);
    action->setDefaultWidget(grid);
    menu->addAction(action);
    return menu;
}

/// Whether no other segment is in its layer.
bool isAlone(const LabelMap& labels, const Segment& segment) {
    return std::ranges::count(labels.segments(), segment.layer, &Segment::layer) == 1;
}

} // namespace

SegmentProperties::SegmentProperties(CaseSession& session, const DiceMeter& dice,
                                     Commands& commands, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::TopEdge, parent), session_(session), dice_(dice),
      color_(new QToolButton),
      name_(new Label({}, TextRole::Body, Label::Tone::Text1, QFont::DemiBold)),
      abbreviation_(new QLineEdit), state_(new Chip({})),
      opacity_(new Slider(Texts::tr("Opacity of the fill in per cent"), 0, 100, 1)),
      percent_(new Label({}, TextRole::Body, Label::Tone::Text1)),
      style_(new Segmented({Texts::tr("Outline"), Texts::tr("Fill"), Texts::tr("Both")})),
      overlaps_(new CheckBox(Texts::tr("May overlap others"))) {
    setObjectName(QStringLiteral("pane.properties"));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(space::m, space::s + 1, space::m, space::m);
    rows->setSpacing(space::s);
    addName(*rows);
    const auto line = [&](const QString& title) {
        auto* row = new QHBoxLayout;
        row->setSpacing(space::s);
        auto* label = new Label(title, TextRole::Body, Label::Tone::Text2);
        label->setFixedWidth(56);
        row->addWidget(label);
        rows->addLayout(row);
        return row;
    };
    QHBoxLayout* opacity = line(Texts::tr("Opacity"));
    opacity->addWidget(opacity_, 1);
    percent_->setNumeric(true);
    percent_->setFixedWidth(44);
    opacity->addWidget(percent_);
    QHBoxLayout* shown = line(Texts::tr("Show"));
    shown->addWidget(style_, 1);
    auto* solo = new GlyphButton(Icon::Solo, Texts::tr("Show only this segment"));
    commands.explain(*solo, Command::SoloSegment);
    connect(solo, &GlyphButton::clicked, &commands[Command::SoloSegment], &QAction::trigger);
    shown->addWidget(solo);
    rows->addWidget(overlaps_);
    addDice(*rows);
    overlaps_->setObjectName(QStringLiteral("properties.overlaps"));
    overlaps_->setToolTip(Texts::tr("Keeps the segment in a layer of its own, where it takes no "
                                    "voxel from others and loses none to them"));
    connect(overlaps_, &CheckBox::clicked, this, &SegmentProperties::allowOverlap);
    connect(&dice_, &DiceMeter::changed, this, &SegmentProperties::followDice);
    opacity_->setToolTip(Texts::tr("How strongly the segment covers the image"));
    style_->setAccessibleName(Texts::tr("Outline, fill or both"));
    commands.explain(*style_, Command::StyleSegment);
    connect(opacity_, &Slider::moved, this, [this](double percent) {
        changeLook([percent](SegmentLook& look) { look.opacity = percent / 100; });
    });
    connect(style_, &Segmented::chosen, this, [this](int index) {
        changeLook([index](SegmentLook& look) { look.style = static_cast<SegmentStyle>(index); });
    });
    connect(&session_.view(), &ViewState::activeSegmentChanged, this, &SegmentProperties::follow);
    for (const auto signal : {&CaseSession::segmentsChanged, &CaseSession::looksChanged,
                              &CaseSession::slicesChanged, &CaseSession::countsChanged}) {
        connect(&session_, signal, this, &SegmentProperties::follow);
    }
    follow();
}

void SegmentProperties::addName(QVBoxLayout& rows) {
    auto* first = new QHBoxLayout;
    first->setSpacing(space::s);
    color_->setAutoRaise(true);
    color_->setPopupMode(QToolButton::InstantPopup);
    color_->setAccessibleName(Texts::tr("Colour of the segment"));
    color_->setToolTip(Texts::tr("Change the colour"));
    color_->setMenu(paletteMenu(color_, [this](const QColor& color) { recolour(color); }));
    first->addWidget(color_);
    first->addWidget(name_, 1);
    abbreviation_->setObjectName(QStringLiteral("properties.abbreviation"));
    abbreviation_->setAccessibleName(Texts::tr("Abbreviation"));
    abbreviation_->setToolTip(Texts::tr("Abbreviation, for chips, curves and tables"));
    abbreviation_->setPlaceholderText(Texts::tr("Abbr."));
    abbreviation_->setMaxLength(12);
    abbreviation_->setTextMargins(space::xs, 0, space::xs, 0);
    abbreviation_->setFixedWidth(60);
    connect(abbreviation_, &QLineEdit::editingFinished, this, &SegmentProperties::abbreviate);
    connect(abbreviation_, &QLineEdit::returnPressed, abbreviation_, &QWidget::clearFocus);
    first->addWidget(abbreviation_);
    first->addWidget(state_);
    rows.addLayout(first);
}

void SegmentProperties::addDice(QVBoxLayout& rows) {
    diceRows_ = new QWidget;
    diceRows_->setObjectName(QStringLiteral("properties.dice"));
    auto* grid = new QGridLayout(diceRows_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::s);
    grid->setVerticalSpacing(2);
    auto* title = new Label(Texts::tr("vs. auto"), TextRole::Body, Label::Tone::Text2);
    title->setFixedWidth(56);
    diceBar_ = new ProgressBar;
    diceBar_->setAccessibleName(Texts::tr("Dice of automatic against refined, this slice"));
    diceHere_ = new Label({}, TextRole::Body, Label::Tone::Text1, QFont::DemiBold);
    diceHere_->setNumeric(true);
    diceHere_->setFixedWidth(44);
    diceReviewed_ = new Label({}, TextRole::Caption, Label::Tone::Text3);
    grid->addWidget(title, 0, 0);
    grid->addWidget(diceBar_, 0, 1);
    grid->addWidget(diceHere_, 0, 2);
    grid->addWidget(diceReviewed_, 1, 1, 1, 2);
    grid->setColumnStretch(1, 1);
    rows.addWidget(diceRows_);
}

/// Shown as soon as there is anything to compare, then also where it is undefined: a panel that
/// jumps from slice to slice would be worse than a dash.
void SegmentProperties::followDice() {
    const auto index = static_cast<std::size_t>(std::max(0, session_.view().activeSegment()));
    const auto number = [](const std::optional<double>& dice) {
        return dice ? QString::number(*dice, 'f', 2) : QStringLiteral("–");
    };
    const std::optional<double> here = dice_.here(index);
    const bool any =
        std::ranges::any_of(session_.segmentation().automatic, &AutomaticSlice::isKnown);
    diceRows_->setVisible(any);
    diceBar_->setFraction(here.value_or(0));
    if (index < session_.segmentation().labels.segments().size()) {
        diceBar_->setColor(toQColor(session_.segmentation().labels.segments()[index].color));
    }
    diceHere_->setText(number(here));
    diceReviewed_->setText(
        Texts::tr("Dice here · %1 over reviewed slices").arg(number(dice_.reviewed(index))));
}

template <typename Change>
void SegmentProperties::changeLook(Change change) {
    const auto index = static_cast<std::size_t>(session_.view().activeSegment());
    if (index < session_.segmentation().looks.size()) {
        SegmentLook look = session_.segmentation().looks[index];
        change(look);
        session_.openCase().setLook(index, look);
    }
}

void SegmentProperties::recolour(const QColor& color) {
    const auto index = static_cast<std::size_t>(session_.view().activeSegment());
    const auto& segments = session_.segmentation().labels.segments();
    if (index < segments.size()) {
        Segment changed = segments[index];
        changed.color = colorFromHex(color.name().toUpper().toStdString());
        session_.openCase().changeSegment(index, changed);
    }
}

/// One step of the history, where it is another one.
void SegmentProperties::abbreviate() {
    const auto index = static_cast<std::size_t>(session_.view().activeSegment());
    const auto& segments = session_.segmentation().labels.segments();
    const std::string text = abbreviation_->text().trimmed().toStdString();
    if (index >= segments.size() || segments[index].abbreviation == text) {
        return;
    }
    Segment changed = segments[index];
    changed.abbreviation = text;
    try {
        session_.openCase().changeSegment(index, changed);
    } catch (const Error& error) {
        abbreviation_->setText(QString::fromStdString(segments[index].abbreviation));
        Q_EMIT refused(
            Texts::tr("The abbreviation was not changed: %1").arg(QString::fromUtf8(error.what())));
    }
}

/// One step of the history; where it cannot be, why is said.
void SegmentProperties::allowOverlap(bool allowed) {
    const auto index = static_cast<std::size_t>(session_.view().activeSegment());
    try {
        session_.endAct();
        Case& open = session_.openCase();
        open.apply(allowed ? movedToItsOwnLayer(open.segmentation(), open.counts(), index)
                           : movedToFirstLayer(open.segmentation(), open.counts(), index));
    } catch (const Error& error) {
        Q_EMIT refused(QString::fromUtf8(error.what()));
    }
    follow();
}

void SegmentProperties::follow() {
    const auto index = static_cast<std::size_t>(session_.view().activeSegment());
    const Segmentation& segmentation = session_.segmentation();
    const bool any = index < segmentation.labels.segments().size();
    setVisible(any);
    if (!any) {
        return;
    }
    const Segment& segment = segmentation.labels.segments()[index];
    const SegmentLook& look = segmentation.looks[index];
    color_->setIcon(swatch(toQColor(segment.color), 14));
    name_->setText(QString::fromStdString(segment.name));
    if (!abbreviation_->hasFocus()) { // else someone is writing it
        abbreviation_->setText(QString::fromStdString(segment.abbreviation));
    }
    const SliceState state = segmentState(session_.openCase().counts(), segmentation.slices, index);
    QString word = wordFor(state);
    state_->setText(word.replace(0, 1, word.front().toUpper()));
    state_->setMark(markFor(state));
    opacity_->setValue(look.opacity * 100);
    percent_->setText(QStringLiteral("%1 %").arg(std::lround(look.opacity * 100)));
    style_->setIndex(static_cast<int>(look.style));
    overlaps_->setChecked(segment.layer != 0 && isAlone(segmentation.labels, segment));
    followDice();
}

} // namespace laurel::ui
