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

void JournalReplay::run() {
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

EditStep JournalReplay::stepOf(const JournalRecord& record, const std::string& where) const {
    return laurel::stepOf(record.body, stored_.segmentation.labels.layers(), where);
}

void JournalReplay::apply(const JournalRecord& record, const std::string& where) {
    if (record.sequence != reading_.sequence + 1) {
        refuse(where, "record " + std::to_string(record.sequence) + " stands where " +
                          std::to_string(reading_.sequence + 1) + " is expected");
    }
    switch (record.type) {
    case RecordType::Done:
        return done(stepOf(record, where));
    case RecordType::Undone:
        return undone(record, where);
    case RecordType::Redone:
        return redone(record, where);
    case RecordType::Looks:
        return looks(looksOf(record.body, where), where);
    case RecordType::Model:
        stored_.model = modelOf(record.body, where);
        return;
    case RecordType::Name:
        stored_.name = nameOf(record.body, where);
        return;
    }
    refuse(where, "a record is of no known type");
}

void JournalReplay::done(EditStep step) {
    step.redo(stored_.segmentation);
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
        step.undo(stored_.segmentation);
        steps.insert(steps.begin(), std::move(step));
    } else {
        const EditStep& last = steps[stored_.position - 1];
        if (!record.body.empty() && stepOf(record, where) != last) {
            refuse(where, "another step is undone than the last");
        }
        last.undo(stored_.segmentation);
        --stored_.position;
    }
    ++reading_.journalSteps;
}

void JournalReplay::redone(const JournalRecord& record, const std::string& where) {
    std::vector<EditStep>& steps = stored_.steps;
    if (stored_.position == steps.size()) {
        EditStep step = stepOf(record, where);
        step.redo(stored_.segmentation);
        steps.push_back(std::move(step));
    } else {
        const EditStep& next = steps[stored_.position];
        if (!record.body.empty() && stepOf(record, where) != next) {
            refuse(where, "another step is redone than the next");
        }
        next.redo(stored_.segmentation);
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
