#include "laurel/ui_kit/theme.h"

#include <QApplication>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    laurel::ui::applyTheme(laurel::ui::ThemeChoice::Dark);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
