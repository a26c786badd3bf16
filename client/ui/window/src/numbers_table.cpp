#include "numbers_table.h"

#include "laurel/ui_kit/controls.h"
#include "laurel/ui_views/words.h"

#include <QPainter>

#include <array>
#include <cmath>

namespace laurel::ui {

namespace {

const QString none = QStringLiteral("–");

QString number(const std::optional<double>& value, int decimals) {
    return value ? QString::number(*value, 'f', decimals) : none;
}

/// Intensities: few decimals where values are large.
QString intensity(const std::optional<double>& value) {
    if (!value) {
        return none;
    }
    const double size = std::abs(*value);
    return size >= 1 ? number(value, size >= 100  ? 0
                                     : size >= 10 ? 1
                                                  : 2)
                     : QString::number(*value, 'g', 3);
}

QStringList intensities(const RegionStatistics& region) {
    constexpr std::array<std::size_t, 3> shown{0, 2, 4}; // of reportedPercentiles: 5, 50, 95
    QStringList cells{intensity(region.mean), intensity(region.standardDeviation)};
    for (const std::size_t which : shown) {
        cells.append(region.percentiles ? intensity((*region.percentiles)[which]) : none);
    }
    return cells;
}

} // namespace

NumbersModel::Row NumbersModel::segmentRow(const CaseNumbers& numbers,
                                           const Segmentation& segmentation,
                                           std::size_t segment) const {
    const LabelStatistics& label = numbers.labels[segment];
    Row row;
    row.name = QString::fromStdString(label.name);
    if (const Segment* known = segmentation.labels.findByName(label.name)) {
        row.color = toQColor(known->color);
    }
    const auto slices = static_cast<std::int64_t>(label.slices.size());
    const std::int64_t reviewed = reviewedSlicesOf(label, numbers.states);
    row.reviewed = reviewed == slices;
    const bool some = label.whole.voxels > 0;
    row.cells = {QString::number(slices), QString::number(label.whole.voxels),
                 some ? number(label.whole.volumeMl, 1) : none,
                 number(largestAreaOf(label, numbers.geometry), 1)};
    row.cells += intensities(label.whole);
    row.cells.append(slices > 0 ? QStringLiteral("%1 of %2").arg(reviewed).arg(slices) : none);
    return row;
}

NumbersModel::Row NumbersModel::sliceRow(const CaseNumbers& numbers,
                                         const SliceStatistics& slice) const {
    const SliceState state = numbers.states.at(static_cast<std::size_t>(slice.slice));
    const auto& spacing = numbers.geometry.spacing();
    Row row;
    row.slice = slice.slice;
    row.name = QString::number(slice.slice + 1);
    row.state = static_cast<int>(markFor(state));
    row.reviewed = state == SliceState::Reviewed;
    const double area = static_cast<double>(slice.region.voxels) * spacing[0] * spacing[1] / 100;
    row.cells = {QString::number(slice.region.voxels), number(area, 2),
                 number(slice.region.volumeMl, 2)};
    row.cells += intensities(slice.region);
    row.cells.append(wordFor(state));
    return row;
}

void NumbersModel::show(const CaseNumbers& numbers, const Segmentation& segmentation,
                        int slicesOf) {
    beginResetModel();
    rows_.clear();
    slices_ = slicesOf >= 0;
    if (!slices_) {
        for (std::size_t i = 0; i < numbers.labels.size(); ++i) {
            rows_.push_back(segmentRow(numbers, segmentation, i));
        }
    } else if (slicesOf < static_cast<int>(numbers.labels.size())) {
        for (const SliceStatistics& slice :
             numbers.labels[static_cast<std::size_t>(slicesOf)].slices) {
            rows_.push_back(sliceRow(numbers, slice));
        }
    }
    endResetModel();
}

void NumbersModel::clear() {
    beginResetModel();
    rows_.clear();
    endResetModel();
}

int NumbersModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

namespace {

QStringList titles(bool slices) {
    return slices ? QStringList{QStringLiteral("Slice"),     QStringLiteral("Voxels"),
                                QStringLiteral("Area, cm²"), QStringLiteral("Volume, ml"),
                                QStringLiteral("Mean"),      QStringLiteral("SD"),
                                QStringLiteral("P5"),        QStringLiteral("P50"),
                                QStringLiteral("P95"),       QStringLiteral("State")}
                  : QStringList{QStringLiteral("Segment"),      QStringLiteral("Slices"),
                                QStringLiteral("Voxels"),       QStringLiteral("Volume, ml"),
                                QStringLiteral("Largest, cm²"), QStringLiteral("Mean"),
                                QStringLiteral("SD"),           QStringLiteral("P5"),
                                QStringLiteral("P50"),          QStringLiteral("P95"),
                                QStringLiteral("Reviewed")};
}

} // namespace

int NumbersModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(titles(slices_).size());
}

QVariant NumbersModel::data(const QModelIndex& index, int role) const {
    const Row& row = rows_.at(static_cast<std::size_t>(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == 0 ? row.name : row.cells.value(index.column() - 1);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight));
    case ColorRole:
        return index.column() == 0 && row.color ? QVariant(*row.color) : QVariant();
    case StateRole:
        return index.column() == 0 ? row.state : -1;
    case ReviewedRole:
        return row.reviewed;
    default:
        return {};
    }
}

QVariant NumbersModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (section == 0 ? Qt::AlignLeft : Qt::AlignRight));
    }
    return role == Qt::DisplayRole ? QVariant(titles(slices_).value(section)) : QVariant();
}

std::int64_t NumbersModel::sliceOf(int row) const {
    return row >= 0 && row < rowCount() ? rows_[static_cast<std::size_t>(row)].slice : -1;
}

QString NumbersModel::text() const {
    QStringList lines{titles(slices_).join(QLatin1Char('\t'))};
    for (const Row& row : rows_) {
        lines.append((QStringList{row.name} + row.cells).join(QLatin1Char('\t')));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

namespace {

constexpr int swatchWidth = 21; ///< with the gap behind it

QFont fontOf(bool first, bool chosen) {
    return first ? font(TextRole::Body, chosen ? QFont::DemiBold : QFont::Normal)
                 : monoFont(TextRole::Body);
}

} // namespace

QSize NumbersDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const bool first = index.column() == 0;
    const QFontMetrics metrics(fontOf(first, true));
    const int text = metrics.horizontalAdvance(index.data().toString());
    return {text + 2 * space::s + 2 + (first ? swatchWidth : 0), space::row};
}

void NumbersDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const Theme& colors = theme();
    const bool chosen = (option.state & QStyle::State_Selected) != 0;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (chosen) {
        painter->fillRect(option.rect, colors.selected);
    } else if ((option.state & QStyle::State_MouseOver) != 0) {
        painter->fillRect(option.rect, colors.hover);
    }
    QRect text = option.rect.adjusted(space::s, 0, -space::s, 0);
    const int middle = option.rect.center().y();
    const QVariant color = index.data(NumbersModel::ColorRole);
    const int state = index.data(NumbersModel::StateRole).toInt();
    if (color.isValid()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color.value<QColor>());
        painter->drawRoundedRect(QRect(text.left(), middle - 6, 13, 13), 3, 3);
        text.setLeft(text.left() + swatchWidth);
    } else if (state >= 0) {
        paintStateMark(*painter, static_cast<StateMark>(state),
                       QRectF(text.left(), middle - 6, 13, 13));
        text.setLeft(text.left() + swatchWidth);
    }
    const bool first = index.column() == 0;
    const bool reviewed = index.data(NumbersModel::ReviewedRole).toBool();
    painter->setFont(fontOf(first, chosen));
    painter->setPen(first || reviewed ? colors.text1 : colors.text2);
    painter->drawText(
        text, static_cast<int>(Qt::AlignVCenter | (first ? Qt::AlignLeft : Qt::AlignRight)),
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
    painter->restore();
}

} // namespace laurel::ui
