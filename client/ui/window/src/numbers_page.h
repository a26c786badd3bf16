#pragma once

#include "commands.h"
#include "numbers_table.h"

#include "laurel/session/workbench.h"
#include "laurel/ui_kit/controls.h"

#include <QTimer>

class QTableView;
class QVBoxLayout;

namespace laurel::ui {

class AreaPlot;

/// The place "Numbers", at the right of the views: what the open case measures, per segment or per
/// slice of the chosen one, and areas along the limb. Measured anew, beside the window, when it is
/// shown and when the case changed.
class NumbersPage : public Surface {
    Q_OBJECT
  public:
    explicit NumbersPage(Workbench& bench, QWidget* parent = nullptr);
    /// As CSV, with what is shown: whole segments, or slices too. Empty before anything was
    /// measured.
    std::string csv() const;

  Q_SIGNALS:
    void copied(int rows);
    void exportWanted(); ///< as CSV

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void addHead(QVBoxLayout& column);
    void addTable(QVBoxLayout& column);
    void followSession();
    void replacePlot();
    void measureSoon();
    void measure();
    void showNumbers();
    void showWarning();
    void copy();
    void goToRow(int row);

    Workbench& bench_;
    Segmented* kind_;
    Switch* onlyReviewed_;
    Label* warning_;
    Button* copy_;
    Button* export_;
    QTableView* table_;
    NumbersModel* model_;
    Surface* plotPlace_;
    AreaPlot* plot_ = nullptr; ///< of the open case
    QTimer soon_;
    std::optional<CaseNumbers> numbers_;
};

} // namespace laurel::ui
