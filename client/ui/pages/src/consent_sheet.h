#pragma once

#include "laurel/ui_kit/controls.h"
#include "laurel/workflow/outbox.h"

#include <QWidget>

#include <utility>
#include <vector>

class QBoxLayout;
class QGridLayout;
class QVBoxLayout;

namespace laurel::ui {

/// Name and value of everything that a contribution holds, in the order of the wire.
std::vector<std::pair<QString, QString>> sentFields(const ConsentFacts& facts);

/// Asks whether a correction may be given back: to whom, what leaves, what never leaves. Docked at
/// the right of the page, over nothing. Opens with the focus on the choice that changes nothing.
class ConsentSheet : public QWidget {
    Q_OBJECT
  public:
    explicit ConsentSheet(QWidget* parent = nullptr);
    void open(const ConsentFacts& facts);

  Q_SIGNALS:
    void contributeWanted();
    void declined(); ///< "Not now", or Esc

  protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override; ///< keeps Esc from the window's shortcuts

  private:
    QWidget* body();
    QWidget* foot();
    QWidget* serverCard(QWidget* parent);
    void fill(QWidget* card, const ConsentFacts& facts, bool leaves);
    void showFields(const ConsentFacts& facts);
    void showExactly(bool shown);

    Label* server_;
    Label* key_;
    QWidget* leaves_;
    QWidget* stays_;
    Button* exactly_;
    QWidget* fields_;
    QGridLayout* grid_;
    Button* notNow_;
    Button* contribute_;
};

} // namespace laurel::ui
