#pragma once

#include "history_facts.h"
#include "numbers_table.h"

#include "laurel/ui_kit/controls.h"

#include <QWidget>

class QGridLayout;

namespace laurel::ui {

/// A server's model over time: gold Dice of each version as curves and a table, from which any
/// version is fetched or used; beneath, the card of the newest.
class HistoryPart : public QWidget {
    Q_OBJECT
  public:
    explicit HistoryPart(QWidget* parent = nullptr);
    void present(const HistoryFacts& facts);
    /// While the server is asked, or why it told nothing; empty: facts are shown.
    void tell(const QString& text);
    void setFetching(bool fetching);

  Q_SIGNALS:
    void pullWanted(std::int64_t number);
    void useWanted(std::int64_t number);

  private:
    void select(std::int64_t number);
    void showSelected();
    void showCard();

    HistoryFacts facts_;
    std::int64_t selected_ = 0;
    bool fetching_ = false;
    Label* note_;
    QWidget* body_;
    CurvePlot* plot_;
    NumbersTable* table_;
    Button* act_;
    QWidget* card_;
    QGridLayout* cardGrid_;
};

} // namespace laurel::ui
