#include "cases_panel.h"

#include "laurel/session/texts.h"

#include "laurel/ui_kit/painting.h"

#include "words.h"

#include <QBoxLayout>
#include <QDir>
#include <QLineEdit>
#include <QPainter>
#include <QScrollArea>

#include <algorithm>
#include <array>

namespace laurel::ui {

namespace {

constexpr int sideWidth = 224;
constexpr std::array states{StateMark::Empty, StateMark::InWork, StateMark::Reviewed,
                            StateMark::Flagged};

QString stateText(StateMark state) {
    switch (state) {
    case StateMark::InWork:
    case StateMark::Auto:
        return Texts::tr("In work");
    case StateMark::Reviewed:
        return Texts::tr("Reviewed");
    case StateMark::Flagged:
        return Texts::tr("Flagged");
    case StateMark::Empty:
        break;
    }
    return Texts::tr("Not started");
}

Label* captionOf(const QString& text, QWidget* parent) {
    auto* label = new Label(text, TextRole::Caption, Label::Tone::Text3, QFont::Medium, parent);
    label->setContentsMargins(space::l, space::l, space::m, space::xs);
    return label;
}

SideRow* actRow(Icon glyph, const QString& name, const QString& tip, QWidget* parent) {
    return described(new SideRow(glyph, name, parent), name, tip);
}

} // namespace

CasesPanel::CasesPanel(QWidget* parent) : DropPanel(parent) {
    auto* row = rowIn(this, {}, 0);
    row->setSizeConstraint(QLayout::SetNoConstraint); // minimumSizeHint knows better
    row->addWidget(side());
    auto* column = columnBeside(row, 1, 0);
    column->addWidget(finder_ = finder());
    column->addWidget(cards(), 1);
    row->addWidget(details_ = new CaseDetails(this));
    connect(details_, &CaseDetails::caseWanted, this, &CasesPanel::caseWanted);
    connect(details_, &CaseDetails::filesWanted, this, &CasesPanel::filesWanted);
    connect(grid_, &CaseGrid::lookedAt, this,
            [this](const CaseTile* tile) { showDetails(tile->facts()); });
    followTheme(this);
}

QWidget* CasesPanel::side() {
    auto* side = new Surface(Surface::Fill::Panel, Qt::RightEdge, this);
    side->setFixedWidth(sideWidth);
    auto* column = columnIn(side, {0, space::s, 1, space::s});
    addStates(*column);
    column->addWidget(captionOf(Texts::tr("Folders"), side));
    folders_ = new QWidget(side);
    columnIn(folders_);
    column->addWidget(folders_);
    auto* add =
        actRow(Icon::Plus, Texts::tr("Open folder"),
               Texts::tr("Open a folder of images; one that holds several stays here"), side);
    column->addWidget(add);
    column->addStretch();
    auto* sample = actRow(Icon::Play, Texts::tr("Try the sample leg"),
                          Texts::tr("Open a leg that Laurel makes itself"), side);
    auto* keys =
        actRow(Icon::Keyboard, Texts::tr("Keys and mouse"), Texts::tr("Show every key. F1"), side);
    column->addWidget(sample);
    column->addWidget(keys);
    connect(add, &QAbstractButton::clicked, this, &CasesPanel::folderWanted);
    connect(sample, &QAbstractButton::clicked, this, &CasesPanel::sampleWanted);
    connect(keys, &QAbstractButton::clicked, this, &CasesPanel::keysWanted);
    return side;
}

void CasesPanel::addStates(QVBoxLayout& column) {
    const auto add = [&](SideRow* row, const QString& tip, std::optional<StateMark> state) {
        row->setCheckable(true);
        row->setAutoExclusive(true);
        row->setChecked(!state);
        row->setToolTip(tip);
        column.addWidget(row);
        states_.push_back(row);
        connect(row, &QAbstractButton::clicked, this, [this, state] {
            query_.state = state;
            showCases();
        });
    };
    QWidget* side = column.parentWidget();
    add(new SideRow(Icon::Clock, Texts::tr("Recent cases"), side), Texts::tr("Show all cases"), {});
    column.addWidget(captionOf(Texts::tr("State"), side));
    for (const StateMark state : states) {
        const QString name = stateText(state);
        add(new SideRow(state, name, side), Texts::tr("Show only cases that are: %1").arg(name),
            state);
    }
}

QWidget* CasesPanel::finder() {
    auto* bar = new Surface(Surface::Fill::Ground, Qt::BottomEdge, this);
    auto* row = rowIn(bar, {space::l, space::s, space::l, space::s}, space::s);
    search_ = new SearchField(Texts::tr("Case, series or muscle"), {}, bar);
    search_->setMaximumWidth(280);
    search_->edit()->setToolTip(Texts::tr("Shows only cases with these words"));
    search_->edit()->setAccessibleName(Texts::tr("Find a case"));
    row->addWidget(search_, 1);
    modality_ = described(new Dropdown(Texts::tr("Images"), {Texts::tr("All images")}, bar),
                          Texts::tr("Images"), Texts::tr("Shows only cases of such images"));
    modality_->setObjectName(QStringLiteral("cases.modality"));
    row->addWidget(modality_);
    auto* order =
        described(new Dropdown(Texts::tr("Order"),
                               {Texts::tr("Newest first"), Texts::tr("By name"),
                                Texts::tr("Least reviewed first"), Texts::tr("By folder")},
                               bar),
                  Texts::tr("Order"), Texts::tr("In which order cases stand"));
    order->setObjectName(QStringLiteral("cases.order"));
    row->addWidget(order);
    count_ = new Label({}, TextRole::Body, Label::Tone::Text2, QFont::Normal, bar);
    row->addSpacing(space::s);
    row->addWidget(count_, 1);
    auto* open = described(new Button(Texts::tr("Open images"), ButtonKind::Primary, bar),
                           Texts::tr("Open images"), Texts::tr("Open an image file. Ctrl+O"));
    open->setGlyph(Icon::Folder);
    row->addWidget(open);
    connect(open, &QAbstractButton::clicked, this, &CasesPanel::openWanted);
    connect(modality_, &Dropdown::chosen, this, [this](int index) {
        query_.modality = index == 0 ? std::nullopt : std::optional(modalities_.at(index - 1));
        showCases();
    });
    connect(order, &Dropdown::chosen, this, [this](int index) {
        query_.order = static_cast<CaseOrder>(index);
        showCases();
    });
    connect(search_, &SearchField::edited, this, [this](const QString& words) {
        query_.words = words;
        showCases();
    });
    connect(search_, &SearchField::escaped, this, [this] {
        query_.words.clear();
        showCases();
    });
    connect(search_, &SearchField::accepted, this, [this] {
        if (!grid_->tiles().empty()) {
            grid_->tiles().front()->setFocus(Qt::TabFocusReason);
        }
    });
    return bar;
}

QWidget* CasesPanel::cards() {
    auto* inner = new QWidget(this);
    auto* column = columnIn(inner, {space::l, space::l, space::l, space::l}, space::m);
    nothing_ = new Label({}, TextRole::Body, Label::Tone::Text2, QFont::Normal, inner);
    wrap(nothing_);
    column->addWidget(nothing_);
    column->addWidget(grid_ = new CaseGrid(inner));
    column->addStretch();
    return scrolling(inner, this);
}

void CasesPanel::present(const CasesFacts& facts) {
    if (facts == facts_ && count_->text() != QString()) {
        return;
    }
    facts_ = facts;
    showStates();
    showModalities();
    showFolders();
    showCases();
}

void CasesPanel::setPictures(const QMap<QString, QImage>& pictures) {
    pictures_ = pictures;
    for (CaseTile* tile : grid_->tiles()) {
        tile->setPicture(pictures_.value(tile->facts().folder));
    }
    details_->setPicture(pictures_.value(details_->folder()));
}

void CasesPanel::showStates() {
    states_.front()->setCount(std::ssize(facts_.cases));
    for (std::size_t i = 0; i < states.size(); ++i) {
        states_[i + 1]->setCount(std::ranges::count(facts_.cases, states.at(i), &CaseFacts::state));
    }
}

/// What was chosen stays so while there are such cases. There is nothing to choose from one.
void CasesPanel::showModalities() {
    modalities_ = modalitiesOf(facts_.cases);
    QStringList choices{Texts::tr("All images")};
    for (const QString& modality : modalities_) {
        choices << (modality.isEmpty() ? Texts::tr("Others") : modality);
    }
    const qsizetype chosen = query_.modality ? modalities_.indexOf(*query_.modality) : -1;
    if (chosen < 0) {
        query_.modality.reset();
    }
    modality_->setChoices(choices);
    modality_->setIndex(static_cast<int>(chosen) + 1);
    modality_->setVisible(modalities_.size() > 1);
}

void CasesPanel::showFolders() {
    emptyRows(folders_);
    auto* column = static_cast<QBoxLayout*>(folders_->layout());
    for (const QString& path : facts_.folders) {
        const QString name = QDir(path).dirName();
        auto* line = new QWidget(folders_);
        auto* row = rowIn(line, {0, 0, space::xs, 0}, 0);
        auto* open = actRow(Icon::Folder, name, Texts::tr("Show the images in %1").arg(path), line);
        auto* forget =
            described(new GlyphButton(Icon::Cross, Texts::tr("Forget %1").arg(name), {}, line),
                      Texts::tr("Forget %1").arg(name),
                      Texts::tr("Take this folder off the list; its files stay"));
        forget->setGlyphSize(14);
        row->addWidget(open, 1);
        row->addWidget(forget);
        column->addWidget(line);
        connect(open, &QAbstractButton::clicked, this, [this, path] { Q_EMIT folderChosen(path); });
        connect(forget, &QAbstractButton::clicked, this,
                [this, path] { Q_EMIT folderForgotten(path); });
    }
}

/// The card that has the keyboard keeps it, as the same case's new one.
void CasesPanel::showCases() {
    const auto& former = grid_->tiles();
    const auto focused = std::ranges::find_if(former, &QWidget::hasFocus);
    const QString focusedFolder = focused == former.end() ? QString() : (*focused)->facts().folder;
    std::vector<CaseTile*> tiles;
    for (const CaseFacts& facts : casesFor(query_, facts_.cases)) {
        auto* tile = new CaseTile(facts);
        tile->setPicture(pictures_.value(facts.folder));
        connect(tile, &QAbstractButton::clicked, this,
                [this, folder = facts.folder] { Q_EMIT caseWanted(folder); });
        tiles.push_back(tile);
    }
    nothing_->setVisible(tiles.empty());
    nothing_->setText(
        facts_.cases.empty()
            ? Texts::tr("No case yet. Open images or a folder: each image becomes a case.")
            : Texts::tr("No case is like that. Take words away, or choose Recent cases."));
    count_->setText(countText(std::ssize(tiles), QT_TRANSLATE_N_NOOP("Laurel", "%n case(s)")));
    grid_->setTiles(tiles, query_.order == CaseOrder::ByFolder);
    for (CaseTile* tile : tiles) {
        if (!focusedFolder.isEmpty() && tile->facts().folder == focusedFolder) {
            tile->setFocus(Qt::OtherFocusReason);
        }
    }
    if (!tiles.empty()) {
        const auto same = std::ranges::find(
            tiles, details_->folder(), [](const CaseTile* tile) { return tile->facts().folder; });
        showDetails(same == tiles.end() ? tiles.front()->facts() : (*same)->facts());
    }
    arrangeDetails();
}

void CasesPanel::showDetails(const CaseFacts& facts) {
    details_->present(facts, pictures_.value(facts.folder));
}

/// Where two cards and the row above them still fit beside them.
void CasesPanel::arrangeDetails() {
    constexpr int cards = 2 * CaseTile::preferred.width() + space::m + 2 * space::l;
    const int middle = std::max(cards, finder_->minimumSizeHint().width());
    const bool fits = width() >= sideWidth + middle + CaseDetails::preferredWidth;
    details_->setVisible(fits && !grid_->tiles().empty());
}

QSize CasesPanel::minimumSizeHint() const {
    constexpr int height = 480;
    return {sideWidth + finder_->minimumSizeHint().width(), height};
}

void CasesPanel::resizeEvent(QResizeEvent* event) {
    DropPanel::resizeEvent(event);
    arrangeDetails();
}

/// So that arrows go from card to card at once.
void CasesPanel::showEvent(QShowEvent* event) {
    if (!grid_->tiles().empty()) {
        grid_->tiles().front()->setFocus(Qt::OtherFocusReason);
    }
    DropPanel::showEvent(event);
}

void CasesPanel::showHovering(bool hovers) {
    hovers_ = hovers;
    update();
}

void CasesPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), hovers_ ? theme().selected : theme().ground);
}

} // namespace laurel::ui
