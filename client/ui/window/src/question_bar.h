#pragma once

#include "laurel/ui_kit/controls.h"

#include <functional>
#include <vector>

namespace laurel::ui {

/// Beneath the views while a person has to say how something shall be done: what happened, and
/// what can be asked for. Opens with the keyboard on the answer that changes nothing (Esc).
class QuestionBar : public Surface {
    Q_OBJECT
  public:
    struct Answer {
        QString text;
        QString effect; ///< one sentence for the tooltip
        std::function<void()> act;
    };

    explicit QuestionBar(QWidget* parent = nullptr);
    /// Replaces a question that is still open. @param leaveText of the answer that changes nothing
    void ask(const QString& title, const QString& detail, const std::vector<Answer>& answers,
             const QString& leaveText = {});
    void leave(); ///< without an answer
    bool isAsking() const { return !isHidden(); }

  Q_SIGNALS:
    void changed(); ///< came, or went

  private:
    void addAnswers(const std::vector<Answer>& answers, const QString& leaveText);
    QString leaveName() const; ///< the object name of that answer, by the bar's own

    Label* title_;
    Label* detail_;
    QWidget* answers_ = nullptr;
};

} // namespace laurel::ui
