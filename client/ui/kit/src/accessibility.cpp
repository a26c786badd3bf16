#include "accessibility.h"

#include "laurel/ui_kit/controls.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace laurel::ui {
namespace {

class SliderInterface : public QAccessibleWidget, public QAccessibleValueInterface {
  public:
    explicit SliderInterface(Slider* slider) : QAccessibleWidget(slider, QAccessible::Slider) {}

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QVariant currentValue() const override { return slider()->value(); }
    void setCurrentValue(const QVariant& value) override { slider()->moveTo(value.toDouble()); }
    QVariant maximumValue() const override { return slider()->high(); }
    QVariant minimumValue() const override { return slider()->low(); }
    QVariant minimumStepSize() const override { return slider()->step(); }

  private:
    Slider* slider() const { return static_cast<Slider*>(object()); }
};

/// Its value as text: the choice in force, a progress, a text.
class ValueInterface : public QAccessibleWidget {
  public:
    using Read = QString (*)(const QObject*);
    ValueInterface(QWidget* widget, QAccessible::Role role, Read read)
        : QAccessibleWidget(widget, role), read_(read) {}

    QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Value ? read_(object()) : QAccessibleWidget::text(kind);
    }

  private:
    Read read_;
};

QString chosenIn(const QObject* object) {
    const auto* row = static_cast<const ChoiceRow*>(object);
    return row->choices().value(row->index());
}

QString shownIn(const QObject* object) {
    return static_cast<const Dropdown*>(object)->shownText();
}

QString percentOf(const QObject* object) {
    const double fraction = static_cast<const ProgressBar*>(object)->fraction();
    return QStringLiteral("%1 %").arg(qRound(100 * fraction));
}

QAccessibleInterface* make(const QString&, QObject* object) {
    if (auto* slider = qobject_cast<Slider*>(object))
        return new SliderInterface(slider);
    if (auto* tabs = qobject_cast<TabBar*>(object))
        return new ValueInterface(tabs, QAccessible::PageTabList, chosenIn);
    if (auto* row = qobject_cast<ChoiceRow*>(object))
        return new ValueInterface(row, QAccessible::ComboBox, chosenIn);
    if (auto* dropdown = qobject_cast<Dropdown*>(object))
        return new ValueInterface(dropdown, QAccessible::ComboBox, shownIn);
    if (auto* bar = qobject_cast<ProgressBar*>(object))
        return new ValueInterface(bar, QAccessible::ProgressBar, percentOf);
    if (auto* label = qobject_cast<Label*>(object))
        return new QAccessibleWidget(label, QAccessible::StaticText);
    return nullptr;
}

} // namespace

void installAccessibility() {
    static const bool once = (QAccessible::installFactory(make), true);
    Q_UNUSED(once)
}

void announceValue(QWidget* control) {
    QAccessibleEvent event(control, QAccessible::NameChanged);
    if (auto* slider = qobject_cast<Slider*>(control)) {
        QAccessibleValueChangeEvent moved(slider, slider->value());
        QAccessible::updateAccessibility(&moved);
    } else {
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace laurel::ui
