#include "toast_stack.h"

#include <algorithm>

namespace laurel::ui {

ToastStack::ToastStack(QWidget& window) : QObject(&window), window_(window) {}

void ToastStack::show(Toast::Kind kind, const QString& title, const QString& detail,
                      const QString& action, std::function<void()> act) {
    constexpr std::size_t most = 3;
    const QString text = title + QLatin1Char('\n') + detail + QLatin1Char('\n') + action;
    const auto same = std::ranges::find(entries_, text, &Entry::text);
    if (same != entries_.end()) {
        remove(same->toast);
    } else if (entries_.size() == most) {
        remove(entries_.front().toast);
    }
    auto* toast = new Toast(kind, title, detail, action, &window_);
    entries_.push_back({toast, text});
    connect(toast, &Toast::acted, this, [this, toast, act = std::move(act)] {
        remove(toast);
        if (act) {
            act();
        }
    });
    connect(toast, &Toast::dismissed, this, [this, toast] { remove(toast); });
    arrange();
}

void ToastStack::withdraw(const QString& title) {
    const auto found = std::ranges::find_if(
        entries_, [&](const Entry& one) { return one.text.startsWith(title + QLatin1Char('\n')); });
    if (found != entries_.end()) {
        remove(found->toast);
    }
}

void ToastStack::setArea(const QRect& area) {
    area_ = area;
    arrange();
}

void ToastStack::remove(Toast* toast) {
    if (std::erase_if(entries_, [&](const Entry& one) { return one.toast == toast; }) > 0) {
        toast->hide();
        toast->deleteLater();
        arrange();
    }
}

void ToastStack::arrange() {
    int bottom = area_.bottom() - space::s;
    const int width = area_.width() - 2 * space::s;
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
        Toast* const toast = entry->toast;
        const int height = std::max(toast->heightForWidth(width), toast->sizeHint().height());
        toast->setGeometry(area_.left() + space::s, bottom - height, width, height);
        toast->show();
        toast->raise();
        bottom -= height + space::s;
    }
}

} // namespace laurel::ui
