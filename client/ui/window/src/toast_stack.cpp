#include "toast_stack.h"

#include <QTimer>

#include <algorithm>

namespace laurel::ui {

ToastStack::ToastStack(QWidget& window) : QObject(&window), window_(window) {}

void ToastStack::show(Toast::Kind kind, const QString& title, const QString& detail,
                      const QString& action, std::function<void()> act) {
    constexpr std::size_t most = 3;
    constexpr int milliseconds = 6000;
    if (toasts_.size() == most) {
        remove(toasts_.front());
    }
    auto* toast = new Toast(kind, title, detail, action, &window_);
    toasts_.push_back(toast);
    connect(toast, &Toast::acted, this, [this, toast, act = std::move(act)] {
        remove(toast);
        if (act) {
            act();
        }
    });
    connect(toast, &Toast::dismissed, this, [this, toast] { remove(toast); });
    if (kind != Toast::Kind::Error) {
        QTimer::singleShot(milliseconds, toast, [this, toast] { remove(toast); });
    }
    arrange();
}

void ToastStack::setArea(const QRect& area) {
    area_ = area;
    arrange();
}

void ToastStack::remove(Toast* toast) {
    if (std::erase(toasts_, toast) > 0) {
        toast->hide();
        toast->deleteLater();
        arrange();
    }
}

void ToastStack::arrange() {
    int bottom = area_.bottom() - space::s;
    const int width = area_.width() - 2 * space::s;
    for (auto toast = toasts_.rbegin(); toast != toasts_.rend(); ++toast) {
        const int height = std::max((*toast)->heightForWidth(width), (*toast)->sizeHint().height());
        (*toast)->setGeometry(area_.left() + space::s, bottom - height, width, height);
        (*toast)->show();
        (*toast)->raise();
        bottom -= height + space::s;
    }
}

} // namespace laurel::ui
