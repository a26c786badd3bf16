#include "pane_walk.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QTimer>

#include <algorithm>
#include <map>
#include <tuple>

namespace laurel::ui {

namespace {

bool isPane(const QWidget& widget) {
    const QString name = widget.objectName();
    return name.startsWith(QStringLiteral("pane.")) || name.startsWith(QStringLiteral("place.")) ||
           name.endsWith(QStringLiteral(".bar")) || widget.inherits("laurel::ui::Toast");
}

/// The innermost part that a control belongs to; nullptr where it belongs to none.
QWidget* paneOf(QWidget* widget) {
    while (widget != nullptr && !isPane(*widget)) {
        widget = widget->isWindow() ? nullptr : widget->parentWidget();
    }
    return widget;
}

bool takesKeys(const QWidget& widget) {
    return widget.isVisible() && widget.isEnabled() && (widget.focusPolicy() & Qt::TabFocus) != 0 &&
           widget.focusProxy() == nullptr;
}

/// A view and a list come before buttons, a tool that is on before others.
int rank(const QWidget& widget) {
    const auto* button = qobject_cast<const QAbstractButton*>(&widget);
    if (widget.inherits("laurel::ui::SliceView") ||
        qobject_cast<const QAbstractItemView*>(&widget) != nullptr) {
        return 0;
    }
    return button == nullptr ? 2 : button->isCheckable() && button->isChecked() ? 1 : 2;
}

/// Bars over the whole width first or last, between them column by column.
std::tuple<int, int, int> placeOf(const QWidget& pane, const QWidget& window) {
    const QPoint at = pane.mapTo(&window, QPoint());
    const bool wide = pane.width() >= window.width() - 2;
    const int part = !wide ? 1 : at.y() < window.height() / 2 ? 0 : 2;
    return {part, part == 1 ? at.x() : 0, at.y()};
}

} // namespace

PaneWalk::PaneWalk(QWidget& window, std::function<QWidget*()> home)
    : QObject(&window), window_(window), home_(std::move(home)) {
    connect(qApp, &QApplication::focusChanged, this, &PaneWalk::follow);
}

std::vector<QWidget*> PaneWalk::stops() const {
    std::map<QWidget*, QWidget*> best;
    QWidget* const start = &window_;
    for (QWidget* at = start->nextInFocusChain(); at != start; at = at->nextInFocusChain()) {
        QWidget* pane = takesKeys(*at) && window_.isAncestorOf(at) ? paneOf(at) : nullptr;
        if (pane == nullptr) {
            continue;
        }
        const auto [entry, first] = best.emplace(pane, at);
        if (!first && rank(*at) < rank(*entry->second)) {
            entry->second = at;
        }
    }
    std::vector<std::pair<QWidget*, QWidget*>> ordered(best.begin(), best.end());
    std::ranges::sort(ordered, {}, [&](const auto& one) { return placeOf(*one.first, window_); });
    std::vector<QWidget*> targets;
    targets.reserve(ordered.size());
    for (const auto& [pane, target] : ordered) {
        targets.push_back(target);
    }
    return targets;
}

void PaneWalk::go(int step) {
    const std::vector<QWidget*> targets = stops();
    if (targets.empty()) {
        return;
    }
    const QWidget* const now = paneOf(QApplication::focusWidget());
    const auto here = std::ranges::find_if(
        targets, [&](QWidget* target) { return now != nullptr && paneOf(target) == now; });
    const auto count = static_cast<std::ptrdiff_t>(targets.size());
    const std::ptrdiff_t next =
        here == targets.end() ? 0 : (here - targets.begin() + step + count) % count;
    targets[static_cast<std::size_t>(next)]->setFocus(Qt::TabFocusReason);
}

/// Qt hands the focus of what is hidden to whatever comes next, such as a button that adds a
/// segment, and that of what is deleted to nobody. Within a page the next control is right.
void PaneWalk::follow(QWidget* before, QWidget* now) {
    const bool ours = before != nullptr && window_.isAncestorOf(before); // no dialog that closes
    const QWidget* const pane = ours ? paneOf(before) : nullptr;
    const bool samePage = pane != nullptr && now != nullptr && paneOf(now) == pane &&
                          pane->objectName().startsWith(QStringLiteral("place."));
    const bool hidden = ours && !before->isVisible() && !samePage;
    const bool inside = now == nullptr || window_.isAncestorOf(now);
    if (lost_ || !inside || (now != nullptr && !hidden)) {
        return;
    }
    lost_ = true;
    fallen_ = now;
    QTimer::singleShot(0, this, &PaneWalk::bringHome);
}

void PaneWalk::bringHome() {
    lost_ = false;
    QWidget* const now = QApplication::focusWidget();
    const bool elsewhere = now != nullptr && now != fallen_; // where someone put it since
    if (!window_.isActiveWindow() || elsewhere || QApplication::activePopupWidget() != nullptr) {
        return;
    }
    QWidget* target = home_();
    if (target == nullptr || !target->isVisible()) {
        const std::vector<QWidget*> targets = stops();
        const auto inPlace = std::ranges::find_if(targets, [](QWidget* one) {
            return paneOf(one)->objectName().startsWith(QStringLiteral("place."));
        });
        target = inPlace == targets.end() ? nullptr : *inPlace;
    }
    if (target != nullptr) {
        target->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace laurel::ui
