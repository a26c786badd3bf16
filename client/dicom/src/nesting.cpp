#include "nesting.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <exception>
#include <pthread.h>

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

} // namespace

void ItemCounter::add(std::span<const char> bytes) {
    constexpr std::uint32_t littleEndian = 0xFEFF00E0;
    constexpr std::uint32_t bigEndian = 0xFFFEE000;
    for (const char byte : bytes) {
        last_ = last_ << 8 | static_cast<unsigned char>(byte);
        items_ += last_ == littleEndian || last_ == bigEndian ? 1U : 0U;
    }
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
