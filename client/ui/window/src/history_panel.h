#pragma once

#include "laurel/session/case_session.h"
#include "laurel/ui_kit/controls.h"
#include "laurel/ui_kit/list_view.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace laurel::ui {

Icon iconOf(StepKind kind);

/// How the case was opened, then its steps, oldest first; those that were undone are in it too. A
/// row's number is the position in the history that it stands for.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT
  public:
    explicit HistoryModel(CaseSession& session, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    enum Role { IconRole = Qt::UserRole, DetailRole, TimeRole, UndoneRole, CurrentRole };

  private:
    QVariant beginning(int role) const;

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

/// Every act by name and time, from the opening on; the current one is marked. A click goes back or
/// forth to it, and so does Enter on the row that arrows reach.
class HistoryPanel : public Surface {
    Q_OBJECT
  public:
    explicit HistoryPanel(CaseSession& session, QWidget* parent = nullptr);

  private:
    void follow();
    void goTo(int row);

    CaseSession& session_;
    PanelHeader* header_;
    ListView* list_;
};

} // namespace laurel::ui
