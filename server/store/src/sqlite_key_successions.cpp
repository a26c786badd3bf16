#include "sqlite_statements.h"
#include "sqlite_tables.h"

namespace soci {

template <>
struct type_conversion<laurel::SignedSuccession> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::SignedSuccession& one) {
        one.statement = row.get<std::string>("statement");
        one.signature = row.get<std::string>("signature");
    }
};

} // namespace soci

namespace laurel {

std::vector<SignedSuccession> SqliteKeySuccessions::all() {
    return rowsOf<SignedSuccession>(session_, "SELECT * FROM key_successions ORDER BY number");
}

void SqliteKeySuccessions::add(const SignedSuccession& succession) {
    execute(session_,
            "INSERT INTO key_successions (number, statement, signature) VALUES "
            "((SELECT COALESCE(MAX(number), 0) + 1 FROM key_successions), :statement, :signature)",
            succession.statement, succession.signature);
}

} // namespace laurel
