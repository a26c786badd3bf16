#pragma once

#include "laurel/session/numbers_desk.h"

#include <QAbstractTableModel>
#include <QColor>
#include <QStyledItemDelegate>

namespace laurel::ui {

/// Numbers of a case as rows: a segment each, or a slice each of one segment. Undefined is "–".
class NumbersModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Role { ColorRole = Qt::UserRole, StateRole, ReviewedRole };

    explicit NumbersModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
    /// @param slicesOf rows are slices of this segment; -1: rows are segments
    void show(const CaseNumbers& numbers, const Segmentation& segmentation, int slicesOf);
    void clear();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// The slice of a row; -1 where rows are segments.
    std::int64_t sliceOf(int row) const;
    /// What the rows show, with tabs between columns, for other programs.
    QString text() const;

  private:
    struct Row {
        QString name;
        std::int64_t slice = -1;
        QStringList cells; ///< after the name
        std::optional<QColor> color;
        int state = -1; ///< a StateMark, or none
        bool reviewed = true;
    };

    Row segmentRow(const CaseNumbers& numbers, const Segmentation& segmentation,
                   std::size_t segment) const;
    Row sliceRow(const CaseNumbers& numbers, const SliceStatistics& slice) const;

    bool slices_ = false;
    std::vector<Row> rows_;
};

/// Names at the left with mark and colour, numbers at the right in digits of one width.
class NumbersDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace laurel::ui
