#pragma once

#include "sqlite_session.h"

#include "laurel/base/error.h"

#include <cstddef>
#include <optional>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <string>
#include <utility>
#include <vector>

namespace soci {

/// NULL is an empty optional.
template <typename T>
struct type_conversion<std::optional<T>> {
    using base_type = typename type_conversion<T>::base_type;

    static void from_base(const base_type& in, indicator state, std::optional<T>& out) {
        out.reset();
        if (state != i_null) {
            type_conversion<T>::from_base(in, state, out.emplace());
        }
    }

    static void to_base(const std::optional<T>& in, base_type& out, indicator& state) {
        if (in) {
            type_conversion<T>::to_base(*in, out, state);
        } else {
            out = base_type();
            state = i_null;
        }
    }
};

} // namespace soci

/// Statements in one call. Placeholders get their values in order, or by name from a value that
/// SOCI knows how to convert. SOCI's exceptions become Error.
namespace laurel {

inline std::optional<std::string> nullIfEmpty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

/// All rows, each as a T. Only columns of tables may become parts of a T that has several: SOCI
/// guesses the type of an expression from its first value.
template <typename T, typename... Uses>
std::vector<T> rowsOf(soci::session& session, const char* sql, const Uses&... uses) {
    return translated([&] {
        const soci::rowset<T> rows = ((session.prepare << sql), ..., soci::use(uses));
        return std::vector<T>(rows.begin(), rows.end());
    });
}

/// The first row.
template <typename T, typename... Uses>
std::optional<T> rowOf(soci::session& session, const char* sql, const Uses&... uses) {
    std::vector<T> rows = rowsOf<T>(session, sql, uses...);
    return rows.empty() ? std::nullopt : std::optional<T>(std::move(rows.front()));
}

template <typename... Uses>
std::size_t affectedRows(soci::session& session, const char* sql, const Uses&... uses) {
    soci::statement statement = ((session.prepare << sql), ..., soci::use(uses));
    statement.execute(true);
    return static_cast<std::size_t>(statement.get_affected_rows());
}

/// @return how many rows it touched
template <typename... Uses>
std::size_t execute(soci::session& session, const char* sql, const Uses&... uses) {
    return translated([&] { return affectedRows(session, sql, uses...); });
}

/// The same, for rows that refer to others. @throws Error NotFound with this message when one of
/// those is not there
template <typename... Uses>
std::size_t executeReferring(soci::session& session, const std::string& notFound, const char* sql,
                             const Uses&... uses) {
    return translated([&] {
        try {
            return affectedRows(session, sql, uses...);
        } catch (const soci::sqlite3_soci_error& error) {
            if (!isForeignKeyViolation(error.result())) {
                throw;
            }
            throw Error(ErrorCode::NotFound, notFound);
        }
    });
}

} // namespace laurel
