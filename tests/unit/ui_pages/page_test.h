#pragma once

#include "laurel/ui_kit/controls.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QPixmap>
#include <QStringList>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// What a person sees of a page, as text, and the page as pictures for people to look at.
namespace laurel::ui {

/// Every text that is shown within `root`, which itself need not be.
inline QStringList shownTexts(const QWidget& root) {
    QStringList texts;
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        if (!widget->isVisibleTo(&root)) {
            continue;
        }
        if (const auto* label = qobject_cast<const Label*>(widget)) {
            texts << label->text();
        } else if (const auto* plain = qobject_cast<const QLabel*>(widget)) {
            texts << plain->text();
        } else if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
            texts << button->text();
        }
    }
    texts.removeAll(QString());
    return texts;
}

inline std::string allText(const QWidget& root) {
    return shownTexts(root).join('\n').toStdString();
}

/// The button with this text that is shown; null when there is none.
inline QAbstractButton* shownButton(const QWidget& root, const QString& text) {
    for (QAbstractButton* button : root.findChildren<QAbstractButton*>()) {
        if (button->text() == text && button->isVisibleTo(&root)) {
            return button;
        }
    }
    return nullptr;
}

/// Presses a button as a person would; fails when it is not there or cannot be pressed.
inline void press(const QWidget& root, const QString& text) {
    QAbstractButton* button = shownButton(root, text);
    ASSERT_NE(button, nullptr) << "no button " << text.toStdString();
    ASSERT_TRUE(button->isEnabled()) << text.toStdString() << " cannot be pressed";
    button->click();
}

/// Each control that takes the focus has a name and a tip.
inline void expectNamed(const QWidget& root) {
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        if (widget->isVisibleTo(&root) && (widget->focusPolicy() & Qt::TabFocus) != 0) {
            const std::string what = widget->metaObject()->className();
            EXPECT_FALSE(widget->accessibleName().isEmpty()) << what;
            EXPECT_FALSE(widget->toolTip().isEmpty())
                << what << ' ' << widget->accessibleName().toStdString();
        }
    }
}

/// Writes the page in both themes and both sizes of the design, less the window's bars.
inline void takePictures(QWidget& page, const QString& name, const QList<QSize>& sizes) {
    const QString folder = QString(LAUREL_BINARY_DIR) + "/screenshots";
    QDir().mkpath(folder);
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(choice);
        for (const QSize& size : sizes) {
            page.resize(size);
            page.show();
            QApplication::processEvents(); // layouts that wait for events
            QPixmap picture(page.size());
            picture.fill(theme().ground);
            page.render(&picture, {}, {}, QWidget::DrawChildren);
            EXPECT_TRUE(
                picture.save(QString("%1/pages-%2-%3-%4x%5.png")
                                 .arg(folder, name, choice == ThemeChoice::Dark ? "dark" : "light")
                                 .arg(size.width())
                                 .arg(size.height()),
                             "PNG", 90)); // fast rather than small
        }
    }
    page.hide();
}

inline const QList<QSize> wholeWindow{{1280, 734}, {1920, 1014}};

} // namespace laurel::ui
