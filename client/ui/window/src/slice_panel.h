#pragma once

#include "commands.h"
#include "slice_field.h"

#include "laurel/session/case_session.h"
#include "laurel/ui_kit/controls.h"
#include "laurel/ui_views/slice_strip.h"

#include <array>

class QHBoxLayout;
class QVBoxLayout;

namespace laurel::ui {

/// A state's mark and how many slices have it.
class StateCount : public QWidget {
    Q_OBJECT
  public:
    StateCount(StateMark mark, const QString& meaning, QWidget* parent = nullptr);
    void setCount(std::int64_t count);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    StateMark mark_;
    QString meaning_;
    std::int64_t count_ = 0;
};

/// Beneath the main view: strip of all slices, which one is shown, how many have come how far, and
/// the two words that a person says of a slice.
class SlicePanel : public Surface {
    Q_OBJECT
  public:
    SlicePanel(CaseSession& session, Commands& commands, QWidget* parent = nullptr);
    /// Asks for a slice's number where it is shown; Enter goes there, Esc leaves.
    void askSlice();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void addFrames(QVBoxLayout& column);
    void addCounts(QHBoxLayout& line);
    void showSlice();
    void showCounts();

    void showHint();
    void showFrame();

    CaseSession& session_;
    Commands& commands_;
    SliceStrip* strip_;
    Label* slice_;
    std::array<StateCount*, 5> counts_{}; ///< by SliceState
    SliceField* number_;
    Label* frame_;        ///< "Frame 2 of 6", where there are several
    Slider* frameSlider_; ///< the same
    GlyphButton* flag_;
    Button* reviewed_;
};

} // namespace laurel::ui
