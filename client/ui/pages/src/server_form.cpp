#include "server_form.h"

#include "laurel/session/texts.h"

#include "laurel/base/error.h"
#include "laurel/net/api_key.h"
#include "laurel/net/server_address.h"
#include "pieces.h"
#include "words.h"

#include <QBoxLayout>
#include <QLineEdit>

namespace laurel::ui {

namespace {

bool isOnThisComputer(const QString& host) {
    return host.startsWith("localhost") || host.startsWith("127.") || host.startsWith("[::1]");
}

QString whole(const QString& typed) {
    if (typed.contains("://")) {
        return typed;
    }
    return (isOnThisComputer(typed) ? "http://" : "https://") + typed;
}

/// Empty when the key has the form of one. Never repeats what was typed.
QString problemOfKey(const QString& key) {
    if (key.trimmed().isEmpty()) {
        return {};
    }
    try {
        ApiKey::parse(key.toStdString(), "the key");
        return {};
    } catch (const Error&) {
        return Texts::tr(
            "This is not a whole key. A key is \"lk_\", an id, \"_\" and 64 digits or letters a "
            "to f. Copy all of it.");
    }
}

QLineEdit* field(const QString& name, const QString& hint, const QString& tip, QWidget* parent) {
    auto* edit = described(new QLineEdit(parent), name, tip);
    edit->setPlaceholderText(hint);
    edit->setMinimumHeight(space::row);
    edit->setTextMargins(space::s, 0, space::s, 0);
    return edit;
}

Label* caption(const QString& text, QWidget* parent) {
    return new Label(text, TextRole::Caption, Label::Tone::Text2, QFont::Normal, parent);
}

} // namespace

TypedAddress readAddress(const QString& typed) {
    TypedAddress read;
    if (typed.trimmed().isEmpty()) {
        return read;
    }
    try {
        const ServerAddress address = ServerAddress::parse(whole(typed.trimmed()).toStdString());
        read.url = QString::fromStdString(address.url());
        read.plain = !address.tls && !address.isLoopback();
    } catch (const Error&) {
        read.problem =
            Texts::tr("This is no address. It looks like https://laurel.example.org, with a port "
                      "where it has one.");
    }
    return read;
}

ServerForm::ServerForm(QWidget* parent) : QWidget(parent) {
    auto* column = columnIn(this, {}, space::s);
    column->addWidget(typingPart());
    column->addWidget(found_ = foundPart());
    connect(address_, &QLineEdit::textChanged, this, &ServerForm::readTyped);
    connect(address_, &QLineEdit::returnPressed, this, &ServerForm::ask);
    connect(key_, &QLineEdit::textChanged, this, &ServerForm::readTyped);
    connect(key_, &QLineEdit::returnPressed, this, &ServerForm::ask);
    connect(allow_, &QAbstractButton::toggled, this, &ServerForm::readTyped);
    connect(ask_, &QAbstractButton::clicked, this, &ServerForm::ask);
    connect(add_, &QAbstractButton::clicked, this, &ServerForm::add);
    connect(back_, &QAbstractButton::clicked, this, [this] { go(Step::Typing); });
    go(Step::Typing);
}

QWidget* ServerForm::typingPart() {
    auto* part = new QWidget(this);
    auto* column = columnIn(part, {}, space::xs);
    column->addWidget(caption(Texts::tr("Address"), part));
    column->addWidget(address_ =
                          field(Texts::tr("Address of the server"), "https://laurel.example.org",
                                Texts::tr("Where the server answers"), part));
    column->addSpacing(space::xs);
    column->addWidget(caption(Texts::tr("Your site's key"), part));
    column->addWidget(key_ = field(Texts::tr("Key of your site"), "lk_…",
                                   Texts::tr("Given by the server's admin; needed to contribute"),
                                   part));
    key_->setEchoMode(QLineEdit::Password);
    key_->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    column->addWidget(plain_ = plainPart(part));
    column->addWidget(
        problem_ = new Label({}, TextRole::Caption, Label::Tone::Flagged, QFont::Normal, part));
    wrap(problem_);
    column->addSpacing(space::xs);
    auto* row = rowBelow(column);
    row->addStretch();
    row->addWidget(ask_ = new Button(Texts::tr("Look up server"), ButtonKind::Normal, part));
    ask_->setGlyph(Icon::Search);
    ask_->setToolTip(Texts::tr("Asks the server who it is. Nothing is added before you agree."));
    return part;
}

QWidget* ServerForm::plainPart(QWidget* parent) {
    auto* part = new QWidget(parent);
    auto* column = columnIn(part, {0, space::xs, 0, 0}, 2);
    column->addWidget(allow_ =
                          described(new CheckBox(Texts::tr("Allow plain HTTP"), part),
                                    Texts::tr("Allow plain HTTP"),
                                    Texts::tr("Send key and weights unencrypted over the network")),
                      0, Qt::AlignLeft);
    auto* why = new Label(
        Texts::tr("This address is not encrypted: whoever is on the way can read your key. "
                  "Only for a network that you trust."),
        TextRole::Caption, Label::Tone::InWork, QFont::Normal, part);
    wrap(why);
    column->addWidget(why);
    allow_->setCheckable(true);
    return part;
}

QWidget* ServerForm::foundPart() {
    auto* card = new Tile(Tile::Look::Chosen, this);
    auto* column = columnIn(card, {space::m, space::m, space::m, space::m}, space::s);
    foundName_ = new Label({}, TextRole::Body, Label::Tone::Text1, QFont::DemiBold, card);
    column->addWidget(foundName_);
    column->addWidget(caption(Texts::tr("Fingerprint of its key"), card));
    fingerprint_ = new Label({}, TextRole::Section, Label::Tone::Text1, QFont::Medium, card);
    fingerprint_->setObjectName("fingerprint");
    wrap(fingerprint_);
    column->addWidget(fingerprint_);
    auto* why = new Label(
        Texts::tr("Compare it with what the server's admin gave you. It is pinned: whatever "
                  "the server signs later is held against this key."),
        TextRole::Caption, Label::Tone::Text2, QFont::Normal, card);
    wrap(why);
    column->addWidget(why);
    auto* row = rowBelow(column);
    row->addStretch();
    row->addWidget(back_ =
                       described(new Button(Texts::tr("Not this one"), ButtonKind::Normal, card),
                                 Texts::tr("Not this one"),
                                 Texts::tr("Keep nothing and go back to the address")));
    row->addWidget(
        add_ =
            described(new Button(Texts::tr("It matches, add"), ButtonKind::Primary, card),
                      Texts::tr("It matches, add"), Texts::tr("Pin this key and keep the server")));
    add_->setGlyph(Icon::Shield);
    return card;
}

void ServerForm::readTyped() {
    const TypedAddress read = readAddress(address_->text());
    const QString keyProblem = problemOfKey(key_->text());
    const QString problem = read.problem.isEmpty() ? keyProblem : read.problem;
    plain_->setVisible(read.plain);
    if (!read.plain) {
        allow_->setChecked(false);
    }
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    const bool ready = step_ == Step::Typing && !read.url.isEmpty() && problem.isEmpty() &&
                       (!read.plain || allow_->isChecked());
    ask_->setEnabled(ready);
    const QString why = !problem.isEmpty()      ? problem
                        : step_ == Step::Asking ? Texts::tr("Waiting for the server's answer")
                        : read.url.isEmpty()    ? Texts::tr("Type the server's address first")
                        : !ready                ? Texts::tr("Allow plain HTTP first, or use https")
                                 : Texts::tr("Ask who answers there; nothing is kept yet");
    described(ask_, ask_->text(), why);
}

void ServerForm::ask() {
    if (!ask_->isEnabled()) {
        return;
    }
    asked_ = readAddress(address_->text()).url;
    go(Step::Asking);
    Q_EMIT askWanted(asked_, allow_->isChecked());
}

void ServerForm::add() {
    const QString key = key_->text().trimmed();
    go(Step::Adding);
    Q_EMIT addWanted(asked_, allow_->isChecked(), key);
}

void ServerForm::showFound(const QString& address, const QString& name,
                           const QString& fingerprint) {
    if (step_ != Step::Asking) {
        return; // the answer to a question that was taken back
    }
    foundName_->setText(Texts::tr("%1 at %2").arg(name, address));
    fingerprint_->setText(fingerprintText(fingerprint));
    go(Step::Found);
    back_->setFocus(Qt::TabFocusReason); // the choice that changes nothing
}

void ServerForm::showFailure() {
    go(Step::Typing);
}

void ServerForm::showAdded() {
    address_->clear();
    key_->clear();
    go(Step::Typing);
}

void ServerForm::focusAddress() {
    address_->setFocus(Qt::TabFocusReason);
}

void ServerForm::go(Step step) {
    step_ = step;
    const bool typing = step == Step::Typing;
    address_->setEnabled(typing);
    key_->setEnabled(typing);
    allow_->setEnabled(typing);
    found_->setVisible(step == Step::Found || step == Step::Adding);
    ask_->setVisible(typing || step == Step::Asking);
    ask_->setText(step == Step::Asking ? Texts::tr("Asking…") : Texts::tr("Look up server"));
    add_->setEnabled(step == Step::Found);
    add_->setToolTip(step == Step::Adding ? Texts::tr("The server is being added")
                                          : Texts::tr("Pin this key and keep the server"));
    back_->setEnabled(step == Step::Found);
    readTyped();
}

} // namespace laurel::ui
