#include "window_parts.h"

#include "laurel/formats/files.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

#include <array>
#include <memory>

namespace laurel::ui {

namespace {

struct ExportFormat {
    const char* filter;
    const char* extension;
};
constexpr std::array formats{ExportFormat{"NIfTI with a table of names (*.nii.gz)", ".nii.gz"},
                             ExportFormat{"3D Slicer segmentation (*.seg.nrrd)", ".seg.nrrd"},
                             ExportFormat{"MetaImage (*.mha)", ".mha"},
                             ExportFormat{"NumPy arrays (*.npz)", ".npz"}};

/// The chosen name, with the extension of the chosen filter where it has none that Laurel knows.
QString withExtension(const QString& path, const QString& filter) {
    if (isKnownFormat(path.toStdString())) {
        return path;
    }
    for (const ExportFormat& format : formats) {
        if (filter == QString::fromLatin1(format.filter)) {
            return path + QString::fromLatin1(format.extension);
        }
    }
    return path + QString::fromLatin1(formats.front().extension);
}

} // namespace

void MainWindow::Parts::openWithDialog(bool folder) {
    auto* dialog =
        new QFileDialog(&window, folder ? QStringLiteral("Open a folder of DICOM, or a case")
                                        : QStringLiteral("Open images"));
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
    auto* dialog = new QFileDialog(&window, QStringLiteral("Export masks"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters;
    for (const ExportFormat& format : formats) {
        filters.append(QString::fromLatin1(format.filter));
    }
    dialog->setNameFilters(filters);
    dialog->setDirectory(
        settings.value(QStringLiteral("exportFolder"), QDir::homePath()).toString());
    dialog->selectFile(QString::fromStdString(bench.session()->openCase().name()) +
                       QStringLiteral("-masks.nii.gz"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog](const QString& chosen) {
        settings.setValue(QStringLiteral("exportFolder"), dialog->directory().absolutePath());
        writeMasks(withExtension(chosen, dialog->selectedNameFilter()));
    });
    dialog->open();
}

void MainWindow::Parts::writeMasks(const QString& path) {
    auto labels = std::make_shared<const LabelMap>(bench.session()->segmentation().labels);
    const std::string file = path.toStdString();
    bench.board.runner().run<int>(
        "Export",
        [labels, file](ProgressSink& progress, const CancellationToken&) {
            progress.report(0, "writing masks");
            writeLabels(file, *labels);
            return 0;
        },
        [this, path](int) {
            toasts.show(Toast::Kind::Done,
                        QStringLiteral("Exported %1").arg(QFileInfo(path).fileName()),
                        QStringLiteral("In %1").arg(QFileInfo(path).absolutePath()));
        },
        [this, path](const Error& error) {
            showProblem(QStringLiteral("Could not export %1").arg(QFileInfo(path).fileName()),
                        QString::fromUtf8(error.what()));
        });
}

} // namespace laurel::ui
