#pragma once

#include "laurel/session/case_session.h"
#include "laurel/ui_kit/controls.h"

#include <QAbstractListModel>
#include <QListView>
#include <QStyledItemDelegate>

namespace laurel::ui {

Icon iconOf(StepKind kind);

/// The steps of a case, oldest first; those that were undone are in it too.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT
  public:
    explicit HistoryModel(CaseSession& session, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    enum Role { KindRole = Qt::UserRole, DetailRole, TimeRole, UndoneRole };

  private:
    CaseSession& session_;
};

class HistoryDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

/// Every act by name and time; the current one is marked. A click goes back to it or forth to it.
class HistoryPanel : public Surface {
    Q_OBJECT
  public:
    explicit HistoryPanel(CaseSession& session, QWidget* parent = nullptr);

  private:
    void follow();

    CaseSession& session_;
    PanelHeader* header_;
    QListView* list_;
};

} // namespace laurel::ui
