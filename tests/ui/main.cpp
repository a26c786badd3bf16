#include "laurel/engine/engine.h"
#include "laurel/ui_window/application.h"

#include <gtest/gtest.h>

int main(int argc, char** argv) {
    laurel::Engine::prepareProcess();
    ::testing::InitGoogleTest(&argc, argv);
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    laurel::ui::Application application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("laurel"));
    return RUN_ALL_TESTS();
}
