#include "laurel/arrays/nifti_listing.h"

#include "gzip_stream.h"
#include "nifti_paths.h"

#include "laurel/arrays/samples.h"
#include "laurel/base/error.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <sstream>

#include <nifti2_io.h>

namespace laurel {

namespace {

template <typename Number>
std::string numberText(Number number) {
    std::ostringstream text;
    text.precision(9);
    text << +number;
    return text.str();
}

/// Builds the list, field by field.
class Fields {
  public:
    explicit Fields(bool showPatient) : showPatient_(showPatient) {}

    template <typename Number>
    void number(const char* key, Number value) {
        add(key, numberText(value));
    }

    template <typename Number, std::size_t size>
    void numbers(const char* key, const Number (&values)[size]) {
        std::string text;
        for (const Number value : values) {
            text += (text.empty() ? "" : " ") + numberText(value);
        }
        add(key, text);
    }

    template <std::size_t size>
    void text(const char* key, const char (&value)[size]) {
        const std::string whole(value, std::find(value, value + size, '\0'));
        const bool hide = !showPatient_ && !whole.empty();
        add(key, hide ? "" : shownHeaderText(whole));
        fields_.back().isHidden = hide;
    }

    std::vector<HeaderField> take() { return std::move(fields_); }

  private:
    void add(const char* key, std::string value) {
        HeaderField field;
        field.key = key;
        field.value = std::move(value);
        fields_.push_back(std::move(field));
    }

    bool showPatient_;
    std::vector<HeaderField> fields_;
};

template <typename Header>
std::vector<HeaderField> listOf(const Header& raw, bool showPatient) {
    Fields fields(showPatient);
    fields.number("sizeof_hdr", raw.sizeof_hdr);
    fields.numbers("dim", raw.dim);
    fields.number("intent_code", raw.intent_code);
    fields.number("intent_p1", raw.intent_p1);
    fields.number("intent_p2", raw.intent_p2);
    fields.number("intent_p3", raw.intent_p3);
    fields.number("datatype", raw.datatype);
    fields.number("bitpix", raw.bitpix);
    fields.numbers("pixdim", raw.pixdim);
    fields.number("vox_offset", raw.vox_offset);
    fields.number("scl_slope", raw.scl_slope);
    fields.number("scl_inter", raw.scl_inter);
    fields.number("slice_start", raw.slice_start);
    fields.number("slice_end", raw.slice_end);
    fields.number("slice_code", static_cast<int>(raw.slice_code));
    fields.number("slice_duration", raw.slice_duration);
    fields.number("toffset", raw.toffset);
    fields.number("xyzt_units", static_cast<int>(raw.xyzt_units));
    fields.number("cal_max", raw.cal_max);
    fields.number("cal_min", raw.cal_min);
    fields.text("descrip", raw.descrip);
    fields.text("aux_file", raw.aux_file);
    fields.number("qform_code", raw.qform_code);
    fields.number("sform_code", raw.sform_code);
    fields.number("quatern_b", raw.quatern_b);
    fields.number("quatern_c", raw.quatern_c);
    fields.number("quatern_d", raw.quatern_d);
    fields.number("qoffset_x", raw.qoffset_x);
    fields.number("qoffset_y", raw.qoffset_y);
    fields.number("qoffset_z", raw.qoffset_z);
    fields.numbers("srow_x", raw.srow_x);
    fields.numbers("srow_y", raw.srow_y);
    fields.numbers("srow_z", raw.srow_z);
    fields.text("intent_name", raw.intent_name);
    if constexpr (requires { raw.db_name; }) {
        fields.text("db_name", raw.db_name);
    }
    return fields.take();
}

template <typename Header>
Header readRest(GzipReader& file, std::int32_t sizeField) {
    Header raw;
    std::memcpy(&raw, &sizeField, sizeof sizeField);
    file.read(std::as_writable_bytes(std::span(&raw, 1)).subspan(sizeof sizeField));
    return raw;
}

} // namespace

std::vector<HeaderField> listNiftiHeader(const std::filesystem::path& path, bool showPatient) {
    GzipReader file(niftiHeaderPath(path));
    std::int32_t stored = 0;
    file.read(std::as_writable_bytes(std::span(&stored, 1)));
    std::int32_t swapped = stored;
    swapSampleBytes(std::as_writable_bytes(std::span(&swapped, 1)), sizeof swapped);
    constexpr std::int32_t first = sizeof(nifti_1_header);
    constexpr std::int32_t second = sizeof(nifti_2_header);
    if (stored == first || swapped == first) {
        auto raw = readRest<nifti_1_header>(file, stored);
        if (swapped == first) {
            nifti_swap_as_nifti1(&raw);
        }
        return listOf(raw, showPatient);
    }
    if (stored != second && swapped != second) {
        throw Error(ErrorCode::InvalidInput, file.name() + ": not NIfTI");
    }
    auto raw = readRest<nifti_2_header>(file, stored);
    if (swapped == second) {
        nifti_swap_as_nifti2(&raw);
    }
    return listOf(raw, showPatient);
}

} // namespace laurel
