#pragma once

#include "laurel/reading/image_files.h"
#include "laurel/session/case_session.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace laurel {

/// Opens an image to be laid over that of the open case. GUI thread; it is read as a task.
class SecondImageDesk : public QObject {
    Q_OBJECT
  public:
    explicit SecondImageDesk(TaskBoard& board, QObject* parent = nullptr)
        : QObject(parent), board_(board) {}

    /// An image file or a folder of DICOM. Ends in `opened`, `choiceNeeded` or `failed`; in none of
    /// them when it was cancelled or the case is closed by then. A second call cancels the first.
    void open(const std::shared_ptr<CaseSession>& session, const ImageRequest& request);

  Q_SIGNALS:
    void opened(const QString& title);
    /// Several lie there: one of them is to be asked for by its path and series.
    void choiceNeeded(const QString& path, const std::vector<laurel::ImageChoice>& choices);
    void noted(const QString& text); ///< worth knowing of what was opened
    void failed(const QString& title, const QString& why);

  private:
    struct Read;
    void finish(CaseSession& session, const QString& path, Read read);

    TaskBoard& board_;
    std::optional<TaskId> running_;
};

} // namespace laurel
