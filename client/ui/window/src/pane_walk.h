#pragma once

#include <QObject>
#include <QPointer>
#include <QWidget>

#include <functional>
#include <vector>

namespace laurel::ui {

/// Takes the keyboard from one part of the window to the next, and to where work goes on when what
/// had it is hidden or gone: it never stands where nobody put it. A part is whatever is named
/// "pane.", "place." or "….bar", and each message. GUI thread.
class PaneWalk : public QObject {
    Q_OBJECT
  public:
    /// @param window outlives it
    /// @param home   what shall have the focus when it is lost; nullptr: the first part there is
    PaneWalk(QWidget& window, std::function<QWidget*()> home);

    /// To the next part (1) or the one before (-1), round and round.
    void go(int step);
    /// What gets the focus in each part that is shown now, in the order of the walk.
    std::vector<QWidget*> stops() const;

  private:
    void follow(QWidget* before, QWidget* now);
    void bringHome();

    QWidget& window_;
    std::function<QWidget*()> home_;
    QPointer<QWidget> fallen_; ///< where Qt put the focus, when what had it was hidden
    bool lost_ = false;
};

} // namespace laurel::ui
