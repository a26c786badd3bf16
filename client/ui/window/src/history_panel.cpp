#include "history_panel.h"

#include "laurel/session/texts.h"
#include "laurel/session/words.h"
#include "laurel/ui_kit/painting.h"

#include <QDateTime>
#include <QPainter>
#include <QVBoxLayout>

#include <chrono>

namespace laurel::ui {

Icon iconOf(StepKind kind) {
    switch (kind) {
    case StepKind::Brush:
        return Icon::Brush;
    case StepKind::Eraser:
        return Icon::Eraser;
    case StepKind::Fill:
        return Icon::Fill;
    case StepKind::KeepLargest:
        return Icon::Islands;
    case StepKind::CopySlice:
        return Icon::CopySlice;
    case StepKind::Clear:
        return Icon::Clear;
    case StepKind::AutoSegment:
        return Icon::AutoSegment;
    case StepKind::Review:
        return Icon::Check;
    case StepKind::Flag:
        return Icon::Flag;
    case StepKind::Segments:
        return Icon::Layers;
    case StepKind::Import:
        return Icon::Import;
    case StepKind::Grow:
        return Icon::Grow;
    case StepKind::Morphology:
        return Icon::Morphology;
    case StepKind::Smooth:
        return Icon::Smooth;
    case StepKind::Threshold:
        return Icon::Threshold;
    case StepKind::Interpolate:
        return Icon::Interpolate;
    case StepKind::Lasso:
        return Icon::Lasso;
    case StepKind::Region:
        return Icon::Region;
    case StepKind::Contour:
        return Icon::Curve;
    case StepKind::Propagate:
        return Icon::Propagate;
    case StepKind::Boolean:
        return Icon::Boolean;
    }
    return Icon::Info;
}

HistoryModel::HistoryModel(CaseSession& session, QObject* parent)
    : QAbstractListModel(parent), session_(session) {
    connect(&session_, &CaseSession::historyChanged, this, [this] {
        beginResetModel();
        endResetModel();
    });
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0
                            : static_cast<int>(session_.openCase().history().steps().size()) + 1;
}

/// The row before all steps: as the case was opened, or as it was after steps that are forgotten.
QVariant HistoryModel::beginning(int role) const {
    const auto forgotten = static_cast<int>(session_.openCase().history().forgotten());
    const QString action = forgotten == 0 ? Texts::tr("Opened") : Texts::tr("Before");
    const QString detail =
        forgotten == 0 ? QString()
                       : numbered(Texts::tr("%n step(s) forgotten", nullptr, forgotten), forgotten);
    switch (role) {
    case Qt::DisplayRole:
        return action;
    case IconRole:
        return static_cast<int>(Icon::Folder);
    case DetailRole:
        return detail;
    case Qt::AccessibleTextRole:
        return detail.isEmpty() ? action : action + QStringLiteral(", ") + detail;
    case Qt::ToolTipRole:
        return forgotten == 0 ? Texts::tr("Click to go to the state before all these steps.")
                              : Texts::tr("Older steps had to be forgotten, for want of memory.\n"
                                          "Click to go to the state after them.");
    default:
        return {};
    }
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
    const EditHistory& history = session_.openCase().history();
    if (role == CurrentRole) {
        return static_cast<std::size_t>(index.row()) == history.position();
    }
    if (role == UndoneRole) {
        return static_cast<std::size_t>(index.row()) > history.position();
    }
    if (index.row() == 0) {
        return beginning(role);
    }
    const EditStep& step = history.steps().at(static_cast<std::size_t>(index.row() - 1));
    const QString action = QString::fromStdString(step.label.action);
    const QString detail = QString::fromStdString(step.label.detail);
    switch (role) {
    case Qt::DisplayRole:
        return action;
    case IconRole:
        return static_cast<int>(iconOf(step.label.kind));
    case DetailRole:
        return detail;
    case TimeRole: {
        const auto since = step.time.time_since_epoch();
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
        return QDateTime::fromMSecsSinceEpoch(ms).toString(QStringLiteral("HH:mm"));
    }
    case Qt::AccessibleTextRole:
        return action + QStringLiteral(", ") + detail;
    case Qt::ToolTipRole:
        return action + QStringLiteral(" · ") + detail +
               Texts::tr("\nClick to go to the state after this step.");
    default:
        return {};
    }
}

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    const QFontMetrics metrics(font(TextRole::Body));
    return {100, std::max(space::historyRow, metrics.height() + 10)};
}

void HistoryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const Theme& colors = theme();
    const bool current = index.data(HistoryModel::CurrentRole).toBool();
    const bool undone = index.data(HistoryModel::UndoneRole).toBool();
    const QRect row = option.rect;
    painter->save();
    if (current) {
        painter->fillRect(row, colors.selected);
        painter->fillRect(QRect(row.left(), row.top(), 3, row.height()), colors.laurel);
    } else if ((option.state & QStyle::State_MouseOver) != 0) {
        painter->fillRect(row, colors.hover);
    }
    if ((option.state & QStyle::State_HasFocus) != 0 && !current) { // where arrows have gone
        painter->setPen(colors.laurel);
        painter->drawRect(row.adjusted(0, 0, -1, -1));
    }
    const auto glyph = static_cast<Icon>(index.data(HistoryModel::IconRole).toInt());
    paintIcon(*painter, glyph, QRectF(row.left() + 12, row.center().y() - 7, 15, 15),
              undone ? colors.text3 : colors.text2);
    painter->setFont(font(TextRole::Caption));
    painter->setPen(colors.text3);
    const QString time = index.data(HistoryModel::TimeRole).toString();
    const int timeWidth = painter->fontMetrics().horizontalAdvance(QStringLiteral("00:00"));
    const int right = row.right() - 10 - timeWidth;
    painter->drawText(QRect(right, row.top(), timeWidth, row.height()),
                      Qt::AlignVCenter | Qt::AlignRight, time);
    painter->setFont(font(TextRole::Body, QFont::Medium));
    painter->setPen(undone ? colors.text3 : colors.text1);
    const QString action = index.data().toString();
    const int left = row.left() + 34;
    painter->drawText(QRect(left, row.top(), right - left, row.height()), Qt::AlignVCenter, action);
    const int detailLeft = left + painter->fontMetrics().horizontalAdvance(action) + 8;
    painter->setFont(font(TextRole::Caption));
    painter->setPen(colors.text3);
    const QRect detailRect(detailLeft, row.top(), right - detailLeft - 8, row.height());
    painter->drawText(
        detailRect, Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data(HistoryModel::DetailRole).toString(),
                                          Qt::ElideMiddle, std::max(0, detailRect.width())));
    painter->restore();
}

HistoryPanel::HistoryPanel(CaseSession& session, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::TopEdge, parent), session_(session),
      header_(new PanelHeader(Texts::tr("History"))), list_(new ListView) {
    setObjectName(QStringLiteral("pane.history"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::s, 0, 0);
    column->setSpacing(space::xs);
    header_->setContentsMargins(0, 0, space::s, 0);
    column->addWidget(header_);
    list_->setObjectName(QStringLiteral("history.list"));
    list_->setAccessibleName(Texts::tr("History"));
    list_->setToolTip(Texts::tr("History: Up and Down look for a step, Enter goes to it"));
    setFocusRing(list_, FocusRing::Inside); // it reaches the window's edge
    list_->setFrameShape(QFrame::NoFrame);
    list_->viewport()->setAutoFillBackground(false); // the panel shows through
    list_->setModel(new HistoryModel(session, list_));
    list_->setItemDelegate(new HistoryDelegate(list_));
    list_->setMouseTracking(true);
    list_->setSelectionMode(QAbstractItemView::NoSelection); // what is marked is the position
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(list_, 1);
    connect(list_, &QListView::clicked, this,
            [this](const QModelIndex& index) { goTo(index.row()); });
    connect(list_, &QListView::activated, this, [this](const QModelIndex& index) {
        if (session_.proposal() == nullptr && session_.offer() == nullptr) { // Enter is theirs
            goTo(index.row());
        }
    });
    connect(&session_, &CaseSession::historyChanged, this, &HistoryPanel::follow,
            Qt::QueuedConnection);
    follow();
}

void HistoryPanel::goTo(int row) {
    session_.endAct();
    session_.openCase().jumpTo(static_cast<std::size_t>(row));
}

void HistoryPanel::follow() {
    const EditHistory& history = session_.openCase().history();
    const double megabyte = 1 << 20;
    const double used = static_cast<double>(history.bytes()) / megabyte;
    header_->setDetail(Texts::tr("%1 of %2 MB")
                           .arg(used, 0, 'f', used < 10 ? 1 : 0)
                           .arg(static_cast<double>(history.budget()) / megabyte, 0, 'f', 0));
    const QModelIndex current = list_->model()->index(static_cast<int>(history.position()), 0);
    list_->setCurrentIndex(current);
    list_->scrollTo(current);
}

} // namespace laurel::ui
