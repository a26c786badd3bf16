#pragma once

#include "laurel/ui_kit/controls.h"
#include "laurel/workflow/crash_report.h"

class QPlainTextEdit;

namespace laurel::ui {

/// What a report of a crash says, word by word, and where it lies; it is a person's to send or to
/// delete.
class CrashPage : public Surface {
    Q_OBJECT
  public:
    explicit CrashPage(QWidget* parent = nullptr);
    void present(const CrashReport& report);

  Q_SIGNALS:
    void done();
    void failed(const QString& title, const QString& why);

  private:
    void remove();

    CrashReport report_;
    Label* file_;
    QPlainTextEdit* text_;
};

} // namespace laurel::ui
