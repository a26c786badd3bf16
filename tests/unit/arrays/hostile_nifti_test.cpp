#include "nifti_bytes.h"

#include "laurel/arrays/nifti.h"
#include "laurel/base/files.h"

#include "../../support/expect_error.h"

#include <functional>
#include <limits>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

struct HostileHeader {
    std::string name;
    std::function<void(NiftiBytes&)> spoil;
    std::string reason; ///< that the message must give
};

std::function<void(NiftiBytes&)> field(const std::string& name, double value,
                                       std::size_t index = 0) {
    return [=](NiftiBytes& bytes) { bytes.set(name, value, index); };
}

std::function<void(NiftiBytes&)> qformOnly(const std::string& name, double value,
                                           std::size_t index = 0) {
    return [=](NiftiBytes& bytes) { bytes.set("sform_code", 0).set(name, value, index); };
}

std::function<void(NiftiBytes&)> sformOnly(const std::string& name, double value,
                                           std::size_t index = 0) {
    return [=](NiftiBytes& bytes) { bytes.set("qform_code", 0).set(name, value, index); };
}

std::function<void(NiftiBytes&)> type(int datatype, int bits) {
    return [=](NiftiBytes& bytes) { bytes.set("datatype", datatype).set("bitpix", bits); };
}

/// Each breaks a valid file in one way, in either version.
std::vector<HostileHeader> hostileHeaders() {
    return {
        {"size_zero", field("sizeof_hdr", 0), "sizeof_hdr is 0"},
        {"size_other", field("sizeof_hdr", 347), "sizeof_hdr is 347"},
        {"no_dimensions", field("dim", 0, 0), "dim[0] must be 1 to 7, not 0"},
        {"negative_dimensions", field("dim", -3, 0), "dim[0] must be 1 to 7, not -3"},
        {"eight_dimensions", field("dim", 8, 0), "dim[0] must be 1 to 7, not 8"},
        {"one_dimension", field("dim", 1, 0), "has one dimension"},
        {"empty_x", field("dim", 0, 1), "dim[1]: must be 1 to 65535, not 0"},
        {"negative_y", field("dim", -4, 2), "dim[2]: must be 1 to 65535, not -4"},
        {"empty_z", field("dim", 0, 3), "dim[3]: must be 1 to 65535, not 0"},
        {"empty_time", [](NiftiBytes& bytes) { bytes.set("dim", 4, 0).set("dim", 0, 4); },
         "dim[4]: must be 1 to 65535, not 0"},
        {"fifth_dimension", [](NiftiBytes& bytes) { bytes.set("dim", 5, 0).set("dim", 3, 5); },
         "dim[5]: is 3; only 2 to 4 dimensions"},
        {"more_voxels", field("dim", 30000, 3), "cannot hold more than"},
        {"far_more_voxels",
         [](NiftiBytes& bytes) {
             bytes.setAll("dim", {4, 30000, 30000, 1, 30000});
         },
         "27000000000000 bytes of voxels, at most"},
        {"too_many_voxels",
         [](NiftiBytes& bytes) {
             bytes.setAll("dim", {3, 30000, 30000, 30000});
         },
         "more than 2^34 voxels"},
        {"unknown_type", type(3, 8), "datatype 3 is not a NIfTI type"},
        {"no_type", type(0, 0), "datatype 0 is not a NIfTI type"},
        {"negative_type", type(-2, 8), "datatype -2 is not a NIfTI type"},
        {"bit_type", type(1, 1), "datatype DT_BINARY is not supported"},
        {"complex", type(32, 64), "COMPLEX64 is not supported"},
        {"rgb", type(128, 24), "RGB24 is not supported"},
        {"rgba", type(2304, 32), "RGBA32 is not supported"},
        {"float128", type(1536, 128), "FLOAT128 is not supported"},
        {"complex128", type(1792, 128), "COMPLEX128 is not supported"},
        {"wrong_bits", field("bitpix", 16), "bitpix is 16"},
        {"negative_bits", field("bitpix", -8), "bitpix is -8"},
        {"offset_in_header", field("vox_offset", 100), "vox_offset must be a whole number"},
        {"offset_negative", field("vox_offset", -352), "not -352"},
        {"offset_far", field("vox_offset", 1e9), "cannot hold more than"},
        {"offset_beyond_all", field("vox_offset", 1e18), "not 1e+18"},
        {"slope_infinite", field("scl_slope", infinite), "scl_slope is not a finite"},
        {"intercept_nan",
         [](NiftiBytes& bytes) { bytes.set("scl_slope", 1).set("scl_inter", nan); },
         "scl_inter is not a finite"},
        {"qform_code_negative", field("qform_code", -1), "qform_code must be 0 to 5, not -1"},
        {"qform_code_large", field("qform_code", 6), "qform_code must be 0 to 5, not 6"},
        {"sform_code_large", field("sform_code", 99), "sform_code must be 0 to 5, not 99"},
        {"qfac_nan", field("pixdim", nan, 0), "pixdim[0] is not a finite"},
        {"pixdim_nan", field("pixdim", nan, 1), "pixdim[1] is not a finite"},
        {"pixdim_infinite", field("pixdim", -infinite, 2), "pixdim[2] is not a finite"},
        {"pixdim_zero", qformOnly("pixdim", 0, 3), "pixdim[3] must be above 0, not 0"},
        {"pixdim_negative", qformOnly("pixdim", -2, 1), "pixdim[1] must be above 0, not -2"},
        {"pixdim_tiny", qformOnly("pixdim", 1e-6, 2),
         "spacing must be 0.0001 to 10000 mm, not 1e-06"},
        {"pixdim_huge", qformOnly("pixdim", 1e9, 2),
         "spacing must be 0.0001 to 10000 mm, not 1e+09"},
        {"quaternion_nan", field("quatern_b", nan), "quatern_b is not a finite"},
        {"quaternion_c_infinite", field("quatern_c", infinite), "quatern_c is not a finite"},
        {"quaternion_d_nan", field("quatern_d", nan), "quatern_d is not a finite"},
        {"quaternion_long", qformOnly("quatern_c", 1.5), "longer than 1"},
        {"qoffset_nan", field("qoffset_x", nan), "qoffset_x is not a finite"},
        {"qoffset_infinite", field("qoffset_z", infinite), "qoffset_z is not a finite"},
        {"qoffset_far", qformOnly("qoffset_y", 1e12), "origin must lie within"},
        {"srow_nan", field("srow_x", nan, 3), "srow_x is not a finite"},
        {"srow_y_infinite", field("srow_y", infinite, 1), "srow_y is not a finite"},
        {"srow_z_nan", field("srow_z", nan, 2), "srow_z is not a finite"},
        {"sform_singular", sformOnly("srow_y", 0, 1), "no extent along axis 1"},
        {"sform_sheared", sformOnly("srow_y", 0.4, 0), "sheared"},
        {"sform_huge", sformOnly("srow_z", 1e30, 2),
         "spacing must be 0.0001 to 10000 mm, not 1e+30"},
        {"sform_far", sformOnly("srow_z", 1e9, 3),
         "origin must lie within 1000000 mm, not at 1e+09"},
    };
}

class HostileNiftiTest : public ::testing::TestWithParam<int> {
  protected:
    std::filesystem::path path() const { return folder_.path() / "hostile.nii"; }
    TemporaryFolder folder_;
};

TEST_P(HostileNiftiTest, EveryBrokenHeaderIsRefusedWithItsReason) {
    const std::vector<HostileHeader> all = hostileHeaders();
    EXPECT_GE(all.size(), 40U);
    for (const HostileHeader& hostile : all) {
        for (const bool bigEndian : {false, true}) {
            NiftiBytes bytes(GetParam(), bigEndian);
            hostile.spoil(bytes);
            bytes.write(path());
            const std::string text = errorTextOf([&] { readNifti(path()); });
            if (!(bigEndian &&
                  hostile.name.starts_with("size_"))) { // shown as this machine reads it
                EXPECT_THAT(text, HasSubstr(hostile.reason)) << hostile.name;
            }
            EXPECT_THAT(text, HasSubstr(path().string())) << hostile.name;
            EXPECT_NE(text, "no error") << hostile.name;
        }
    }
}

TEST_P(HostileNiftiTest, FilesCutShortAreRefusedAtEveryLength) {
    const NiftiBytes whole(GetParam());
    for (std::size_t size = 0; size < whole.bytes().size(); ++size) {
        NiftiBytes(whole).resize(size).write(path());
        EXPECT_THAT(errorTextOf([&] { readNifti(path()); }), HasSubstr("invalid_input")) << size;
    }
}

TEST_P(HostileNiftiTest, OtherMagicsAreRefused) {
    std::set<std::string> reasons;
    for (const std::string& magic : {std::string("n+3\0", 4), std::string(4, '\0')}) {
        NiftiBytes(GetParam()).setMagic(magic).write(path());
        EXPECT_THAT(errorTextOf([&] { readNifti(path()); }), HasSubstr("magic"));
    }
}

TEST_P(HostileNiftiTest, APairsHeaderUnderASingleFilesNameHasNoImage) {
    const std::string magic =
        GetParam() == 1 ? std::string("ni1\0", 4) : std::string("ni2\0\r\n\032\n", 8);
    NiftiBytes(GetParam()).setMagic(magic).write(path());
    EXPECT_THAT(errorTextOf([&] { readNifti(path()); }), HasSubstr("header without its image"));
}

INSTANTIATE_TEST_SUITE_P(Versions, HostileNiftiTest, ::testing::Values(1, 2));

std::vector<std::byte> gzipped(const std::vector<std::byte>& bytes) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "file.gz";
    gzFile file = gzopen(path.c_str(), "wb9");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
    return readFile(path, 1U << 24);
}

TEST(HostileGzipTest, DamageIsRefusedWhereverItIs) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "image.nii.gz";
    const auto whole = gzipped(NiftiBytes().bytes());
    for (std::size_t size = 1; size < whole.size(); ++size) {
        writeTestFile(path, std::span(whole).first(size));
        EXPECT_THAT(errorTextOf([&] { readNifti(path); }), HasSubstr("invalid_input")) << size;
    }
    auto wrongChecksum = whole;
    wrongChecksum[whole.size() - 8] ^= std::byte{1};
    writeTestFile(path, (wrongChecksum));
    EXPECT_THAT(errorTextOf([&] { readNifti(path); }), HasSubstr("gzip data"));
}

TEST(HostileGzipTest, AHeaderCannotClaimMoreThanDeflateCanHold) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "bomb.nii.gz";
    NiftiBytes bytes;
    bytes.setAll("dim", {3, 30000, 30000, 10}); // 9 GB in a file of some 100 bytes
    writeTestFile(path, (gzipped(bytes.bytes())));
    EXPECT_THAT(errorTextOf([&] { readNifti(path); }), HasSubstr("cannot hold more than"));
}

} // namespace
} // namespace laurel
