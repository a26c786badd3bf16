#include "application_style.h"

#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"
#include "style_parts.h"

#include <QApplication>
#include <QPainter>
#include <QPointer>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleOption>

#include <algorithm>
#include <optional>

namespace laurel::ui {
namespace {

std::optional<int> metricOf(QStyle::PixelMetric metric) {
    switch (metric) {
    case QStyle::PM_ScrollBarExtent:
        return 10;
    case QStyle::PM_ScrollBarSliderMin:
        return 28;
    case QStyle::PM_MenuHMargin:
    case QStyle::PM_MenuVMargin:
        return space::xs;
    case QStyle::PM_MenuPanelWidth:
    case QStyle::PM_SplitterWidth:
        return 1;
    case QStyle::PM_MenuBarPanelWidth:
    case QStyle::PM_MenuBarHMargin:
    case QStyle::PM_MenuBarItemSpacing:
        return 0;
    case QStyle::PM_MenuBarVMargin:
        return 6;
    case QStyle::PM_ToolTipLabelFrameWidth:
        return 7;
    case QStyle::PM_ButtonShiftHorizontal:
    case QStyle::PM_ButtonShiftVertical:
        return 0;
    default:
        return {};
    }
}

std::optional<int> hintOf(QStyle::StyleHint hint) {
    switch (hint) {
    case QStyle::SH_MenuBar_AltKeyNavigation: // Alt alone picks a segment; F10 opens the menus
    case QStyle::SH_EtchDisabledText:
    case QStyle::SH_DitherDisabledText:
    case QStyle::SH_UnderlineShortcut:
    case QStyle::SH_ScrollBar_Transient:
        return 0;
    case QStyle::SH_ToolTip_WakeUpDelay:
        return 500;
    default:
        return {};
    }
}

/// Fusion, with those parts in the theme's look that the window shows.
class ApplicationStyle : public QProxyStyle {
  public:
    ApplicationStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

    int pixelMetric(PixelMetric metric, const QStyleOption* option,
                    const QWidget* widget) const override {
        const std::optional<int> own = metricOf(metric);
        return own ? *own : QProxyStyle::pixelMetric(metric, option, widget);
    }

    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* result) const override {
        const std::optional<int> own = hintOf(hint);
        return own ? *own : QProxyStyle::styleHint(hint, option, widget, result);
    }

    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                            QPainter* painter, const QWidget* widget) const override;
};

QSize ApplicationStyle::sizeFromContents(ContentsType type, const QStyleOption* option,
                                         const QSize& contents, const QWidget* widget) const {
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    if (type == CT_MenuItem && item)
        return {contents.width() + item->reservedShortcutWidth + menuRowPadding(),
                menuRowHeight(*item)};
    if (type == CT_MenuBarItem)
        return {contents.width() + 2 * space::s,
                std::max(contents.height() + space::s, space::button)};
    return QProxyStyle::sizeFromContents(type, option, contents, widget);
}

/// A scroll bar is its thumb: no buttons at the ends.
QRect ApplicationStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                                       SubControl part, const QWidget* widget) const {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || !bar)
        return QProxyStyle::subControlRect(control, option, part, widget);
    const bool upright = bar->orientation == Qt::Vertical;
    const int length = upright ? bar->rect.height() : bar->rect.width();
    const int range = std::max(0, bar->maximum - bar->minimum);
    const double share = static_cast<double>(bar->pageStep) / std::max(1, range + bar->pageStep);
    const int thumb = std::clamp(static_cast<int>(length * share), std::min(28, length), length);
    const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                              length - thumb, bar->upsideDown);
    const auto along = [&](int from, int size) {
        const QRect rect = upright ? QRect(0, from, bar->rect.width(), size)
                                   : QRect(from, 0, size, bar->rect.height());
        return rect.translated(bar->rect.topLeft());
    };
    switch (part) {
    case SC_ScrollBarSlider:
        return along(start, thumb);
    case SC_ScrollBarGroove:
        return bar->rect;
    case SC_ScrollBarSubPage:
        return along(0, start);
    case SC_ScrollBarAddPage:
        return along(start + thumb, length - start - thumb);
    default:
        return {};
    }
}

void ApplicationStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                                     QPainter* painter, const QWidget* widget) const {
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    switch (element) {
    case PE_FrameFocusRect: // the ring shows the focus
    case PE_FrameMenu:
    case PE_PanelMenuBar:
    case PE_PanelItemViewRow:
    case PE_PanelScrollAreaCorner:
        return;
    case PE_PanelMenu:
        return paintMenuPanel(*painter, option->rect);
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, theme().raised);
        return drawBox(*painter, option->rect, 0, {}, theme().fieldBorder);
    case PE_PanelLineEdit:
    case PE_FrameLineEdit:
        if (frame && frame->lineWidth > 0)
            paintField(*painter, *option);
        return;
    case PE_Frame:
        return drawBox(*painter, option->rect, 0, {}, theme().line);
    case PE_PanelItemViewItem:
        return paintRow(*painter, *option);
    case PE_IndicatorBranch:
        return paintBranch(*painter, *option);
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void ApplicationStyle::drawControl(ControlElement element, const QStyleOption* option,
                                   QPainter* painter, const QWidget* widget) const {
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
    if (element == CE_MenuItem && item)
        paintMenuItem(*painter, *item);
    else if (element == CE_MenuBarItem && item)
        paintMenuBarItem(*painter, *item);
    else if (element == CE_MenuBarEmptyArea || element == CE_HeaderEmptyArea)
        painter->fillRect(option->rect, theme().panel);
    else if (element == CE_HeaderSection && header)
        paintHeaderSection(*painter, *header);
    else if (element == CE_Splitter)
        painter->fillRect(option->rect, theme().line);
    else if (element != CE_MenuEmptyArea)
        QProxyStyle::drawControl(element, option, painter, widget);
}

void ApplicationStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                          QPainter* painter, const QWidget* widget) const {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control == CC_ScrollBar && bar)
        paintScrollBar(*painter, *bar, subControlRect(control, option, SC_ScrollBarSlider, widget));
    else
        QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace

void installApplicationStyle() {
    static QPointer<QStyle> style;
    if (style)
        return;
    style = new ApplicationStyle;
    QApplication::setStyle(style);
}

} // namespace laurel::ui
