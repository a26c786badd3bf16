#pragma once

#include "numbers_facts.h"

#include <QWidget>

namespace laurel::ui {

/// A table of numbers as text: a title line, then a row of 30 px each, digits in line. What has a
/// target is chosen by click, arrows and Enter. Columns that find no room are left out from the
/// right, but for one that the facts keep.
class NumbersTable : public QWidget {
    Q_OBJECT
  public:
    explicit NumbersTable(QWidget* parent = nullptr);
    void present(NumbersTableFacts facts);
    const NumbersTableFacts& facts() const noexcept { return facts_; }
    /// Columns on show.
    std::vector<int> shownColumns() const;
    QRect rowRect(int row) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void chosen(int target);
    void rowShown(const QRect& row); ///< the chosen one, to be scrolled to

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override; ///< keeps its arrows from the window's shortcuts

  private:
    int rowHeight() const;
    int columnWidth(int column) const;
    int columnsWidth(const std::vector<int>& columns) const;
    int rowAt(QPoint position) const;
    int chosenRow() const;
    void choose(int row);
    void paintHeader(QPainter& painter) const;
    void paintRow(QPainter& painter, int row) const;
    void paintName(QPainter& painter, const NumbersRow& row, const QRect& place) const;

    NumbersTableFacts facts_;
    std::vector<int> widths_; ///< of the columns, px
    int hot_ = -1;
};

} // namespace laurel::ui
