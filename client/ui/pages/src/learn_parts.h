#pragma once

#include "laurel/ui_kit/controls.h"
#include "learn_facts.h"

#include <QBoxLayout>
#include <QWidget>

class QGridLayout;

/// Parts of the page for learning; each shows what concerns it of the same facts.
namespace laurel::ui {

class CurvePlot;
class DumbbellPlot;
class PlotLegend;

/// Title of the phase, what it means, Stop, and how far a run has come.
class LearnHeader : public QWidget {
    Q_OBJECT
  public:
    explicit LearnHeader(QWidget* parent = nullptr);
    void present(const LearnFacts& facts);

  Q_SIGNALS:
    void stopWanted();

  private:
    Label* title_;
    Label* text_;
    Chip* kept_;
    Button* stop_;
    QWidget* progress_;
    Chip* epoch_;
    ProgressBar* bar_;
    Label* steps_;
};

/// Loss per step, raw and smoothed, and Dice per epoch beside the level before; of former runs the
/// same, thinner.
class LearnCurves : public QWidget {
    Q_OBJECT
  public:
    explicit LearnCurves(QWidget* parent = nullptr);
    void present(const LearnFacts& facts);
    void setDirection(QBoxLayout::Direction direction); ///< beside each other, or one below

  private:
    QWidget* lossPart();
    QWidget* dicePart();

    QBoxLayout* row_;
    CurvePlot* loss_;
    CurvePlot* dice_;
    PlotLegend* legend_;
    Label* measured_;
};

/// Each structure's Dice before the run and now.
class LearnLabels : public QWidget {
    Q_OBJECT
  public:
    explicit LearnLabels(QWidget* parent = nullptr);
    void present(const LearnFacts& facts);

  private:
    Label* title_;
    PlotLegend* legend_;
    DumbbellPlot* plot_;
};

/// Dice before and after, and on what it was measured.
class LearnVerdict : public QWidget {
    Q_OBJECT
  public:
    explicit LearnVerdict(QWidget* parent = nullptr);
    void present(const LearnFacts& facts);

  private:
    Label* verdict_;
    Label* change_;
    Label* before_;
    Label* measured_;
    QWidget* number_;
};

/// Which slices teach and which are left out, by their marks.
class LearnSources : public QWidget {
    Q_OBJECT
  public:
    explicit LearnSources(QWidget* parent = nullptr);
    void present(const LearnFacts& facts);

  private:
    struct Line {
        QWidget* row;
        Label* text;
    };
    Line addLine(StateMark mark);

    Line reviewed_, inWork_, automatic_, flagged_;
    Label* missing_;
    Label* foreign_;
};

/// The base to teach, and what its manifest says about a run.
class LearnBase : public QWidget {
    Q_OBJECT
  public:
    explicit LearnBase(QWidget* parent = nullptr);
    void present(const LearnFacts& facts);

  Q_SIGNALS:
    void baseChosen(int index);

  private:
    Label* addFact(const QString& name);

    Dropdown* bases_;
    QGridLayout* grid_;
    Label* steps_;
    Label* rate_;
    Label* outcome_;
};

/// A number as the largest thing of its panel. Digits of one width.
class BigNumber : public QWidget {
    Q_OBJECT
  public:
    explicit BigNumber(QWidget* parent = nullptr);
    void setText(const QString& text);
    const QString& text() const noexcept { return text_; }
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QFont face() const;
    QString text_;
};

} // namespace laurel::ui
