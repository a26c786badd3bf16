#include "consent_sheet.h"

#include "laurel/session/texts.h"

#include "laurel/ui_kit/painting.h"
#include "pieces.h"
#include "words.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>

namespace laurel::ui {

namespace {

struct Item {
    Icon icon;
    QString title;
    QString text;
};

QString titleOf(const ConsentFacts& facts) {
    return QString("%1 v%2").arg(QString::fromStdString(facts.model)).arg(facts.baseVersion);
}

std::vector<Item> leaving(const ConsentFacts& facts) {
    std::vector<Item> items{
        {Icon::Leaf, Texts::tr("Weights"), Texts::tr("%1 of numbers").arg(bytesText(facts.bytes))}};
    if (facts.privacy) {
        items.push_back({Icon::Shield, Texts::tr("With noise in them"),
                         Texts::tr("ε %1 at δ %2, for this learning alone")
                             .arg(facts.privacy->epsilon, 0, 'f', 2)
                             .arg(facts.privacy->delta, 0, 'g', 3)});
    }
    if (facts.dice) {
        items.push_back({Icon::Chart, Texts::tr("One Dice value"),
                         (facts.diceIsAutomatic ? Texts::tr("%1, automatic against corrected")
                                                : Texts::tr("%1, after learning"))
                             .arg(diceText(facts.dice))});
    }
    items.push_back({Icon::Layers, Texts::tr("Base version"),
                     titleOf(facts) + ", " +
                         countText(facts.slices, QT_TRANSLATE_N_NOOP("Laurel", "%n slice(s)"))});
    items.push_back({Icon::Key, Texts::tr("Your site key"), Texts::tr("who contributes")});
    items.push_back({Icon::Info, Texts::tr("This program"),
                     QString::fromStdString(facts.client.name + " " + facts.client.version)});
    return items;
}

std::vector<Item> staying(const ConsentFacts& facts) {
    std::vector<Item> items{
        {Icon::Cross, Texts::tr("Images"), Texts::tr("not one pixel")},
        {Icon::Cross, Texts::tr("Masks and contours"), Texts::tr("none of them")},
        {Icon::Cross, Texts::tr("Patient data"), Texts::tr("names, dates, numbers")},
        {Icon::Cross, Texts::tr("File names"), Texts::tr("folders, DICOM tags")}};
    if (!facts.withheld.empty()) {
        const auto count = static_cast<std::int64_t>(facts.withheld.size());
        items.push_back({Icon::Cross, Texts::tr("Layers of this site"),
                         countText(count, QT_TRANSLATE_N_NOOP("Laurel", "%n private tensor(s)"))});
    }
    return items;
}

void clear(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        delete item->widget();
        if (QLayout* inner = item->layout()) {
            clear(inner);
        }
        delete item;
    }
}

void addItem(QBoxLayout* column, const Item& item, Mark::Tone tone, QWidget* parent) {
    auto* row = new QWidget(parent);
    auto* line = rowIn(row, {}, space::s);
    line->addWidget(new Mark(item.icon, tone, 18, row), 0, Qt::AlignTop);
    auto* texts = columnBeside(line, 1, 1);
    auto* title = new Label(item.title, TextRole::Body, Label::Tone::Text1, QFont::Medium, row);
    auto* text = new Label(item.text, TextRole::Caption, Label::Tone::Text2, QFont::Normal, row);
    wrap(title);
    wrap(text);
    texts->addWidget(title);
    texts->addWidget(text);
    column->addWidget(row);
}

} // namespace

std::vector<std::pair<QString, QString>> sentFields(const ConsentFacts& facts) {
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    std::vector<std::pair<QString, QString>> fields{
        {"model", text(facts.model)},
        {"base_version", QString::number(facts.baseVersion)},
        {"size", groupedText(facts.bytes)},
        {"sha256", text(facts.sha256)},
        {"slices", QString::number(facts.slices)}};
    if (facts.dice) {
        fields.emplace_back("dice", QString::number(*facts.dice, 'g', 6));
    }
    fields.emplace_back("client", text(facts.client.name + " " + facts.client.version));
    return fields;
}

ConsentSheet::ConsentSheet(QWidget* parent) : QWidget(parent) {
    setAccessibleName(Texts::tr("Give the correction back?"));
    setMinimumWidth(340);
    auto* column = columnIn(this, {2, 0, 0, 0});
    column->addWidget(scrolling(body(), this), 1);
    column->addWidget(foot());
    setTabOrder(notNow_, contribute_);
    followTheme(this);
    hide();
}

QWidget* ConsentSheet::body() {
    auto* body = new QWidget(this);
    auto* column = columnIn(body, {space::l + space::xs, space::l, space::l, space::l}, space::m);
    auto* title = new Label(Texts::tr("Give the correction back?"), TextRole::Panel,
                            Label::Tone::Text1, QFont::DemiBold, body);
    auto* text = new Label(
        Texts::tr("The server checks it on its own reference cases. It is published only if "
                  "it helps."),
        TextRole::Body, Label::Tone::Text2, QFont::Normal, body);
    wrap(title);
    wrap(text);
    column->addWidget(title);
    column->addWidget(text);
    column->addWidget(serverCard(body));
    auto* cards = rowBelow(column, space::m);
    cards->addWidget(leaves_ = new Tile(Tile::Look::Chosen, body), 1);
    cards->addWidget(stays_ = new Tile(Tile::Look::Panel, body), 1);
    leaves_->setObjectName("leaves");
    stays_->setObjectName("stays");
    for (QWidget* card : {leaves_, stays_}) {
        columnIn(card, {space::m, space::m, space::s, space::m}, space::m);
    }
    exactly_ = described(new Button(Texts::tr("Exactly what is sent"), ButtonKind::Quiet, body),
                         Texts::tr("Exactly what is sent"),
                         Texts::tr("Show or hide every field of the contribution"));
    column->addWidget(exactly_, 0, Qt::AlignLeft);
    column->addWidget(fields_ = new Tile(Tile::Look::Well, body));
    grid_ = new QGridLayout(fields_);
    grid_->setContentsMargins(space::m, space::s, space::m, space::s);
    grid_->setHorizontalSpacing(space::l);
    grid_->setVerticalSpacing(2);
    grid_->setColumnStretch(1, 1);
    column->addStretch();
    connect(exactly_, &QAbstractButton::clicked, this,
            [this] { showExactly(fields_->isHidden()); });
    return body;
}

QWidget* ConsentSheet::serverCard(QWidget* parent) {
    auto* card = new Tile(Tile::Look::Panel, parent);
    auto* row = rowIn(card, {space::m, space::s, space::m, space::s}, space::m);
    row->addWidget(new Mark(Icon::Server, Mark::Tone::Text2, 20, card));
    auto* texts = columnBeside(row, 1, 2);
    server_ = new Label({}, TextRole::Body, Label::Tone::Text1, QFont::Medium, card);
    key_ = new Label({}, TextRole::Caption, Label::Tone::Text2, QFont::Normal, card);
    wrap(key_);
    texts->addWidget(server_);
    texts->addWidget(key_);
    row->addWidget(described(new Mark(Icon::Shield, Mark::Tone::Laurel, 20, card),
                             Texts::tr("Key is pinned"),
                             Texts::tr("This key was pinned when the server was added")));
    return card;
}

QWidget* ConsentSheet::foot() {
    auto* foot = new Surface(Surface::Fill::Raised, Qt::TopEdge, this);
    auto* row = rowIn(foot, {space::l + space::xs, space::m, space::l, space::m}, space::s);
    auto* note = new Label(Texts::tr("Can be withdrawn until sent"), TextRole::Caption,
                           Label::Tone::Text3, QFont::Normal, foot);
    wrap(note);
    row->addWidget(note, 1, Qt::AlignVCenter);
    notNow_ =
        described(new Button(Texts::tr("Not now"), ButtonKind::Normal, foot), Texts::tr("Not now"),
                  Texts::tr("Send nothing. You can give it back later. Esc"));
    contribute_ = described(new Button(Texts::tr("Contribute"), ButtonKind::Primary, foot),
                            Texts::tr("Contribute"), Texts::tr("Send the weights to this server"));
    contribute_->setGlyph(Icon::Upload);
    for (Button* button : {notNow_, contribute_}) {
        button->setTall(true);
        row->addWidget(button);
    }
    connect(notNow_, &QAbstractButton::clicked, this, &ConsentSheet::declined);
    connect(contribute_, &QAbstractButton::clicked, this, &ConsentSheet::contributeWanted);
    return foot;
}

void ConsentSheet::open(const ConsentFacts& facts) {
    server_->setText(QString::fromStdString(facts.server.name));
    server_->setToolTip(QString::fromStdString(facts.server.address.url()));
    key_->setText(Texts::tr("key %1").arg(
        fingerprintText(QString::fromStdString(fingerprint(facts.server.publicKey)))));
    fill(leaves_, facts, true);
    fill(stays_, facts, false);
    showFields(facts);
    showExactly(true);
    show();
    notNow_->setFocus(Qt::TabFocusReason);
}

void ConsentSheet::fill(QWidget* card, const ConsentFacts& facts, bool leaves) {
    auto* column = static_cast<QBoxLayout*>(card->layout());
    clear(column);
    column->addWidget(new Label(
        leaves ? Texts::tr("Leaves this computer") : Texts::tr("Never leaves"), TextRole::Body,
        leaves ? Label::Tone::Laurel : Label::Tone::Text1, QFont::DemiBold, card));
    for (const Item& item : leaves ? leaving(facts) : staying(facts)) {
        addItem(column, item, leaves ? Mark::Tone::Laurel : Mark::Tone::Text2, card);
    }
    column->addStretch();
}

void ConsentSheet::showFields(const ConsentFacts& facts) {
    clear(grid_);
    int row = 0;
    for (const auto& [name, value] : sentFields(facts)) {
        auto* nameLabel =
            new Label(name, TextRole::Caption, Label::Tone::Text3, QFont::Normal, fields_);
        nameLabel->setMinimumWidth(nameLabel->sizeHint().width());
        auto* valueLabel = new QLabel(fields_);
        // 64 digits break in half where they are too wide; nothing of them is left out.
        valueLabel->setText(value.size() == 64 ? value.left(32) + '\n' + value.mid(32) : value);
        valueLabel->setTextFormat(Qt::PlainText);
        valueLabel->setFont(codeFont());
        valueLabel->setTextInteractionFlags(Qt::TextSelectableByMouse);
        valueLabel->setAccessibleName(name + ' ' + value);
        grid_->addWidget(nameLabel, row, 0, Qt::AlignTop);
        grid_->addWidget(valueLabel, row++, 1);
    }
}

void ConsentSheet::showExactly(bool shown) {
    exactly_->setGlyph(shown ? Icon::ChevronDown : Icon::ChevronRight);
    fields_->setVisible(shown);
}

void ConsentSheet::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().raised);
    painter.fillRect(QRect(0, 0, 2, height()), theme().laurel);
}

void ConsentSheet::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT declined();
        return;
    }
    QWidget::keyPressEvent(event);
}

bool ConsentSheet::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

} // namespace laurel::ui
