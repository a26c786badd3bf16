#pragma once

#include <QMimeData>
#include <QStringList>

namespace laurel::ui {

/// The files and folders of this machine among what is dragged.
QStringList localPaths(const QMimeData& data);

/// The folder that all of several files lie in; empty where they lie in more than one, and where a
/// folder is among them.
QString commonFolder(const QStringList& paths);

} // namespace laurel::ui
