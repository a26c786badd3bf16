#pragma once

#include <QListView>

namespace laurel::ui {

/// A list that is worked by keyboard: while it has the focus, Up, Down, PgUp, PgDn, Home and End
/// move within it and Enter activates the row, whatever these keys mean in the window. Left and
/// Right stay the window's: a list has one column. GUI thread.
class ListView : public QListView {
  public:
    using QListView::QListView;

  protected:
    bool event(QEvent* event) override;
};

} // namespace laurel::ui
