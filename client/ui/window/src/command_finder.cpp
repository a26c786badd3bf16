#include "command_finder.h"

#include "laurel/session/texts.h"

#include "laurel/ui_kit/controls.h"

#include <QFocusEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>

#include <algorithm>

namespace laurel::ui {

CommandFinder::CommandFinder(Commands& commands, QWidget* parent)
    : QWidget(parent), commands_(commands),
      field_(new SearchField(Texts::tr("Find a command"), commands.keyText(Command::FindCommand))) {
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(field_);
    field_->setObjectName(QStringLiteral("top.finder"));
    commands.explain(*field_, Command::FindCommand);
    connect(&commands, &Commands::keysChanged, this,
            [this] { field_->setKeys(commands_.keyText(Command::FindCommand)); });
    field_->edit()->installEventFilter(this);
    connect(field_->edit(), &QLineEdit::textEdited, this, &CommandFinder::narrow);
    commands_.on(Command::FindCommand, [this] {
        field_->edit()->setFocus(Qt::ShortcutFocusReason);
        field_->edit()->selectAll();
        narrow(field_->text());
    });
}

void CommandFinder::narrow(const QString& text) {
    if (list_ == nullptr) {
        list_ = new QListWidget(window());
        list_->setObjectName(QStringLiteral("finder.list"));
        list_->setAccessibleName(Texts::tr("Commands found"));
        list_->setFocusPolicy(Qt::NoFocus);
        list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        list_->setFont(ui::font(TextRole::Body));
        connect(list_, &QListWidget::itemClicked, this, &CommandFinder::doChosen);
    }
    list_->clear();
    for (const CommandFacts& facts : commandTable()) {
        const QAction& action = commands_[facts.id];
        if (action.isEnabled() && action.text().contains(text.trimmed(), Qt::CaseInsensitive)) {
            const QString keys = commands_.keyText(facts.id);
            auto* item = new QListWidgetItem(
                keys.isEmpty() ? action.text() : action.text() + QStringLiteral("   ") + keys);
            item->setData(Qt::UserRole, static_cast<int>(facts.id));
            item->setSizeHint(QSize(0, space::row));
            item->setToolTip(commands_.tooltip(facts.id));
            list_->addItem(item);
        }
    }
    list_->setCurrentRow(0);
    placeList();
}

void CommandFinder::placeList() {
    constexpr int mostRows = 12;
    constexpr int width = 320;
    const int rows = std::clamp(list_->count(), 1, mostRows);
    const QPoint below =
        field_->mapTo(window(), QPoint(field_->width() - width, field_->height() + space::xs));
    list_->setGeometry(below.x(), below.y(), width,
                       rows * std::max(1, list_->sizeHintForRow(0)) + space::s);
    list_->show();
    list_->raise();
}

void CommandFinder::doChosen() {
    const QListWidgetItem* item = list_ == nullptr ? nullptr : list_->currentItem();
    const int id = item == nullptr ? -1 : item->data(Qt::UserRole).toInt();
    close();
    if (id >= 0) {
        commands_[static_cast<Command>(id)].trigger();
    }
}

void CommandFinder::close() {
    if (list_ != nullptr) {
        list_->deleteLater();
        list_->hide();
        list_ = nullptr;
    }
    field_->edit()->clear();
    field_->edit()->clearFocus();
}

bool CommandFinder::keyPressed(int key) {
    if (list_ == nullptr) {
        return false;
    }
    switch (key) {
    case Qt::Key_Escape:
        close();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        doChosen();
        return true;
    case Qt::Key_Down:
        list_->setCurrentRow(std::min(list_->count() - 1, list_->currentRow() + 1));
        return true;
    case Qt::Key_Up:
        list_->setCurrentRow(std::max(0, list_->currentRow() - 1));
        return true;
    default:
        return false;
    }
}

bool CommandFinder::eventFilter(QObject* watched, QEvent* event) {
    const auto type = event->type();
    if (type == QEvent::ShortcutOverride) { // the list's keys are not the window's while it is open
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (list_ != nullptr && (key == Qt::Key_Up || key == Qt::Key_Down ||
                                 key == Qt::Key_Escape || key == Qt::Key_Return)) {
            event->accept();
        }
    } else if (type == QEvent::KeyPress && keyPressed(static_cast<QKeyEvent*>(event)->key())) {
        return true;
    } else if (type == QEvent::FocusOut && list_ != nullptr && !list_->underMouse()) {
        close();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace laurel::ui
