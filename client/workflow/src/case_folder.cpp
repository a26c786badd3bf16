#include "case_files.h"
#include "case_reading.h"
#include "case_saving.h"
#include "journal_writer.h"
#include "system_call.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/workflow/case_store.h"

#include <algorithm>
#include <utility>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// A folder of the case's name, with a number where that is taken.
fs::path makeFolder(const fs::path& parent, const std::string& caseName) {
    std::error_code fault;
    fs::create_directories(parent, fault);
    throwIf("make the folder", parent, fault);
    const std::string name = folderNameFor(caseName);
    for (int number = 1;; ++number) {
        fs::path folder = parent / (number == 1 ? name : name + "-" + std::to_string(number));
        if (fs::create_directory(folder, fault)) {
            syncToDisk(parent);
            return folder;
        }
        if (fault && fault != std::errc::file_exists) {
            throwIf("make the folder", folder, fault);
        }
    }
}

/// What a damaged journal holds beyond its good records goes into a file of its own.
void setAside(const fs::path& folder, const JournalRest& rest) {
    const fs::path journal = folder / journalName(rest.journal);
    const fs::path aside = freeRestName(folder, rest.journal);
    std::error_code fault;
    if (rest.good == 0) {
        fs::rename(journal, aside, fault);
        throwIf("rename", journal, fault);
        return;
    }
    constexpr std::uint64_t mostBytes = std::uint64_t{16} << 30;
    const std::vector<std::byte> bytes = readFile(journal, mostBytes);
    writeFileAtomically(aside, std::span(bytes).subspan(rest.good));
    fs::resize_file(journal, rest.good, fault);
    throwIf("write", journal, fault);
    syncToDisk(journal);
}

/// Removes files of saves and journals whose number `isObsolete` says so; what cannot be removed
/// does no harm.
template <typename Labels, typename Journals>
void removeObsolete(const fs::path& folder, const Labels& labels, const Journals& journals) {
    for (const std::string& name : namesInFolder(folder)) {
        const auto ofLabels = numberOfLabels(name);
        const auto ofJournal = numberOfJournal(name);
        if ((ofLabels && labels(*ofLabels)) || (ofJournal && journals(*ofJournal))) {
            std::error_code ignored;
            fs::remove(folder / name, ignored);
        }
    }
}

/// Says of a journal's number whether it is neither needed for this save nor kept as the past of
/// it.
auto isForgotten(const fs::path& folder, std::int64_t save) {
    return [save, past = pastJournals(folder, save)](std::int64_t number) {
        return number < save && std::ranges::find(past, number) == past.end();
    };
}

/// What a process that was killed left behind. Nobody else is at work here: the folder is locked.
void removeLeftovers(const fs::path& folder, std::int64_t save) {
    removeObsolete(
        folder, [&](std::int64_t number) { return number != save; }, isForgotten(folder, save));
    for (const std::string& name : namesInFolder(folder)) {
        if (name.starts_with(".laurel-")) { // where files are written aside
            std::error_code ignored;
            fs::remove_all(folder / name, ignored);
        }
    }
}

} // namespace

struct CaseFolder::State {
    State(Case& toKeep, std::shared_ptr<FolderHold> folderHold, std::int64_t journal,
          std::uint64_t sequence)
        : openCase(toKeep), hold(std::move(folderHold)), number(journal),
          writer(hold->folder, journal, sequence) {}

    std::unique_ptr<FolderSave> begin(std::function<LabelMap()> labels) {
        CaseDocument document = documentOf(openCase);
        document.save = number;
        document.sequence = writer.sequence();
        document.modified = isoTimeNow();
        return std::make_unique<FolderSave>(hold, std::move(document), std::move(labels),
                                            openCase.segmentation().automatic, steps,
                                            openCase.image());
    }

    std::function<LabelMap()> copiedLabels() const {
        return [labels = openCase.segmentation().labels]() mutable { return std::move(labels); };
    }

    Case& openCase;
    std::shared_ptr<FolderHold> hold;
    std::int64_t number; ///< of the journal that is written, and of the save that it follows
    JournalWriter writer;
    std::size_t steps = 0; ///< records of steps since the folder was opened or, before that, saved
    std::size_t stepsSaved = 0; ///< of these
    bool isNew = false;         ///< the folder was made by us
};

CaseFolder::CaseFolder(std::unique_ptr<State> state) : state_(std::move(state)) {
    state_->openCase.addObserver(*this);
}

CaseFolder::~CaseFolder() {
    state_->openCase.removeObserver(*this);
    if (state_->isNew && !state_->hold->hasSave()) {
        std::error_code ignored;
        fs::remove_all(folder(), ignored); // made by us, and nobody could read a case from it
    }
}

std::unique_ptr<CaseFolder> CaseFolder::create(const fs::path& folderOfCases, Case& openCase) {
    std::unique_ptr<CaseFolder> made = prepare(folderOfCases, openCase);
    NoProgress progress;
    made->state_->begin(made->state_->copiedLabels())->run(progress, CancellationToken());
    return made;
}

std::unique_ptr<CaseFolder> CaseFolder::prepare(const fs::path& folderOfCases, Case& openCase) {
    const fs::path folder = makeFolder(folderOfCases, openCase.name());
    try {
        auto state = std::make_unique<State>(openCase, std::make_shared<FolderHold>(folder), 1, 0);
        state->isNew = true;
        return std::unique_ptr<CaseFolder>(new CaseFolder(std::move(state)));
    } catch (...) {
        std::error_code ignored;
        fs::remove_all(folder, ignored); // made just now, by us
        throw;
    }
}

std::unique_ptr<CaseFolder> CaseFolder::resume(const fs::path& folder, Case& openCase) {
    auto hold = std::make_shared<FolderHold>(folder);
    const CaseReading reading = readCaseFolder(folder);
    if (reading.stored.segmentation != openCase.segmentation()) {
        throw Error(ErrorCode::Conflict,
                    "the case " + folder.string() + " was changed meanwhile; open it again");
    }
    for (const JournalRest& rest : reading.rest) {
        setAside(folder, rest);
    }
    const std::int64_t highest = std::max(highestNumber(folder), reading.save);
    removeLeftovers(folder, reading.save);
    hold->saved = reading.save;
    auto state = std::make_unique<State>(openCase, std::move(hold), highest + 1, reading.sequence);
    state->steps = reading.journalSteps;
    return std::unique_ptr<CaseFolder>(new CaseFolder(std::move(state)));
}

const fs::path& CaseFolder::folder() const noexcept {
    return state_->hold->folder;
}

std::size_t CaseFolder::journalSteps() const noexcept {
    return state_->steps - state_->stepsSaved;
}

const std::string& CaseFolder::problem() const noexcept {
    return state_->writer.problem();
}

void CaseFolder::retry() {
    state_->writer.flush();
}

std::unique_ptr<CaseFolder::Save> CaseFolder::beginSave() {
    return beginSave(state_->copiedLabels());
}

std::unique_ptr<CaseFolder::Save> CaseFolder::beginSave(std::function<LabelMap()> labels) {
    state_->writer.switchTo(++state_->number);
    return state_->begin(std::move(labels));
}

void CaseFolder::finishSave(const Save& save) {
    const auto* const finished = dynamic_cast<const FolderSave*>(&save);
    if (finished == nullptr || !finished->succeeded()) {
        return;
    }
    const std::int64_t number = finished->number();
    state_->stepsSaved = std::max(state_->stepsSaved, finished->steps());
    state_->writer.forgetBefore(number);
    removeObsolete(
        folder(), [&](std::int64_t other) { return other < number; },
        isForgotten(folder(), number));
}

void CaseFolder::sync() {
    state_->writer.sync();
}

void CaseFolder::stepDone(const EditStep& step) {
    ++state_->steps;
    state_->writer.stepDone(step);
}

void CaseFolder::stepUndone(const EditStep& step) {
    ++state_->steps;
    state_->writer.stepUndone(step);
}

void CaseFolder::stepRedone(const EditStep& step) {
    ++state_->steps;
    state_->writer.stepRedone(step);
}

void CaseFolder::looksChanged() {
    state_->writer.looksChanged(state_->openCase.segmentation().looks);
}

void CaseFolder::modelChanged() {
    state_->writer.modelChanged(state_->openCase.model().value());
}

void CaseFolder::nameChanged() {
    state_->writer.nameChanged(state_->openCase.name());
}

} // namespace laurel
