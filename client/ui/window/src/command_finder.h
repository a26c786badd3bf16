#pragma once

#include "commands.h"

#include <QWidget>

class QListWidget;

namespace laurel::ui {

class SearchField;

/// Finds any command by its name: typing narrows a list beneath the field, Enter does it.
class CommandFinder : public QWidget {
    Q_OBJECT
  public:
    explicit CommandFinder(Commands& commands, QWidget* parent = nullptr);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void narrow(const QString& text);
    void placeList();
    void doChosen();
    void close();
    bool keyPressed(int key);

    Commands& commands_;
    SearchField* field_;
    QListWidget* list_ = nullptr; ///< child of the window while it is open
};

} // namespace laurel::ui
