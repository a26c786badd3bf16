#include "keys_editor.h"

#include "laurel/ui_kit/painting.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace laurel::ui {

namespace {

constexpr int recorderWidth = 190;

bool isModifier(int key) {
    return key == Qt::Key_Control || key == Qt::Key_Shift || key == Qt::Key_Alt ||
           key == Qt::Key_Meta || key == Qt::Key_AltGr || key == 0 || key == Qt::Key_unknown;
}

/// As shortcuts are written: "+" is typed with Shift on many keyboards, and is "+" all the same.
QKeySequence sequenceOf(const QKeyEvent& event) {
    Qt::KeyboardModifiers held = event.modifiers() & ~Qt::KeypadModifier;
    const QString text = event.text();
    const bool isSign =
        text.size() == 1 && text[0].isPrint() && !text[0].isLetterOrNumber() && !text[0].isSpace();
    if (isSign) {
        held &= ~Qt::ShiftModifier;
    }
    return QKeySequence(QKeyCombination(held, static_cast<Qt::Key>(event.key())));
}

} // namespace

// --- One command ---------------------------------------------------------------------------------

KeyRecorder::KeyRecorder(const QString& command, QWidget* parent)
    : ButtonBase(command, parent), command_(command) {
    setToolTip(tr("Press it, then the new key. Esc leaves it, Del takes the keys away."));
    connect(this, &ButtonBase::clicked, this, [this] { setRecording(!recording_); });
}

void KeyRecorder::setKeys(const QList<QKeySequence>& keys) {
    keys_ = keys;
    setRecording(false);
}

QString KeyRecorder::text() const {
    if (recording_) {
        return tr("Press a key…");
    }
    QStringList parts;
    for (const QKeySequence& key : keys_) {
        parts << key.toString(QKeySequence::NativeText);
    }
    return parts.isEmpty() ? tr("none") : parts.join(QStringLiteral("   "));
}

void KeyRecorder::setRecording(bool recording) {
    recording_ = recording;
    setAccessibleName(tr("%1: %2").arg(command_, text()));
    update();
}

QSize KeyRecorder::sizeHint() const {
    return {recorderWidth, space::button};
}

bool KeyRecorder::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && recording_) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress && recording_) { // Tab too, which would move the focus
        keyPressEvent(static_cast<QKeyEvent*>(event));
        return true;
    }
    return ButtonBase::event(event);
}

void KeyRecorder::keyPressEvent(QKeyEvent* event) {
    if (!recording_) {
        ButtonBase::keyPressEvent(event);
        return;
    }
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (isModifier(event->key())) {
        return; // the key that it goes with is yet to come
    }
    setRecording(false);
    if (plain && event->key() == Qt::Key_Escape) {
        return;
    }
    if (plain && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        Q_EMIT cleared();
        return;
    }
    Q_EMIT typed(sequenceOf(*event));
}

void KeyRecorder::focusOutEvent(QFocusEvent* event) {
    setRecording(false);
    ButtonBase::focusOutEvent(event);
}

void KeyRecorder::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& colors = theme();
    painter.setPen(recording_ ? colors.laurel : colors.fieldBorder);
    painter.setBrush(recording_ ? colors.selected : isHot() ? colors.hover : colors.fieldFill());
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), space::radiusControl,
                            space::radiusControl);
    painter.setFont(ui::font(TextRole::Body));
    painter.setPen(recording_ ? colors.laurelText : keys_.isEmpty() ? colors.text3 : colors.text1);
    const QRect inside = rect().adjusted(space::s, 0, -space::s, 0);
    painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, inside.width()));
}

// --- All of them ---------------------------------------------------------------------------------

KeysEditor::KeysEditor(QWidget* parent)
    : QWidget(parent), preset_(new Segmented({tr("Laurel"), tr("Dafne")})),
      resetAll_(new Button(tr("Undo all changes"), ButtonKind::Quiet)) {
    setObjectName(QStringLiteral("preferences.keys"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    addTop(*column);
    addQuestion(*column);
    addRows(*column);
    show();
}

void KeysEditor::addTop(QVBoxLayout& column) {
    auto* line = new QHBoxLayout;
    line->setSpacing(space::s);
    line->addWidget(new Label(tr("Begin with"), TextRole::Body, Label::Tone::Text2));
    preset_->setObjectName(QStringLiteral("preferences.preset"));
    preset_->setAccessibleName(tr("Keys to begin with"));
    preset_->setToolTip(tr("Dafne: N and B propagate, + X bigger, - Y Z smaller, R removes "
                           "overlap; held Shift paints, held Ctrl erases, Ctrl+wheel changes the "
                           "size and Shift+wheel zooms."));
    line->addWidget(preset_);
    line->addStretch(1);
    resetAll_->setToolTip(tr("All commands get the preset's keys again"));
    line->addWidget(resetAll_);
    auto* search = new SearchField(tr("Find a command or key"));
    search->setFixedWidth(220);
    search->setToolTip(tr("Shows only commands whose name or key has this text in it"));
    search->setObjectName(QStringLiteral("preferences.find"));
    line->addWidget(search);
    column.addLayout(line);
    connect(search, &SearchField::edited, this, &KeysEditor::filter);
    connect(preset_, &Segmented::chosen, this, [this](int index) {
        keys_ = Keymap(static_cast<KeyPreset>(index)); // what was changed belonged to the other
        tell();
    });
    connect(resetAll_, &Button::clicked, this, [this] {
        keys_.resetAll();
        tell();
    });
}

void KeysEditor::addQuestion(QVBoxLayout& column) {
    question_ = new Surface(Surface::Fill::Raised);
    question_->setObjectName(QStringLiteral("preferences.question"));
    auto* line = new QHBoxLayout(question_);
    line->setContentsMargins(space::m, space::s, space::m, space::s);
    line->setSpacing(space::s);
    questionText_ = new Label({}, TextRole::Body, Label::Tone::InWork);
    line->addWidget(questionText_, 1);
    auto* leave = new Button(tr("Leave it"));
    anyway_ = new Button(tr("Take it"), ButtonKind::Normal);
    leave->setToolTip(tr("Both commands keep the keys they have"));
    anyway_->setToolTip(tr("The other command loses this key"));
    line->addWidget(leave);
    line->addWidget(anyway_);
    connect(leave, &Button::clicked, this, [this] { answer(false); });
    connect(anyway_, &Button::clicked, this, [this] { answer(true); });
    question_->hide();
    column.addWidget(question_);
}

void KeysEditor::addRows(QVBoxLayout& column) {
    for (const CommandFacts& facts : commandTable()) {
        addRow(facts.id, column);
    }
}

void KeysEditor::addRow(Command id, QVBoxLayout& column) {
    Row row;
    row.id = id;
    row.widget = new QWidget;
    auto* line = new QHBoxLayout(row.widget);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::s);
    auto* name = new Label(titleOf(id));
    name->setToolTip(explanationOf(id));
    line->addWidget(name, 1);
    row.keys = new KeyRecorder(titleOf(id));
    row.keys->setObjectName(QStringLiteral("keys.") +
                            QString::fromUtf8(commandTable()[static_cast<std::size_t>(id)].title));
    line->addWidget(row.keys);
    row.reset = new GlyphButton(Icon::Undo, tr("The preset's key for %1").arg(titleOf(id)));
    QSizePolicy kept = row.reset->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // so that rows keep their columns
    row.reset->setSizePolicy(kept);
    line->addWidget(row.reset);
    connect(row.keys, &KeyRecorder::typed, this,
            [this, id](const QKeySequence& key) { take(id, key); });
    connect(row.keys, &KeyRecorder::cleared, this, [this, id] {
        keys_.setKeys(id, {});
        tell();
    });
    connect(row.reset, &GlyphButton::clicked, this, [this, id] {
        Keymap trial = keys_;
        trial.reset(id);
        for (const QKeySequence& key : trial.keys(id)) { // meanwhile another command may have it
            if (const auto conflict = trial.conflict(id, key)) {
                ask(id, key, *conflict);
                return;
            }
        }
        keys_ = trial;
        tell();
    });
    column.addWidget(row.widget);
    rows_.push_back(row);
}

void KeysEditor::setKeys(const Keymap& keys) {
    keys_ = keys;
    show();
}

void KeysEditor::show() {
    preset_->setIndex(static_cast<int>(keys_.preset()));
    bool anyChanged = false;
    for (const Row& row : rows_) {
        const bool changed = keys_.isChanged(row.id);
        anyChanged = anyChanged || changed;
        row.keys->setKeys(keys_.keys(row.id));
        row.reset->setVisible(changed);
        row.reset->setToolTip(row.reset->accessibleName());
    }
    resetAll_->setEnabled(anyChanged);
    asked_.reset();
    question_->hide();
}

void KeysEditor::tell() {
    show();
    Q_EMIT changed(keys_);
}

void KeysEditor::take(Command id, const QKeySequence& key) {
    if (const auto conflict = keys_.conflict(id, key)) {
        ask(id, key, *conflict);
        return;
    }
    keys_.setKeys(id, {key});
    tell();
}

void KeysEditor::ask(Command id, const QKeySequence& key, const KeyConflict& conflict) {
    asked_ = Asked{id, key};
    anyway_->setVisible(conflict.holder.has_value());
    questionText_->setText(conflict.holder
                               ? tr("%1 Give it to %2 instead?").arg(conflict.reason, titleOf(id))
                               : conflict.reason);
    question_->show();
    (conflict.holder ? anyway_ : question_->findChild<Button*>())->setFocus(Qt::OtherFocusReason);
}

void KeysEditor::answer(bool anyway) {
    if (asked_ && anyway) {
        keys_.release(asked_->key);
        keys_.setKeys(asked_->id, {asked_->key});
        tell();
        return;
    }
    show();
}

void KeysEditor::filter(const QString& text) {
    const QString wanted = text.trimmed();
    for (const Row& row : rows_) {
        const bool named = titleOf(row.id).contains(wanted, Qt::CaseInsensitive);
        const bool keyed = std::ranges::any_of(keys_.keys(row.id), [&](const QKeySequence& key) {
            return key.toString(QKeySequence::NativeText).compare(wanted, Qt::CaseInsensitive) == 0;
        });
        row.widget->setVisible(named || keyed);
    }
}

} // namespace laurel::ui
