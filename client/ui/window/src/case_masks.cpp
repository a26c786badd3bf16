#include "window_parts.h"

#include "laurel/session/texts.h"
#include "laurel/session/words.h"

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
    connect(&bench.masks, &MasksDesk::failed, this, &Parts::showProblem);
    connect(&bench.masks, &MasksDesk::imported, this, &Parts::tellImport);
    connect(&bench.masks, &MasksDesk::refused, this, &Parts::offerRemedies);
    connect(&bench.opening, &OpeningDesk::opened, this, [this] {
        if (const QString masks = std::exchange(masksToCome, {}); !masks.isEmpty()) {
            openMasks(masks);
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
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    dialog->setOption(QFileDialog::ShowDirsOnly, folder);
    dialog->setDirectory(
        settings.value(QStringLiteral("masksFolder"), QDir::homePath()).toString());
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog](const QString& path) {
        settings.setValue(QStringLiteral("masksFolder"), dialog->directory().absolutePath());
        openMasks(path);
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
    const QString detail =
        reason.front().toUpper() + reason.mid(1) + Texts::tr(". Nothing was changed.");
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

void MainWindow::Parts::takeDropped(const QString& path) {
    const bool editing = place != Place::Cases && place != Place::Models;
    const bool isCase = QFileInfo::exists(QDir(path).filePath(QStringLiteral("case.json")));
    if (workspace == nullptr || !editing || isCase) {
        window.openPath(path);
        return;
    }
    const QString name = QString::fromStdString(bench.session()->openCase().name());
    workspace->question().ask(
        Texts::tr("What is %1?").arg(nameOf(path)),
        Texts::tr("Masks are added to the open case, %1. An image becomes a case of its own.")
            .arg(name),
        {{Texts::tr("Open as image"), Texts::tr("Opens it instead of this case."),
          [this, path] { window.openPath(path); }},
         {Texts::tr("Lay over the image"),
          Texts::tr("Shows it over this case's image. Nothing is changed."),
          [this, path] { openSecond({.path = path.toStdString()}); }},
         {Texts::tr("Open as masks"), Texts::tr("Adds its masks to this case."),
          [this, path] { openMasks(path); }}});
}

} // namespace laurel::ui
