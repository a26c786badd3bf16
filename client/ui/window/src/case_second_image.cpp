#include "window_parts.h"

#include <QDir>
#include <QFileDialog>

/// The image that is laid over the case's.
namespace laurel::ui {

void MainWindow::Parts::connectSecondImage() {
    commands.on(Command::OpenSecondImage, [this] { openSecondWithDialog(); });
    connect(&bench, &Workbench::sessionChanged, this, [this] {
        if (CaseSession* session = bench.session().get()) {
            connect(&session->view().second(), &SecondImage::changed, this,
                    [this] { refreshCommands(scene()); });
        }
    });
    connect(&bench.seconds, &SecondImageDesk::failed, this, &Parts::showProblem);
    connect(&bench.seconds, &SecondImageDesk::noted, this, [this](const QString& what) {
        toasts.show(Toast::Kind::Warning, QStringLiteral("About the second image"),
                    what.left(1).toUpper() + what.mid(1));
    });
    connect(&bench.seconds, &SecondImageDesk::opened, this, [this](const QString& title) {
        toasts.show(Toast::Kind::Done, QStringLiteral("%1 lies over the image").arg(title),
                    QStringLiteral("Nothing of the case was changed. Shift+V hides it."));
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
        bench.seconds.open(bench.session(), request);
    }
}

void MainWindow::Parts::openSecondWithDialog() {
    if (!bench.session()) {
        return;
    }
    auto* dialog = new QFileDialog(&window, QStringLiteral("Open a second image over this one"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setDirectory(settings.value(QStringLiteral("lastFolder"), QDir::homePath()).toString());
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { openSecond({.path = path.toStdString()}); });
    dialog->open();
}

} // namespace laurel::ui
