#pragma once

#include <QLineEdit>
#include <QPointer>

#include <cstdint>

namespace laurel::ui {

/// Asks for the number of a slice where that is shown: hidden until asked, gone with the focus.
/// Enter and Esc give the focus back to where it was.
class SliceField : public QLineEdit {
    Q_OBJECT
  public:
    explicit SliceField(QWidget* parent = nullptr);
    void ask(std::int64_t now); ///< counted from 1; shown, chosen and focused

  Q_SIGNALS:
    void chosen(std::int64_t number); ///< that was typed; before `closed`
    void closed();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    void close();

    QPointer<QWidget> before_; ///< had the focus
};

} // namespace laurel::ui
