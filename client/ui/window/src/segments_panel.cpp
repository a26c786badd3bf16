#include "segments_panel.h"

#include "laurel/session/texts.h"

#include "segment_row.h"

#include "laurel/base/error.h"
#include "laurel/edit/segment_acts.h"
#include "laurel/session/words.h"
#include "laurel/ui_kit/painting.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

namespace laurel::ui {

namespace {

/// "Name", "Dice" and "ml" over the columns of the list.
class ColumnTitles : public QWidget {
  public:
    ColumnTitles() {
        setFixedHeight(20);
        setToolTip(Texts::tr("Dice: how far what a model made of this slice agrees with what "
                             "is there now. Millilitres are of the whole case."));
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setFont(ui::font(TextRole::Caption));
        painter.setPen(theme().text3);
        const SegmentRow places(rect());
        painter.drawText(places.name, Qt::AlignVCenter | Qt::AlignLeft, Texts::tr("Name"));
        painter.drawText(places.dice, Qt::AlignVCenter | Qt::AlignRight, Texts::tr("Dice"));
        painter.drawText(places.volume, Qt::AlignVCenter | Qt::AlignRight, QStringLiteral("ml"));
    }
};

} // namespace

SegmentsModel::SegmentsModel(CaseSession& session, const DiceMeter& dice, QObject* parent)
    : QAbstractListModel(parent), session_(session), dice_(dice), rows_(SegmentsModel::rowCount()) {
    connect(&dice_, &DiceMeter::changed, this, &SegmentsModel::refresh);
    connect(&session_, &CaseSession::segmentsChanged, this, &SegmentsModel::follow);
    connect(&session_, &CaseSession::looksChanged, this, &SegmentsModel::refresh);
    connect(&session_, &CaseSession::countsChanged, this, &SegmentsModel::refresh);
    connect(&session_, &CaseSession::slicesChanged, this, &SegmentsModel::refresh);
}

void SegmentsModel::follow() {
    const int now = rowCount();
    if (now == rows_) { // a name or colour: an editor that is open in the list stays whole
        refresh();
        return;
    }
    beginResetModel();
    rows_ = now;
    endResetModel();
}

void SegmentsModel::refresh() {
    if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }
}

void SegmentsModel::setNames(SegmentNames names) {
    names_ = names;
    refresh();
}

int SegmentsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0
                            : static_cast<int>(session_.segmentation().labels.segments().size());
}

QVariant SegmentsModel::data(const QModelIndex& index, int role) const {
    const auto row = static_cast<std::size_t>(index.row());
    const Segmentation& segmentation = session_.segmentation();
    const Segment& segment = segmentation.labels.segments().at(row);
    const SegmentLook& look = segmentation.looks.at(row);
    const SegmentCounts& counts = session_.openCase().counts();
    const auto state = [&] { return segmentState(counts, segmentation.slices, row); };
    const auto volume = [&] {
        return static_cast<double>(counts.voxels(row)) *
               segmentation.labels.geometry().voxelVolume() / 1000;
    };
    switch (role) {
    case Qt::DisplayRole:
        if (names_ == SegmentNames::Brief) {
            return briefName(segment);
        }
        [[fallthrough]];
    case Qt::EditRole:
        return QString::fromStdString(segment.name);
    case StateRole:
        return static_cast<int>(markFor(state()));
    case ColorRole:
        return toQColor(segment.color);
    case VolumeRole:
        return volume();
    case DiceRole: {
        const std::optional<double> dice = dice_.here(row);
        return dice ? QVariant(*dice) : QVariant();
    }
    case VisibleRole:
        return look.visible;
    case LockedRole:
        return look.locked;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2, %3 ml%4%5%6")
            .arg(QString::fromStdString(segment.name), wordFor(state()))
            .arg(volume(), 0, 'f', 1)
            .arg(dice_.here(row) ? Texts::tr(", Dice here %1").arg(*dice_.here(row), 0, 'f', 2)
                                 : QString())
            .arg(look.visible ? QString() : Texts::tr(", hidden"),
                 look.locked ? Texts::tr(", locked") : QString());
    default:
        return {};
    }
}

bool SegmentsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || name.isEmpty() || name == data(index, Qt::EditRole).toString()) {
        return false;
    }
    const auto row = static_cast<std::size_t>(index.row());
    Segment renamed = session_.segmentation().labels.segments().at(row);
    renamed.name = name.toStdString();
    try {
        session_.openCase().changeSegment(row, renamed);
    } catch (const Error& error) {
        Q_EMIT refused(
            Texts::tr("The name was not changed: %1").arg(QString::fromUtf8(error.what())));
        return false;
    }
    return true;
}

Qt::ItemFlags SegmentsModel::flags(const QModelIndex& index) const {
    // Rows are dropped between rows, never on one.
    return index.isValid()
               ? QAbstractListModel::flags(index) | Qt::ItemIsEditable | Qt::ItemIsDragEnabled
               : Qt::ItemIsDropEnabled;
}

bool SegmentsModel::moveRows(const QModelIndex& fromParent, int from, int count,
                             const QModelIndex& toParent, int before) {
    if (fromParent.isValid() || toParent.isValid() || count != 1 || from == before) {
        return false;
    }
    try {
        const int to = before > from ? before - 1 : before;
        session_.endAct();
        return session_.openCase().apply(movedInList(
            session_.segmentation(), static_cast<std::size_t>(from), static_cast<std::size_t>(to)));
    } catch (const Error& error) {
        Q_EMIT refused(QString::fromUtf8(error.what()));
        return false;
    }
}

SegmentsPanel::SegmentsPanel(CaseSession& session, const DiceMeter& dice, Commands& commands,
                             QWidget* parent)
    : Surface(Surface::Fill::Panel, {}, parent), session_(session), commands_(commands),
      header_(new PanelHeader(Texts::tr("Segments"))), list_(new ListView),
      model_(new SegmentsModel(session, dice, list_)) {
    setObjectName(QStringLiteral("pane.segments"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::s, 0, space::xs);
    column->setSpacing(0);
    GlyphButton* add = header_->addButton(Icon::Plus, Texts::tr("Add segment"));
    commands.explain(*add, Command::AddSegment);
    connect(add, &GlyphButton::clicked, &commands[Command::AddSegment], &QAction::trigger);
    GlyphButton* more = header_->addButton(Icon::More, Texts::tr("More about segments"));
    more->setObjectName(QStringLiteral("segments.more"));
    more->setToolTip(Texts::tr("More about segments"));
    connect(more, &GlyphButton::clicked, this,
            [this, more] { showMenu(more->mapToGlobal(QPoint(0, more->height()))); });
    list_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(list_, &QWidget::customContextMenuRequested, this,
            [this](const QPoint& at) { showMenu(list_->viewport()->mapToGlobal(at)); });
    column->addWidget(header_);
    list_->setObjectName(QStringLiteral("segments.list"));
    list_->setAccessibleName(Texts::tr("Segments"));
    list_->setToolTip(Texts::tr("Segments: Up and Down choose, drag to put them in order"));
    setFocusRing(list_, FocusRing::Inside); // it reaches the window's edge
    list_->setFrameShape(QFrame::NoFrame);
    list_->viewport()->setAutoFillBackground(false); // the panel shows through
    auto* delegate = new SegmentsDelegate(list_);
    list_->setModel(model_);
    list_->setItemDelegate(delegate);
    list_->setMouseTracking(true);
    list_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setDragDropMode(QAbstractItemView::InternalMove);
    list_->setDropIndicatorShown(true);
    column->addWidget(columns_ = new ColumnTitles);
    column->addWidget(list_, 1);
    addEmptyPlace(*column);
    connect(model_, &SegmentsModel::refused, this, &SegmentsPanel::refused);
    connect(delegate, &SegmentsDelegate::eyeClicked, this,
            [this](int row) { changeLook(row, &SegmentLook::visible); });
    connect(delegate, &SegmentsDelegate::lockClicked, this,
            [this](int row) { changeLook(row, &SegmentLook::locked); });
    connect(list_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& now) {
                if (now.isValid()) {
                    session_.view().setActiveSegment(now.row());
                }
            });
    connect(&session_.view(), &ViewState::activeSegmentChanged, this, &SegmentsPanel::follow);
    connect(&session_, &CaseSession::segmentsChanged, this, &SegmentsPanel::follow,
            Qt::QueuedConnection);
    follow();
}

void SegmentsPanel::addEmptyPlace(QVBoxLayout& column) {
    auto* place =
        new EmptyPlace(Icon::Layers, Texts::tr("No segments yet"),
                       Texts::tr("Let a model propose them, open masks of a file, or start with "
                                 "an empty one."));
    auto* automatic = new Button(Texts::tr("Auto-segment"));
    commands_.explain(*automatic, Command::AutoSegment);
    connect(automatic, &Button::clicked, &commands_[Command::AutoSegment], &QAction::trigger);
    auto* add = new Button(Texts::tr("Add segment"));
    commands_.explain(*add, Command::AddSegment);
    connect(add, &Button::clicked, &commands_[Command::AddSegment], &QAction::trigger);
    place->buttons()->addWidget(automatic);
    place->buttons()->addWidget(add);
    empty_ = new QWidget;
    auto* margin = new QVBoxLayout(empty_);
    margin->setContentsMargins(space::m, space::s, space::m, space::m);
    margin->addWidget(place);
    for (const Command id : {Command::AddModelSegments, Command::OpenMasks}) {
        auto* way = new Button(commands_[id].text(), ButtonKind::Quiet);
        commands_.explain(*way, id);
        connect(way, &Button::clicked, &commands_[id], &QAction::trigger);
        margin->addWidget(way, 0, Qt::AlignHCenter);
    }
    margin->addStretch(1);
    column.addWidget(empty_);
}

void SegmentsPanel::showMenu(const QPoint& at) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("segments.menu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Command id : {Command::RenameSegment, Command::DuplicateSegment,
                             Command::MergeSegment, Command::RemoveSegment}) {
        menu->addAction(&commands_[id]);
    }
    menu->addSeparator();
    menu->addAction(&commands_[Command::SegmentUp]);
    menu->addAction(&commands_[Command::SegmentDown]);
    menu->addSeparator();
    for (const Command id : {Command::HideSegment, Command::SoloSegment, Command::LockSegment}) {
        menu->addAction(&commands_[id]);
    }
    menu->addSeparator();
    menu->addAction(&commands_[Command::AddSegment]);
    menu->addAction(&commands_[Command::AddOverlappingSegment]);
    menu->addAction(&commands_[Command::AddModelSegments]);
    menu->popup(at);
}

void SegmentsPanel::follow() {
    const int count = list_->model()->rowCount();
    empty_->setVisible(count == 0);
    list_->setVisible(count > 0);
    columns_->setVisible(count > 0);
    header_->setNote(QString::number(count));
    const int row = session_.view().activeSegment();
    if (row >= 0 && row < count && list_->currentIndex().row() != row) {
        list_->setCurrentIndex(list_->model()->index(row, 0));
    }
}

QPoint SegmentsPanel::placeOfChosen() const {
    const QRect row = list_->visualRect(list_->currentIndex());
    return list_->viewport()->mapToGlobal(QPoint(row.left() + 51, row.bottom() + 1));
}

void SegmentsPanel::rename() {
    if (list_->currentIndex().isValid()) {
        list_->edit(list_->currentIndex());
    }
}

void SegmentsPanel::changeLook(int row, bool SegmentLook::*flag) {
    const auto index = static_cast<std::size_t>(row);
    SegmentLook look = session_.segmentation().looks.at(index);
    look.*flag = !(look.*flag);
    session_.openCase().setLook(index, look);
}

} // namespace laurel::ui
