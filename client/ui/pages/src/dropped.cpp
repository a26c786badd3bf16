#include "laurel/ui_pages/dropped.h"

#include <QFileInfo>
#include <QUrl>

#include <algorithm>

namespace laurel::ui {

QStringList localPaths(const QMimeData& data) {
    QStringList paths;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}

QString commonFolder(const QStringList& paths) {
    if (paths.isEmpty()) {
        return {};
    }
    const QString folder = QFileInfo(paths.front()).absolutePath();
    const bool isCommon = std::ranges::all_of(paths, [&](const QString& path) {
        const QFileInfo info(path);
        return !info.isDir() && info.absolutePath() == folder;
    });
    return isCommon ? folder : QString();
}

} // namespace laurel::ui
