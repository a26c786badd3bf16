#include "window_parts.h"

#include "laurel/session/texts.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

/// The image that is laid over the case's.
namespace laurel::ui {

namespace {

/// Where the settings keep which image lay over a case's last.
QString secondKey(const CaseSession& session) {
    const auto* const folder = session.folder();
    return QStringLiteral("second/") +
           (folder != nullptr ? QString::fromStdString(folder->filename().string()) : QString());
}

} // namespace

/// The image that lay over this case's when it was closed, if its file is still there.
void MainWindow::Parts::openFormerSecond(const CaseSession& session) {
    const QStringList former = settings.value(secondKey(session)).toStringList();
    if (former.size() == 2 && QFileInfo::exists(former[0])) {
        second = {.path = former[0].toStdString(), .seriesId = former[1].toStdString()};
        bench.seconds.open(bench.session(), second);
    }
}

void MainWindow::Parts::connectSecondImage() {
    commands.on(Command::OpenSecondImage, [this] { openSecondWithDialog(false); });
    commands.on(Command::OpenSecondFolder, [this] { openSecondWithDialog(true); });
    commands.on(Command::AdjustSecondImage, [this] { bar->adjustSecondImage(); });
    connect(&bench, &Workbench::sessionChanged, this, [this] {
        if (CaseSession* session = bench.session().get()) {
            connect(&session->view().second(), &SecondImage::changed, this, [this, session] {
                refreshCommands(scene());
                if (!session->view().second().volume()) {
                    settings.remove(secondKey(*session));
                }
            });
            openFormerSecond(*session);
        }
    });
    connect(&bench.seconds, &SecondImageDesk::failed, this, &Parts::showProblem);
    connect(&bench.seconds, &SecondImageDesk::noted, this, [this](const QString& what) {
        toasts.show(Toast::Kind::Warning, Texts::tr("About the second image"),
                    what.left(1).toUpper() + what.mid(1));
    });
    connect(&bench.seconds, &SecondImageDesk::opened, this, [this](const QString& title) {
        settings.setValue(secondKey(*bench.session()),
                          QStringList{QString::fromStdString(second.path.string()),
                                      QString::fromStdString(second.seriesId)});
        const QString key = commands.keyText(Command::ShowSecondImage);
        toasts.show(Toast::Kind::Done, Texts::tr("%1 lies over the image").arg(title),
                    key.isEmpty()
                        ? Texts::tr("Nothing of the case was changed.")
                        : Texts::tr("Nothing of the case was changed. %1 hides it.").arg(key));
    });
    connect(&bench.seconds, &SecondImageDesk::choiceNeeded, this,
            [this](const QString& path, const std::vector<ImageChoice>& choices) {
                series->show(path, choices);
                show(Place::Cases);
                choosesSecond = true;
                stack->setCurrentWidget(series);
            });
}

void MainWindow::Parts::openSecond(const ImageRequest& request) {
    if (bench.session()) {
        show(Place::Segment);
        second = request;
        bench.seconds.open(bench.session(), request);
    }
}

void MainWindow::Parts::openSecondWithDialog(bool folder) {
    if (!bench.session()) {
        return;
    }
    auto* dialog = new QFileDialog(&window, Texts::tr("Open a second image over this one"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    dialog->setOption(QFileDialog::ShowDirsOnly, folder);
    dialog->setDirectory(settings.value(QStringLiteral("lastFolder"), QDir::homePath()).toString());
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { openSecond({.path = path.toStdString()}); });
    dialog->open();
}

} // namespace laurel::ui
