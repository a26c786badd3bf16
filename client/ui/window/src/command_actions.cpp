#include "commands.h"
#include "keymap.h"

#include "laurel/workflow/crash_report.h"

#include <QWidget>

namespace laurel::ui {

Commands::Commands(QWidget& window) : QObject(&window), acts_(commandTable().size()) {
    whyNot_.resize(commandTable().size());
    for (const CommandFacts& facts : commandTable()) {
        auto* action = new QAction(titleOf(facts.id), &window);
        action->setObjectName(QStringLiteral("command.") + QString::fromUtf8(facts.title));
        action->setShortcutContext(Qt::WindowShortcut);
        window.addAction(action);
        actions_.push_back(action);
        const std::size_t index = actions_.size() - 1;
        connect(action, &QAction::triggered, this, [this, index] {
            noteForCrashReport(commandTable()[index].title);
            if (acts_[index]) {
                acts_[index]();
            }
        });
    }
    setKeys(Keymap());
}

Commands::~Commands() = default;

void Commands::setKeys(const Keymap& keys) {
    keys_ = std::make_unique<Keymap>(keys);
    useKeys();
}

void Commands::setMode(ToolMode mode) {
    if (mode_ != mode) {
        mode_ = mode;
        useKeys();
    }
}

void Commands::useKeys() {
    std::vector<std::pair<Command, QList<QKeySequence>>> changed;
    for (const CommandFacts& facts : commandTable()) {
        const QList<QKeySequence> keys = keys_->keys(facts.id, mode_);
        if ((*this)[facts.id].shortcuts() != keys) {
            (*this)[facts.id].setShortcuts({}); // else a key that moves is ambiguous meanwhile
            changed.emplace_back(facts.id, keys);
        }
    }
    for (const auto& [id, keys] : changed) {
        (*this)[id].setShortcuts(keys);
    }
    for (const CommandFacts& facts : commandTable()) {
        describe(facts.id);
    }
    Q_EMIT keysChanged();
}

void Commands::on(Command id, std::function<void()> act) {
    acts_[static_cast<std::size_t>(id)] = std::move(act);
}

void Commands::setAvailable(Command id, bool available, const QString& why) {
    (*this)[id].setEnabled(available);
    whyNot_[static_cast<std::size_t>(id)] = available ? QString() : why;
    describe(id);
}

void Commands::describe(Command id) {
    const QString keys = keyText(id);
    const QString& why = whyNot_[static_cast<std::size_t>(id)];
    QString text = titleOf(id);
    text += keys.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(keys);
    text += QStringLiteral("\n") + explanationOf(id);
    if (!why.isEmpty()) {
        text += QStringLiteral("\n") + tr("Not now: %1").arg(why);
    }
    (*this)[id].setToolTip(text);
}

QString Commands::tooltip(Command id) const {
    return (*this)[id].toolTip();
}

QString Commands::keyText(Command id) const {
    return (*this)[id].shortcut().toString(QKeySequence::NativeText);
}

QStringList Commands::keyTexts(Command id, ToolMode mode) const {
    QStringList texts;
    for (const QKeySequence& key : keys_->keys(id, mode)) {
        texts.append(key.toString(QKeySequence::NativeText));
    }
    return texts;
}

void Commands::explain(QWidget& control, Command id) const {
    const auto show = [this, &control, id] { control.setToolTip(tooltip(id)); };
    connect(&(*this)[id], &QAction::changed, &control, show);
    show();
}

} // namespace laurel::ui
