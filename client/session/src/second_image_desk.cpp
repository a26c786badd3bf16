#include "laurel/session/second_image_desk.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

#include "laurel/reading/image_reader.h"
#include "laurel/workflow/image_source.h"

#include <algorithm>

namespace laurel {

struct SecondImageDesk::Read {
    std::shared_ptr<const Volume> image; ///< none: one is to be chosen
    std::string title;
    std::string frameOfReference;
    std::vector<std::string> notes;
    std::vector<ImageChoice> choices;
};

namespace {

/// Several images, of which nobody has said which.
std::vector<ImageChoice> choicesFor(const ImageRequest& request, const CancellationToken& cancel) {
    if (!request.seriesId.empty() || !isDicomPath(request.path)) {
        return {};
    }
    std::vector<ImageChoice> found = findImages(request.path, cancel);
    const auto open = std::ranges::count_if(found, &ImageChoice::canOpen);
    return open > 1 ? found : std::vector<ImageChoice>{};
}

/// The series' description, or the file's name: never a field of the patient.
std::string titleOf(const LoadedImage& loaded) {
    if (!loaded.volume.description.empty()) {
        return loaded.volume.description;
    }
    ImageReference reference;
    reference.path = loaded.path;
    reference.seriesId = loaded.seriesId;
    return caseNameFor(reference);
}

} // namespace

void SecondImageDesk::open(const std::shared_ptr<CaseSession>& session,
                           const ImageRequest& request) {
    if (running_) {
        board_.cancel(*running_);
    }
    const QString path = QString::fromStdString(request.path.string());
    const auto task = std::make_shared<TaskId>(0); // an earlier one that ends late says nothing
    *task = board_.runner().run<Read>(
        "Opening a second image",
        [request](ProgressSink& progress, const CancellationToken& cancel) {
            Read read;
            read.choices = choicesFor(request, cancel);
            if (read.choices.empty()) {
                LoadedImage loaded = loadImage(request, progress, cancel);
                read.title = titleOf(loaded);
                read.frameOfReference = loaded.frameOfReference;
                read.notes = std::move(loaded.notes);
                read.image = std::make_shared<const Volume>(std::move(loaded.volume));
            }
            return read;
        },
        whileAlive(this,
                   [this, path, task, target = std::weak_ptr<CaseSession>(session)](Read read) {
                       if (running_ != *task) {
                           return;
                       }
                       running_.reset();
                       if (const std::shared_ptr<CaseSession> open = target.lock()) {
                           finish(*open, path, std::move(read));
                       }
                   }),
        whileAlive(this, [this, path, task](const Error& error) {
            if (running_ != *task) {
                return;
            }
            running_.reset();
            if (error.code() != ErrorCode::Cancelled) {
                Q_EMIT failed(Texts::tr("Could not open %1").arg(path),
                              QString::fromUtf8(error.what()));
            }
        }));
    running_ = *task;
}

void SecondImageDesk::finish(CaseSession& session, const QString& path, Read read) {
    if (!read.image) {
        Q_EMIT choiceNeeded(path, read.choices);
        return;
    }
    const QString title = QString::fromStdString(read.title);
    if (!mayOverlap(session.image().geometry(), read.image->geometry())) {
        Q_EMIT failed(Texts::tr("%1 was not opened over this image").arg(title),
                      Texts::tr("The two lie in different places: %1; %2.")
                          .arg(QString::fromStdString(describeGrid(session.image().geometry())),
                               QString::fromStdString(describeGrid(read.image->geometry()))));
        return;
    }
    const std::string& own = session.openCase().reference().frameOfReference;
    const bool otherSpace =
        !own.empty() && !read.frameOfReference.empty() && own != read.frameOfReference;
    session.view().second().open(std::move(read.image), title);
    Q_EMIT opened(title);
    if (otherSpace) {
        Q_EMIT noted(Texts::tr("%1 was acquired in another frame of reference: places may not "
                               "agree with this image.")
                         .arg(title));
    }
    for (const std::string& note : read.notes) {
        Q_EMIT noted(QString::fromStdString(note));
    }
}

} // namespace laurel
