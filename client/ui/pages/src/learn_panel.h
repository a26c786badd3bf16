#pragma once

#include "learn_parts.h"

#include <QWidget>

class QBoxLayout;

namespace laurel::ui {

class ContributionList;
class MessageLine;

/// Everything of the page for learning but the consent sheet, for facts that it is given. From
/// 640 px wide; in two columns from 720.
class LearnPanel : public QWidget {
    Q_OBJECT
  public:
    explicit LearnPanel(QWidget* parent = nullptr);
    void present(const LearnFacts& facts);
    void showContributions(const std::vector<ContributionLine>& lines);
    MessageLine& message() noexcept { return *message_; }

  Q_SIGNALS:
    void baseChosen(int index);
    void learnWanted();
    void nextUnreviewedWanted();
    void stopWanted();
    void keepWanted();
    void discardWanted();
    void againWanted();    ///< from a kept version back to teaching
    void giveBackWanted(); ///< show the consent sheet
    void serverWanted();
    void withdrawWanted(const QString& id);
    void sendWanted();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QWidget* body();
    QWidget* emptyPlace();
    QWidget* giveBackPart();
    QWidget* foot();
    Button* footButton(const QString& text, ButtonKind kind, const QString& tip);
    void showGiveBack(const LearnFacts& facts);
    void showFoot(const LearnFacts& facts);
    void showIdleFoot(const LearnFacts& facts);
    void arrange();

    LearnHeader* header_;
    MessageLine* message_;
    QWidget* noCase_;
    QWidget* noModel_;
    LearnVerdict* verdict_;
    LearnCurves* curves_;
    LearnLabels* labels_;
    QWidget* about_; ///< what is taught, what teaches
    QWidget* aboutRule_;
    QBoxLayout* aboutRow_;
    LearnBase* base_;
    LearnSources* sources_;
    QWidget* giveBack_;
    Label* giveBackText_;
    Button* giveBackButton_;
    Button* addServer_;
    ContributionList* contributions_;
    QWidget* foot_;
    Label* note_;
    Button *next_, *learn_, *discard_, *keep_, *again_;
};

} // namespace laurel::ui
