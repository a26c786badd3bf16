#include "learn_parts.h"

#include "laurel/session/texts.h"

#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/plots.h"
#include "pieces.h"
#include "words.h"

#include <QBoxLayout>
#include <QPainter>

namespace laurel::ui {

namespace {

using Phase = LearnFacts::Phase;

QString titleOf(const LearnFacts& facts) {
    const QString base = facts.baseTitle.isEmpty() ? Texts::tr("a model") : facts.baseTitle;
    switch (facts.phase) {
    case Phase::Finished:
        return Texts::tr("%1 has learnt from this case").arg(base);
    case Phase::Kept:
        return facts.keptTitle;
    case Phase::NoCase:
    case Phase::NoModel:
        return Texts::tr("Learn");
    default:
        return Texts::tr("Teach %1 with this case").arg(base);
    }
}

QString textOf(const LearnFacts& facts) {
    switch (facts.phase) {
    case Phase::Idle:
        return Texts::tr("Only slices that you reviewed teach. All of it stays on this computer.");
    case Phase::Running:
        return Texts::tr(
            "Runs in the background. Go on editing, slices you change now join the next run.");
    case Phase::Finished:
        return facts.result && facts.result->better
                   ? Texts::tr("Nothing is kept before you say so.")
                   : Texts::tr("There is nothing to keep.");
    case Phase::Kept:
        return Texts::tr("A version of your own, for segmenting on this computer.");
    default:
        return Texts::tr("Slices that you reviewed make a model better.");
    }
}

constexpr double smoothing = 0.6;

CurvePlot* plot(const QString& name, QWidget* parent) {
    auto* made = new CurvePlot(name, parent);
    made->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    made->setMinimumHeight(180);
    made->setToolTip(name + Texts::tr(". Drag to zoom, double-click to see all"));
    return made;
}

Label* caption(const QString& text, QWidget* parent) {
    auto* label = new Label(text, TextRole::Caption, Label::Tone::Text3, QFont::Normal, parent);
    label->setAlignment(Qt::AlignRight);
    return label;
}

std::vector<QPointF> lossPoints(const std::vector<FineTuneEvent>& events) {
    std::vector<QPointF> points;
    points.reserve(events.size());
    for (const FineTuneEvent& event : events) {
        const auto steps = static_cast<double>(std::max<std::int64_t>(1, event.steps));
        points.emplace_back(static_cast<double>(event.step) / steps * event.epochs, event.loss);
    }
    return points;
}

/// @param before at epoch 0, where it is known
std::vector<QPointF> dicePoints(const std::vector<FineTuneEvent>& events,
                                const std::optional<double>& before) {
    std::vector<QPointF> points;
    if (before) {
        points.emplace_back(0, *before);
    }
    for (const FineTuneEvent& event : events) {
        if (event.epochDone && event.measuredDice) {
            points.emplace_back(event.epoch, *event.measuredDice);
        }
    }
    return points;
}

/// Of the base, once an epoch has told it.
std::optional<double> beforeOf(const std::vector<FineTuneEvent>& events) {
    std::optional<double> before;
    for (const FineTuneEvent& event : events) {
        if (event.epochDone) {
            before = event.diceBefore;
        }
    }
    return before;
}

/// The newest in the blue of what is automatic, an older one in grey, as picture 04a has them.
QColor formerColor(std::size_t number) {
    return number == 0 ? theme().automatic : theme().text3;
}

/// The run in hand first, since the first curve lies on top.
template <typename Points>
std::vector<Curve> curvesOf(Curve now, const std::vector<FormerRun>& runs, const Points& points) {
    std::vector<Curve> curves{std::move(now)};
    for (std::size_t i = 0; i < runs.size(); ++i) {
        curves.push_back({.name = runs[i].name,
                          .color = formerColor(i),
                          .width = 1.2,
                          .faintRaw = false,
                          .points = points(runs[i].events)});
    }
    return curves;
}

std::vector<PlotLegend::Entry> legendOf(const std::vector<FormerRun>& runs) {
    std::vector<PlotLegend::Entry> entries{
        {Texts::tr("this run"), theme().laurel, PlotLegend::Sign::Line}};
    for (std::size_t i = 0; i < runs.size(); ++i) {
        entries.push_back({runs[i].name, formerColor(i), PlotLegend::Sign::Line});
    }
    return entries;
}

} // namespace

LearnHeader::LearnHeader(QWidget* parent) : QWidget(parent) {
    auto* column = columnIn(this, {space::l, space::m, space::l, space::m}, space::m);
    auto* top = rowBelow(column, space::m);
    auto* texts = columnBeside(top, 1);
    auto* titleRow = rowBelow(texts, space::m);
    titleRow->addWidget(
        title_ = new Label({}, TextRole::Panel, Label::Tone::Text1, QFont::DemiBold, this));
    titleRow->addWidget(kept_ = new Chip(Texts::tr("kept"), this));
    titleRow->addStretch();
    kept_->setMark(StateMark::Reviewed);
    texts->addWidget(text_ =
                         new Label({}, TextRole::Body, Label::Tone::Text2, QFont::Normal, this));
    wrap(text_);
    top->addWidget(stop_ = new Button(Texts::tr("Stop"), ButtonKind::Normal, this), 0,
                   Qt::AlignTop);
    stop_->setGlyph(Icon::Stop);
    described(stop_, Texts::tr("Stop learning"),
              Texts::tr("Stop learning. What it has learnt so far is dropped."));
    connect(stop_, &QAbstractButton::clicked, this, &LearnHeader::stopWanted);
    column->addWidget(progress_ = new QWidget(this));
    auto* line = rowIn(progress_, {}, space::m);
    line->addWidget(epoch_ = new Chip({}, progress_));
    line->addWidget(bar_ = new ProgressBar(progress_), 1);
    line->addWidget(
        steps_ = new Label({}, TextRole::Body, Label::Tone::Text2, QFont::Normal, progress_));
    epoch_->setGlyph(Icon::Leaf);
}

void LearnHeader::present(const LearnFacts& facts) {
    const bool running = facts.phase == Phase::Running;
    title_->setText(titleOf(facts));
    text_->setText(textOf(facts));
    kept_->setVisible(facts.phase == Phase::Kept);
    stop_->setVisible(running);
    progress_->setVisible(running);
    epoch_->setText(facts.events.empty() ? Texts::tr("Getting ready")
                                         : Texts::tr("Epoch %1 of %2")
                                               .arg(facts.events.back().epoch)
                                               .arg(facts.events.back().epochs));
    bar_->setFraction(progressFraction(facts));
    steps_->setText(progressText(facts));
}

// --- Curves ------------------------------------------------------------------------------------

LearnCurves::LearnCurves(QWidget* parent) : QWidget(parent) {
    row_ = rowIn(this, {space::l, space::m, space::l, space::m}, space::xl);
    row_->addWidget(lossPart(), 1);
    row_->addWidget(dicePart(), 1);
}

void LearnCurves::setDirection(QBoxLayout::Direction direction) {
    row_->setDirection(direction);
}

QWidget* LearnCurves::lossPart() {
    auto* part = new QWidget(this);
    auto* column = columnIn(part, {}, space::s);
    auto* head = rowBelow(column, space::s);
    head->addStrut(space::button);
    head->addWidget(
        new Label(Texts::tr("Loss"), TextRole::Body, Label::Tone::Text1, QFont::DemiBold, part));
    head->addWidget(
        new Label(Texts::tr("per step"), TextRole::Body, Label::Tone::Text3, QFont::Normal, part));
    head->addStretch();
    head->addWidget(new Label(Texts::tr("Smoothing"), TextRole::Caption, Label::Tone::Text2,
                              QFont::Normal, part));
    auto* slider = new Slider(Texts::tr("Smoothing of the loss"), 0, 0.95, 0.05, part);
    slider->setToolTip(Texts::tr("How much the loss curve is smoothed"));
    slider->setValue(smoothing);
    slider->setFixedWidth(84);
    head->addWidget(slider);
    column->addWidget(loss_ = plot(Texts::tr("Loss per step"), part), 1);
    auto* foot = rowBelow(column, space::m);
    foot->addWidget(legend_ = new PlotLegend(part));
    foot->addWidget(caption(Texts::tr("epoch"), part), 1);
    loss_->setSmoothing(smoothing);
    connect(slider, &Slider::moved, loss_, &CurvePlot::setSmoothing);
    return part;
}

QWidget* LearnCurves::dicePart() {
    auto* part = new QWidget(this);
    auto* column = columnIn(part, {}, space::s);
    auto* head = rowBelow(column, space::s);
    head->addStrut(space::button);
    head->addWidget(
        new Label(Texts::tr("Dice"), TextRole::Body, Label::Tone::Text1, QFont::DemiBold, part));
    head->addWidget(
        measured_ = new Label({}, TextRole::Body, Label::Tone::Text3, QFont::Normal, part), 1);
    column->addWidget(dice_ = plot(Texts::tr("Dice per epoch"), part), 1);
    column->addWidget(caption(Texts::tr("epoch. Drag to zoom, double-click to see all"), part));
    return part;
}

void LearnCurves::present(const LearnFacts& facts) {
    if (facts.result) {
        measured_->setText(facts.result->measuredOn == MeasuredOn::HeldOut
                               ? Texts::tr("on %1 held back")
                                     .arg(countText(facts.result->heldOut,
                                                    QT_TRANSLATE_N_NOOP("Laurel", "%n slice(s)")))
                               : Texts::tr("on the slices that taught"));
    } else if (facts.material) {
        measured_->setText(measuredWhile(*facts.material));
    }
    const std::optional<double> before =
        facts.result ? facts.result->before : beforeOf(facts.events);
    const PlotAxis epochs{{}, 0, facts.events.empty() ? 1 : facts.events.back().epochs};
    loss_->setAxes(epochs, {.decimals = 2});
    loss_->setCurves(
        curvesOf({.name = Texts::tr("loss"), .marksEnd = true, .points = lossPoints(facts.events)},
                 facts.former, lossPoints));
    dice_->setAxes(epochs, {.decimals = 2});
    dice_->setCurves(curvesOf({.name = Texts::tr("Dice"),
                               .dots = true,
                               .marksEnd = true,
                               .points = dicePoints(facts.events, before)},
                              facts.former, [](const std::vector<FineTuneEvent>& events) {
                                  return dicePoints(events, beforeOf(events));
                              }));
    legend_->setVisible(!facts.former.empty());
    legend_->setEntries(legendOf(facts.former));
    dice_->setLevel(
        before ? std::optional<PlotLevel>({*before, Texts::tr("before, %1").arg(diceText(before))})
               : std::nullopt);
}

// --- Result ------------------------------------------------------------------------------------

LearnVerdict::LearnVerdict(QWidget* parent) : QWidget(parent) {
    auto* column = columnIn(this, {space::l, space::m, space::l, space::m}, space::s);
    column->addWidget(
        verdict_ = new Label({}, TextRole::Section, Label::Tone::Text1, QFont::Medium, this));
    auto* line = rowBelow(column, space::m);
    auto* number = new BigNumber(this);
    number->setObjectName("diceAfter");
    number_ = number;
    line->addWidget(number);
    line->addWidget(change_ =
                        new Label({}, TextRole::Section, Label::Tone::Laurel, QFont::Medium, this));
    line->addWidget(before_ =
                        new Label({}, TextRole::Body, Label::Tone::Text3, QFont::Normal, this));
    line->addStretch();
    column->addWidget(measured_ =
                          new Label({}, TextRole::Body, Label::Tone::Text2, QFont::Normal, this));
    wrap(verdict_);
    wrap(measured_);
}

void LearnVerdict::present(const LearnFacts& facts) {
    if (!facts.result) {
        return;
    }
    const LearnResult& result = *facts.result;
    verdict_->setText(verdictSentence(result, facts.baseTitle));
    static_cast<BigNumber*>(number_)->setText(diceText(result.after));
    const bool both = result.before && result.after;
    change_->setText(both ? changeText(*result.after - *result.before) : QString());
    change_->setTone(result.better ? Label::Tone::Laurel : Label::Tone::InWork);
    before_->setText(Texts::tr("before %1, mean Dice").arg(diceText(result.before)));
    QString best = Texts::tr(" Best of %1: epoch %2.")
                       .arg(countText(result.epochs, QT_TRANSLATE_N_NOOP("Laurel", "%n epoch(s)")))
                       .arg(result.bestEpoch);
    measured_->setText(measuredSentence(result) + (result.better ? best : QString()));
}

BigNumber::BigNumber(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    followTheme(this);
}

void BigNumber::setText(const QString& text) {
    text_ = text;
    setAccessibleName(Texts::tr("Dice ") + text);
    updateGeometry();
    update();
}

QFont BigNumber::face() const {
    QFont font = ui::font(TextRole::Page, QFont::DemiBold);
    font.setPixelSize(font.pixelSize() * 7 / 5);
    return font;
}

QSize BigNumber::sizeHint() const {
    const QFontMetrics metrics(face());
    return {metrics.horizontalAdvance(text_) + 2, metrics.height()};
}

void BigNumber::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(face());
    painter.setPen(theme().text1);
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, text_);
}

} // namespace laurel::ui
