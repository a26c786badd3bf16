#include "journal_replay.h"

#include "case_files.h"
#include "record_bodies.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <utility>

namespace laurel {

namespace {

constexpr std::uint64_t mostJournalBytes = std::uint64_t{16} << 30;

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
    throw Error(ErrorCode::InvalidInput, where + ": " + why);
}

} // namespace

/// The labels hold what these journals say, so only the history is made of them. One that is
/// damaged, or does not follow the one before it, forgets those before: the history is shorter
/// then, and nothing else is lost.
void JournalReplay::readPast() {
    isPast_ = true;
    for (const std::int64_t journal : pastJournals(stored_.folder, reading_.save)) {
        readPastOf(journal);
    }
    if (past_ != reading_.sequence) {
        forgetPast();
    }
    isPast_ = false;
    reading_.journalSteps = 0;
    keepUndoneStepsThatFit();
}

void JournalReplay::readPastOf(std::int64_t journal) {
    const std::filesystem::path path = stored_.folder / journalName(journal);
    try {
        requirePlainFile(path);
        const std::vector<std::byte> bytes = readFile(path, mostPastBytes);
        JournalCursor cursor(bytes, journal);
        const std::uint64_t first = cursor.firstSequence().value_or(0);
        if (first != past_ + 1) {
            forgetPast();
            past_ = first == 0 ? 0 : first - 1;
        }
        while (const auto record = cursor.next()) {
            applyPast(*record, path.string());
        }
    } catch (const Error&) {
        forgetPast();
    }
}

void JournalReplay::applyPast(const JournalRecord& record, const std::string& where) {
    if (record.sequence != past_ + 1) {
        refuse(where, "a record is out of sequence");
    }
    ++past_;
    applyStep(record, where); // what is none, the save holds
}

void JournalReplay::forgetPast() noexcept {
    stored_.steps.clear();
    stored_.position = 0;
    past_ = 0;
}

/// A case is opened with its undone steps, so these have to fit.
void JournalReplay::keepUndoneStepsThatFit() {
    const std::vector<SegmentLook> looks = stored_.segmentation.looks;
    std::size_t done = stored_.position;
    try {
        for (; done < stored_.steps.size(); ++done) {
            stored_.steps[done].redo(stored_.segmentation);
        }
    } catch (const Error&) {
        stored_.steps.resize(done); // nothing that comes later can be redone either
    }
    while (done > stored_.position) {
        stored_.steps[--done].undo(stored_.segmentation);
    }
    stored_.segmentation.looks = looks; // which undoing does not keep
}

void JournalReplay::run(bool withPast) {
    if (withPast) {
        readPast();
    }
    for (const std::int64_t journal : journalNumbers(stored_.folder)) {
        if (journal < reading_.save) {
            continue; // the save holds it
        }
        if (reading_.rest.empty()) {
            read(journal);
        } else {
            leaveOut(journal, 0, "it follows a damaged one");
        }
    }
}

void JournalReplay::leaveOut(std::int64_t journal, std::uint64_t good, const std::string& why) {
    reading_.rest.push_back({journal, good});
    std::string& problem = stored_.problem;
    problem += (problem.empty() ? "" : "; ") + journalName(journal) + ": " + why;
}

void JournalReplay::read(std::int64_t journal) {
    const std::filesystem::path path = stored_.folder / journalName(journal);
    std::vector<std::byte> bytes;
    try {
        requirePlainFile(path);
        bytes = readFile(path, mostJournalBytes);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::InvalidInput) {
            throw;
        }
        leaveOut(journal, 0, error.what());
        return;
    }
    JournalCursor cursor(bytes, journal);
    if (cursor.firstSequence().value_or(reading_.sequence + 1) != reading_.sequence + 1) {
        leaveOut(journal, 0, "steps before it are missing");
        return;
    }
    std::size_t good = cursor.position();
    while (const auto record = cursor.next()) {
        try {
            apply(*record, path.string());
        } catch (const Error& error) { // it fits its check, but not what comes before it
            leaveOut(journal, good, error.what());
            return;
        }
        ++reading_.sequence;
        good = cursor.position();
    }
    if (!cursor.problem().empty()) {
        leaveOut(journal, good,
                 cursor.problem() + "; " + std::to_string(bytes.size() - good) +
                     " bytes are left out");
    }
}

/// In the past there may have been more layers than the labels have by now.
EditStep JournalReplay::stepOf(const JournalRecord& record, const std::string& where) const {
    const int layers = isPast_ ? mostLayers : stored_.segmentation.labels.layers();
    return laurel::stepOf(record.body, layers, where);
}

void JournalReplay::apply(const JournalRecord& record, const std::string& where) {
    if (record.sequence != reading_.sequence + 1) {
        refuse(where, "record " + std::to_string(record.sequence) + " stands where " +
                          std::to_string(reading_.sequence + 1) + " is expected");
    }
    if (applyStep(record, where)) {
        return;
    }
    switch (record.type) {
    case RecordType::Looks:
        return looks(looksOf(record.body, where), where);
    case RecordType::Model:
        stored_.model = modelOf(record.body, where);
        return;
    case RecordType::Name:
        stored_.name = nameOf(record.body, where);
        return;
    default:
        refuse(where, "a record is of no known type");
    }
}

bool JournalReplay::applyStep(const JournalRecord& record, const std::string& where) {
    switch (record.type) {
    case RecordType::Done:
        done(stepOf(record, where));
        return true;
    case RecordType::Undone:
        undone(record, where);
        return true;
    case RecordType::Redone:
        redone(record, where);
        return true;
    default:
        return false;
    }
}

void JournalReplay::redo(const EditStep& step) {
    if (!isPast_) {
        step.redo(stored_.segmentation);
    }
}

void JournalReplay::undo(const EditStep& step) {
    if (!isPast_) {
        step.undo(stored_.segmentation);
    }
}

void JournalReplay::done(EditStep step) {
    redo(step);
    stored_.steps.resize(stored_.position);
    stored_.steps.push_back(std::move(step));
    ++stored_.position;
    ++reading_.journalSteps;
}

/// A step that was done before the save comes with the record; it is then the first that can be
/// redone, before all that were done since.
void JournalReplay::undone(const JournalRecord& record, const std::string& where) {
    std::vector<EditStep>& steps = stored_.steps;
    if (stored_.position == 0) {
        EditStep step = stepOf(record, where);
        undo(step);
        steps.insert(steps.begin(), std::move(step));
    } else {
        const EditStep& last = steps[stored_.position - 1];
        if (!record.body.empty() && stepOf(record, where) != last) {
            refuse(where, "another step is undone than the last");
        }
        undo(last);
        --stored_.position;
    }
    ++reading_.journalSteps;
}

void JournalReplay::redone(const JournalRecord& record, const std::string& where) {
    std::vector<EditStep>& steps = stored_.steps;
    if (stored_.position == steps.size()) {
        EditStep step = stepOf(record, where);
        redo(step);
        steps.push_back(std::move(step));
    } else {
        const EditStep& next = steps[stored_.position];
        if (!record.body.empty() && stepOf(record, where) != next) {
            refuse(where, "another step is redone than the next");
        }
        redo(next);
    }
    ++stored_.position;
    ++reading_.journalSteps;
}

void JournalReplay::looks(std::vector<SegmentLook> looks, const std::string& where) {
    if (looks.size() != stored_.segmentation.looks.size()) {
        refuse(where, "a record of looks has not one for each segment");
    }
    stored_.segmentation.looks = std::move(looks);
}

} // namespace laurel
