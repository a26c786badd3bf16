#pragma once

#include "laurel/ui_kit/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include <memory>

namespace laurel::ui {

/// Each test begins in the dark theme at text scale 1.
class WidgetTest : public testing::Test {
  protected:
    WidgetTest() {
        setTextScale(1);
        applyTheme(ThemeChoice::Dark);
    }
    ~WidgetTest() override { setTextScale(1); }
};

/// Puts the widget on the (offscreen) screen as the active window.
inline void show(QWidget& widget) {
    widget.show();
    widget.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&widget));
}

} // namespace laurel::ui
