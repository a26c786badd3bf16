#pragma once

#include "tool_box.h"

#include "laurel/session/operation_desk.h"

#include <QObject>
#include <QTimer>

namespace laurel::ui {

/// Keeps the preview of the active tool's operation up to date: asks for one when the tool is
/// chosen and when its parameters, the segment or the slice change, and takes it away with the
/// tool; a preview that was asked for by itself stays. What a person accepted or discarded comes
/// back only when one of these changes.
class OperationPresenter : public QObject {
    Q_OBJECT
  public:
    OperationPresenter(std::shared_ptr<CaseSession> session, OperationDesk& desk, ToolBox& tools,
                       QObject* parent = nullptr);

  Q_SIGNALS:
    void refused(const QString& why);

  private:
    void followTools();
    void followSlice();
    void present();
    void discard();

    std::shared_ptr<CaseSession> session_;
    OperationDesk& desk_;
    ToolBox& tools_;
    QTimer soon_; ///< changes that come together ask once
    SlicePlane plane_;
    bool presents_ = false; ///< the active tool has asked the desk for something
};

} // namespace laurel::ui
