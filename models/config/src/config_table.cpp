#include "laurel/config/config_table.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <cmath>
#include <set>
#include <sstream>
#include <string_view>
#include <toml++/toml.h>

namespace laurel {

struct ConfigTable::Node {
    std::shared_ptr<const toml::table> document; ///< keeps what `table` points into alive
    const toml::table* table = nullptr;
    std::string name; ///< such as "[training]"
    std::string file;
    std::set<std::string> known;
    std::vector<ConfigKey>* keys = nullptr; ///< where to note what is asked for
    std::string prefix;                     ///< of paths: "", or such as "merge.gates."

    void note(const std::string& key, const char* type, const std::string& fallback,
              const std::string& range = {}) const {
        if (keys != nullptr) {
            keys->push_back({prefix + key, type, fallback, range});
        }
    }

    const toml::node* find(const std::string& key) {
        known.insert(key);
        return table->get(key);
    }
};

namespace {

[[noreturn]] void failAt(const std::string& file, const toml::source_region& where,
                         const std::string& why) {
    throw Error(ErrorCode::InvalidInput, (where.path ? *where.path : file) + ":" +
                                             std::to_string(where.begin.line) + ": " + why);
}

std::string described(double value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

std::string rangeOf(double low, double high) {
    return described(low) + " to " + described(high);
}

std::string rangeOf(std::int64_t low, std::int64_t high) {
    return std::to_string(low) + " to " + std::to_string(high);
}

std::string quoted(const std::string& text) {
    std::ostringstream out;
    out << toml::value<std::string>(text);
    return out.str();
}

std::string kindOf(const toml::node& node) {
    std::ostringstream out;
    out << node.type();
    return out.str();
}

/// A text without quotes is no TOML; then it is one with quotes.
toml::table parsedValue(const ConfigOverride& one) {
    try {
        return toml::parse("value = " + one.value, one.origin);
    } catch (const toml::parse_error&) {
        return toml::parse("value = " + quoted(one.value), one.origin);
    }
}

void override(toml::table& document, const ConfigOverride& one) {
    toml::table* table = &document;
    std::size_t begin = 0;
    for (std::size_t dot = 0; (dot = one.path.find('.', begin)) != std::string::npos;
         begin = dot + 1) {
        const std::string name = one.path.substr(begin, dot - begin);
        table->insert(name, toml::table());
        toml::node* const inner = table->get(name);
        if (!inner->is_table()) {
            throw Error(ErrorCode::InvalidInput, one.origin + ": " + name + " is no table");
        }
        table = inner->as_table();
    }
    toml::table value = parsedValue(one);
    table->insert_or_assign(one.path.substr(begin), std::move(*value.get("value")));
}

} // namespace

ConfigTable::ConfigTable(std::unique_ptr<Node> node) : node_(std::move(node)) {}
ConfigTable::~ConfigTable() = default;
ConfigTable::ConfigTable(ConfigTable&&) noexcept = default;
ConfigTable& ConfigTable::operator=(ConfigTable&&) noexcept = default;

ConfigTable ConfigTable::readFile(const std::filesystem::path& file) {
    constexpr std::uint64_t largest = 1U << 20;
    return parse(readTextFile(file, largest), file.filename().string());
}

ConfigTable ConfigTable::parse(const std::string& text, const std::string& file,
                               const std::vector<ConfigOverride>& overrides) {
    try {
        auto document = std::make_shared<toml::table>(toml::parse(text, file));
        for (const ConfigOverride& one : overrides) {
            override(*document, one);
        }
        auto node = std::make_unique<Node>();
        node->table = document.get();
        node->document = std::move(document);
        node->name = "the file's top level";
        node->file = file;
        return ConfigTable(std::move(node));
    } catch (const toml::parse_error& error) {
        failAt(file, error.source(), std::string(error.description()));
    }
}

ConfigTable ConfigTable::recording(std::vector<ConfigKey>& keys) {
    ConfigTable table = parse("", "");
    table.node_->keys = &keys;
    return table;
}

bool ConfigTable::has(const std::string& key) const {
    return node_->table->contains(key);
}

void ConfigTable::fail(const std::string& key, const std::string& why) const {
    const toml::node* found = node_->table->get(key);
    failAt(node_->file, found != nullptr ? found->source() : node_->table->source(),
           key + " in " + node_->name + ": " + why);
}

double ConfigTable::number(const std::string& key, double fallback, double low, double high) {
    node_->note(key, "number", described(fallback), rangeOf(low, high));
    const toml::node* found = node_->find(key);
    if (found == nullptr) {
        return fallback;
    }
    const std::optional<double> value = found->value<double>();
    if (!found->is_number() || !value || !std::isfinite(*value) || *value < low || *value > high) {
        const std::string came = value && found->is_number() ? described(*value) : kindOf(*found);
        fail(key, "expected a number from " + described(low) + " to " + described(high) + ", got " +
                      came);
    }
    return *value;
}

std::int64_t ConfigTable::integer(const std::string& key, std::int64_t fallback, std::int64_t low,
                                  std::int64_t high) {
    node_->note(key, "integer", std::to_string(fallback), rangeOf(low, high));
    const toml::node* found = node_->find(key);
    if (found == nullptr) {
        return fallback;
    }
    const std::optional<std::int64_t> value = found->value_exact<std::int64_t>();
    if (!value || *value < low || *value > high) {
        fail(key, "expected an integer from " + std::to_string(low) + " to " +
                      std::to_string(high) + ", got " +
                      (value ? std::to_string(*value) : kindOf(*found)));
    }
    return *value;
}

bool ConfigTable::boolean(const std::string& key, bool fallback) {
    node_->note(key, "boolean", fallback ? "true" : "false");
    const toml::node* found = node_->find(key);
    if (found == nullptr) {
        return fallback;
    }
    if (!found->is_boolean()) {
        fail(key, "expected true or false, got " + kindOf(*found));
    }
    return *found->value<bool>();
}

std::string ConfigTable::text(const std::string& key, const std::string& fallback) {
    node_->note(key, "text", quoted(fallback));
    const toml::node* found = node_->find(key);
    if (found == nullptr) {
        return fallback;
    }
    const std::optional<std::string> value = found->value_exact<std::string>();
    if (!value || value->empty()) {
        fail(key, value ? "the text is empty" : "expected a text, got " + kindOf(*found));
    }
    return *value;
}

std::string ConfigTable::requiredText(const std::string& key) {
    if (!has(key)) {
        fail(key, "is missing");
    }
    return text(key, {});
}

std::vector<std::string> ConfigTable::texts(const std::string& key) {
    node_->note(key, "texts", "[]");
    std::vector<std::string> values;
    if (const toml::node* found = node_->find(key)) {
        if (!found->is_array()) {
            fail(key, "expected an array of texts, got " + kindOf(*found));
        }
        for (const toml::node& element : *found->as_array()) {
            if (!element.is_string()) {
                fail(key, "expected only texts in the array, got " + kindOf(element));
            }
            values.push_back(*element.value<std::string>());
        }
    }
    return values;
}

std::vector<std::int64_t> ConfigTable::integers(const std::string& key, std::int64_t low,
                                                std::int64_t high) {
    std::vector<std::int64_t> values;
    if (const toml::node* found = node_->find(key)) {
        if (!found->is_array()) {
            fail(key, "expected an array of integers, got " + kindOf(*found));
        }
        for (const toml::node& element : *found->as_array()) {
            const std::optional<std::int64_t> value = element.value_exact<std::int64_t>();
            if (!value || *value < low || *value > high) {
                fail(key, "expected integers from " + std::to_string(low) + " to " +
                              std::to_string(high) + " in the array, got " +
                              (value ? std::to_string(*value) : kindOf(element)));
            }
            values.push_back(*value);
        }
    }
    return values;
}

std::vector<double> ConfigTable::numbers(const std::string& key, double low, double high) {
    std::vector<double> values;
    if (const toml::node* found = node_->find(key)) {
        if (!found->is_array()) {
            fail(key, "expected an array of numbers, got " + kindOf(*found));
        }
        for (const toml::node& element : *found->as_array()) {
            const std::optional<double> value =
                element.is_number() ? element.value<double>() : std::nullopt;
            if (!value || !(*value >= low && *value <= high)) {
                fail(key, "expected numbers from " + std::to_string(low) + " to " +
                              std::to_string(high) + " in the array");
            }
            values.push_back(*value);
        }
    }
    return values;
}

std::vector<double> ConfigTable::numbers(const std::string& key,
                                         const std::vector<double>& fallback, double low,
                                         double high) {
    std::string written;
    for (const double value : fallback) {
        written += (written.empty() ? "" : ", ") + described(value);
    }
    node_->note(key, "numbers", "[" + written + "]", rangeOf(low, high));
    return has(key) ? numbers(key, low, high) : fallback;
}

std::vector<std::pair<std::string, std::string>> ConfigTable::textsByKey(const std::string& key) {
    std::vector<std::pair<std::string, std::string>> values;
    if (std::optional<ConfigTable> names = table(key)) {
        for (const auto& [name, node] : *names->node_->table) {
            values.emplace_back(std::string(name.str()),
                                names->requiredText(std::string(name.str())));
        }
    }
    return values;
}

std::optional<ConfigTable> ConfigTable::table(const std::string& key) {
    if (node_->keys != nullptr) {
        ConfigTable inner = recording(*node_->keys);
        inner.node_->prefix = node_->prefix + key + ".";
        return inner;
    }
    const toml::node* found = node_->find(key);
    if (found == nullptr) {
        return std::nullopt;
    }
    if (!found->is_table()) {
        fail(key, "expected a table, got " + kindOf(*found));
    }
    return ConfigTable(std::make_unique<Node>(
        Node{node_->document, found->as_table(), "[" + key + "]", node_->file, {}, {}, {}}));
}

ConfigTable ConfigTable::requiredTable(const std::string& key) {
    if (std::optional<ConfigTable> found = table(key)) {
        return std::move(*found);
    }
    fail(key, "is missing");
}

std::vector<ConfigTable> ConfigTable::tables(const std::string& key) {
    std::vector<ConfigTable> result;
    if (const toml::node* found = node_->find(key)) {
        if (!found->is_array_of_tables()) {
            fail(key, "expected tables [[" + key + "]], got " + kindOf(*found));
        }
        for (const toml::node& element : *found->as_array()) {
            result.push_back(ConfigTable(std::make_unique<Node>(Node{
                node_->document, element.as_table(), "[[" + key + "]]", node_->file, {}, {}, {}})));
        }
    }
    return result;
}

void ConfigTable::requireAllRead() const {
    for (const auto& [key, node] : *node_->table) {
        if (!node_->known.contains(std::string(key.str()))) {
            failAt(node_->file, key.source(),
                   "unknown key '" + std::string(key.str()) + "' in " + node_->name);
        }
    }
}

} // namespace laurel
