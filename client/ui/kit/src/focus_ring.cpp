#include "focus_ring.h"

#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFocusEvent>
#include <QPainter>
#include <QPointer>
#include <QWidget>

namespace laurel::ui {
namespace {

constexpr char ringProperty[] = "laurelFocusRing";
constexpr int thickness = 2;
constexpr int distance = 2;

FocusRing ringOf(const QWidget* widget) {
    const QVariant value = widget->property(ringProperty);
    return value.isValid() ? static_cast<FocusRing>(value.toInt()) : FocusRing::Outside;
}

/// The ring itself: lies over its window's widgets, takes no input, follows what it surrounds.
class Ring : public QWidget {
  public:
    explicit Ring(QWidget* around) : QWidget(around->window()), around_(around) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAttribute(Qt::WA_NoSystemBackground);
        setFocusPolicy(Qt::NoFocus);
        for (QWidget* part = around; part && !part->isWindow(); part = part->parentWidget())
            part->installEventFilter(this);
        connect(around, &QObject::destroyed, this, &QObject::deleteLater);
        place();
    }

  protected:
    bool eventFilter(QObject*, QEvent* event) override {
        const QEvent::Type type = event->type();
        if (type == QEvent::Move || type == QEvent::Resize || type == QEvent::Show ||
            type == QEvent::Hide)
            place();
        if (type == QEvent::ParentChange || type == QEvent::EnabledChange)
            deleteLater();
        return false;
    }

    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme().laurel, thickness));
        const double half = thickness / 2.0;
        const double radius = space::radiusControl + distance + half;
        const QRectF ring = snapped(painter, rect()).adjusted(half, half, -half, -half);
        if (ringOf(around_) == FocusRing::Inside)
            painter.drawRect(ring);
        else
            painter.drawRoundedRect(ring, radius, radius);
    }

  private:
    /// The part of the widget that scroll areas leave visible, with the ring around it.
    void place() {
        setVisible(around_ && around_->isVisible());
        if (!around_)
            return;
        const int margin = ringOf(around_) == FocusRing::Inside ? 0 : distance + thickness;
        setGeometry(QRect(around_->mapTo(window(), QPoint()), around_->size())
                        .adjusted(-margin, -margin, margin, margin));
        raise();
        clipToScrollAreas(margin);
    }

    void clipToScrollAreas(int margin) {
        QRect seen = rect();
        for (QWidget* part = around_->parentWidget(); part && !part->isWindow();
             part = part->parentWidget())
            if (part->objectName() == QLatin1String("qt_scrollarea_viewport"))
                seen &= QRect(mapFromGlobal(part->mapToGlobal(QPoint())), part->size())
                            .adjusted(-margin, -margin, margin, margin);
        if (seen == rect())
            clearMask();
        else
            setMask(QRegion(seen.isEmpty() ? QRect(-1, -1, 1, 1) : seen));
    }

    QPointer<QWidget> around_;
};

bool byKeyboard(Qt::FocusReason reason) {
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
           reason == Qt::ShortcutFocusReason;
}

/// Coming back to the window or from a menu shows what was shown before.
bool keepsRing(Qt::FocusReason reason) {
    return reason == Qt::ActiveWindowFocusReason || reason == Qt::PopupFocusReason;
}

class FocusWatch : public QObject {
  public:
    using QObject::QObject;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        const bool relevant = event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut;
        if (relevant && watched->isWidgetType())
            follow(static_cast<QWidget*>(watched), static_cast<QFocusEvent*>(event));
        return false;
    }

  private:
    void follow(QWidget* widget, const QFocusEvent* event) {
        if (keepsRing(event->reason()))
            return;
        delete ring_.data();
        const bool wanted = event->gotFocus() && byKeyboard(event->reason()) && !widget->isWindow();
        if (wanted && ringOf(widget) != FocusRing::None)
            ring_ = new Ring(widget);
    }

    QPointer<Ring> ring_;
};

} // namespace

void setFocusRing(QWidget* widget, FocusRing ring) {
    widget->setProperty(ringProperty, static_cast<int>(ring));
}

void installFocusRing() {
    static QPointer<FocusWatch> watch;
    if (watch)
        return;
    watch = new FocusWatch(qApp);
    qApp->installEventFilter(watch);
}

} // namespace laurel::ui
