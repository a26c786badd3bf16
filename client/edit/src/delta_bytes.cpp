#include "laurel/edit/edit_delta.h"

#include "laurel/base/error.h"

#include <limits>
#include <string>

/// The bytes of a difference: a version byte, then varints (7 bits a byte, low first, no longer
/// than needed):
///
///     layers, then for each: layer, runs, then for each run:
///         gap from the end of the run before (the first: its offset)
///         length × 2, + 1 when before and after follow; else they are those of the run before
///         [before, after]
///
/// Every difference has one form, and only that form is accepted.
namespace laurel {

namespace {

constexpr std::uint8_t version = 1;
constexpr std::size_t leastBytesOfRun = 2;   ///< gap and length
constexpr std::size_t leastBytesOfLayer = 6; ///< its number, its count and a run with values

class Writer {
  public:
    void byte(std::uint8_t value) { bytes_.push_back(std::byte{value}); }
    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) {
            byte(static_cast<std::uint8_t>(value | 0x80));
        }
        byte(static_cast<std::uint8_t>(value));
    }
    std::vector<std::byte> take() { return std::move(bytes_); }

  private:
    std::vector<std::byte> bytes_;
};

class Reader {
  public:
    explicit Reader(std::span<const std::byte> bytes) : rest_(bytes) {}

    [[noreturn]] static void refuse(const std::string& why) {
        throw Error(ErrorCode::InvalidInput, "the bytes of an edit are malformed: " + why);
    }

    std::uint8_t byte() {
        if (rest_.empty()) {
            refuse("they end too early");
        }
        const auto value = static_cast<std::uint8_t>(rest_.front());
        rest_ = rest_.subspan(1);
        return value;
    }

    std::uint64_t varint(std::uint64_t most) {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            const std::uint8_t next = byte();
            value |= std::uint64_t{next & 0x7FU} << shift;
            if (next < 0x80) {
                requireShortest(next, shift);
                return atMost(value, most);
            }
        }
        refuse("a number does not end");
    }

    /// How many things follow of which each takes at least so many bytes: what does not fit is
    /// refused before anything is allocated for it.
    std::size_t count(std::size_t leastBytes) {
        const auto number =
            static_cast<std::size_t>(varint(std::numeric_limits<std::int64_t>::max()));
        if (number > rest_.size() / leastBytes) {
            refuse("they announce more than they hold");
        }
        return number;
    }

    bool atEnd() const { return rest_.empty(); }

  private:
    static void requireShortest(std::uint8_t last, int shift) {
        if (last == 0 && shift > 0) {
            refuse("a number is longer than needed");
        }
    }
    static std::uint64_t atMost(std::uint64_t value, std::uint64_t most) {
        if (value > most) {
            refuse(std::to_string(value) + " where at most " + std::to_string(most) + " may be");
        }
        return value;
    }

    std::span<const std::byte> rest_;
};

/// What a run is told relative to: it begins as no run can be.
struct Previous {
    std::uint64_t end = 0;
    std::uint16_t before = 0;
    std::uint16_t after = 0;

    bool sameValues(const DeltaRun& run) const {
        return run.before == before && run.after == after;
    }
    void become(const DeltaRun& run) { *this = {run.offset + run.length, run.before, run.after}; }
};

void write(Writer& writer, const DeltaRun& run, const Previous& previous) {
    const bool told = !previous.sameValues(run);
    writer.varint(run.offset - previous.end);
    writer.varint(std::uint64_t{run.length} * 2 + (told ? 1 : 0));
    if (told) {
        writer.varint(run.before);
        writer.varint(run.after);
    }
}

DeltaRun readRun(Reader& reader, const Previous& previous) {
    constexpr auto mostLength = std::numeric_limits<std::uint32_t>::max();
    constexpr std::uint64_t mostGap = std::uint64_t{1} << 34;
    constexpr auto mostValue = std::numeric_limits<std::uint16_t>::max();
    DeltaRun run{previous.end + reader.varint(mostGap), 0, previous.before, previous.after};
    const std::uint64_t lengthAndFlag = reader.varint(std::uint64_t{mostLength} * 2 + 1);
    run.length = static_cast<std::uint32_t>(lengthAndFlag / 2);
    if (lengthAndFlag % 2 == 1) {
        run.before = static_cast<std::uint16_t>(reader.varint(mostValue));
        run.after = static_cast<std::uint16_t>(reader.varint(mostValue));
        if (previous.sameValues(run)) {
            Reader::refuse("values are repeated");
        }
    }
    return run;
}

EditDelta::Layer readLayer(Reader& reader) {
    EditDelta::Layer layer;
    layer.layer = static_cast<int>(reader.varint(std::numeric_limits<int>::max()));
    layer.runs.resize(reader.count(leastBytesOfRun));
    Previous previous;
    for (DeltaRun& run : layer.runs) {
        run = readRun(reader, previous);
        previous.become(run);
    }
    return layer;
}

} // namespace

std::vector<std::byte> EditDelta::toBytes() const {
    Writer writer;
    writer.byte(version);
    writer.varint(layers_.size());
    for (const Layer& layer : layers_) {
        writer.varint(static_cast<std::uint64_t>(layer.layer));
        writer.varint(layer.runs.size());
        Previous previous;
        for (const DeltaRun& run : layer.runs) {
            write(writer, run, previous);
            previous.become(run);
        }
    }
    return writer.take();
}

EditDelta EditDelta::fromBytes(std::span<const std::byte> bytes) {
    Reader reader(bytes);
    if (const int found = reader.byte(); found != version) {
        Reader::refuse("version " + std::to_string(found) + " is not known");
    }
    std::vector<Layer> layers(reader.count(leastBytesOfLayer));
    for (Layer& layer : layers) {
        layer = readLayer(reader);
    }
    if (!reader.atEnd()) {
        Reader::refuse("something follows their end");
    }
    return EditDelta(std::move(layers));
}

} // namespace laurel
