#include "journal_bytes.h"
#include "small_case.h"

#include "laurel/base/error.h"

#include "support/expect_error.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

/// Folders that somebody else wrote, or that a disk has damaged.
namespace laurel {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;

class HostileCase : public ::testing::Test {
  protected:
    HostileCase() : temporary_(quickFolder()), open_(smallCase()) {
        auto folder = CaseFolder::create(temporary_.path(), *open_);
        folder_ = folder->folder();
        states_.push_back(stateOf(*open_));
        const StateLog log(*open_);
        Random random(5);
        paint(*open_, 0, 1, {0, 0, 0}, 3);
        open_->addSegment(segmentNamed("Tibia", 9));
        for (int i = 0; i < 20; ++i) {
            randomAct(*open_, random);
        }
        states_ = log.states();
    }

    fs::path journal() const { return folder_ / "journal-1"; }
    json document() const { return json::parse(bytesOfFile(folder_ / "case.json")); }
    void write(const json& object) const {
        writeBytes(folder_ / "case.json", textBytes(object.dump()));
    }

    TemporaryFolder temporary_;
    std::unique_ptr<Case> open_;
    fs::path folder_;
    std::vector<CaseState> states_; ///< one for each record, and the first
};

TEST_F(HostileCase, WrongFieldsOfTheDocumentAreNamed) {
    struct Mutation {
        std::string where;
        json value;
        std::string message;
    };
    const std::vector<Mutation> mutations{
        {"/format", "laurel-mask/1", "format: expected \"laurel-case/1\""},
        {"/format", 1, "format: expected text"},
        {"/name", 3, "name: expected text"},
        {"/save", 0, "save: expected a whole number"},
        {"/save", "../1", "save: expected a whole number"},
        {"/save", 1.5, "save: expected a whole number"},
        {"/sequence", -1, "sequence: expected a whole number"},
        {"/image", "x", "image: expected an object"},
        {"/image/path", 4, "image.path: expected text"},
        {"/image/path_hex", "4", "hexadecimal"},
        {"/image/patient", "Doe", "unknown field \"patient\""},
        {"/image/frame", -1, "image.frame"},
        {"/grid/size", json::array({7, 6}), "grid.size: expected an array of 3"},
        {"/grid/size/0", 0, "grid.size[0]"},
        {"/grid/size/2", 6, "slices"},
        {"/grid/spacing/0", 0, "spacing"},
        {"/grid/direction/0", 2, "direction"},
        {"/grid/origin/0", nullptr, "grid.origin[0]"},
        {"/layers", 0, "layers: expected a whole number"},
        {"/layers", 100000, "layers: expected a whole number"},
        {"/layers", 1, "segments[1].layer"},
        {"/segments", json::object(), "segments: expected an array"},
        {"/segments/0/name", "", "segments[0].name"},
        {"/segments/0/name", "Fat", "segments[1].name: expected a name that no other"},
        {"/segments/0/value", 65536, "segments[0].value"},
        {"/segments/0/color", "red", "segments[0].color"},
        {"/segments/0/opacity", 1.5, "segments[0].opacity"},
        {"/segments/0/style", "dotted", "segments[0].style"},
        {"/segments/0/visible", 1, "segments[0].visible"},
        {"/slices", json::array(), "slices: expected an array"},
        {"/slices/0/first", 1, "slices[0].first"},
        {"/slices/0/last", 9, "slices[0].last"},
        {"/slices/0/last", 3, "slices: expected runs that cover all 5"},
        {"/slices/0/state", "done", "slices[0].state"},
        {"/model", 7, "model: expected an object"},
        {"/labels", "../../other/labels-1-0.nii.gz", "unknown field \"labels\""},
    };
    const json sound = document();
    for (const Mutation& mutation : mutations) {
        SCOPED_TRACE(mutation.where + " " + mutation.value.dump());
        json changed = sound;
        changed[json::json_pointer(mutation.where)] = mutation.value;
        write(changed);
        expectError(ErrorCode::InvalidInput, mutation.message, [&] { readCase(folder_); });
        EXPECT_THAT(errorTextOf([&] { readCase(folder_); }), HasSubstr("case.json"));
        EXPECT_TRUE(listCases(temporary_.path()).empty());
    }
    for (const auto& [key, value] : sound.items()) {
        json changed = sound;
        changed.erase(key);
        write(changed);
        if (key != "model") {
            expectError(ErrorCode::InvalidInput, key, [&] { readCase(folder_); });
        }
    }
}

TEST_F(HostileCase, OtherMajorFormatsAreUnsupported) {
    json changed = document();
    changed["format"] = "laurel-case/2";
    changed["novelty"] = true;
    write(changed);
    expectError(ErrorCode::Unsupported, "laurel-case/2", [&] { readCase(folder_); });
}

TEST_F(HostileCase, DamagedDocumentsAreRefused) {
    const Bytes sound = bytesOfFile(folder_ / "case.json");
    for (std::size_t length = 0; length + 1 < sound.size(); length += 7) {
        writeBytes(folder_ / "case.json",
                   {sound.begin(), sound.begin() + static_cast<long>(length)});
        expectError(ErrorCode::InvalidInput, "case.json", [&] { readCase(folder_); });
    }
    Random random(1);
    for (int i = 0; i < 500; ++i) {
        Bytes bytes = sound;
        for (int change = random.integer(1, 4); change > 0; --change) {
            bytes[random.bits() % bytes.size()] = static_cast<std::uint8_t>(random.bits());
        }
        writeBytes(folder_ / "case.json", bytes);
        errorTextOf([&] { readCase(folder_); }); // an Error, or a case; never anything else
    }
    writeBytes(folder_ / "case.json", textBytes(std::string(100000, '[')));
    EXPECT_NE(errorTextOf([&] { readCase(folder_); }), "no error");
    fs::remove(folder_ / "case.json");
    expectError(ErrorCode::NotFound, "case.json", [&] { readCase(folder_); });
    expectError(ErrorCode::NotFound, "", [&] { readCase(temporary_.path() / "absent"); });
}

TEST_F(HostileCase, NoLinkLeadsOutOfTheFolder) {
    const fs::path outside = temporary_.path() / "outside";
    for (const char* const name : {"case.json", "labels-1-0.nii.gz"}) {
        fs::rename(folder_ / name, outside);
        fs::create_symlink(outside, folder_ / name);
        expectError(ErrorCode::InvalidInput, name, [&] { readCase(folder_); });
        fs::rename(outside, folder_ / name);
    }
    fs::rename(journal(), outside);
    fs::create_symlink(outside, journal());
    const StoredCase stored = readCase(folder_);
    EXPECT_EQ(stateOf(stored), states_.front());
    EXPECT_THAT(stored.problem, HasSubstr("not a regular file"));
    const auto restored = restoreCase(smallImage(smallGrid()), stored);
    const auto resumed = CaseFolder::resume(folder_, *restored);
    EXPECT_TRUE(fs::is_symlink(folder_ / "journal-1-rest-1")) << "set aside, not followed";
    EXPECT_TRUE(fs::exists(outside));
}

TEST_F(HostileCase, LabelsMustBeOnTheGrid) {
    fs::remove(folder_ / "labels-1-1.nii.gz");
    expectError(ErrorCode::NotFound, "labels-1-1", [&] { readCase(folder_); });
    writeBytes(folder_ / "labels-1-1.nii.gz", {1, 2, 3});
    expectError(ErrorCode::InvalidInput, "labels-1-1", [&] { readCase(folder_); });
    const auto other = smallCase(Geometry({7, 6, 4}, {1, 1, 1}));
    const auto folder = CaseFolder::create(temporary_.path(), *other);
    fs::copy_file(folder->folder() / "labels-1-1.nii.gz", folder_ / "labels-1-1.nii.gz",
                  fs::copy_options::overwrite_existing);
    expectError(ErrorCode::InvalidInput, "7×6×4", [&] { readCase(folder_); });
}

TEST_F(HostileCase, JournalsAreReadUpToWhereTheyWereCut) {
    const Bytes sound = bytesOfFile(journal());
    std::size_t state = 0;
    for (std::size_t length = 0; length <= sound.size(); ++length) {
        writeBytes(journal(), {sound.begin(), sound.begin() + static_cast<long>(length)});
        const StoredCase stored = readCase(folder_);
        const CaseState found = stateOf(stored);
        while (found != states_[state]) {
            ++state;
            ASSERT_LT(state, states_.size()) << "at " << length;
        }
        const bool boundary = length == 0 || stored.problem.empty();
        EXPECT_EQ(stored.problem.find("incomplete") == std::string::npos, boundary);
    }
    EXPECT_EQ(state, states_.size() - 1);
}

TEST_F(HostileCase, DamagedRecordsEndTheReplayAndTheRestIsSetAside) {
    const Bytes sound = bytesOfFile(journal());
    Random random(3);
    for (int i = 0; i < 300; ++i) {
        SCOPED_TRACE(i);
        const fs::path copy = temporary_.path() / "copy";
        fs::copy(folder_, copy);
        Bytes bytes = sound;
        const std::size_t at = random.bits() % bytes.size();
        bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1U << (random.bits() % 8)));
        writeBytes(copy / "journal-1", bytes);
        writeBytes(copy / "journal-2", header(2, states_.size()));
        const StoredCase stored = readCase(copy);
        ASSERT_THAT(states_, Contains(stateOf(stored)));
        ASSERT_THAT(stored.problem, HasSubstr("journal-1: "));
        EXPECT_EQ(bytesOfFile(copy / "journal-1"), bytes) << "reading changes nothing";

        const auto restored = restoreCase(smallImage(smallGrid()), stored);
        const auto resumed = CaseFolder::resume(copy, *restored);
        const Bytes good =
            fs::exists(copy / "journal-1") ? bytesOfFile(copy / "journal-1") : Bytes();
        EXPECT_EQ(good + bytesOfFile(copy / "journal-1-rest-1"), bytes) << "nothing is lost";
        EXPECT_LE(good.size(), at);
        EXPECT_EQ(bytesOfFile(copy / "journal-2-rest-1"), header(2, states_.size()));
        const StoredCase again = readCase(copy);
        EXPECT_EQ(stateOf(again), stateOf(stored));
        EXPECT_EQ(again.problem, "");
        paint(*restored, 0, 9, {0, 0, 2}, 7);
        EXPECT_EQ(stateOf(readCase(copy)), stateOf(*restored));
        fs::remove_all(copy);
    }
}

TEST_F(HostileCase, JournalsOfNothingButNoiseAreSetAside) {
    Random random(4);
    for (int i = 0; i < 200; ++i) {
        Bytes noise(random.bits() % 300);
        for (std::uint8_t& byte : noise) {
            byte = static_cast<std::uint8_t>(random.bits());
        }
        const Bytes before = random.chance(0.5) ? header(1, 1) : Bytes();
        writeBytes(journal(), before + noise);
        EXPECT_EQ(stateOf(readCase(folder_)), states_.front());
    }
    writeBytes(journal(), header(1, 2)); // whose beginning is missing
    EXPECT_THAT(readCase(folder_).problem, HasSubstr("missing"));
    writeBytes(journal(), header(2, 1)); // of another number
    EXPECT_THAT(readCase(folder_).problem, HasSubstr("header is damaged"));
}

/// What a program other than Laurel writes by the format's description is read.
TEST_F(HostileCase, WellFormedRecordsOfOthersAreRead) {
    const json mark{{"kind", "review"},
                    {"action", "Mark reviewed"},
                    {"detail", "slice 2"},
                    {"time_ns", 1234567},
                    {"slices", {{{"slice", 1}, {"before", "empty"}, {"after", "reviewed"}}}}};
    EditDelta none;
    Bytes empty;
    for (const std::byte byte : none.toBytes()) {
        empty.push_back(std::to_integer<std::uint8_t>(byte));
    }
    writeBytes(journal(), header(1, 1) + record(1, 1, 1, stepBody(mark, empty)) +
                              record(1, 6, 2, textBytes(R"({"name":"new"})")) +
                              record(1, 2, 3, {}));
    const StoredCase stored = readCase(folder_);
    EXPECT_EQ(stored.problem, "");
    EXPECT_EQ(stored.name, "new");
    ASSERT_EQ(stored.steps.size(), 1U);
    EXPECT_EQ(stored.position, 0U);
    EXPECT_EQ(stored.steps[0].label.kind, StepKind::Review);
    EXPECT_EQ(stored.steps[0].time.time_since_epoch(), std::chrono::nanoseconds(1234567));
}

TEST_F(HostileCase, SealedRecordsThatMakeNoSenseEndTheReplay) {
    const json step{{"kind", "brush"},
                    {"action", ""},
                    {"detail", ""},
                    {"time_ns", 0},
                    {"slices", json::array()}};
    json wrongKind = step;
    wrongKind["kind"] = "magic";
    json wrongSlice = step;
    wrongSlice["slices"] = {{{"slice", 400}, {"before", "empty"}, {"after", "auto"}}};
    json wrongTable = step;
    wrongTable["segments"] = {{"before", json::array()}, {"after", json::array()}};
    const std::vector<Bytes> records{
        record(1, 1, 2, {}),                           // out of sequence
        record(1, 0, 1, {}),                           // of no type
        record(1, 7, 1, {}),                           //
        record(2, 4, 1, {}),                           // of another journal
        record(1, 1, 1, {}),                           // no step
        record(1, 1, 1, {255, 255, 255, 255}),         // longer than it is
        record(1, 1, 1, stepBody(step, {})),           // no delta
        record(1, 1, 1, stepBody(wrongKind, {})),      //
        record(1, 1, 1, stepBody(wrongSlice, {0})),    //
        record(1, 1, 1, stepBody(wrongTable, {0})),    // not what the case has
        record(1, 2, 1, {}),                           // undoes nothing
        record(1, 3, 1, {}),                           // redoes nothing
        record(1, 4, 1, textBytes(R"({"looks":[]})")), // not one for each
        record(1, 5, 1, textBytes(R"({"id":7})")),     //
        record(1, 6, 1, textBytes(R"({"name":"a\nb"})")),
        record(1, 6, 1, textBytes(std::string(100000, '['))),
    };
    for (std::size_t i = 0; i < records.size(); ++i) {
        SCOPED_TRACE(i);
        writeBytes(journal(), header(1, 1) + records[i]);
        const StoredCase stored = readCase(folder_);
        EXPECT_EQ(stateOf(stored), states_.front());
        EXPECT_NE(stored.problem, "");
    }
}

/// The check says nothing against bytes that were meant to harm.
TEST_F(HostileCase, SealedNoiseInStepsDoesNoHarm) {
    const Bytes sound = bytesOfFile(journal());
    std::vector<std::pair<std::uint32_t, Bytes>> records;
    for (std::size_t at = 32; at < sound.size();) {
        const auto number = [&](std::size_t from) {
            return static_cast<std::uint32_t>(sound[from] | sound[from + 1] << 8 |
                                              sound[from + 2] << 16);
        };
        const std::uint32_t length = number(at + 8);
        const auto body = sound.begin() + static_cast<long>(at) + 32;
        records.emplace_back(number(at + 12), Bytes(body, body + length));
        at += 32 + length;
    }
    Random random(6);
    for (int i = 0; i < 2000; ++i) {
        Bytes bytes = header(1, 1);
        const std::size_t victim = random.bits() % records.size();
        for (std::size_t r = 0; r < records.size(); ++r) {
            Bytes body = records[r].second;
            if (r == victim && !body.empty()) {
                for (int change = random.integer(1, 3); change > 0; --change) {
                    body[random.bits() % body.size()] = static_cast<std::uint8_t>(random.bits());
                }
                body.resize(random.chance(0.2) ? random.bits() % body.size() : body.size());
            }
            bytes = bytes + record(1, records[r].first, r + 1, body);
        }
        writeBytes(journal(), bytes);
        const StoredCase stored = readCase(folder_); // of which any beginning may be left
        const auto restored = restoreCase(smallImage(smallGrid()), stored);
        EXPECT_EQ(stateOf(*restored), stateOf(stored));
        restored->jumpTo(0);
    }
}

} // namespace
} // namespace laurel
