#include "window_parts.h"

#include "laurel/session/texts.h"
#include "laurel/session/words.h"
#include "laurel/ui_pages/dropped.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

namespace laurel::ui {

namespace {

QString nameOf(const QString& path) {
    return QFileInfo(QDir::cleanPath(path)).fileName();
}

/// "Soleus, Fat and 3 more"
QString listed(const std::vector<std::string>& names) {
    constexpr std::size_t most = 3;
    QStringList shown;
    for (std::size_t i = 0; i < names.size() && i < most; ++i) {
        shown << QString::fromStdString(names[i]);
    }
    const QString more =
        names.size() > most ? Texts::tr(" and %1 more").arg(names.size() - most) : QString();
    return shown.join(QStringLiteral(", ")) + more;
}

/// What a person has to know besides the number of segments.
QString detailOf(const MaskImport& report) {
    QStringList parts;
    if (!report.kept.empty()) {
        parts << Texts::tr("%1 kept where they overlap: %2")
                     .arg(report.kept.size())
                     .arg(listed(report.kept));
    }
    if (!report.locked.empty()) {
        parts << Texts::tr("locked and left as they were: %1").arg(listed(report.locked));
    }
    if (!report.overlaid.empty()) {
        parts << Texts::tr("the file's own masks overlap, and the first has the voxel: %1 lost")
                     .arg(listed(report.overlaid));
    }
    if (report.reopened > 0) {
        parts << numbered(Texts::tr("%n reviewed slice(s) in work again", nullptr,
                                    static_cast<int>(report.reopened)),
                          report.reopened);
    }
    for (const std::string& note : report.notes) {
        parts << QString::fromStdString(note);
    }
    QString text = parts.join(QStringLiteral("; "));
    return text.isEmpty() ? text : text.front().toUpper() + text.mid(1) + QLatin1Char('.');
}

} // namespace

void MainWindow::Parts::connectMasks() {
    commands.on(Command::OpenMasks, [this] { openMasksWithDialog(false); });
    commands.on(Command::OpenMasksFolder, [this] { openMasksWithDialog(true); });
    connect(&bench.masks, &MasksDesk::failed, this,
            [this](const QString& title, const QString& why) {
                showProblem(title, why + leaveWaitingMasks());
            });
    connect(&bench.masks, &MasksDesk::imported, this, [this](const MaskImport& report) {
        tellImport(report);
        openNextMasks();
    });
    connect(&bench.masks, &MasksDesk::refused, this, &Parts::offerRemedies);
    connect(&bench.opening, &OpeningDesk::opened, this, [this] {
        if (const QString masks = std::exchange(masksToCome, {}); !masks.isEmpty()) {
            openMasksOf({masks});
        }
    });
}

void MainWindow::Parts::openMasks(const QString& path, const MaskPlacement& how) {
    if (bench.session()) {
        bench.masks.open(bench.session(), path, how);
    }
}

void MainWindow::Parts::openMasksWithDialog(bool folder) {
    if (!bench.session()) {
        return;
    }
    auto* dialog =
        new QFileDialog(&window, folder ? Texts::tr("Open a folder with a mask for each structure")
                                        : Texts::tr("Open masks"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    dialog->setOption(QFileDialog::ShowDirsOnly, folder);
    dialog->setDirectory(
        settings.value(QStringLiteral("masksFolder"), QDir::homePath()).toString());
    connect(dialog, &QFileDialog::filesSelected, this, [this, dialog](const QStringList& paths) {
        settings.setValue(QStringLiteral("masksFolder"), dialog->directory().absolutePath());
        openMasksOf(paths);
    });
    dialog->open();
}

void MainWindow::Parts::tellImport(const MaskImport& report) {
    const QString source = QString::fromStdString(report.source);
    if (report.changed) {
        toasts.show(Toast::Kind::Done,
                    numbered(Texts::tr("%n segment(s) opened", nullptr,
                                       static_cast<int>(report.taken.size())),
                             static_cast<qsizetype>(report.taken.size())),
                    (Texts::tr("From %1. ").arg(source) + detailOf(report)).trimmed(),
                    Texts::tr("Undo"), [this] { commands[Command::Undo].trigger(); });
    } else {
        toasts.show(Toast::Kind::Warning, Texts::tr("Nothing new in %1").arg(source),
                    detailOf(report));
    }
}

void MainWindow::Parts::offerRemedies(const QString& path, const QString& reason,
                                      PlacementRemedies remedies) {
    const QString title = Texts::tr("%1 was not opened").arg(nameOf(path));
    const QString detail = reason.front().toUpper() + reason.mid(1) +
                           Texts::tr(". Nothing was changed.") + leaveWaitingMasks();
    if (workspace == nullptr || remedies == PlacementRemedies{}) {
        showProblem(title, detail);
        return;
    }
    std::vector<QuestionBar::Answer> answers;
    if (remedies.byIndex) {
        answers.push_back(
            {Texts::tr("Align by index"),
             Texts::tr("Puts each voxel of the masks on the image's voxel of the same number, "
                       "whatever the file says of where it lies."),
             [this, path] {
                 openMasks(path, {LabelPlacement::ByIndex, Resampling::Never});
             }});
    }
    if (remedies.resample) {
        answers.push_back({Texts::tr("Resample onto the image"),
                           Texts::tr("Takes the nearest voxel where the masks lie in the "
                                     "image. What lies outside is left out."),
                           [this, path] {
                               openMasks(path, {LabelPlacement::World, Resampling::Always});
                           }});
    }
    workspace->question().ask(title, detail, answers);
}

void MainWindow::Parts::openMasksOf(const QStringList& paths) {
    masksWaiting = paths;
    openNextMasks();
}

void MainWindow::Parts::openNextMasks() {
    if (!masksWaiting.isEmpty()) {
        openMasks(masksWaiting.takeFirst());
    }
}

QString MainWindow::Parts::leaveWaitingMasks() {
    const QStringList left = std::exchange(masksWaiting, {});
    return left.isEmpty() ? QString()
                          : numbered(Texts::tr(" Not tried: %n more file(s).", nullptr,
                                               static_cast<int>(left.size())),
                                     left.size());
}

void MainWindow::Parts::openOneOf(const QStringList& paths) {
    const QString folder = paths.size() > 1 ? commonFolder(paths) : QString();
    window.openPath(folder.isEmpty() ? paths.front() : folder);
    if (paths.size() > 1 && folder.isEmpty()) {
        toasts.show(Toast::Kind::Warning, Texts::tr("Only %1 is opened").arg(nameOf(paths.front())),
                    Texts::tr("Each image becomes a case of its own. Drop a folder that holds "
                              "several to choose one."));
    }
}

void MainWindow::Parts::takeDropped(const QStringList& paths) {
    const QString& first = paths.front();
    const bool editing = place != Place::Cases && place != Place::Models;
    const bool isCase = QFileInfo::exists(QDir(first).filePath(QStringLiteral("case.json")));
    if (workspace == nullptr || !editing || isCase) {
        openOneOf(paths);
        return;
    }
    const bool isOne = paths.size() == 1;
    std::vector<QuestionBar::Answer> answers{
        {isOne ? Texts::tr("Open as image") : Texts::tr("Open an image"),
         Texts::tr("Opens it instead of this case."), [this, paths] { openOneOf(paths); }}};
    if (isOne) {
        answers.push_back({Texts::tr("Lay over the image"),
                           Texts::tr("Shows it over this case's image. Nothing is changed."),
                           [this, first] { openSecond({.path = first.toStdString()}); }});
    }
    answers.push_back({Texts::tr("Open as masks"),
                       isOne ? Texts::tr("Adds its masks to this case.")
                             : Texts::tr("Adds the masks of all to this case."),
                       [this, paths] { openMasksOf(paths); }});
    workspace->question().ask(
        isOne ? Texts::tr("What is %1?").arg(nameOf(first))
              : Texts::tr("What are these %1 files?").arg(paths.size()),
        Texts::tr("Masks are added to the open case, %1. An image becomes a case of its own.")
            .arg(QString::fromStdString(bench.session()->openCase().name())),
        answers);
}

} // namespace laurel::ui
