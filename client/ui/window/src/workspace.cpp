#include "workspace.h"

#include "laurel/session/texts.h"

#include "laurel/session/words.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace laurel::ui {

namespace {

/// Colour and short name of a segment; checked while it is the chosen one.
class SegmentChip : public ButtonBase {
  public:
    SegmentChip(const Segment& segment, const QString& state)
        : ButtonBase(QString::fromStdString(segment.name)), color_(toQColor(segment.color)),
          brief_(briefName(segment)) {
        setCheckable(true);
        setToolTip(accessibleName() + QStringLiteral(", ") + state);
        setFixedSize(QFontMetrics(ui::font(TextRole::Caption)).horizontalAdvance(brief_) + 27, 26);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        if (isChecked() || underMouse()) {
            painter.setBrush(isChecked() ? theme().selected : theme().hover);
            painter.drawRoundedRect(rect(), space::radiusControl, space::radiusControl);
        }
        painter.setBrush(color_);
        painter.drawRoundedRect(QRectF(6, height() / 2.0 - 5, 10, 10), 3, 3);
        painter.setFont(ui::font(TextRole::Caption, isChecked() ? QFont::DemiBold : QFont::Normal));
        painter.setPen(theme().text1);
        painter.drawText(rect().adjusted(20, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, brief_);
    }

  private:
    QColor color_;
    QString brief_;
};

} // namespace

SegmentChips::SegmentChips(CaseSession& session, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::BottomEdge, parent), session_(session) {
    setObjectName(QStringLiteral("pane.chips"));
    setAccessibleName(Texts::tr("Segments"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::s, space::xs, space::s, space::xs);
    connect(&session_, &CaseSession::segmentsChanged, this, &SegmentChips::rebuild);
    connect(&session_.view(), &ViewState::activeSegmentChanged, this, &SegmentChips::rebuild,
            Qt::QueuedConnection);
    connect(&session_, &CaseSession::slicesChanged, this, &SegmentChips::rebuild,
            Qt::QueuedConnection);
    rebuild();
}

void SegmentChips::rebuild() {
    delete content_;
    content_ = new QWidget(this);
    auto* line = new QHBoxLayout(content_);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::xs);
    const auto& segments = session_.segmentation().labels.segments();
    int room = width() - 2 * space::s;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const SliceState state =
            segmentState(session_.openCase().counts(), session_.segmentation().slices, i);
        auto* chip = new SegmentChip(segments[i], wordFor(state));
        room -= chip->width() + space::xs;
        if (room < 0) { // the keys 1 to 9, Q and W reach the others
            delete chip;
            break;
        }
        chip->setChecked(session_.view().activeSegment() == static_cast<int>(i));
        connect(chip, &ButtonBase::clicked, this,
                [this, i] { session_.view().setActiveSegment(static_cast<int>(i)); });
        line->addWidget(chip);
    }
    line->addStretch(1);
    layout()->addWidget(content_);
}

void SegmentChips::resizeEvent(QResizeEvent* event) {
    Surface::resizeEvent(event);
    rebuild();
}

Workspace::Workspace(std::shared_ptr<CaseSession> session, OperationDesk& operations,
                     MergeDesk& merging, Commands& commands, ToolBox& tools, QWidget* parent)
    : QWidget(parent), session_(std::move(session)), commands_(commands), tools_(tools),
      dice_(new DiceMeter(*session_, this)), rail_(new ToolRail(tools, commands, this)),
      options_(new OptionsPanel(tools, commands, *session_, this)),
      grid_(new ViewGrid(*session_, this)), chips_(new SegmentChips(*session_, this)),
      slices_(new SlicePanel(*session_, commands)),
      previewChoice_(new PreviewChoice(*session_, this)),
      previewBar_(new PreviewBar(*session_, *previewChoice_, merging, this)),
      offerBar_(new OfferBar(*session_, this)), question_(new QuestionBar(this)),
      stack_(new Surface(Surface::Fill::Panel, Qt::LeftEdge, this)),
      segments_(new SegmentsPanel(*session_, *dice_, commands)),
      previewPanel_(new PreviewPanel(*session_, *previewChoice_, merging)),
      properties_(new SegmentProperties(*session_, *dice_, commands)),
      history_(new HistoryPanel(*session_)) {
    setObjectName(QStringLiteral("place.segment"));
    grid_->mainFrame().setFoot(slices_);
    buildStack();
    connectViews();
    connect(&tools_, &ToolBox::changed, this, [this] { grid_->setTool(tools_.viewTool()); });
    grid_->setTool(tools_.viewTool());
    const auto explainFrames = [this] { grid_->setAllKey(commands_.keyText(Command::ShowAll)); };
    connect(&commands_, &Commands::keysChanged, this, explainFrames);
    explainFrames();
    connect(segments_, &SegmentsPanel::refused, this, &Workspace::refused);
    connect(properties_, &SegmentProperties::refused, this, &Workspace::refused);
    connect(previewBar_, &PreviewBar::accepted, this, &Workspace::proposalTaken);
    connect(session_.get(), &CaseSession::proposalChanged, this, &Workspace::followProposal);
    auto* presenter = new OperationPresenter(session_, operations, tools_, this);
    connect(presenter, &OperationPresenter::refused, this, &Workspace::refused);
    connect(offerBar_, &OfferBar::failed, this, &Workspace::refused);
    connect(session_.get(), &CaseSession::offerChanged, this, &Workspace::arrange);
    const auto backToTheImage = [this] { grid_->shownPlace().setFocus(Qt::OtherFocusReason); };
    connect(options_, &OptionsPanel::left, this, backToTheImage);
    connect(question_, &QuestionBar::changed, this, [this, backToTheImage] {
        arrange();
        if (!question_->isAsking()) {
            backToTheImage();
        }
    });
    followProposal();
}

void Workspace::buildStack() {
    auto* column = new QVBoxLayout(stack_);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(segments_, 5);
    column->addWidget(previewPanel_, 5);
    column->addWidget(properties_);
    column->addWidget(history_, 4);
}

void Workspace::connectViews() {
    for (int axis = 0; axis < 3; ++axis) {
        SliceView& view = grid_->view(axis);
        connect(&view, &SliceView::refused, this, &Workspace::refused);
        connect(&view, &SliceView::segmentPicked, this, &Workspace::pick);
        connect(&view, &SliceView::voxelPointed, &tools_, &ToolBox::pointIsland);
        connect(&view, &SliceView::brushSizeWanted, &tools_, &ToolBox::changeSize);
        connect(&view, &QWidget::customContextMenuRequested, this,
                [this, &view](const QPoint& at) { showMenu(view.mapToGlobal(at)); });
    }
    connect(&grid_->mainView(), &SliceView::zoomChanged, this, &Workspace::zoomChanged);
    connect(grid_, &ViewGrid::pointed, this, &Workspace::pointed);
}

void Workspace::askSlice() {
    const int axis = session_->view().activeAxis();
    if (axis == 2 && grid_->shows(axis)) {
        slices_->askSlice();
    } else if (grid_->shows(axis)) {
        grid_->frame(axis).askSlice();
    }
}

void Workspace::showMenu(const QPoint& at) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Command id :
         {Command::MarkReviewed, Command::FlagSlice, Command::AutoSegmentSlice}) {
        menu->addAction(&commands_[id]);
    }
    menu->addSeparator();
    for (const Command id : {Command::CopyToNext, Command::ClearHere, Command::KeepLargest,
                             Command::HideSegment, Command::LockSegment}) {
        menu->addAction(&commands_[id]);
    }
    menu->addSeparator();
    for (const Command id :
         {Command::AutoWindow, Command::InvertGrey, Command::ZoomFit, Command::CrossLines}) {
        menu->addAction(&commands_[id]);
    }
    menu->popup(at);
}

void Workspace::pick(int index) {
    if (index >= 0) {
        session_->view().setActiveSegment(index);
    }
}

void Workspace::followProposal() {
    const bool open = session_->proposal() != nullptr;
    segments_->setVisible(!open);
    if (open) {
        properties_->hide();
    } else {
        properties_->setVisible(session_->view().activeSegment() >= 0);
    }
    arrange();
}

void Workspace::setRight(QWidget* widget, bool wide) {
    if (taken_ != nullptr && taken_ != widget) {
        taken_->hide();
        taken_->setParent(window()); // which it dies with, and with it what it holds of the case
    }
    taken_ = widget;
    takenWide_ = wide;
    if (taken_ != nullptr) {
        taken_->setParent(this);
        taken_->show();
    }
    arrange();
}

void Workspace::setOptionsShown(bool shown) {
    optionsWanted_ = shown;
    arrange();
}

void Workspace::setRightShown(bool shown) {
    rightWanted_ = shown;
    arrange();
}

bool isNarrow(int windowWidth) {
    constexpr int roomy = 1360;
    return windowWidth < roomy;
}

int rightSideWidth(int windowWidth) {
    return isNarrow(windowWidth) ? 308 : 316;
}

void Workspace::resizeEvent(QResizeEvent*) {
    arrange();
}

/// By hand, since what yields when the window is narrow is the design's to say, not a layout's.
void Workspace::arrange() {
    const bool narrow = isNarrow(width());
    const bool wideTaken = taken_ != nullptr && takenWide_;
    const int optionsWidth = optionsWanted_ && !wideTaken ? (narrow ? 206 : 224) : 0;
    int rightWidth = rightWanted_ || taken_ != nullptr ? rightSideWidth(width()) : 0;
    if (wideTaken) {
        rightWidth = std::max(640, static_cast<int>(width() * 0.58));
    }
    const int left = rail_->width();
    const int viewsLeft = left + optionsWidth;
    const int viewsWidth = std::max(0, width() - viewsLeft - rightWidth);
    Surface* const bar =
        session_->proposal() != nullptr ? static_cast<Surface*>(previewBar_) : offerBar_;
    const int barHeight = bar->isHidden() ? 0 : bar->sizeHint().height();
    const int questionHeight = question_->isAsking() ? question_->heightForWidth(viewsWidth) : 0;
    const int chipsHeight = wideTaken ? 36 : 0;
    rail_->setGeometry(0, 0, left, height());
    options_->setVisible(optionsWidth > 0);
    options_->setGeometry(left, 0, optionsWidth, height());
    chips_->setVisible(chipsHeight > 0);
    chips_->setGeometry(viewsLeft, 0, viewsWidth, chipsHeight);
    grid_->setNarrow(wideTaken);
    grid_->setGeometry(viewsLeft, chipsHeight, viewsWidth,
                       height() - barHeight - questionHeight - chipsHeight);
    question_->setGeometry(viewsLeft, height() - barHeight - questionHeight, viewsWidth,
                           questionHeight);
    bar->setGeometry(viewsLeft, height() - barHeight, viewsWidth, barHeight);
    const QRect right(width() - rightWidth, 0, rightWidth, height());
    stack_->setVisible(taken_ == nullptr && rightWidth > 0);
    stack_->setGeometry(right);
    if (taken_ != nullptr) {
        taken_->setGeometry(right);
    }
}

} // namespace laurel::ui
