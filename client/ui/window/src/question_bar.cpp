#include "question_bar.h"

#include "laurel/session/texts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace laurel::ui {

QuestionBar::QuestionBar(QWidget* parent)
    : Surface(Surface::Fill::Raised, Qt::TopEdge, parent),
      title_(new Label({}, TextRole::Body, Label::Tone::Text1, QFont::DemiBold)),
      detail_(new Label({}, TextRole::Caption, Label::Tone::Text2)) {
    setObjectName(QStringLiteral("question.bar"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::m, space::s, space::m, space::s);
    column->setSpacing(space::xs);
    detail_->setWraps(true);
    column->addWidget(title_);
    column->addWidget(detail_);
    hide();
}

void QuestionBar::ask(const QString& title, const QString& detail,
                      const std::vector<Answer>& answers, const QString& leaveText) {
    title_->setText(title);
    detail_->setText(detail);
    setAccessibleName(title + QStringLiteral(". ") + detail);
    addAnswers(answers, leaveText.isEmpty() ? Texts::tr("Leave it") : leaveText);
    show();
    Q_EMIT changed();
    answers_->findChild<QWidget*>(leaveName())->setFocus(Qt::OtherFocusReason);
}

QString QuestionBar::leaveName() const {
    return objectName().section(u'.', 0, 0) + QStringLiteral(".leave");
}

void QuestionBar::addAnswers(const std::vector<Answer>& answers, const QString& leaveText) {
    if (answers_ != nullptr) {
        answers_->hide();
        answers_->deleteLater(); // one of its buttons may have asked for this
    }
    answers_ = new QWidget;
    auto* line = new QHBoxLayout(answers_);
    line->setContentsMargins(0, space::xs, 0, 0);
    line->setSpacing(space::s);
    line->addStretch(1);
    auto* leave = new Button(leaveText);
    leave->setHint(Texts::tr("Esc"));
    leave->setObjectName(leaveName());
    leave->setToolTip(Texts::tr("Changes nothing (Esc)"));
    connect(leave, &Button::clicked, this, &QuestionBar::leave);
    line->addWidget(leave);
    for (const Answer& answer : answers) {
        auto* button = new Button(answer.text);
        button->setToolTip(answer.effect);
        connect(button, &Button::clicked, this, [this, act = answer.act] {
            this->leave();
            act();
        });
        line->addWidget(button);
    }
    layout()->addWidget(answers_);
}

void QuestionBar::leave() {
    if (isAsking()) {
        hide();
        Q_EMIT changed();
    }
}

} // namespace laurel::ui
