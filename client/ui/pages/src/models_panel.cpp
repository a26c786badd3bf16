#include "models_panel.h"

#include "laurel/session/texts.h"

#include "history_part.h"
#include "model_card_part.h"
#include "model_row.h"
#include "server_form.h"
#include "words.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QScrollArea>

namespace laurel::ui {

namespace {

constexpr int serversWidth = 384;

Label* fact(QGridLayout* grid, const QString& name, bool wraps, QWidget* parent) {
    const int row = grid->rowCount();
    grid->addWidget(new Label(name, TextRole::Body, Label::Tone::Text3, QFont::Normal, parent), row,
                    0, Qt::AlignTop);
    auto* value = new Label({}, TextRole::Body, Label::Tone::Text1, QFont::Normal, parent);
    if (wraps) {
        wrap(value);
    }
    grid->addWidget(value, row, 1);
    return value;
}

} // namespace

ModelsPanel::ModelsPanel(QWidget* parent) : QWidget(parent) {
    auto* row = rowIn(this, {}, 0);
    row->addWidget(modelsPart(), 1);
    row->addWidget(servers_ = serversPart());
}

QWidget* ModelsPanel::modelsPart() {
    auto* part = new Surface(Surface::Fill::Ground, {}, this);
    auto* outer = columnIn(part);
    auto* inner = new QWidget(part);
    outer->addWidget(scrolling(inner, part));
    auto* column = columnIn(inner, {0, space::l, 0, space::l}, 0);
    auto* head = new QWidget(inner);
    auto* texts = columnIn(head, {space::l, 0, space::l, space::m}, space::s);
    texts->addWidget(
        new Label(Texts::tr("Models"), TextRole::Page, Label::Tone::Text1, QFont::DemiBold, head));
    texts->addWidget(
        new Label(Texts::tr("What this computer can segment with. A new version never replaces "
                            "the one in use by itself."),
                  TextRole::Body, Label::Tone::Text2, QFont::Normal, head));

    texts->addWidget(message_ = new MessageLine(head));
    texts->addWidget(done_ =
                         new Label({}, TextRole::Body, Label::Tone::Laurel, QFont::Medium, head));
    done_->hide();
    column->addWidget(head);
    column->addWidget(header_ = new ModelHeader(inner));
    column->addWidget(rows_ = new QWidget(inner));
    columnIn(rows_);
    auto* nothing = new EmptyPlace(Icon::Layers, Texts::tr("No model on this computer"),
                                   Texts::tr("Add a server beside, and fetch one from it."), inner);
    column->addWidget(empty_ = centred(nothing, inner), 1);
    column->addWidget(detail_ = detailPart());
    column->addWidget(history_ = new HistoryPart(inner));
    column->addWidget(card_ = new ModelCardPart(inner));
    card_->hide();
    column->addStretch();
    return part;
}

QWidget* ModelsPanel::detailPart() {
    auto* part = new QWidget(this);
    auto* outer = columnIn(part, {space::l, space::l, space::l, 0});
    auto* card = new Tile(Tile::Look::Panel, part);
    outer->addWidget(card);
    auto* column = columnIn(card, {space::l, space::m, space::l, space::l}, space::m);
    auto* head = rowBelow(column);
    title_ = new Label({}, TextRole::Panel, Label::Tone::Text1, QFont::DemiBold, card);
    head->addWidget(title_);
    head->addWidget(inUse_ = new Chip(Texts::tr("in use"), card));
    inUse_->setMark(StateMark::Reviewed);
    head->addStretch();
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::xl);
    grid->setVerticalSpacing(space::s);
    grid->setColumnStretch(1, 1);
    column->addLayout(grid);
    structures_ = fact(grid, Texts::tr("Structures"), true, card);
    modality_ = fact(grid, Texts::tr("Images"), false, card);
    origin_ = fact(grid, Texts::tr("Origin"), false, card);
    folder_ = fact(grid, Texts::tr("Folder"), false, card);
    auto* foot = rowBelow(column);
    foot->addWidget(pin_ = new Switch(tr("Stay on this version")));
    pin_->setObjectName(QStringLiteral("models.pin"));
    foot->addWidget(pinText_ = new Label({}, TextRole::Body, Label::Tone::Text2));
    connect(pin_, &QAbstractButton::clicked, this,
            [this](bool on) { Q_EMIT pinWanted(selected_, on); });
    foot->addStretch();
    foot->addWidget(newer_ = new Button(Texts::tr("Look for newer"), ButtonKind::Normal, card));
    foot->addWidget(use_ = new Button(Texts::tr("Use for segmenting"), ButtonKind::Primary, card));
    newer_->setGlyph(Icon::Download);
    use_->setGlyph(Icon::Check);
    connect(newer_, &QAbstractButton::clicked, this, [this] { Q_EMIT newerWanted(selected_); });
    connect(use_, &QAbstractButton::clicked, this, [this] { Q_EMIT chosen(selected_); });
    return part;
}

QWidget* ModelsPanel::serversPart() {
    auto* part = new Surface(Surface::Fill::Panel, Qt::LeftEdge, this);
    part->setFixedWidth(serversWidth);
    auto* outer = columnIn(part, {1, 0, 0, 0});
    auto* inner = new QWidget(part);
    outer->addWidget(scrolling(inner, part));
    auto* column = columnIn(inner, {space::l, space::l, space::l, space::l}, space::m);
    auto* head = rowBelow(column);
    head->addWidget(new Label(Texts::tr("Servers"), TextRole::Panel, Label::Tone::Text1,
                              QFont::DemiBold, inner));
    head->addStretch();
    head->addWidget(serverState_ =
                        new Label({}, TextRole::Body, Label::Tone::Text3, QFont::Normal, inner));
    serverText_ =
        new Label(Texts::tr("Not needed for work on this computer. A server brings newer versions, "
                            "and takes weights you choose to give back. It never sees an image."),
                  TextRole::Body, Label::Tone::Text2, QFont::Normal, inner);
    wrap(serverText_);
    column->addWidget(serverText_);
    column->addWidget(serverRows_ = new QWidget(inner));
    columnIn(serverRows_, {}, space::s);
    column->addWidget(new Rule(Qt::Horizontal, inner));
    column->addWidget(new Label(Texts::tr("Add a server"), TextRole::Section, Label::Tone::Text1,
                                QFont::DemiBold, inner));
    column->addWidget(form_ = new ServerForm(inner));
    column->addStretch();
    return part;
}

QWidget* ModelsPanel::serverLine(const ModelsFacts::Server& server) {
    auto* card = new Tile(Tile::Look::Raised, serverRows_);
    auto* column = columnIn(card, {space::m, space::m, space::m, space::m}, space::s);
    auto* head = rowBelow(column, space::m);
    head->addWidget(new Mark(Icon::Server, Mark::Tone::Text2, 20, card), 0, Qt::AlignTop);
    auto* texts = columnBeside(head, 1, 2);
    texts->addWidget(
        new Label(server.name, TextRole::Body, Label::Tone::Text1, QFont::Medium, card));
    texts->addWidget(
        new Label(server.address, TextRole::Caption, Label::Tone::Text2, QFont::Normal, card));
    auto* key = new Label(Texts::tr("key %1").arg(fingerprintText(server.fingerprint)),
                          TextRole::Caption, Label::Tone::Text2, QFont::Normal, card);
    wrap(key);
    texts->addWidget(key);
    head->addWidget(described(new Mark(Icon::Shield, Mark::Tone::Laurel, 20, card),
                              Texts::tr("Key is pinned"),
                              Texts::tr("This key was pinned when the server was added")),
                    0, Qt::AlignTop);
    if (!server.state.isEmpty()) {
        auto* state =
            new Label(server.state, TextRole::Caption, Label::Tone::InWork, QFont::Normal, card);
        wrap(state);
        column->addWidget(state);
    }
    if (!server.offers.empty()) {
        column->addWidget(new Label(Texts::tr("Offers"), TextRole::Caption, Label::Tone::Text3,
                                    QFont::Normal, card));
    }
    for (const ModelsFacts::Offer& offer : server.offers) {
        column->addWidget(offerLine(server.id, offer, card));
    }
    return card;
}

QWidget* ModelsPanel::offerLine(const QString& serverId, const ModelsFacts::Offer& offer,
                                QWidget* parent) {
    auto* part = new QWidget(parent);
    auto* row = rowIn(part, {}, space::s);
    row->addWidget(new Mark(Icon::Layers, Mark::Tone::Text2, 18, part));
    auto* texts = columnBeside(row, 1, 1);
    texts->addWidget(
        new Label(offer.title, TextRole::Body, Label::Tone::Text1, QFont::Medium, part));
    texts->addWidget(
        new Label(offer.about, TextRole::Caption, Label::Tone::Text2, QFont::Normal, part));
    if (offer.here) {
        row->addWidget(new Label(Texts::tr("is here"), TextRole::Caption, Label::Tone::Text3,
                                 QFont::Normal, part));
        return part;
    }
    auto* fetch = new GlyphButton(Icon::Download, Texts::tr("Fetch %1").arg(offer.title), {}, part);
    fetch->setObjectName("fetch");
    tellFetchable(fetch);
    row->addWidget(fetch);
    connect(fetch, &QAbstractButton::clicked, this,
            [this, serverId, model = offer.model] { Q_EMIT pullWanted(serverId, model); });
    return part;
}

void ModelsPanel::tellFetchable(GlyphButton* button) const {
    button->setEnabled(!fetching_);
    button->setToolTip(fetching_
                           ? Texts::tr("A model is being fetched")
                           : Texts::tr("%1 and check its signature").arg(button->accessibleName()));
}

void ModelsPanel::present(const ModelsFacts& facts) {
    const bool models = facts.models != facts_.models;
    const bool servers = facts.servers != facts_.servers;
    facts_ = facts;
    if (models) {
        showModels();
    }
    if (servers) {
        showServers();
    }
    empty_->setVisible(facts.models.empty());
    header_->setVisible(!facts.models.empty());
    detail_->setVisible(!facts.models.empty());
    serverState_->setText(facts.serverState);
    serverText_->setVisible(facts.servers.empty());
    showDetail();
}

void ModelsPanel::showModels() {
    emptyRows(rows_);
    selected_ = facts_.models.empty() ? -1 : 0;
    for (int i = 0; i < static_cast<int>(facts_.models.size()); ++i) {
        const ModelsFacts::Model& model = facts_.models[static_cast<std::size_t>(i)];
        auto* row = new ModelRow(model, rows_);
        rows_->layout()->addWidget(row);
        connect(row, &QAbstractButton::clicked, this, [this, i] { select(i); });
        if (model.inUse) {
            selected_ = i;
        }
    }
    const auto rows = rows_->findChildren<ModelRow*>();
    if (selected_ >= 0) {
        rows[selected_]->setChecked(true);
    }
}

void ModelsPanel::showServers() {
    emptyRows(serverRows_);
    for (const ModelsFacts::Server& server : facts_.servers) {
        serverRows_->layout()->addWidget(serverLine(server));
    }
}

void ModelsPanel::select(int model) {
    selected_ = model;
    showDetail();
    Q_EMIT selectionChanged(model);
}

void ModelsPanel::showDetail() {
    if (selected_ < 0) {
        return;
    }
    const ModelsFacts::Model& model = facts_.models[static_cast<std::size_t>(selected_)];
    title_->setText(model.title);
    inUse_->setVisible(model.inUse);
    structures_->setText(model.structures.join(", "));
    modality_->setText(model.modality);
    origin_->setText(model.origin);
    folder_->setText(model.folder);
    folder_->setToolTip(model.folder);
    use_->setEnabled(!model.inUse);
    described(use_, Texts::tr("Use for segmenting"),
              model.inUse ? Texts::tr("It is in use already")
                          : Texts::tr("Auto-segment uses this model from now on"));
    pin_->setChecked(model.pinned);
    pin_->setEnabled(model.inUse || model.pinned);
    pin_->setToolTip(pin_->isEnabled() ? tr("Newer versions do not take its place until you say so")
                                       : tr("Use it for segmenting first"));
    pinText_->setText(model.pinned ? tr("Stays on %1 until you unpin it").arg(model.title)
                                   : tr("Stay on %1").arg(model.title));
    newer_->setVisible(!model.newerAt.isEmpty());
    newer_->setEnabled(!fetching_);
    described(
        newer_, Texts::tr("Look for newer"),
        fetching_
            ? Texts::tr("A model is being fetched")
            : Texts::tr("Ask %1 and fetch its version where that is newer").arg(model.newerAt));
}

void ModelsPanel::tellDone(const QString& text) {
    done_->setText(text);
    done_->setVisible(!text.isEmpty());
}

void ModelsPanel::setFetching(bool fetching) {
    fetching_ = fetching;
    newer_->setText(fetching ? Texts::tr("Fetching…") : Texts::tr("Look for newer"));
    history_->setFetching(fetching);
    showDetail();
    for (GlyphButton* button : serverRows_->findChildren<GlyphButton*>("fetch")) {
        tellFetchable(button);
    }
}

void ModelsPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    servers_->setFixedWidth(std::min(serversWidth, std::max(300, width() * 2 / 5)));
}

} // namespace laurel::ui
