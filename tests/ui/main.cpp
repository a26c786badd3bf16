#include "laurel/engine/engine.h"

#include <QApplication>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
    laurel::Engine::prepareProcess();
    ::testing::InitGoogleTest(&argc, argv);
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("laurel"));
    return RUN_ALL_TESTS();
}
