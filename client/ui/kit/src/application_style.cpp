#include "application_style.h"

#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QApplication>
#include <QPainter>
#include <QPointer>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleOption>

namespace laurel::ui {
namespace {

class ApplicationStyle : public QProxyStyle {
  public:
    ApplicationStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}
};

} // namespace

void installApplicationStyle() {
    static QPointer<QStyle> style;
    if (style)
        return;
    style = new ApplicationStyle;
    QApplication::setStyle(style);
}

} // namespace laurel::ui
