#include "laurel/session/workbench.h"

#include "laurel/session/texts.h"

#include "while_alive.h"

#include <QTimer>

#include <algorithm>

namespace laurel {

namespace {

/// What a round brings back from the servers.
struct Round {
    std::vector<ServerState> servers;
    std::vector<OutboxEntry> entries;
    std::string problem; ///< why something was not taken back; else empty
};

Round goRound(const std::filesystem::path& home, const Outbox& outbox,
              const std::vector<std::string>& withdrawn, ProgressSink& progress,
              const CancellationToken& cancel) {
    Round round;
    for (const std::string& id : withdrawn) {
        try {
            outbox.withdraw(id);
        } catch (const Error& error) {
            round.problem = error.what();
        }
    }
    round.servers = askKnownServers(home, cancel);
    round.entries = outbox.round(progress, cancel);
    return round;
}

} // namespace

struct ServerDesk::State {
    State(const WorkbenchSettings& settings, TaskBoard& boardUsed)
        : home(settings.home), outbox(settings.home, settings.client), board(boardUsed) {}

    std::filesystem::path home;
    Outbox outbox;
    TaskBoard& board;
    QTimer timer;
    std::vector<KnownServer> servers;
    std::vector<ServerState> states;
    std::vector<OutboxEntry> entries;
    std::optional<FoundServer> found; ///< shown to a person, who may add it
    std::optional<TaskId> round;
    bool roundAgain = false;
    std::vector<std::string> toWithdraw;

    /// From disk, without a server being asked.
    void reread() {
        try {
            servers = ServerRegistry(home).list();
            entries = outbox.entries();
        } catch (const Error&) { // the next round says why
        }
    }
};

ServerDesk::ServerDesk(const WorkbenchSettings& settings, TaskBoard& board, QObject* parent)
    : QObject(parent), state_(std::make_shared<State>(settings, board)) {
    state_->reread();
    connect(&state_->timer, &QTimer::timeout, this, &ServerDesk::beginRound);
    if (settings.outboxSeconds > 0) {
        state_->timer.start(std::chrono::seconds(settings.outboxSeconds));
        QTimer::singleShot(0, this, &ServerDesk::beginRound);
    }
}

std::vector<KnownServer> ServerDesk::servers() const {
    return state_->servers;
}
const std::vector<OutboxEntry>& ServerDesk::entries() const noexcept {
    return state_->entries;
}
const std::vector<ServerState>& ServerDesk::states() const noexcept {
    return state_->states;
}

QString ServerDesk::stateText() const {
    const std::vector<ServerState>& states = state_->states;
    const auto down = std::ranges::count_if(states, [](const auto& one) { return !one.reachable; });
    if (state_->servers.empty()) {
        return Texts::tr("No server");
    }
    if (states.empty()) {
        return Texts::tr("Asking server");
    }
    if (down > 0 && states.size() > 1) {
        return Texts::tr("%1 of %2 servers not reachable").arg(down).arg(states.size());
    }
    return down > 0 ? Texts::tr("Server not reachable") : Texts::tr("Server ready");
}

bool ServerDesk::reachable() const noexcept {
    return std::ranges::any_of(state_->states,
                               [](const ServerState& one) { return one.reachable; });
}

void ServerDesk::ask(const QString& address, bool insecure) {
    state_->found.reset();
    state_->board.runner().run<FoundServer>(
        Texts::tr("Asking the server").toStdString(),
        [text = address.trimmed().toStdString(), insecure](ProgressSink&,
                                                           const CancellationToken& cancel) {
            return findServer(text, insecure, cancel);
        },
        whileAlive(this,
                   [this, address](FoundServer found) {
                       const QString name = QString::fromStdString(found.info.name);
                       const QString print = QString::fromStdString(found.fingerprint);
                       state_->found = std::move(found);
                       Q_EMIT serverFound(address, name, print);
                   }),
        whileAlive(this, [this, address](const Error& error) {
            Q_EMIT failed(Texts::tr("No server answers at %1").arg(address),
                          QString::fromUtf8(error.what()));
        }));
}

void ServerDesk::add(const QString& address, bool insecure, const QString& key) {
    const QString title = Texts::tr("The server was not added");
    const auto isShown = [&] {
        return state_->found && state_->found->insecure == insecure &&
               state_->found->address == ServerAddress::parse(address.trimmed().toStdString());
    };
    try {
        if (!isShown()) {
            throw Error(ErrorCode::InvalidArgument,
                        "Ask it first, and compare its fingerprint with what its administrator "
                        "tells you.");
        }
    } catch (const Error& error) {
        Q_EMIT failed(title, QString::fromUtf8(error.what()));
        return;
    }
    state_->board.runner().run<KnownServer>(
        Texts::tr("Adding the server").toStdString(),
        [home = state_->home, found = *state_->found,
         secret = key.trimmed().toStdString()](ProgressSink&, const CancellationToken& cancel) {
            return addServer(home, found, secret, cancel);
        },
        whileAlive(this,
                   [this](const KnownServer&) {
                       state_->found.reset();
                       state_->reread();
                       Q_EMIT changed();
                       sendNow();
                   }),
        whileAlive(this, [this, title](const Error& error) {
            Q_EMIT failed(title, QString::fromUtf8(error.what()));
        }));
}

void ServerDesk::prepare(const ShelvedModel& learnt) {
    state_->board.runner().run<ConsentFacts>(
        Texts::tr("Preparing the contribution").toStdString(),
        [outbox = state_->outbox, learnt](ProgressSink& progress, const CancellationToken& cancel) {
            return outbox.prepare(learnt, progress, cancel);
        },
        whileAlive(this, [this](const ConsentFacts& facts) { Q_EMIT consentReady(facts); }),
        whileAlive(this, [this](const Error& error) {
            Q_EMIT failed(Texts::tr("This model cannot be contributed"),
                          QString::fromUtf8(error.what()));
        }));
}

void ServerDesk::contribute(const ShelvedModel& learnt) {
    state_->board.runner().run<QueueEntry>(
        Texts::tr("Queueing the contribution").toStdString(),
        [outbox = state_->outbox, learnt](ProgressSink& progress, const CancellationToken& cancel) {
            return outbox.queue(learnt, progress, cancel);
        },
        whileAlive(this,
                   [this](const QueueEntry&) {
                       state_->reread();
                       Q_EMIT changed();
                       sendNow();
                   }),
        whileAlive(this, [this](const Error& error) {
            Q_EMIT failed(Texts::tr("Nothing was contributed"), QString::fromUtf8(error.what()));
        }));
}

void ServerDesk::withdraw(const QString& entryId) {
    state_->toWithdraw.push_back(entryId.toStdString());
    if (state_->round) { // which may be sending it
        state_->board.cancel(*state_->round);
    } else {
        sendNow();
    }
}

void ServerDesk::sendNow() {
    if (state_->round) {
        state_->roundAgain = true;
        return;
    }
    const std::vector<std::string> withdrawn = std::exchange(state_->toWithdraw, {});
    state_->round = state_->board.runner().run<Round>(
        Texts::tr("Contributions").toStdString(),
        [home = state_->home, outbox = state_->outbox, withdrawn](ProgressSink& progress,
                                                                  const CancellationToken& cancel) {
            return goRound(home, outbox, withdrawn, progress, cancel);
        },
        whileAlive(this,
                   [this](Round round) {
                       state_->states = std::move(round.servers);
                       state_->reread();
                       state_->entries = std::move(round.entries);
                       if (!round.problem.empty()) {
                           Q_EMIT failed(Texts::tr("It was not taken back"),
                                         QString::fromStdString(round.problem));
                       }
                       endRound();
                   }),
        whileAlive(this, [this](const Error& error) {
            state_->reread();
            if (error.code() != ErrorCode::Cancelled) {
                Q_EMIT failed(Texts::tr("Contributions wait"), QString::fromUtf8(error.what()));
            }
            endRound();
        }));
}

/// By the timer: where nothing is known and nothing waits, nobody is asked.
void ServerDesk::beginRound() {
    if (!state_->round && !(state_->servers.empty() && state_->entries.empty())) {
        sendNow();
    }
}

void ServerDesk::endRound() {
    state_->round.reset();
    Q_EMIT changed();
    if (std::exchange(state_->roundAgain, false) || !state_->toWithdraw.empty()) {
        sendNow();
    }
}

void ServerDesk::askHistory(const QString& serverId, const QString& model) {
    state_->board.runner().run<ModelHistory>(
        Texts::tr("Asking for versions").toStdString(),
        [home = state_->home, server = serverId.toStdString(),
         id = model.toStdString()](ProgressSink& progress, const CancellationToken& cancel) {
            return historyOf(home, server, id, progress, cancel);
        },
        whileAlive(this, [this](const ModelHistory& history) { Q_EMIT historyReady(history); }),
        whileAlive(this, [this, serverId, model](const Error& error) {
            if (error.code() != ErrorCode::Cancelled) {
                Q_EMIT historyFailed(serverId, model, QString::fromUtf8(error.what()));
            }
        }));
}

void ServerDesk::pull(const QString& serverId, const QString& model, std::int64_t number) {
    state_->board.runner().run<PulledVersion>(
        Texts::tr("Fetching %1").arg(model).toStdString(),
        [home = state_->home, server = serverId.toStdString(), id = model.toStdString(),
         wanted = number > 0 ? std::optional(number) : std::nullopt](
            ProgressSink& progress, const CancellationToken& cancel) {
            return pullModel(home, server, id, wanted, progress, cancel);
        },
        whileAlive(this,
                   [this](const PulledVersion& fetched) {
                       const std::string& name = fetched.package.manifest().name;
                       const std::int64_t came = fetched.version.number;
                       Q_EMIT pulled(QString::fromStdString(name) +
                                     QStringLiteral(" v%1").arg(came));
                   }),
        whileAlive(this, [this, model](const Error& error) {
            if (error.code() != ErrorCode::Cancelled) {
                Q_EMIT failed(Texts::tr("Could not fetch %1").arg(model),
                              QString::fromUtf8(error.what()));
            }
        }));
}

} // namespace laurel
