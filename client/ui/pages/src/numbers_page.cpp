#include "laurel/ui_pages/pages.h"

#include "laurel/session/texts.h"

#include "numbers_table.h"
#include "pieces.h"
#include "slice_numbers.h"

#include "laurel/session/numbers_desk.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QScrollArea>

#include <cmath>

namespace laurel::ui {

namespace {

const QStringList& viewNames() {
    static const QStringList names{Texts::tr("Whole case"), Texts::tr("Per slice")};
    return names;
}

const QStringList& curveNames() {
    static const QStringList names{Texts::tr("Area"), Texts::tr("Mean"), QStringLiteral("SD")};
    return names;
}

QString unitOf(AlongLimb what, AreaUnit unit) {
    return what == AlongLimb::Area ? unitText(unit) : Texts::tr("grey values");
}

} // namespace

struct NumbersPage::State {
    State(Workbench& benchUsed, NumbersPage& page)
        : bench(benchUsed), desk(benchUsed.board, &page), message(new MessageLine(&page)) {}

    AlongLimb along() const { return static_cast<AlongLimb>(curves->index()); }
    AreaUnit unit() const { return bench.preferences.areaUnit(); }
    NumbersView view() const { return static_cast<NumbersView>(views->index()); }

    void show() {
        const CaseSession* session = bench.session().get();
        const bool hasSegments =
            session != nullptr && !session->segmentation().labels.segments().empty();
        const CaseNumbers* numbers = hasSegments ? desk.numbers() : nullptr;
        empty->setVisible(!hasSegments);
        body->setVisible(hasSegments);
        copy->setEnabled(numbers != nullptr);
        exportCsv->setEnabled(numbers != nullptr);
        if (numbers == nullptr) {
            return;
        }
        const QString unreviewed = unreviewedText(*numbers);
        warning->setVisible(!unreviewed.isEmpty());
        warningText->setText(unreviewed);
        table->present(tableOf(*numbers, *session, view(), unit()));
        plot->setCurves(curvesOf(*numbers, *session, along(), unit()));
        plot->setAxes({Texts::tr("mm from the first slice")},
                      {.title = unitOf(along(), unit()),
                       .low = along() == AlongLimb::Area ? std::optional(0.0) : std::nullopt});
        followSlice();
    }

    /// Cheap: no number is computed anew while a person scrolls.
    void followSlice() {
        const CaseSession* session = bench.session().get();
        const CaseNumbers* numbers = desk.numbers();
        if (session == nullptr || numbers == nullptr) {
            return;
        }
        const std::int64_t slice = session->view().crosshair().z;
        plot->setMarker(
            PlotMarker{static_cast<double>(slice) * numbers->sliceStepMm, theme().axial});
        atSliceNow->present(
            Texts::tr("at slice %1, %2").arg(slice + 1).arg(unitOf(along(), unit())),
            atSlice(*numbers, *session, along(), slice, unit()));
        table->present(tableOf(*numbers, *session, view(), unit()));
    }

    void choose(int target) {
        CaseSession* session = bench.session().get();
        if (session == nullptr) {
            return;
        }
        if (view() == NumbersView::WholeCase) {
            session->view().setActiveSegment(target);
        } else {
            goToSlice(target);
        }
    }

    void goToSlice(std::int64_t slice) {
        if (CaseSession* session = bench.session().get()) {
            VoxelIndex at = session->view().crosshair();
            at.z = slice;
            session->view().setCrosshair(at);
        }
    }

    Workbench& bench;
    NumbersDesk desk;
    MessageLine* message;
    Segmented* views = nullptr;
    Switch* onlyReviewed = nullptr;
    Button* copy = nullptr;
    Button* exportCsv = nullptr;
    QWidget* empty = nullptr;
    QWidget* body = nullptr;
    Tile* warning = nullptr;
    Label* warningText = nullptr;
    NumbersTable* table = nullptr;
    Segmented* curves = nullptr;
    CurvePlot* plot = nullptr;
    SliceNumbers* atSliceNow = nullptr;
    std::vector<QMetaObject::Connection> followed;
};

NumbersPage::NumbersPage(Workbench& bench, QWidget* parent)
    : QWidget(parent), state_(std::make_unique<State>(bench, *this)) {
    setAccessibleName(Texts::tr("Numbers"));
    setObjectName(QStringLiteral("place.numbers"));
    auto* surface = new Surface(Surface::Fill::Panel, Qt::LeftEdge);
    columnIn(this)->addWidget(surface);
    auto* column = columnIn(surface, {space::l, space::m, space::l, space::m}, space::m);
    column->addLayout(header());
    column->addWidget(state_->message);
    state_->message->clear();
    state_->empty = centred(
        new EmptyPlace(Icon::Table, Texts::tr("Nothing to measure yet"),
                       Texts::tr("Volumes, areas and grey values of each segment stand here. "
                                 "Auto-segment, or paint a segment, first.")),
        surface);
    column->addWidget(state_->empty, 1);
    state_->body = body();
    column->addWidget(state_->body, 1);
    connectParts();
    connect(&state_->desk, &NumbersDesk::changed, this, [this] { state_->show(); });
    connect(&state_->desk, &NumbersDesk::failed, state_->message, &MessageLine::tell);
    connect(&bench, &Workbench::sessionChanged, this, &NumbersPage::followSession);
    connect(&bench.preferences, &Preferences::changed, this, [this] { state_->show(); });

    followSession();
}

NumbersPage::~NumbersPage() = default;

QLayout* NumbersPage::header() {
    auto* row = new QHBoxLayout;
    row->setSpacing(space::s);
    row->addWidget(
        new Label(Texts::tr("Numbers"), TextRole::Panel, Label::Tone::Text1, QFont::DemiBold));
    row->addSpacing(space::s);
    state_->views = described(new Segmented(viewNames()), Texts::tr("What a row is"),
                              Texts::tr("Each segment in the whole case, or the active "
                                        "segment in each of its slices."));
    row->addWidget(state_->views);
    state_->onlyReviewed = new Switch(Texts::tr("Only reviewed"));
    state_->onlyReviewed->setToolTip(Texts::tr("Leaves slices out that nobody has reviewed."));
    row->addWidget(state_->onlyReviewed);
    row->addWidget(new Label(Texts::tr("Only reviewed"), TextRole::Body, Label::Tone::Text2));
    row->addStretch(1);
    state_->copy = described(new Button(Texts::tr("Copy")), Texts::tr("Copy numbers"),
                             Texts::tr("Copies the table for a spreadsheet."));
    state_->copy->setGlyph(Icon::Copy);
    state_->copy->setObjectName(QStringLiteral("numbers.copy"));
    row->addWidget(state_->copy);
    state_->exportCsv =
        described(new Button(Texts::tr("Export CSV"), ButtonKind::Primary), Texts::tr("Export CSV"),
                  Texts::tr("Writes the numbers of the case and of each slice to a file."));
    state_->exportCsv->setGlyph(Icon::Download);
    state_->exportCsv->setObjectName(QStringLiteral("numbers.export"));
    row->addWidget(state_->exportCsv);
    return row;
}

QWidget* NumbersPage::body() {
    auto* body = new QWidget;
    auto* column = columnIn(body, {}, space::m);
    state_->warning = new Tile(Tile::Look::Raised);
    auto* line = rowIn(state_->warning, {space::m, space::s, space::m, space::s});
    line->addWidget(new Mark(Icon::Warning, Mark::Tone::InWork, 16));
    state_->warningText = new Label({}, TextRole::Body, Label::Tone::InWork);
    wrap(state_->warningText);
    line->addWidget(state_->warningText, 1);
    column->addWidget(state_->warning);
    state_->table = new NumbersTable;
    QScrollArea* scroll = scrolling(state_->table, body);
    connect(state_->table, &NumbersTable::rowShown, scroll, [scroll](const QRect& row) {
        scroll->ensureVisible(0, row.center().y(), 0, row.height());
    });
    column->addWidget(scroll, 3);
    auto* titles = rowBelow(column);
    titles->addWidget(new Label(Texts::tr("Along the limb"), TextRole::Section, Label::Tone::Text1,
                                QFont::DemiBold));
    state_->curves = described(new Segmented(curveNames()), Texts::tr("What the curves show"),
                               Texts::tr("Cross-sectional area, or grey values' mean or "
                                         "standard deviation, slice by slice."));
    titles->addWidget(state_->curves);
    titles->addStretch(1);
    titles->addWidget(new Label(Texts::tr("solid reviewed, dashed not yet"), TextRole::Caption,
                                Label::Tone::Text3));
    auto* plots = rowBelow(column, space::m);
    state_->plot = new CurvePlot(Texts::tr("Along the limb"));
    state_->plot->setToolTip(Texts::tr("Click to go to a slice. Drag to zoom."));
    plots->addWidget(state_->plot, 1);
    state_->atSliceNow = new SliceNumbers;
    plots->addWidget(state_->atSliceNow);
    column->setStretch(column->count() - 1, 4);
    return body;
}

void NumbersPage::connectParts() {
    State* state = state_.get();
    connect(state->views, &Segmented::chosen, this, [state] { state->show(); });
    connect(state->curves, &Segmented::chosen, this, [state] { state->show(); });
    connect(state->onlyReviewed, &Switch::clicked, this,
            [state](bool only) { state->desk.setOnlyReviewed(only); });
    connect(state->copy, &Button::clicked, this,
            [state] { QGuiApplication::clipboard()->setText(tabbed(state->table->facts())); });
    connect(state->copy, &Button::clicked, this, &NumbersPage::copied);
    connect(state->exportCsv, &Button::clicked, this, [this, state] {
        if (const CaseNumbers* numbers = state->desk.numbers()) {
            Q_EMIT exportWanted(QByteArray::fromStdString(numbersCsv(*numbers)));
        }
    });
    connect(state->table, &NumbersTable::chosen, this,
            [state](int target) { state->choose(target); });
    connect(state->plot, &CurvePlot::picked, this, [state](const QPointF& value) {
        if (const CaseNumbers* numbers = state->desk.numbers()) {
            state->goToSlice(std::llround(value.x() / numbers->sliceStepMm));
        }
    });
}

void NumbersPage::followSession() {
    State* state = state_.get();
    for (const QMetaObject::Connection& connection : state->followed) {
        disconnect(connection);
    }
    state->followed.clear();
    state->message->clear();
    if (CaseSession* session = state->bench.session().get()) {
        state->followed = {connect(&session->view(), &ViewState::crosshairChanged, this,
                                   [state] { state->followSlice(); }),
                           connect(&session->view(), &ViewState::activeSegmentChanged, this,
                                   [state] { state->followSlice(); })};
    }
    state->desk.follow(state->bench.session());
    state->show();
}

void NumbersPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    state_->desk.setWanted(true);
}

void NumbersPage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    state_->desk.setWanted(false);
}

} // namespace laurel::ui
