#include "numbers_table.h"

#include "laurel/session/texts.h"

#include "pieces.h"

#include "laurel/ui_kit/painting.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <numeric>

namespace laurel::ui {

namespace {

constexpr int edge = space::m;
constexpr int columnGap = 14;
constexpr int leastName = 132;
constexpr int markSide = 14;
constexpr int swatchSide = 12;

QFont cellFont(bool bold) {
    return ui::font(TextRole::Body, bold ? QFont::DemiBold : QFont::Normal);
}

} // namespace

NumbersTable::NumbersTable(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setObjectName(QStringLiteral("numbers.table"));
    setAccessibleName(Texts::tr("Numbers of the segments"));
    setToolTip(Texts::tr("Up and Down choose a row"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusRing(this, FocusRing::Inside);
    followTheme(this);
}

void NumbersTable::present(NumbersTableFacts facts) {
    const bool rows = facts.rows.size() != facts_.rows.size();
    facts_ = std::move(facts);
    widths_.clear();
    for (int column = 0; column < facts_.columns.size(); ++column) {
        widths_.push_back(columnWidth(column));
    }
    const int row = chosenRow();
    const QString what = row < 0 ? facts_.first
                                 : facts_.rows[static_cast<std::size_t>(row)].name + u' ' +
                                       facts_.rows[static_cast<std::size_t>(row)].cells.join(u' ');
    setAccessibleDescription(what);
    if (rows) {
        updateGeometry();
    }
    update();
}

int NumbersTable::rowHeight() const {
    return heightFor(QFontMetrics(cellFont(false)), space::row);
}

int NumbersTable::columnWidth(int column) const {
    const QFontMetrics header(ui::font(TextRole::Caption));
    const QFontMetricsF cell(cellFont(column == facts_.bold));
    double width = header.horizontalAdvance(facts_.columns[column]);
    for (const NumbersRow& row : facts_.rows) {
        if (column < row.cells.size()) {
            width = std::max(width, digitsWidth(cell, row.cells[column]));
        }
    }
    return static_cast<int>(std::ceil(width)) + columnGap;
}

int NumbersTable::columnsWidth(const std::vector<int>& columns) const {
    int width = 0;
    for (const int column : columns) {
        width += widths_[static_cast<std::size_t>(column)];
    }
    return width;
}

std::vector<int> NumbersTable::shownColumns() const {
    std::vector<int> columns(widths_.size());
    std::iota(columns.begin(), columns.end(), 0);
    while (columns.size() > 2 && columnsWidth(columns) + leastName + 2 * edge > width()) {
        const bool lastStays = columns.back() == facts_.kept;
        columns.erase(columns.end() - (lastStays ? 2 : 1));
    }
    return columns;
}

QRect NumbersTable::rowRect(int row) const {
    return {0, (row + 1) * rowHeight(), width(), rowHeight()};
}

QSize NumbersTable::sizeHint() const {
    return {640, (static_cast<int>(facts_.rows.size()) + 1) * rowHeight()};
}

QSize NumbersTable::minimumSizeHint() const {
    return {leastName + 2 * edge + 60, sizeHint().height()};
}

int NumbersTable::rowAt(QPoint position) const {
    const int row = position.y() / rowHeight() - 1;
    const bool isThere = row >= 0 && row < static_cast<int>(facts_.rows.size());
    return isThere && facts_.rows[static_cast<std::size_t>(row)].target >= 0 ? row : -1;
}

int NumbersTable::chosenRow() const {
    const auto found = std::ranges::find(facts_.rows, true, &NumbersRow::chosen);
    return found == facts_.rows.end() ? -1 : static_cast<int>(found - facts_.rows.begin());
}

void NumbersTable::choose(int row) {
    if (row >= 0 && row < static_cast<int>(facts_.rows.size()) &&
        facts_.rows[static_cast<std::size_t>(row)].target >= 0) {
        Q_EMIT rowShown(rowRect(row));
        Q_EMIT chosen(facts_.rows[static_cast<std::size_t>(row)].target);
    }
}

void NumbersTable::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        choose(rowAt(event->position().toPoint()));
    }
}

void NumbersTable::mouseMoveEvent(QMouseEvent* event) {
    const int row = rowAt(event->position().toPoint());
    if (row != hot_) {
        hot_ = row;
        update();
    }
}

void NumbersTable::leaveEvent(QEvent*) {
    hot_ = -1;
    update();
}

bool NumbersTable::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Home || key == Qt::Key_End) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void NumbersTable::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(facts_.rows.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Up:
        choose(chosenRow() - 1);
        break;
    case Qt::Key_Down:
        choose(chosenRow() + 1);
        break;
    case Qt::Key_Home:
        choose(0);
        break;
    case Qt::Key_End: // the sum beneath cannot be chosen
        choose(last >= 0 && facts_.rows.back().target < 0 ? last - 1 : last);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void NumbersTable::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintHeader(painter);
    for (int row = 0; row < static_cast<int>(facts_.rows.size()); ++row) {
        paintRow(painter, row);
    }
}

void NumbersTable::paintHeader(QPainter& painter) const {
    const std::vector<int> columns = shownColumns();
    const std::vector<int> fromTheRight(columns.rbegin(), columns.rend());
    painter.setFont(ui::font(TextRole::Caption));
    painter.setPen(theme().text3);
    const QRect line(0, 0, width(), rowHeight());
    paintText(painter, line.adjusted(edge, 0, -edge - columnsWidth(columns), 0), facts_.first,
              ui::font(TextRole::Caption), theme().text3);
    int right = width() - edge;
    for (const int column : fromTheRight) {
        const int own = widths_[static_cast<std::size_t>(column)];
        painter.drawText(QRect(right - own, 0, own, rowHeight()), Qt::AlignRight | Qt::AlignVCenter,
                         facts_.columns[column]);
        right -= own;
    }
    drawEdge(painter, line, Qt::BottomEdge, theme().line);
}

void NumbersTable::paintRow(QPainter& painter, int row) const {
    const NumbersRow& facts = facts_.rows[static_cast<std::size_t>(row)];
    const QRect place = rowRect(row);
    if (facts.chosen || row == hot_) {
        drawBox(painter, place, 0, facts.chosen ? theme().selected : theme().hover);
    }
    const std::vector<int> columns = shownColumns();
    const std::vector<int> fromTheRight(columns.rbegin(), columns.rend());
    paintName(painter, facts, place.adjusted(edge, 0, -edge - columnsWidth(columns), 0));
    int right = place.right() + 1 - edge;
    for (const int column : fromTheRight) {
        const int own = widths_[static_cast<std::size_t>(column)];
        painter.setFont(cellFont(column == facts_.bold));
        painter.setPen(facts.target < 0 ? theme().text2 : theme().text1);
        drawDigits(painter, QRect(right - own, place.top(), own, place.height()), Qt::AlignRight,
                   facts.cells.value(column));
        right -= own;
    }
    drawEdge(painter, place, Qt::BottomEdge, theme().line);
}

void NumbersTable::paintName(QPainter& painter, const NumbersRow& row, const QRect& place) const {
    QRect rest = place;
    if (row.target >= 0) {
        paintStateMark(
            painter, row.mark,
            QRectF(rest.left(), rest.center().y() - markSide / 2.0 + 0.5, markSide, markSide));
        rest.setLeft(rest.left() + markSide + space::s);
    }
    if (row.color.isValid()) {
        drawBox(
            painter,
            QRectF(rest.left(), rest.center().y() - swatchSide / 2.0 + 0.5, swatchSide, swatchSide),
            3, row.color);
        rest.setLeft(rest.left() + swatchSide + space::s);
    }
    paintText(painter, rest, row.name, cellFont(row.chosen),
              row.target < 0 ? theme().text2 : theme().text1);
}

} // namespace laurel::ui
