#include "window_parts.h"

#include "laurel/session/texts.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

#include <algorithm>

/// What the window does so that nothing is lost: it says when changes are not on disk, and asks
/// before it goes with something that nobody has kept.
namespace laurel::ui {

namespace {

QString nameOf(const CaseSession& session) {
    return QString::fromStdString(session.openCase().name());
}

QString notKeptTitle(const CaseSession& session) {
    return Texts::tr("Changes of %1 are not kept").arg(nameOf(session));
}

} // namespace

void MainWindow::Parts::tellNotKept(const QString& title, const QString& why) {
    toasts.show(Toast::Kind::Error, title, why, Texts::tr("Save elsewhere"),
                [this] { saveElsewhere(); });
}

void MainWindow::Parts::saveForTheList() {
    CaseSession* const session = bench.session().get();
    if (session != nullptr && session->version() != savedVersion &&
        session->keepingProblem().isEmpty()) {
        session->save();
    }
}

void MainWindow::Parts::followKeeping(CaseSession& session) {
    CaseSession* const open = &session;
    savedVersion = session.version();
    connect(open, &CaseSession::saved, this, [this, open] { savedVersion = open->version(); });
    connect(open, &CaseSession::saveFailed, this, [this, open](const QString& why) {
        tellNotKept(Texts::tr("Could not save %1").arg(nameOf(*open)),
                    why + QLatin1Char(' ') +
                        (open->keepingProblem().isEmpty()
                             ? Texts::tr("Your case is safe in the journal.")
                             : Texts::tr("What is not in the journal is still in this window.")));
    });
    connect(open, &CaseSession::keepingFailed, this, [this, open](const QString& why) {
        tellNotKept(notKeptTitle(*open),
                    why + QLatin1Char(' ') +
                        Texts::tr("They are still here, and Laurel goes on trying. Make room, or "
                                  "save the case elsewhere."));
    });
    const auto kept = [this, open] { toasts.withdraw(notKeptTitle(*open)); };
    connect(open, &CaseSession::keepingResumed, this, [this, open, kept] {
        kept();
        toasts.show(Toast::Kind::Done, Texts::tr("All changes of %1 are kept").arg(nameOf(*open)),
                    {});
    });
    connect(open, &CaseSession::moved, this, [this, open, kept](const QString& folder) {
        kept();
        toasts.show(Toast::Kind::Done, Texts::tr("%1 is kept elsewhere now").arg(nameOf(*open)),
                    Texts::tr("In %1").arg(folder));
        try { // else its image would be taken for one that has no case, or an older one
            listAsWell(bench.settings().cases, folder.toStdString());
        } catch (const Error& error) {
            toasts.show(
                Toast::Kind::Error, Texts::tr("It is not in the list of cases"),
                Texts::tr("Open it by its folder. %1").arg(QString::fromUtf8(error.what())));
        }
    });
}

void MainWindow::Parts::saveElsewhere() {
    auto* dialog = new QFileDialog(&window, Texts::tr("Save the case in a folder of its own in"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly, true);
    dialog->setDirectory(QDir::homePath());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        if (const std::shared_ptr<CaseSession>& session = bench.session()) {
            session->saveElsewhere(path.toStdString());
        }
    });
    dialog->open();
}

MainWindow::Parts::Losses MainWindow::Parts::lossesOfCase() {
    Losses losses;
    const std::shared_ptr<CaseSession>& session = bench.session();
    if (!session) {
        return losses;
    }
    session->endAct();
    session->retryKeeping();
    if (const QString why = session->keepingProblem(); !why.isEmpty()) {
        losses.sentences
            << Texts::tr("The last changes of %1 are not on disk. %2").arg(nameOf(*session), why);
        losses.remedies.push_back({Texts::tr("Save elsewhere"),
                                   Texts::tr("Moves the case into another folder"),
                                   [this] { saveElsewhere(); }});
    }
    return losses;
}

void MainWindow::Parts::addLossesOfWork(Losses& losses) {
    const LearningDesk& learning = bench.learning;
    if (learning.phase() == LearningDesk::Phase::Running) {
        losses.sentences << Texts::tr("A model is learning: what it has learnt so far would be "
                                      "dropped.");
    } else if (learning.phase() == LearningDesk::Phase::Finished && learning.result()->kept()) {
        losses.sentences << Texts::tr("What the model has learnt is not kept yet.");
        losses.remedies.push_back({Texts::tr("Keep it and close"),
                                   Texts::tr("Keeps it as a version of your own, then closes"),
                                   [this] { keepLearntAndClose(); }});
    }
    const std::vector<TaskStatus> running = bench.board.tasks();
    if (std::ranges::find(running, "Export", &TaskStatus::name) != running.end()) {
        losses.sentences << Texts::tr("An export is still being written.");
    }
}

void MainWindow::Parts::askToLeave(const QString& title, const QString& sure, Losses losses,
                                   const std::function<void()>& go) {
    losses.remedies.push_back({sure, Texts::tr("Goes on, and loses it"), go});
    leaving->ask(title, losses.sentences.join(QLatin1Char(' ')), losses.remedies,
                 Texts::tr("Stay here"));
}

void MainWindow::Parts::leaveCase(const std::function<void()>& go) {
    Losses losses = lossesOfCase();
    if (losses.sentences.isEmpty()) {
        go();
    } else {
        askToLeave(Texts::tr("Open something else, and lose changes?"),
                   Texts::tr("Open without them"), std::move(losses), go);
    }
}

bool MainWindow::Parts::mayClose() {
    Losses losses = closesForSure ? Losses{} : lossesOfCase();
    if (!closesForSure) {
        addLossesOfWork(losses);
    }
    if (losses.sentences.isEmpty()) {
        return true;
    }
    askToLeave(Texts::tr("Close, and lose something?"), Texts::tr("Close without it"),
               std::move(losses), [this] {
                   closesForSure = true;
                   window.close();
               });
    return false;
}

/// Closing asks anew: something else may have come up meanwhile.
void MainWindow::Parts::keepLearntAndClose() {
    auto* waiting = new QObject(this);
    connect(&bench.learning, &LearningDesk::changed, waiting, [this, waiting] {
        if (bench.learning.phase() == LearningDesk::Phase::Kept) {
            waiting->deleteLater();
            window.close();
        }
    });
    connect(&bench.learning, &LearningDesk::failed, waiting, &QObject::deleteLater);
    bench.learning.keep();
}

/// An exception that nobody nearer to it has caught. The act in hand leaves no trace.
void MainWindow::Parts::tellFault(const QString& what) {
    if (const std::shared_ptr<CaseSession>& session = bench.session()) {
        session->abortAct();
    }
    const qsizetype end = what.indexOf(QStringLiteral(". "));
    toasts.show(Toast::Kind::Error, end < 0 ? what : what.left(end),
                end < 0 ? QString() : what.mid(end + 2));
}

} // namespace laurel::ui
