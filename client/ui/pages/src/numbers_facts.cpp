#include "numbers_facts.h"

#include "laurel/session/texts.h"

#include "words.h"

#include "laurel/session/words.h"

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

QString fixedText(std::optional<double> value, int decimals) {
    return value && std::isfinite(*value) ? QString::number(*value, 'f', decimals)
                                          : QStringLiteral("–");
}

/// Three digits that matter.
QString intensityText(std::optional<double> value) {
    const double size = std::abs(value.value_or(0));
    return fixedText(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

QColor colorOf(const Segment& segment) {
    return {segment.color.red, segment.color.green, segment.color.blue};
}

StateMark markOf(SliceState state) {
    switch (state) {
    case SliceState::Auto:
        return StateMark::Auto;
    case SliceState::InWork:
        return StateMark::InWork;
    case SliceState::Reviewed:
        return StateMark::Reviewed;
    case SliceState::Flagged:
        return StateMark::Flagged;
    case SliceState::Empty:
        break;
    }
    return StateMark::Empty;
}

QStringList intensityCells(const RegionStatistics& region) {
    QStringList cells{intensityText(region.mean), intensityText(region.standardDeviation)};
    for (const std::size_t percentile : {std::size_t{0}, std::size_t{2}, std::size_t{4}}) {
        cells << intensityText(region.percentiles ? std::optional((*region.percentiles)[percentile])
                                                  : std::nullopt);
    }
    return cells;
}

const QStringList& intensityColumns() {
    static const QStringList columns{Texts::tr("Mean"), QStringLiteral("SD"), QStringLiteral("P5"),
                                     QStringLiteral("P50"), QStringLiteral("P95")};
    return columns;
}

QString diceColumn() {
    return Texts::tr("Dice vs. auto");
}

/// A length of 10 mm squared.
std::optional<double> inUnit(std::optional<double> areaCm2, AreaUnit unit) {
    constexpr double mm2 = 100;
    return areaCm2 && unit == AreaUnit::SquareMillimetres ? *areaCm2 * mm2 : areaCm2;
}

/// Square millimetres need no fractions.
QString areaText(std::optional<double> areaCm2, AreaUnit unit, int decimals) {
    return fixedText(inUnit(areaCm2, unit), unit == AreaUnit::SquareMillimetres ? 0 : decimals);
}

QStringList wholeCells(const CaseNumbers& numbers, const LabelStatistics& label,
                       std::optional<double> dice, AreaUnit unit) {
    return QStringList{QString::number(label.slices.size()),
                       groupedText(static_cast<std::uint64_t>(label.whole.voxels)),
                       fixedText(label.whole.volumeMl, 1),
                       areaText(numbers.largestAreaCm2(label), unit, 1)} +
           intensityCells(label.whole) + QStringList{diceText(dice)};
}

NumbersTableFacts wholeCase(const CaseNumbers& numbers, const CaseSession& session, AreaUnit unit) {
    NumbersTableFacts facts{Texts::tr("Muscle"),
                            QStringList{Texts::tr("Slices"), Texts::tr("Voxels"),
                                        Texts::tr("Volume, ml"),
                                        Texts::tr("Largest area, %1").arg(unitText(unit))} +
                                intensityColumns() + QStringList{diceColumn()},
                            2,
                            9,
                            {}};
    const auto& segments = session.segmentation().labels.segments();
    const SegmentCounts& counts = session.openCase().counts();
    for (std::size_t i = 0; i < numbers.labels.size() && i < segments.size(); ++i) {
        const SliceState state = i < counts.segments()
                                     ? segmentState(counts, session.segmentation().slices, i)
                                     : SliceState::Empty;
        facts.rows.push_back(
            {markOf(state), colorOf(segments[i]), QString::fromStdString(segments[i].name),
             wholeCells(numbers, numbers.labels[i], numbers.dice(i), unit), static_cast<int>(i),
             session.view().activeSegment() == static_cast<int>(i)});
    }
    if (facts.rows.size() > 1) {
        facts.rows.push_back({StateMark::Empty,
                              {},
                              Texts::tr("All %1").arg(facts.rows.size()),
                              wholeCells(numbers, numbers.together, numbers.diceTogether(), unit),
                              -1,
                              false});
    }
    return facts;
}

NumbersTableFacts perSlice(const CaseNumbers& numbers, const CaseSession& session, AreaUnit unit) {
    NumbersTableFacts facts{Texts::tr("Slice"),
                            QStringList{Texts::tr("Voxels"),
                                        Texts::tr("Area, %1").arg(unitText(unit)),
                                        Texts::tr("Volume, ml")} +
                                intensityColumns() + QStringList{diceColumn()},
                            1,
                            8,
                            {}};
    const ViewState& view = session.view();
    const int active = std::max(0, view.activeSegment());
    const auto& segments = session.segmentation().labels.segments();
    const auto index = static_cast<std::size_t>(active);
    if (index >= numbers.labels.size() || index >= segments.size()) {
        return facts;
    }
    facts.first = QString::fromStdString(segments[index].name);
    for (const SliceStatistics& slice : numbers.labels[index].slices) {
        const RegionStatistics& region = slice.region;
        facts.rows.push_back({markOf(numbers.slices[static_cast<std::size_t>(slice.slice)]),
                              {},
                              Texts::tr("Slice %1").arg(slice.slice + 1),
                              QStringList{groupedText(static_cast<std::uint64_t>(region.voxels)),
                                          areaText(numbers.areaCm2(region), unit, 2),
                                          fixedText(region.volumeMl, 2)} +
                                  intensityCells(region) +
                                  QStringList{diceText(numbers.dice(index, slice.slice))},
                              static_cast<int>(slice.slice),
                              view.crosshair().z == slice.slice});
    }
    return facts;
}

std::optional<double> valueOf(const CaseNumbers& numbers, const RegionStatistics& region,
                              AlongLimb what, AreaUnit unit) {
    switch (what) {
    case AlongLimb::Area:
        return inUnit(numbers.areaCm2(region), unit);
    case AlongLimb::Mean:
        return region.mean;
    case AlongLimb::Deviation:
        return region.standardDeviation;
    }
    return std::nullopt;
}

/// Cuts a segment's slices where their review, or the limb, has a gap.
class CurveCutter {
  public:
    CurveCutter(const Segment& segment, std::vector<Curve>& curves)
        : name_(QString::fromStdString(segment.name)), color_(colorOf(segment)), curves_(curves) {}

    void add(std::int64_t slice, bool isReviewed, QPointF point) {
        const bool follows = current_ != nullptr && slice == lastSlice_ + 1;
        if (!follows || current_->dashed == isReviewed) {
            const std::vector<QPointF> start =
                follows ? std::vector<QPointF>{current_->points.back()} : std::vector<QPointF>{};
            Curve curve;
            curve.name = name_;
            curve.color = color_;
            curve.dashed = !isReviewed;
            curve.points = start;
            curves_.push_back(std::move(curve));
            current_ = &curves_.back();
        }
        current_->points.push_back(point);
        lastSlice_ = slice;
    }

  private:
    QString name_;
    QColor color_;
    std::vector<Curve>& curves_;
    Curve* current_ = nullptr; ///< valid until the next push, which only this one makes
    std::int64_t lastSlice_ = 0;
};

} // namespace

QString unitText(AreaUnit unit) {
    return unit == AreaUnit::SquareMillimetres ? QStringLiteral("mm²") : QStringLiteral("cm²");
}

NumbersTableFacts tableOf(const CaseNumbers& numbers, const CaseSession& session, NumbersView view,
                          AreaUnit unit) {
    return view == NumbersView::WholeCase ? wholeCase(numbers, session, unit)
                                          : perSlice(numbers, session, unit);
}

QString tabbed(const NumbersTableFacts& facts) {
    QString text = facts.first + u'\t' + facts.columns.join(u'\t') + u'\n';
    for (const NumbersRow& row : facts.rows) {
        QStringList cells = row.cells;
        for (QString& cell : cells) { // plain numbers: no grouping, nothing for undefined
            cell =
                cell == QStringLiteral("–") ? QString() : cell.remove(QChar(0x202F)).remove(u' ');
        }
        text += row.name + u'\t' + cells.join(u'\t') + u'\n';
    }
    return text;
}

std::vector<Curve> curvesOf(const CaseNumbers& numbers, const CaseSession& session, AlongLimb what,
                            AreaUnit unit) {
    const auto& segments = session.segmentation().labels.segments();
    std::vector<Curve> curves;
    for (std::size_t i = 0; i < numbers.labels.size() && i < segments.size(); ++i) {
        CurveCutter cutter(segments[i], curves);
        for (const SliceStatistics& slice : numbers.labels[i].slices) {
            const auto value = valueOf(numbers, slice.region, what, unit);
            const bool isReviewed =
                numbers.slices[static_cast<std::size_t>(slice.slice)] == SliceState::Reviewed;
            cutter.add(slice.slice, isReviewed,
                       {static_cast<double>(slice.slice) * numbers.sliceStepMm,
                        value.value_or(std::nan(""))});
        }
    }
    return curves;
}

std::vector<NumberAtSlice> atSlice(const CaseNumbers& numbers, const CaseSession& session,
                                   AlongLimb what, std::int64_t slice, AreaUnit unit) {
    const auto& segments = session.segmentation().labels.segments();
    std::vector<std::pair<double, NumberAtSlice>> found;
    for (std::size_t i = 0; i < numbers.labels.size() && i < segments.size(); ++i) {
        const auto& slices = numbers.labels[i].slices;
        const auto own = std::ranges::find(slices, slice, &SliceStatistics::slice);
        if (own == slices.end()) {
            continue;
        }
        const auto value = valueOf(numbers, own->region, what, unit);
        found.emplace_back(value.value_or(-INFINITY),
                           NumberAtSlice{briefName(segments[i]), colorOf(segments[i]),
                                         what != AlongLimb::Area ? intensityText(value)
                                         : unit == AreaUnit::SquareMillimetres
                                             ? fixedText(value, 0)
                                             : fixedText(value, 1)});
    }
    std::ranges::stable_sort(found, std::greater{}, [](const auto& each) { return each.first; });
    std::vector<NumberAtSlice> result;
    result.reserve(found.size());
    for (auto& [value, entry] : found) {
        result.push_back(std::move(entry));
    }
    return result;
}

QString unreviewedText(const CaseNumbers& numbers) {
    const std::int64_t left = numbers.slicesInUse() - numbers.slicesReviewed();
    if (left <= 0) {
        return {};
    }
    const QString count =
        Texts::tr("%1 of %2 are not reviewed yet. ")
            .arg(left)
            .arg(countText(numbers.slicesInUse(), QT_TRANSLATE_N_NOOP("Laurel", "%n slice(s)")));
    return count + (numbers.onlyReviewed
                        ? Texts::tr("They are left out of these numbers.")
                        : Texts::tr("Their share is dashed in the plot and marked in the "
                                    "export."));
}

} // namespace laurel::ui
