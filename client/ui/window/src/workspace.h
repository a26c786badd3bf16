#pragma once

#include "history_panel.h"
#include "offer_bar.h"
#include "operation_presenter.h"
#include "options_panel.h"
#include "preview_bar.h"
#include "preview_panel.h"
#include "question_bar.h"
#include "segment_properties.h"
#include "segments_panel.h"
#include "slice_panel.h"
#include "tool_rail.h"
#include "view_grid.h"

#include "laurel/session/workbench.h"

namespace laurel::ui {

/// Whether parts yield their room to the views.
bool isNarrow(int windowWidth);
/// Of segments and history, and of messages that lie over them, px.
int rightSideWidth(int windowWidth);

/// Segments as chips over the main view, where the Learn page stands in their usual place.
class SegmentChips : public Surface {
    Q_OBJECT
  public:
    explicit SegmentChips(CaseSession& session, QWidget* parent = nullptr);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void rebuild();

    CaseSession& session_;
    QWidget* content_ = nullptr;
};

/// The place where one case is segmented and corrected: rail, options, views, right side. Made for
/// one session and dies with it.
class Workspace : public QWidget {
    Q_OBJECT
  public:
    /// @param operations outlives the workspace, as the others do
    Workspace(std::shared_ptr<CaseSession> session, OperationDesk& operations, MergeDesk& merging,
              Commands& commands, ToolBox& tools, QWidget* parent = nullptr);

    CaseSession& session() noexcept { return *session_; }
    ViewGrid& grid() noexcept { return *grid_; }
    PreviewBar& previewBar() noexcept { return *previewBar_; }
    OfferBar& offerBar() noexcept { return *offerBar_; }
    QuestionBar& question() noexcept { return *question_; }
    SegmentsPanel& segments() noexcept { return *segments_; }
    /// For the number of a slice to go to, in the view that keys are about.
    void askSlice();
    /// What the Learn page or the cheat sheet takes at the right; nullptr: segments and history.
    void setRight(QWidget* widget, bool wide);
    bool optionsShown() const noexcept { return optionsWanted_; }
    void setOptionsShown(bool shown);
    bool rightShown() const noexcept { return rightWanted_; }
    void setRightShown(bool shown);

  Q_SIGNALS:
    void pointed(const std::optional<laurel::VoxelIndex>& voxel);
    void zoomChanged(double zoom);
    void refused(const QString& why);
    void proposalTaken(bool changed);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void buildStack();
    void connectViews();
    void pick(int index);
    void showMenu(const QPoint& at);
    void followProposal();
    void arrange();

    std::shared_ptr<CaseSession> session_;
    Commands& commands_;
    ToolBox& tools_;
    DiceMeter* dice_;
    ToolRail* rail_;
    OptionsPanel* options_;
    ViewGrid* grid_;
    SegmentChips* chips_;
    SlicePanel* slices_;
    PreviewChoice* previewChoice_;
    PreviewBar* previewBar_;
    OfferBar* offerBar_;
    QuestionBar* question_; ///< beneath the views, above the preview's bar
    Surface* stack_;        ///< right side: segments or preview, properties, history
    SegmentsPanel* segments_;
    PreviewPanel* previewPanel_;
    SegmentProperties* properties_;
    HistoryPanel* history_;
    QWidget* taken_ = nullptr; ///< what took the right, if any; not owned
    bool takenWide_ = false;
    bool optionsWanted_ = true;
    bool rightWanted_ = true;
};

} // namespace laurel::ui
