#pragma once

#include <cstdint>
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcobject.h>
#include <functional>
#include <span>
#include <string_view>

/// DCMTK parses, and destroys, sequences in sequences by recursion: some 6000 of them, 100 KB of a
/// file, end the process for want of stack.
namespace laurel {

/// Counts what may be the start of an item (FFFE,E000) in bytes that come in pieces. A data set
/// cannot be nested deeper than it has items, whatever its lengths and delimiters claim.
class ItemCounter {
  public:
    void add(std::span<const char> bytes);
    std::uint64_t items() const { return items_; }

  private:
    std::uint64_t items_ = 0;
    std::uint32_t last_ = 0; ///< the four bytes before
};

/// Items of sequences in the first bytes of a data set, without parsing it: how many there may be,
/// and how many in each other, by their lengths and delimiters (PS3.5 7.5).
struct ItemNesting {
    std::uint64_t count = 0;
    int depth = 0;
};
ItemNesting itemsIn(std::string_view bytes);

/// Calls `action` where the stack is deep enough for data sets of that many items, in a thread of
/// its own if need be. What it throws is thrown here.
/// @throws Error Unavailable where no thread can be made
void withStackFor(std::uint64_t items, const std::function<void()>& action);

/// No object of a hospital comes near it.
inline constexpr int deepestNesting = 32;

/// Sequences in sequences; 1 where an object has sequences without sequences in their items.
/// Recursive: where DCMTK could make the object, it can be measured.
int nestingOf(DcmObject& object);

} // namespace laurel
