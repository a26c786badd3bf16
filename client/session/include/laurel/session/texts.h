#pragma once

#include <QCoreApplication>

namespace laurel {

/// Every text that a person reads goes through `Texts::tr`, so that it can be translated: in one
/// context, since the same words mean the same everywhere in the window. A text that stands as
/// data is marked with QT_TRANSLATE_NOOP("Laurel", ...) and translated where it is shown.
/// packaging/translation/mark_texts.py marks new ones; a test finds those that nobody marked.
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Laurel)
};

} // namespace laurel
