// Any bytes as a configuration, the first line as a value that goes before the file's.
#include "laurel/base/error.h"
#include "laurel/config/config_table.h"

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace laurel;

void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

void readAll(ConfigTable table) {
    const std::int64_t whole = table.integer("integer", 5, 1, 10);
    require(whole >= 1 && whole <= 10);
    const double number = table.number("number", 0.5, 0, 1);
    require(number >= 0 && number <= 1);
    table.boolean("boolean", true);
    table.text("text", "");
    table.texts("texts");
    for (const double one : table.numbers("numbers", 0, 1)) {
        require(one >= 0 && one <= 1);
    }
    for (const std::int64_t one : table.integers("integers", -3, 3)) {
        require(one >= -3 && one <= 3);
    }
    if (auto inner = table.table("table")) {
        inner->integer("integer", 5, 1, 10);
        inner->requireAllRead();
    }
    table.requireAllRead();
}

void tryTo(const std::string& text, const std::vector<ConfigOverride>& overrides) {
    try {
        readAll(ConfigTable::parse(text, "fuzz", overrides));
    } catch (const Error& error) {
        require(error.code() == ErrorCode::InvalidInput);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    tryTo(text, {});
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = text.substr(0, end);
    const std::size_t equals = std::min(line.find('='), line.size());
    const std::string value = equals < line.size() ? line.substr(equals + 1) : "";
    tryTo(text.substr(end), {{line.substr(0, equals), value, "--set"}});
    tryTo("", {{"table.integer", line, "--set"}});
    return 0;
}
