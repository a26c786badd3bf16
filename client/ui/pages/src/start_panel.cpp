#include "start_panel.h"

#include "laurel/session/texts.h"

#include "limb_picture.h"
#include "start_parts.h"

#include <QBoxLayout>
#include <QScrollArea>

namespace laurel::ui {

namespace {

constexpr int columnWidth = 920;
constexpr std::size_t modelsShown = 3;

QWidget* stepCard(LimbPicture::Scene scene, int number, const QString& title, const QString& text,
                  QWidget* parent) {
    auto* card = new Tile(Tile::Look::Raised, parent);
    auto* column = columnIn(card, {1, 1, 1, 1});
    column->addWidget(new LimbPicture(scene, card), 1);
    auto* words = new QWidget(card);
    auto* lines = columnIn(words, {space::m + 2, space::m, space::m + 2, space::m}, space::xs);
    auto* head = rowBelow(lines, space::s);
    head->addWidget(new Label(QString::number(number), TextRole::Section, Label::Tone::Laurel,
                              QFont::DemiBold, words));
    head->addWidget(
        new Label(title, TextRole::Section, Label::Tone::Text1, QFont::DemiBold, words));
    head->addStretch();
    auto* body = new Label(text, TextRole::Body, Label::Tone::Text2, QFont::Normal, words);
    wrap(body);
    lines->addWidget(body);
    column->addWidget(words);
    return card;
}

/// A card with a head and what `rows` will hold.
QWidget* listCard(const QString& title, QWidget*& rows, QWidget* parent, QHBoxLayout*& head) {
    auto* card = new Tile(Tile::Look::Raised, parent);
    auto* column = columnIn(card, {1, 1, 1, 1});
    auto* top = new QWidget(card);
    head = rowIn(top, {space::m + 1, space::xs, space::s, space::xs});
    head->addWidget(new Label(title, TextRole::Section, Label::Tone::Text1, QFont::DemiBold, top));
    head->addStretch();
    top->setMinimumHeight(36);
    column->addWidget(top);
    column->addWidget(new Rule(Qt::Horizontal, card));
    rows = new QWidget(card);
    columnIn(rows, {0, 2, 0, 2});
    return card;
}

} // namespace

StartPanel::StartPanel(QWidget* parent) : DropPanel(parent) {
    auto* outer = columnIn(this);
    auto* middle = new QWidget(this);
    outer->addWidget(scrolling(middle, this));
    auto* row = rowIn(middle, {space::xl, space::m, space::xl, space::m}, 0);
    auto* content = new QWidget(middle);
    content->setMaximumWidth(columnWidth);
    row->addStretch(1);
    row->addWidget(content, 1000); // all of the width until it has its own
    row->addStretch(1);
    auto* column = columnIn(content, {}, 0);
    column->addStretch(1);
    column->addWidget(hero());
    column->addSpacing(space::xl);
    column->addWidget(steps(), 100); // grows to its greatest height before the room around does
    column->addSpacing(space::xl);
    auto* cards = rowBelow(column, space::l);
    cards->addWidget(modelsCard(), 1);
    cards->addWidget(serverCard(), 1);
    column->addSpacing(space::xl);
    column->addWidget(hints());
    column->addStretch(2);
}

QWidget* StartPanel::hero() {
    auto* hero = new QWidget(this);
    auto* row = rowIn(hero, {}, space::xl);
    row->addWidget(words(hero), 11);
    row->addWidget(zone_ = new DropZone(hero), 9);
    return hero;
}

QWidget* StartPanel::words(QWidget* parent) {
    auto* words = new QWidget(parent);
    auto* column = columnIn(words, {}, space::m);
    column->addWidget(new Brand(words));
    auto* promise =
        new Label(Texts::tr("Segment muscles, correct them, and let the model learn from you."),
                  TextRole::Page, Label::Tone::Text1, QFont::Normal, words);
    auto* local =
        new Label(Texts::tr("Everything happens on this computer. No account and no server are "
                            "needed."),
                  TextRole::Section, Label::Tone::Text2, QFont::Normal, words);
    wrap(promise);
    wrap(local);
    column->addWidget(promise);
    column->addWidget(local);
    column->addSpacing(space::xs);
    auto* buttons = rowBelow(column, space::s);
    auto* open = described(new Button(Texts::tr("Open images"), ButtonKind::Primary, words),
                           Texts::tr("Open images"), Texts::tr("Open an image file"));
    auto* folder =
        described(new Button(Texts::tr("Open folder"), ButtonKind::Normal, words),
                  Texts::tr("Open folder"), Texts::tr("Open a folder of DICOM or a case"));
    auto* sample = described(new Button(Texts::tr("Try the sample leg"), ButtonKind::Normal, words),
                             Texts::tr("Try the sample leg"),
                             Texts::tr("Open a leg that Laurel makes itself"));
    open->setGlyph(Icon::Folder);
    open_ = open;
    sample->setGlyph(Icon::Play);
    for (Button* button : {open, folder, sample}) {
        button->setTall(true);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    connect(open, &QAbstractButton::clicked, this, &StartPanel::openWanted);
    connect(folder, &QAbstractButton::clicked, this, &StartPanel::folderWanted);
    connect(sample, &QAbstractButton::clicked, this, &StartPanel::sampleWanted);
    return words;
}

QWidget* StartPanel::steps() {
    auto* steps = new QWidget(this);
    auto* row = rowIn(steps, {}, space::l);
    row->addWidget(stepCard(LimbPicture::Scene::Segment, 1, Texts::tr("Segment"),
                            Texts::tr("The model proposes each muscle. You accept, or not."),
                            steps),
                   1);
    row->addWidget(
        stepCard(LimbPicture::Scene::Correct, 2, Texts::tr("Correct"),
                 Texts::tr("Brush, fill, copy to the next slice. Every step can be undone."),
                 steps),
        1);
    row->addWidget(stepCard(LimbPicture::Scene::Learn, 3, Texts::tr("Learn"),
                            Texts::tr("Your slices improve the model. Only weights can leave."),
                            steps),
                   1);
    steps->setMaximumHeight(252);
    return steps;
}

QWidget* StartPanel::modelsCard() {
    QHBoxLayout* head = nullptr;
    QWidget* card = listCard(Texts::tr("Ready to use"), modelRows_, this, head);
    card->layout()->addWidget(modelRows_);
    static_cast<QBoxLayout*>(card->layout())->addStretch();
    auto* all = described(new Button(Texts::tr("All models"), ButtonKind::Quiet, card),
                          Texts::tr("All models"), Texts::tr("Every model of this computer"));
    head->addWidget(all);
    connect(all, &QAbstractButton::clicked, this, &StartPanel::modelsWanted);
    return card;
}

QWidget* StartPanel::serverCard() {
    QHBoxLayout* head = nullptr;
    QWidget* rows = nullptr;
    QWidget* card = listCard(Texts::tr("Server"), rows, this, head);
    card->layout()->addWidget(rows);
    serverNote_ = new Label({}, TextRole::Caption, Label::Tone::Text3, QFont::Normal, card);
    head->addWidget(serverNote_);
    head->addSpacing(space::xs);
    auto* line = new QWidget(rows);
    auto* row = rowIn(line, {space::l, space::s, space::m, space::s}, space::l);
    row->addWidget(new Mark(Icon::Server, Mark::Tone::Text2, 24, line));
    auto* texts = columnBeside(row, 1, 2);
    serverTitle_ = new Label({}, TextRole::Body, Label::Tone::Text1, QFont::Medium, line);
    serverText_ = new Label({}, TextRole::Body, Label::Tone::Text2, QFont::Normal, line);
    wrap(serverText_);
    texts->addStretch();
    texts->addWidget(serverTitle_);
    texts->addWidget(serverText_);
    texts->addStretch();
    serverButton_ = new Button(Texts::tr("Add server"), ButtonKind::Normal, line);
    serverButton_->setGlyph(Icon::Plus);
    row->addWidget(serverButton_);
    static_cast<QBoxLayout*>(rows->layout())->addWidget(line, 1);
    connect(serverButton_, &QAbstractButton::clicked, this, &StartPanel::serverWanted);
    return card;
}

QWidget* StartPanel::hints() {
    auto* hints = new QWidget(this);
    auto* row = rowIn(hints, {}, space::s);
    row->addStretch();
    auto* keys = described(new Button(Texts::tr("Keys and mouse"), ButtonKind::Quiet, hints),
                           Texts::tr("Keys and mouse"), Texts::tr("Show every key"));
    keys->setGlyph(Icon::Keyboard);
    row->addWidget(sheetKey_ = new KeyCap({}, hints));
    row->addWidget(keys);
    row->addSpacing(space::s);
    row->addWidget(finderKey_ = new KeyCap({}, hints));
    row->addWidget(finderText_ = new Label(Texts::tr("find any command"), TextRole::Body,
                                           Label::Tone::Text2, QFont::Normal, hints));
    row->addStretch();
    connect(keys, &QAbstractButton::clicked, this, &StartPanel::keysWanted);
    return hints;
}

void StartPanel::setKeys(const QString& open, const QString& sheet, const QString& finder) {
    open_->setHint(QString(open).replace(u'+', u' '));
    open_->setToolTip(open.isEmpty() ? Texts::tr("Open an image file")
                                     : Texts::tr("Open an image file (%1)").arg(open));
    sheetKey_->setKeys(sheet);
    sheetKey_->setVisible(!sheet.isEmpty());
    finderKey_->setKeys(QString(finder).replace(u'+', u' '));
    finderKey_->setVisible(!finder.isEmpty());
    finderText_->setVisible(!finder.isEmpty());
}

void StartPanel::present(const StartFacts& facts) {
    if (facts.models != facts_.models || facts.models.empty()) {
        showModels(facts.models);
    }
    showServer(facts);
    facts_ = facts;
}

void StartPanel::showModels(const std::vector<StartFacts::Model>& models) {
    emptyRows(modelRows_);
    auto* column = static_cast<QBoxLayout*>(modelRows_->layout());
    for (std::size_t i = 0; i < std::min(models.size(), modelsShown); ++i) {
        column->addWidget(new ModelLine(models[i], modelRows_));
    }
    if (models.empty()) {
        auto* none = new Label(Texts::tr("No model is on this computer yet. A server has some."),
                               TextRole::Body, Label::Tone::Text2, QFont::Normal, modelRows_);
        wrap(none);
        none->setContentsMargins(space::l, space::m, space::l, space::m);
        column->addWidget(none);
    }
}

void StartPanel::showServer(const StartFacts& facts) {
    const bool known = !facts.server.isEmpty();
    serverNote_->setText(known ? facts.serverState : Texts::tr("optional"));
    serverTitle_->setVisible(known);
    serverTitle_->setText(facts.server);
    serverText_->setText(
        known ? Texts::tr("Brings newer versions, and takes weights you choose to give back. "
                          "It never sees an image.")
              : Texts::tr("A server brings newer versions, and takes weights you choose to "
                          "give back. It never sees an image."));
    serverButton_->setText(known ? Texts::tr("Servers") : Texts::tr("Add server"));
    serverButton_->setGlyph(known ? std::optional<Icon>() : Icon::Plus);
    described(serverButton_, serverButton_->text(),
              known ? Texts::tr("Go to the servers") : Texts::tr("Go to the servers, to add one"));
}

void StartPanel::showHovering(bool hovers) {
    zone_->setOver(hovers);
}

} // namespace laurel::ui
