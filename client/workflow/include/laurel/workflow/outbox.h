#pragma once

#include "laurel/net/contribution.h"
#include "laurel/net/server_registry.h"
#include "laurel/net/upload_queue.h"
#include "laurel/workflow/model_shelf.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Giving learnt weights back: what would be sent, queueing it, sending, and what became of it.
/// Everything that speaks with a server takes its time and belongs in a task.
namespace laurel {

/// Exactly what a contribution consists of; shown before anything is queued.
struct ConsentFacts {
    KnownServer server;
    std::string model;
    std::int64_t baseVersion = 0;
    std::uint64_t bytes = 0;
    std::string sha256;
    std::int64_t slices = 0;
    std::optional<double> dice;
    bool diceIsAutomatic = false; ///< automatic against corrected; else after learning
    ClientInfo client;
    std::vector<std::string> withheld;    ///< names of tensors that stay here
    std::optional<PrivacyRecord> privacy; ///< none: the weights hold no noise
};

/// A contribution as queued, and what its server said last.
struct OutboxEntry {
    QueueEntry entry;
    std::string serverName;                   ///< empty when it is not known any more
    std::optional<ContributionStatus> status; ///< of one that was sent
    std::string statusProblem;                ///< why the server could not be asked; else empty
};

/// Contributions of this computer. What servers said about them is kept in `<home>/outcomes`, so
/// that it is known offline and what is settled is not asked again. Objects hold nothing but what
/// they were made of; calls may run at once.
class Outbox {
  public:
    /// @param home as laurelHome()
    explicit Outbox(std::filesystem::path home, ClientInfo client);

    /// Prepares a local model for the server its base came from, downloading the base where it is
    /// not here. Queues nothing. @throws Error InvalidInput when the base is no server's version
    ConsentFacts prepare(const ShelvedModel& learnt, ProgressSink& progress,
                         const CancellationToken& cancel) const;
    /// Queues what `prepare` showed. @throws Error as prepare; AlreadyExists when the same weights
    ///         wait for this server or were sent to it
    QueueEntry queue(const ShelvedModel& learnt, ProgressSink& progress,
                     const CancellationToken& cancel) const;

    /// One round: sends whatever is due and asks after what was sent. Problems end up in entries,
    /// newest first as in `entries`. @throws Error Cancelled
    std::vector<OutboxEntry> round(ProgressSink& progress, const CancellationToken& cancel) const;
    /// Newest first, without a server being asked: with what it said last.
    std::vector<OutboxEntry> entries() const;
    /// Takes back what has not been sent yet, and forgets what was refused.
    /// @throws Error Conflict when it was sent, or is being sent now
    void withdraw(const std::string& entryId) const;

  private:
    struct Prepared {
        KnownServer server;
        Contribution contribution;
    };
    Prepared prepared(const ShelvedModel& learnt, ProgressSink& progress,
                      const CancellationToken& cancel) const;
    OutboxEntry described(const QueueEntry& entry) const;

    std::filesystem::path home_;
    ClientInfo client_;
};

} // namespace laurel
