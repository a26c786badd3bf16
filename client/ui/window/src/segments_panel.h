#pragma once

#include "commands.h"

#include "laurel/session/case_session.h"
#include "laurel/session/dice_meter.h"
#include "laurel/ui_kit/controls.h"
#include "laurel/ui_kit/list_view.h"
#include "laurel/ui_views/words.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <optional>

class QVBoxLayout;

namespace laurel::ui {

class SegmentsModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role {
        StateRole = Qt::UserRole,
        ColorRole,
        VolumeRole,
        DiceRole,
        VisibleRole,
        LockedRole
    };

    SegmentsModel(CaseSession& session, const DiceMeter& dice, QObject* parent = nullptr);
    void setNames(SegmentNames names);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value,
                 int role) override; ///< EditRole: renames
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    /// One row, within the list; what the view asks for when it is dropped. One step of the
    /// history.
    bool moveRows(const QModelIndex& fromParent, int from, int count, const QModelIndex& toParent,
                  int before) override;

  Q_SIGNALS:
    void refused(const QString& why);

  private:
    void follow();
    void refresh();

    CaseSession& session_;
    const DiceMeter& dice_;
    SegmentNames names_ = SegmentNames::Whole;
    int rows_; ///< as the views know it
};

/// A row: state, colour, name, Dice against what a model made of the slice, millilitres, eye, lock.
/// The last two are buttons.
class SegmentsDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;

  Q_SIGNALS:
    void eyeClicked(int row);
    void lockClicked(int row);
};

/// The segments of the case. What is chosen here is what tools paint.
class SegmentsPanel : public Surface {
    Q_OBJECT
  public:
    /// @param dice outlives the panel
    SegmentsPanel(CaseSession& session, const DiceMeter& dice, Commands& commands,
                  QWidget* parent = nullptr);
    void rename();                ///< opens the editor of the chosen one
    QPoint placeOfChosen() const; ///< on the screen, beneath its name
    void setNames(SegmentNames names) { model_->setNames(names); }

  Q_SIGNALS:
    void refused(const QString& why);

  private:
    void addEmptyPlace(QVBoxLayout& column);
    void showMenu(const QPoint& at); ///< on the screen
    void follow();
    void changeLook(int row, bool SegmentLook::*flag);

    CaseSession& session_;
    Commands& commands_;
    PanelHeader* header_;
    ListView* list_;
    SegmentsModel* model_;
    QWidget* empty_ = nullptr;
    QWidget* columns_ = nullptr;
};

} // namespace laurel::ui
