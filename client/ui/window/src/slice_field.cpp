#include "slice_field.h"

#include "laurel/session/texts.h"

#include <QApplication>
#include <QKeyEvent>

namespace laurel::ui {

SliceField::SliceField(QWidget* parent) : QLineEdit(parent) {
    constexpr int width = 56;
    setObjectName(QStringLiteral("slice.number"));
    setAccessibleName(Texts::tr("Number of the slice"));
    setToolTip(Texts::tr("Enter goes to this slice, Esc leaves."));
    setFixedWidth(width);
    hide();
    connect(this, &QLineEdit::returnPressed, this, [this] {
        bool isNumber = false;
        const qlonglong number = text().toLongLong(&isNumber);
        if (isNumber) {
            Q_EMIT chosen(number);
        }
        close();
    });
}

void SliceField::ask(std::int64_t now) {
    before_ = QApplication::focusWidget();
    setText(QString::number(now));
    show();
    setFocus(Qt::ShortcutFocusReason);
    selectAll();
}

void SliceField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        close();
        event->accept();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void SliceField::focusOutEvent(QFocusEvent* event) {
    QLineEdit::focusOutEvent(event);
    close();
}

void SliceField::close() {
    if (!isHidden()) {
        if (hasFocus() && before_ && before_ != this) {
            before_->setFocus(Qt::OtherFocusReason); // which closes it
            return;
        }
        hide();
        Q_EMIT closed();
    }
}

} // namespace laurel::ui
