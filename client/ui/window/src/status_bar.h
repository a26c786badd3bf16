#pragma once

#include "laurel/session/workbench.h"
#include "laurel/ui_kit/controls.h"

#include <QTimer>

#include <map>
#include <optional>

class QHBoxLayout;

namespace laurel::ui {

class TaskChip;

/// 26 px at the bottom: where the pointer is and what lies there; at the right what runs in the
/// background, what waits to be sent, and whether all changes are kept.
class StatusBar : public Surface {
    Q_OBJECT
  public:
    explicit StatusBar(Workbench& bench, QWidget* parent = nullptr);

    void showPointer(const std::optional<VoxelIndex>& voxel);
    void showZoom(double zoom);

  Q_SIGNALS:
    void queueWanted();

  private:
    void followSession();
    void showView();
    void showTasks();
    void showQueue();
    void showKept();

    Workbench& bench_;
    Label* voxel_;
    Label* world_;
    Label* intensity_;
    Label* segment_;
    Label* view_;
    Button* queue_;
    Label* kept_;
    QHBoxLayout* chips_;
    std::map<TaskId, TaskChip*> tasks_;
    QTimer nextLook_; ///< at short work, when it has become long
    double zoom_ = 1;
};

} // namespace laurel::ui
