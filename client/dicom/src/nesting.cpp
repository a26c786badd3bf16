#include "nesting.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <exception>
#include <pthread.h>
#include <vector>

namespace laurel {

namespace {

constexpr std::uint64_t itemsOfAnyStack = 500;
constexpr std::uint64_t bytesPerItem = 8192; ///< measured: 1.4 KB; more with sanitizers
constexpr std::uint64_t bytesBeside = std::uint64_t{1} << 20;

struct Task {
    const std::function<void()>& action;
    std::exception_ptr failure;
};

void* runTask(void* argument) {
    auto& task = *static_cast<Task*>(argument);
    try {
        task.action();
    } catch (...) { // the end of a thread; thrown on where it was started
        task.failure = std::current_exception();
    }
    return nullptr;
}

std::uint32_t numberAt(std::string_view bytes, std::size_t at, bool bigEndian) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t from = bigEndian ? i : 3 - i;
        number = number << 8 | static_cast<unsigned char>(bytes[at + from]);
    }
    return number;
}

ItemNesting itemsIn(std::string_view bytes, bool bigEndian) {
    constexpr std::uint32_t unknownLength = 0xFFFFFFFF;
    const std::string_view group = bigEndian ? "\xFF\xFE\xE0" : "\xFE\xFF";
    ItemNesting items;
    std::vector<std::size_t> ends; // of the items around
    for (auto at = bytes.find(group); at != std::string_view::npos && at + 8 <= bytes.size();
         at = bytes.find(group, at + 1)) {
        const std::string_view element = bytes.substr(at + 2, 2);
        while (!ends.empty() && ends.back() <= at) {
            ends.pop_back();
        }
        if (element ==
            (bigEndian ? std::string_view("\xE0\x00", 2) : std::string_view("\x00\xE0", 2))) {
            const std::uint32_t length = numberAt(bytes, at + 4, bigEndian);
            ends.push_back(length == unknownLength ? std::string_view::npos : at + 8 + length);
            ++items.count;
            items.depth = std::max(items.depth, static_cast<int>(ends.size()));
        } else if (element == (bigEndian ? "\xE0\x0D" : "\x0D\xE0") && !ends.empty()) {
            ends.pop_back();
        }
    }
    return items;
}

} // namespace

void ItemCounter::add(std::span<const char> bytes) {
    constexpr std::uint32_t littleEndian = 0xFEFF00E0;
    constexpr std::uint32_t bigEndian = 0xFFFEE000;
    for (const char byte : bytes) {
        last_ = last_ << 8 | static_cast<unsigned char>(byte);
        items_ += last_ == littleEndian || last_ == bigEndian ? 1U : 0U;
    }
}

ItemNesting itemsIn(std::string_view bytes) {
    const ItemNesting little = itemsIn(bytes, false);
    const ItemNesting big = itemsIn(bytes, true);
    return {little.count + big.count, std::max(little.depth, big.depth)};
}

void withStackFor(std::uint64_t items, const std::function<void()>& action) {
    if (items <= itemsOfAnyStack) {
        action();
        return;
    }
    Task task{action, nullptr};
    pthread_attr_t attributes;
    pthread_t thread{};
    ::pthread_attr_init(&attributes);
    // Only the pages that are touched take memory.
    ::pthread_attr_setstacksize(&attributes, bytesBeside + items * bytesPerItem);
    const int failed = ::pthread_create(&thread, &attributes, runTask, &task);
    ::pthread_attr_destroy(&attributes);
    if (failed != 0) {
        throw Error(ErrorCode::Unavailable,
                    "no thread to parse a DICOM object of " + std::to_string(items) + " items");
    }
    ::pthread_join(thread, nullptr);
    if (task.failure) {
        std::rethrow_exception(task.failure);
    }
}

int nestingOf(DcmObject& object) {
    const bool isSequence = object.ident() == EVR_SQ;
    if (!isSequence && object.ident() != EVR_item && object.ident() != EVR_dataset) {
        return 0;
    }
    int deepest = 0;
    for (DcmObject* part = object.nextInContainer(nullptr); part != nullptr;
         part = object.nextInContainer(part)) {
        deepest = std::max(deepest, nestingOf(*part));
    }
    return deepest + (isSequence ? 1 : 0);
}

} // namespace laurel
