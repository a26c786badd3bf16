#include "laurel/ui_window/application.h"

#include "laurel/session/words.h"

namespace laurel::ui {

bool Application::notify(QObject* receiver, QEvent* event) {
    try {
        return QApplication::notify(receiver, event);
    } catch (const std::exception& fault) {
        Q_EMIT failed(whatWentWrong(fault));
        return true;
    }
}

} // namespace laurel::ui
