#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/workflow/case.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

/// Cases on disk: a folder each, specified in docs/case-format.md:
///
///   case.json          image reference, digest, segments, looks, slice states, model, journal number
///   labels-<n>-<layer>.nii.gz   each layer of labels as of the last save
///   journal-<n>        every step since, appended as it happens
///
/// A save writes labels and case.json for number n + 1 beside what is there and renames case.json
/// last, so that at any moment case.json names files that are whole. One process at a time holds a
/// case (a lock file).
namespace laurel {

/// The journal of an open case. Appends a record at each change, in the owner's thread, with one
/// write; a SIGKILL therefore costs at most the act in hand. `sync` makes it survive a power loss.
class CaseJournal;

/// What a case folder holds, without its image.
struct StoredCase {
    std::filesystem::path folder;
    std::string name;
    ImageReference image;
    std::optional<ModelUse> model;
    Segmentation segmentation;          ///< after replay of the journal
    std::vector<EditStep> steps;        ///< of the journal, for the history
    std::size_t position = 0;           ///< how many of them are in effect
    std::string problem;                ///< such as a torn last record that was dropped; else empty
};

/// A case in a list, from case.json alone.
struct CaseSummary {
    std::filesystem::path folder;
    std::string name;
    std::string description;
    std::filesystem::path image;
    std::string modified; ///< ISO 8601, UTC
    std::int64_t reviewed = 0;
    std::int64_t slices = 0;
};

/// Newest first; folders that hold no readable case are left out.
std::vector<CaseSummary> listCases(const std::filesystem::path& folderOfCases);

/// @throws Error NotFound, Io, InvalidInput naming the file, Unsupported for another major format
StoredCase readCase(const std::filesystem::path& folder);

/// An open case folder: holds its lock, writes its journal, saves. Made for a Case of the same
/// thread; the parts that take long (`Save::run`) are for another thread.
class CaseFolder final : private CaseObserver {
  public:
    /// A new folder `<folderOfCases>/<name>` (a number is added where it is taken) with a first
    /// save. @throws Error Io
    static std::unique_ptr<CaseFolder> create(const std::filesystem::path& folderOfCases,
                                              Case& openCase);
    /// Goes on with one that was read. @throws Error Conflict when another process holds it; Io
    static std::unique_ptr<CaseFolder> resume(const std::filesystem::path& folder, Case& openCase);
    ~CaseFolder() override;

    const std::filesystem::path& folder() const noexcept;
    /// Steps written since the last save.
    std::size_t journalSteps() const noexcept;
    /// Why the last write to the journal failed; empty while all is kept.
    const std::string& problem() const noexcept;

    /// What a save needs, copied: so that `run` may take its time in another thread.
    class Save {
      public:
        virtual ~Save() = default;
        /// @throws Error Io (the folder is then as it was), Cancelled
        virtual void run(ProgressSink& progress, const CancellationToken& cancel) = 0;
    };
    std::unique_ptr<Save> beginSave();
    /// In the owner's thread, after run: forgets what the save made superfluous.
    void finishSave(const Save& save);

    /// fsyncs the journal; may be called from another thread.
    void sync();

  private:
    struct State;
    explicit CaseFolder(std::unique_ptr<State> state);
    void stepDone(const EditStep& step) override;
    void stepUndone(const EditStep& step) override;
    void stepRedone(const EditStep& step) override;
    void looksChanged() override;
    void modelChanged() override;

    std::unique_ptr<State> state_;
};

/// The digest that ImageReference holds: of size, spacing, origin, direction and the frame's
/// rescaled values.
std::string imageDigest(const Volume& image, std::int64_t frame);

} // namespace laurel
