#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/workflow/case.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// Cases on disk: a folder each, specified in docs/case-format.md:
///
///   case.json                  image reference, digest, segments, looks, slice states, model,
///                              journal number
///   labels-<n>-<layer>.nii.gz  each layer of labels as of the last save
///   journal-<n>                every step since, appended as it happens; those of before the last
///                              save are kept as the history, up to 32 MiB
///
/// A save takes a new number, writes labels and case.json for it beside what is there and renames
/// case.json last, so that at any moment case.json names files that are whole. The journal changes
/// to the new number when the save begins; until it has succeeded, readers go through both
/// journals. One process at a time holds a case (a lock file).
namespace laurel {

/// What a case folder holds, without its image.
struct StoredCase {
    std::filesystem::path folder;
    std::string name;
    ImageReference image;
    std::optional<ModelUse> model;
    Segmentation segmentation;   ///< after replay of the journal
    std::vector<EditStep> steps; ///< of the journals, as far back as these are kept: the history
    std::size_t position = 0;    ///< how many of them are in effect
    std::string problem;         ///< such as a torn last record that was dropped; else empty
};

/// A case in a list, from case.json alone.
struct CaseSummary {
    std::filesystem::path folder;
    std::string name;
    std::string description;
    std::filesystem::path image;
    std::string imageSha256;
    std::string modified; ///< of the last save; ISO 8601, UTC, to the millisecond
    std::int64_t reviewed = 0;
    std::int64_t slices = 0;
};

/// Newest first; folders that hold no readable case are left out.
std::vector<CaseSummary> listCases(const std::filesystem::path& folderOfCases);

/// From now on the folder's list has the case that lies elsewhere, by a link, and leaves it out
/// while it is not there (a drive that was taken out). Nothing to do where it lies in the folder or
/// is linked.
/// @throws Error Io
void listAsWell(const std::filesystem::path& folderOfCases,
                const std::filesystem::path& caseFolder);

/// @throws Error NotFound, Io, InvalidInput naming the file, Unsupported for another major format
///
/// Changes nothing in the folder and needs no lock: a case that another process has open reads as
/// of its last written step.
StoredCase readCase(const std::filesystem::path& folder);

/// The case as it was: history from `steps`, name and model; nobody is told.
/// @param image what stored.image names
/// @throws Error as Case
std::unique_ptr<Case> restoreCase(std::shared_ptr<const Volume> image, StoredCase stored);

/// An open case folder: holds its lock, writes its journal, saves. Used by one thread at a time,
/// that of its Case; the parts that take long (`Save::run`) are for another one. Dies before its
/// Case.
///
/// Each change of the case becomes one record of the journal, appended with one write as it
/// happens: a SIGKILL costs at most the act in hand. What cannot be written (a full disk) waits in
/// memory, is tried again with each further change, and `problem` says why; a save that succeeds
/// makes it moot.
class CaseFolder final : private CaseObserver {
  public:
    /// A new folder `<folderOfCases>/<name>` (a number is added where it is taken) with a first
    /// save. @throws Error Io
    static std::unique_ptr<CaseFolder> create(const std::filesystem::path& folderOfCases,
                                              Case& openCase);
    /// The same without the save, for a case that moves: keeps a journal from now on, but holds a
    /// case only once a save has succeeded. Until then the folder goes when this object does.
    /// @throws Error Io
    static std::unique_ptr<CaseFolder> prepare(const std::filesystem::path& folderOfCases,
                                               Case& openCase);
    /// Goes on with one that was read. What a reader had to leave out of a damaged journal is set
    /// aside as `journal-<n>-rest-<i>`; what an interrupted save left behind is removed. Reads the
    /// case anew to compare, which takes as long as readCase.
    /// @throws Error Conflict when another holds it, or openCase is not what the folder holds; Io
    static std::unique_ptr<CaseFolder> resume(const std::filesystem::path& folder, Case& openCase);
    ~CaseFolder() override;

    const std::filesystem::path& folder() const noexcept;
    /// Steps written since the last save.
    std::size_t journalSteps() const noexcept;
    /// Why the last write to the journal failed; empty while all is kept.
    const std::string& problem() const noexcept;
    /// Tries again to write what waits, without a further change of the case.
    void retry();

    /// What a save needs, copied: so that `run` may take its time in another thread.
    class Save {
      public:
        virtual ~Save() = default;
        /// @throws Error Io (the folder is then as it was), Cancelled
        virtual void run(ProgressSink& progress, const CancellationToken& cancel) = 0;
    };
    /// Copies the labels first, which takes long where there are many. Saves may overlap; an older
    /// one that comes late does nothing.
    std::unique_ptr<Save> beginSave();
    /// The same without copying. @param labels gives the case's labels as they are now, once, in
    /// the thread of `run`
    std::unique_ptr<Save> beginSave(std::function<LabelMap()> labels);
    /// In the owner's thread, after run: forgets what the save made superfluous. Nothing for one
    /// that failed.
    void finishSave(const Save& save);

    /// fsyncs the journal; may be called from another thread. @throws Error Io
    void sync();

  private:
    struct State;
    explicit CaseFolder(std::unique_ptr<State> state);
    void stepDone(const EditStep& step) override;
    void stepUndone(const EditStep& step) override;
    void stepRedone(const EditStep& step) override;
    void looksChanged() override;
    void modelChanged() override;
    void nameChanged() override;

    std::unique_ptr<State> state_;
};

/// The digest that ImageReference holds: of size, spacing, origin, direction and the frame's
/// rescaled values.
std::string imageDigest(const Volume& image, std::int64_t frame);

} // namespace laurel
