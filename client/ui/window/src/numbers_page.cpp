#include "numbers_page.h"

#include "laurel/ui_views/area_plot.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

namespace laurel::ui {

namespace {

constexpr int pauseMs = 400; ///< after an edit, before it is measured

} // namespace

NumbersPage::NumbersPage(Workbench& bench, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::LeftEdge, parent), bench_(bench),
      kind_(new Segmented({QStringLiteral("Whole case"), QStringLiteral("Per slice")})),
      onlyReviewed_(new Switch(QStringLiteral("Only reviewed"))),
      warning_(new Label({}, TextRole::Body, Label::Tone::InWork)),
      copy_(new Button(QStringLiteral("Copy"))),
      export_(new Button(QStringLiteral("Export CSV"), ButtonKind::Primary)),
      table_(new QTableView), model_(new NumbersModel(this)),
      plotPlace_(new Surface(Surface::Fill::Panel, Qt::TopEdge)) {
    setObjectName(QStringLiteral("place.numbers"));
    setAccessibleName(QStringLiteral("Numbers"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::m, space::m, space::m, space::s);
    column->setSpacing(space::s);
    addHead(*column);
    warning_->setWraps(true);
    warning_->setObjectName(QStringLiteral("numbers.warning"));
    column->addWidget(warning_);
    addTable(*column);
    auto* place = new QVBoxLayout(plotPlace_);
    place->setContentsMargins(0, space::s, 0, 0);
    place->addWidget(new Label(QStringLiteral("Area along the limb"), TextRole::Section,
                               Label::Tone::Text1, QFont::DemiBold));
    column->addWidget(plotPlace_, 2);
    soon_.setSingleShot(true);
    soon_.setInterval(pauseMs);
    connect(&soon_, &QTimer::timeout, this, &NumbersPage::measure);
    connect(&bench_, &Workbench::sessionChanged, this, &NumbersPage::followSession);
    connect(&bench_.numbers, &NumbersDesk::measured, this, [this](const CaseNumbers& numbers) {
        numbers_ = numbers;
        showNumbers();
    });
    followSession();
}

void NumbersPage::addHead(QVBoxLayout& column) {
    auto* head = new QHBoxLayout;
    head->setSpacing(space::m);
    head->addWidget(
        new Label(QStringLiteral("Numbers"), TextRole::Panel, Label::Tone::Text1, QFont::DemiBold));
    kind_->setObjectName(QStringLiteral("numbers.kind"));
    kind_->setToolTip(
        QStringLiteral("A line for each segment, or for each slice of the chosen segment"));
    head->addWidget(kind_);
    onlyReviewed_->setObjectName(QStringLiteral("numbers.reviewed"));
    onlyReviewed_->setToolTip(QStringLiteral("Measures only slices that somebody has reviewed"));
    head->addWidget(onlyReviewed_);
    head->addWidget(new Label(QStringLiteral("Only reviewed"), TextRole::Body, Label::Tone::Text2));
    head->addStretch(1);
    copy_->setGlyph(Icon::Copy);
    copy_->setObjectName(QStringLiteral("numbers.copy"));
    copy_->setToolTip(QStringLiteral("Copies the table, with tabs between columns"));
    export_->setGlyph(Icon::Download);
    export_->setObjectName(QStringLiteral("numbers.export"));
    export_->setToolTip(QStringLiteral("Writes the numbers as a file for spreadsheets"));
    head->addWidget(copy_);
    head->addWidget(export_);
    column.addLayout(head);
    connect(kind_, &Segmented::chosen, this, &NumbersPage::showNumbers);
    connect(onlyReviewed_, &Switch::toggled, this, &NumbersPage::measure);
    connect(copy_, &Button::clicked, this, &NumbersPage::copy);
    connect(export_, &Button::clicked, this, &NumbersPage::exportWanted);
}

void NumbersPage::addTable(QVBoxLayout& column) {
    table_->setObjectName(QStringLiteral("numbers.table"));
    table_->setAccessibleName(QStringLiteral("Numbers"));
    table_->setModel(model_);
    table_->setItemDelegate(new NumbersDelegate(table_));
    table_->setFrameShape(QFrame::NoFrame);
    table_->setShowGrid(false);
    table_->setMouseTracking(true);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setTabKeyNavigation(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(space::row);
    table_->viewport()->setAutoFillBackground(false);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    // Names take what is left, and yield: numbers are never cut.
    table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table_->horizontalHeader()->setHighlightSections(false);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { goToRow(current.row()); });
    column.addWidget(table_, 3);
}

void NumbersPage::followSession() {
    numbers_.reset();
    model_->clear();
    replacePlot();
    if (CaseSession* session = bench_.session().get()) {
        connect(session, &CaseSession::historyChanged, this, &NumbersPage::measureSoon);
        connect(&session->view(), &ViewState::activeSegmentChanged, this,
                &NumbersPage::showNumbers);
        measureSoon();
    } else {
        bench_.numbers.cancel();
    }
}

void NumbersPage::replacePlot() {
    delete plot_;
    plot_ = nullptr;
    if (const auto& session = bench_.session()) {
        plot_ = new AreaPlot(*session, plotPlace_);
        plot_->setObjectName(QStringLiteral("numbers.plot"));
        plotPlace_->layout()->addWidget(plot_);
        static_cast<QVBoxLayout*>(plotPlace_->layout())->setStretchFactor(plot_, 1);
    }
}

void NumbersPage::showEvent(QShowEvent* event) {
    Surface::showEvent(event);
    const auto& session = bench_.session();
    if (session && (!numbers_ || numbers_->version != session->version())) {
        measure();
    }
}

void NumbersPage::measureSoon() {
    if (isVisible()) {
        soon_.start();
    }
}

void NumbersPage::measure() {
    soon_.stop();
    if (bench_.session() && isVisible()) {
        bench_.numbers.measure(bench_.session(), onlyReviewed_->isChecked());
    }
}

void NumbersPage::showNumbers() {
    const bool some = numbers_ && bench_.session();
    copy_->setEnabled(some);
    export_->setEnabled(some);
    if (!some) {
        return;
    }
    CaseSession& session = *bench_.session();
    const int active = session.view().activeSegment();
    model_->show(*numbers_, session.segmentation(), kind_->index() == 1 ? std::max(active, 0) : -1);
    if (kind_->index() == 0 && active >= 0 && active < model_->rowCount()) {
        const QSignalBlocker quiet(table_->selectionModel());
        table_->selectRow(active);
    }
    showWarning();
}

void NumbersPage::showWarning() {
    std::vector<bool> drawn(numbers_->states.size());
    for (const LabelStatistics& label : numbers_->labels) {
        for (const SliceStatistics& slice : label.slices) {
            drawn[static_cast<std::size_t>(slice.slice)] = true;
        }
    }
    std::int64_t all = 0;
    std::int64_t open = 0;
    for (std::size_t slice = 0; slice < drawn.size(); ++slice) {
        all += drawn[slice] ? 1 : 0;
        open += drawn[slice] && numbers_->states[slice] != SliceState::Reviewed ? 1 : 0;
    }
    warning_->setVisible(open > 0);
    warning_->setText(
        QStringLiteral("%1 of %2 slices are not reviewed yet. They are marked in the export.")
            .arg(open)
            .arg(all));
}

void NumbersPage::copy() {
    QApplication::clipboard()->setText(model_->text());
    Q_EMIT copied(model_->rowCount());
}

void NumbersPage::goToRow(int row) {
    const auto& session = bench_.session();
    if (!session || row < 0) {
        return;
    }
    if (const std::int64_t slice = model_->sliceOf(row); slice >= 0) {
        VoxelIndex at = session->view().crosshair();
        at.z = slice;
        session->view().setCrosshair(at);
    } else {
        session->view().setActiveSegment(row);
    }
}

std::string NumbersPage::csv() const {
    if (!numbers_) {
        return {};
    }
    return statisticsCsv(numbers_->labels, {kind_->index() == 1, std::nullopt, numbers_->states});
}

} // namespace laurel::ui
