#pragma once

#include "ui/desk.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QTest>

#include <filesystem>
#include <gtest/gtest.h>

namespace laurel {

/// The file dialog that is open answers with this path.
inline void chooseInDialog(Desk& desk, const std::filesystem::path& path) {
    auto* dialog = desk.window().findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    auto* name = dialog->findChild<QLineEdit*>();
    ASSERT_NE(name, nullptr);
    name->setText(QString::fromStdString(path.string()));
    QTest::keyClick(name, Qt::Key_Return);
}

} // namespace laurel
