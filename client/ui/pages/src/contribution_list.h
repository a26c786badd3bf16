#pragma once

#include "laurel/ui_kit/controls.h"
#include "learn_facts.h"

#include <QWidget>

class QVBoxLayout;

namespace laurel::ui {

/// Earlier contributions and what became of them; hidden while there are none.
class ContributionList : public QWidget {
    Q_OBJECT
  public:
    explicit ContributionList(QWidget* parent = nullptr);
    void present(const std::vector<ContributionLine>& lines);

  Q_SIGNALS:
    void withdrawWanted(const QString& id);
    void sendWanted(); ///< a round at once

  private:
    QWidget* lineOf(const ContributionLine& line);

    std::vector<ContributionLine> lines_;
    QWidget* rows_;
    Button* send_;
};

} // namespace laurel::ui
