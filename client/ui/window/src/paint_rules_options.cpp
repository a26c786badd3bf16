#include "paint_rules_options.h"

#include "laurel/session/texts.h"

#include "option_rows.h"
#include "reach_rows.h"

#include "laurel/edit/sparse_mark.h"

#include "laurel/ui_kit/range_histogram.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace laurel::ui {

namespace {

constexpr int bars = 48;

double lowestOf(const GreyWindow& range) {
    return range.level - range.width / 2;
}
double highestOf(const GreyWindow& range) {
    return range.level + range.width / 2;
}

/// Digits after the point that a hundredth of the range needs.
int decimalsFor(const GreyWindow& range) {
    const double digits = std::ceil(-std::log10(range.width / 100));
    return static_cast<int>(std::clamp(digits, 0.0, 6.0));
}

/// The first choices of an area; after them come the segments.
constexpr std::array fixedKinds{PaintArea::Kind::Everywhere, PaintArea::Kind::OutsideSegments,
                                PaintArea::Kind::InsideSegments};

/// Which voxels may change: everywhere, outside or inside all segments, or inside one of them.
class AreaChoice : public Dropdown {
  public:
    AreaChoice(ToolBox& tools, CaseSession& session)
        : Dropdown(Texts::tr("Area"), {}), tools_(tools), session_(session) {
        setObjectName(QStringLiteral("rules.area"));
        setToolTip(Texts::tr("Which voxels tools may paint. The eraser takes the chosen segment "
                             "wherever it is."));
        connect(&session_, &CaseSession::segmentsChanged, this, [this] { follow(); });
        connect(this, &Dropdown::chosen, this, [this](int index) { take(index); });
        follow();
    }

  private:
    void follow() {
        QStringList choices{Texts::tr("Everywhere"), Texts::tr("Outside all"),
                            Texts::tr("Inside any")};
        const std::vector<Segment>& segments = session_.segmentation().labels.segments();
        const auto kind = std::ranges::find(fixedKinds, tools_.area.kind);
        auto index = kind == fixedKinds.end() ? 0 : static_cast<int>(kind - fixedKinds.begin());
        for (const Segment& segment : segments) {
            if (tools_.area.kind == PaintArea::Kind::InsideSegment &&
                keyOf(segment) == tools_.area.inside) {
                index = static_cast<int>(choices.size());
            }
            choices.append(Texts::tr("In %1").arg(QString::fromStdString(segment.name)));
        }
        if (index == 0 && tools_.area.kind == PaintArea::Kind::InsideSegment) {
            tools_.area.kind = PaintArea::Kind::Everywhere; // its segment is gone
            tools_.parametersChanged();
        }
        setChoices(choices);
        setIndex(index);
    }

    void take(int index) {
        const std::vector<Segment>& segments = session_.segmentation().labels.segments();
        const auto at = static_cast<std::size_t>(index);
        tools_.area.kind = at < fixedKinds.size() ? fixedKinds[at] : PaintArea::Kind::InsideSegment;
        if (at >= fixedKinds.size() && at - fixedKinds.size() < segments.size()) {
            tools_.area.inside = keyOf(segments[at - fixedKinds.size()]);
        }
        tools_.parametersChanged();
    }

    ToolBox& tools_;
    CaseSession& session_;
};

/// What the paint says: the chosen structure, or one of the three marks of sparse annotation, each
/// a segment of its own that becomes the chosen one.
class MarkChoice : public Dropdown {
  public:
    explicit MarkChoice(CaseSession& session)
        : Dropdown(Texts::tr("Marks as"), {Texts::tr("Foreground"), Texts::tr("Background"),
                                           Texts::tr("Undefined"), Texts::tr("Uncertain")}),
          session_(session) {
        setObjectName(QStringLiteral("rules.mark"));
        setToolTip(Texts::tr(
            "Foreground: the chosen segment. Undefined and Uncertain teach a model nothing; once "
            "there is Background, only what is painted so counts as background."));
        connect(&session_.view(), &ViewState::activeSegmentChanged, this, [this] { follow(); });
        connect(&session_, &CaseSession::segmentsChanged, this, [this] { follow(); });
        connect(this, &Dropdown::chosen, this,
                [this](int index) { take(static_cast<SparseMark>(index)); });
        follow();
    }

  private:
    const std::vector<Segment>& segments() const {
        return session_.segmentation().labels.segments();
    }

    void follow() {
        const auto active = static_cast<std::size_t>(session_.view().activeSegment());
        const SparseMark mark =
            active < segments().size() ? markOf(segments()[active]) : SparseMark::Foreground;
        if (mark == SparseMark::Foreground && active < segments().size()) {
            structure_ = keyOf(segments()[active]);
        }
        setIndex(static_cast<int>(mark));
    }

    void take(SparseMark mark) {
        if (mark == SparseMark::Foreground) {
            const auto former =
                structure_ ? session_.segmentation().indexOf(structure_->layer, structure_->value)
                           : std::nullopt;
            session_.view().setActiveSegment(static_cast<int>(former.value_or(0)));
            return;
        }
        const std::string name(nameOf(mark));
        if (session_.segmentation().labels.findByName(name) == nullptr) {
            session_.openCase().addSegment(segmentFor(mark, session_.openCase().freeValue()));
        }
        const auto found = std::ranges::find(segments(), name, &Segment::name);
        session_.view().setActiveSegment(static_cast<int>(found - segments().begin()));
    }

    CaseSession& session_;
    std::optional<SegmentKey> structure_; ///< that was chosen last
};

void addIntensity(QVBoxLayout& rows, ToolBox& tools, CaseSession& session) {
    auto* limit = new CheckBox(Texts::tr("Only grey values"));
    limit->setObjectName(QStringLiteral("rules.values"));
    limit->setToolTip(Texts::tr("Paints and erases only voxels whose value lies in a range."));
    rows.addWidget(limit);
    auto* range = new GreyRangeRows(session, tools.area.low, tools.area.high, [] { return false; });
    rows.addWidget(range);
    limit->setChecked(tools.area.limitsIntensity);
    range->setVisible(tools.area.limitsIntensity);
    QObject::connect(limit, &CheckBox::toggled, range, [range, &tools](bool on) {
        tools.area.limitsIntensity = on;
        range->setVisible(on);
        range->recount();
        tools.parametersChanged();
    });
    QObject::connect(range, &GreyRangeRows::changed, &tools,
                     [&tools] { tools.parametersChanged(); });
}

} // namespace

void addPaintRules(QVBoxLayout& rows, Overwrite& overwrite, ToolBox& tools, CaseSession& session) {
    rows.addSpacing(space::s);
    rows.addWidget(new Rule);
    rows.addSpacing(space::xs);
    rows.addWidget(new Label(Texts::tr("Where it may paint"), TextRole::Body, Label::Tone::Text2,
                             QFont::DemiBold));
    addRow(rows, Texts::tr("Area"), new AreaChoice(tools, session));
    auto* choice = new Dropdown(Texts::tr("Overwrite"),
                                {Texts::tr("Unlocked"), Texts::tr("Visible"), Texts::tr("None")});
    choice->setObjectName(QStringLiteral("rules.overwrite"));
    choice->setIndex(static_cast<int>(overwrite));
    choice->setToolTip(
        Texts::tr("Which other segments may be painted over. Locked ones are never touched."));
    QObject::connect(choice, &Dropdown::chosen, &tools, [&overwrite, &tools](int index) {
        overwrite = static_cast<Overwrite>(index);
        tools.parametersChanged();
    });
    addRow(rows, Texts::tr("Overwrite"), choice);
    addRow(rows, Texts::tr("Marks as"), new MarkChoice(session));
    addIntensity(rows, tools, session);
    addActReach(rows, tools, session);
}

GreyRangeRows::GreyRangeRows(CaseSession& session, double& low, double& high,
                             std::function<bool()> wholeVolume, QWidget* parent)
    : QWidget(parent), session_(session), low_(low), high_(high),
      wholeVolume_(std::move(wholeVolume)),
      range_(percentileWindow(session.image(), session.view().frame(), 0, 100)),
      histogram_(new RangeHistogram(Texts::tr("Grey values of the image: drag the handles"))),
      from_(new NumberField(Texts::tr("Least value"), lowestOf(range_), highestOf(range_),
                            decimalsFor(range_))),
      to_(new NumberField(Texts::tr("Greatest value"), lowestOf(range_), highestOf(range_),
                          decimalsFor(range_))) {
    if (low_ == 0 && high_ == 0) { // never set: the bright half
        low_ = range_.level;
        high_ = highestOf(range_);
    }
    low_ = std::clamp(low_, lowestOf(range_), highestOf(range_));
    high_ = std::clamp(high_, low_, highestOf(range_));
    histogram_->setObjectName(QStringLiteral("grey.histogram"));
    QVBoxLayout* rows = rowsOf(this);
    rows->addWidget(histogram_);
    auto* line = new QHBoxLayout;
    line->setSpacing(space::xs);
    line->addWidget(from_, 1);
    line->addWidget(new Label(Texts::tr("to"), TextRole::Body, Label::Tone::Text2));
    line->addWidget(to_, 1);
    rows->addLayout(line);
    for (NumberField* field : {from_, to_}) {
        field->setStep(std::pow(10, -decimalsFor(range_)));
    }
    connect(histogram_, &RangeHistogram::rangeMoved, this, &GreyRangeRows::take);
    connect(from_, &NumberField::changed, this,
            [this](double value) { take(value, std::max(value, high_)); });
    connect(to_, &NumberField::changed, this,
            [this](double value) { take(std::min(value, low_), value); });
    connect(&session_.view(), &ViewState::crosshairChanged, this, &GreyRangeRows::recount);
    connect(&session_.view(), &ViewState::activeAxisChanged, this, &GreyRangeRows::recount);
    connect(&session_.view(), &ViewState::frameChanged, this, &GreyRangeRows::recount);
    recount();
    from_->setValue(low_);
    to_->setValue(high_);
    histogram_->setRange(low_, high_);
}

/// Only while it is seen: a hidden one counts when it is shown.
void GreyRangeRows::recount() {
    if (isVisibleTo(parentWidget()) || parentWidget() == nullptr) {
        const SlicePlane shown = session_.view().activePlane();
        histogram_->setBars(greyHistogram(session_.image(), session_.view().frame(),
                                          wholeVolume_() ? std::nullopt : std::optional(shown),
                                          lowestOf(range_), highestOf(range_), bars),
                            lowestOf(range_), highestOf(range_));
        histogram_->setRange(low_, high_);
    }
}

void GreyRangeRows::take(double low, double high) {
    low_ = low;
    high_ = high;
    histogram_->setRange(low, high);
    if (sender() != from_) { // what is being typed stays as it is
        from_->setValue(low);
    }
    if (sender() != to_) {
        to_->setValue(high);
    }
    Q_EMIT changed();
}

} // namespace laurel::ui
