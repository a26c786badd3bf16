#include "window_parts.h"

#include "laurel/session/texts.h"

#include "laurel/base/files.h"

#include "laurel/workflow/image_source.h"
#include "laurel/workflow/label_export.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

#include <algorithm>
#include <memory>
#include <vector>

namespace laurel::ui {

namespace {

/// "NIfTI label map with tables of names (*.nii.gz)".
QString filterOf(const LabelFormatInfo& format) {
    const auto text = [](std::string_view part) {
        return QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size()));
    };
    return text(format.description) + QStringLiteral(" (*") + text(format.extension) +
           QStringLiteral(")");
}

/// The formats that masks of this image can have, the usual one first.
std::vector<const LabelFormatInfo*> offeredFormats(const ImageReference& image) {
    std::vector<const LabelFormatInfo*> offered;
    for (const LabelFormatInfo& format : labelFormats()) {
        if (!format.needsDicom || isDicomPath(image.path)) {
            offered.push_back(&format);
        }
    }
    return offered;
}

struct ExportTarget {
    std::filesystem::path path;
    LabelFormat format;
};

/// A chosen filter decides, and the name gets its extension; under the first one, which nobody need
/// have chosen, a name that says its format does.
ExportTarget targetOf(const QString& chosen, const QString& filter,
                      const std::vector<const LabelFormatInfo*>& offered) {
    const auto found =
        std::find_if(offered.begin(), offered.end(),
                     [&](const LabelFormatInfo* format) { return filterOf(*format) == filter; });
    const LabelFormatInfo& format = found == offered.end() ? *offered.front() : **found;
    const std::filesystem::path path = chosen.toStdString();
    const auto named = labelFormatOf(path);
    if (named == format.format || (named && &format == offered.front())) {
        return {path, *named};
    }
    return {withExtensionOf(path, format.format), format.format};
}

} // namespace

void MainWindow::Parts::openWithDialog(bool folder) {
    auto* dialog = new QFileDialog(&window, folder ? Texts::tr("Open a folder of DICOM, or a case")
                                                   : Texts::tr("Open images"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    dialog->setOption(QFileDialog::ShowDirsOnly, folder);
    dialog->setDirectory(settings.value(QStringLiteral("lastFolder"), QDir::homePath()).toString());
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog](const QString& path) {
        settings.setValue(QStringLiteral("lastFolder"), dialog->directory().absolutePath());
        window.openPath(path);
    });
    dialog->open();
}

void MainWindow::Parts::exportMasks() {
    if (!bench.session()) {
        return;
    }
    auto* dialog = new QFileDialog(&window, Texts::tr("Export masks"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters;
    const auto offered = offeredFormats(bench.session()->openCase().reference());
    for (const LabelFormatInfo* format : offered) {
        filters.append(filterOf(*format));
    }
    dialog->setNameFilters(filters);
    dialog->setDirectory(
        settings.value(QStringLiteral("exportFolder"), QDir::homePath()).toString());
    dialog->selectFile(QString::fromStdString(bench.session()->openCase().name()) +
                       QStringLiteral("-masks.nii.gz"));
    connect(
        dialog, &QFileDialog::fileSelected, this, [this, dialog, offered](const QString& chosen) {
            settings.setValue(QStringLiteral("exportFolder"), dialog->directory().absolutePath());
            const ExportTarget target = targetOf(chosen, dialog->selectedNameFilter(), offered);
            writeMasks(target.path, target.format);
        });
    dialog->open();
}

void MainWindow::Parts::tellUsed(const QString& title, const QString& detail) {
    if (place == Place::Learn || workspace == nullptr || !learn->whyNotLearn().isEmpty()) {
        toasts.show(Toast::Kind::Done, title, detail);
        return;
    }
    toasts.show(Toast::Kind::Done, title,
                detail + QLatin1Char(' ') +
                    Texts::tr("Enough slices are reviewed for the model to learn from them."),
                Texts::tr("Learn"), [this] { commands[Command::PlaceLearn].trigger(); });
}

/// In Learn it stands in the list.
void MainWindow::Parts::tellOutcome(bool good, const QString& title, const QString& detail) {
    if (place == Place::Learn) {
        return;
    }
    const Toast::Kind kind = good ? Toast::Kind::Done : Toast::Kind::Error;
    const QString whole = Texts::tr("Your contribution: %1").arg(title);
    if (workspace == nullptr) {
        toasts.show(kind, whole, detail);
    } else {
        toasts.show(kind, whole, detail, Texts::tr("Show"),
                    [this] { commands[Command::PlaceLearn].trigger(); });
    }
}

/// Copies the masks beside the window, then writes them as they stand by then.
void MainWindow::Parts::writeMasks(const std::filesystem::path& file, LabelFormat format) {
    auto* snapshot = new LabelSnapshot(
        *bench.session(),
        [this, file, format, reference = bench.session()->openCase().reference()](
            const std::shared_ptr<LabelSnapshot::Copy>& copy) {
            exportCopy(copy, reference, file, format);
        },
        this);
    connect(bench.session().get(), &QObject::destroyed, snapshot, &QObject::deleteLater);
}

void MainWindow::Parts::exportCopy(const std::shared_ptr<LabelSnapshot::Copy>& copy,
                                   const ImageReference& image, const std::filesystem::path& file,
                                   LabelFormat format) {
    const QString path = QString::fromStdString(file.string());
    bench.board.runner().run<LabelExportReport>(
        "Export",
        [copy, image, file, format](ProgressSink& progress, const CancellationToken& cancel) {
            progress.report(0, "writing masks");
            LabelExportSource source;
            source.drawnByHand = std::ranges::count(copy->slices, SliceState::Reviewed) > 0;
            if (labelFormatInfo(format).needsDicom) {
                source.files =
                    sourceFilesOf({.path = image.path, .seriesId = image.seriesId}, cancel);
            }
            return exportLabels(file, std::move(*copy).labels(), format, source);
        },
        [this, path](const LabelExportReport& report) {
            QString text = Texts::tr("In %1").arg(QFileInfo(path).absolutePath());
            for (const std::string& note : report.notes) {
                text += QStringLiteral("; ") + QString::fromStdString(note);
            }
            tellUsed(Texts::tr("Exported %1").arg(QFileInfo(path).fileName()), text);
        },
        [this, path](const Error& error) {
            showProblem(Texts::tr("Could not export %1").arg(QFileInfo(path).fileName()),
                        QString::fromUtf8(error.what()));
        });
}

void MainWindow::Parts::exportNumbers(const QByteArray& csv) {
    const auto text = std::make_shared<const std::string>(csv.toStdString());
    auto* dialog = new QFileDialog(&window, Texts::tr("Export numbers"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(Texts::tr("Comma-separated values (*.csv)"));
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->setDirectory(
        settings.value(QStringLiteral("exportFolder"), QDir::homePath()).toString());
    dialog->selectFile(QString::fromStdString(bench.session()->openCase().name()) +
                       QStringLiteral("-numbers.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, text](const QString& path) {
        settings.setValue(QStringLiteral("exportFolder"), dialog->directory().absolutePath());
        bench.board.runner().run<bool>(
            "Export",
            [text, file = std::filesystem::path(path.toStdString())](ProgressSink&,
                                                                     const CancellationToken&) {
                writeFileAtomically(file, std::string_view(*text));
                return true;
            },
            [this, path](bool) {
                tellUsed(Texts::tr("Exported %1").arg(QFileInfo(path).fileName()),
                         Texts::tr("In %1").arg(QFileInfo(path).absolutePath()));
            },
            [this, path](const Error& error) {
                showProblem(Texts::tr("Could not export %1").arg(QFileInfo(path).fileName()),
                            QString::fromUtf8(error.what()));
            });
    });
    dialog->open();
}

} // namespace laurel::ui
