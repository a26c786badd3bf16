# How every Laurel target is made: one place for language level, warnings, sanitizers and layout.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")

find_program(LAUREL_CCACHE ccache)
if(LAUREL_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${LAUREL_CCACHE}")
    set(CMAKE_C_COMPILER_LAUNCHER "${LAUREL_CCACHE}")
endif()

# Warnings are errors in our code; third-party headers come in as SYSTEM and stay quiet. A compiler that
# nobody tried yet may know others: cmake --compile-no-warning-as-error.
set(CMAKE_COMPILE_WARNING_AS_ERROR ON)
add_library(laurel_options INTERFACE)
target_compile_options(laurel_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    -Wold-style-cast -Wcast-qual>)
# GCC 12 at -O3 warns of overlapping copies inside std::string, wrongly (GCC bug 105651, mended in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(laurel_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
# Optional values look to GCC as if they were read unset: to 14 in plain code, to all in instrumented code, as
# the manual says of -fsanitize. The floor's GCC 12 goes on warning.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND (LAUREL_SANITIZE OR CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13))
    target_compile_options(laurel_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>)
endif()
target_compile_definitions(laurel_options INTERFACE QT_NO_KEYWORDS)

if(LAUREL_SANITIZE STREQUAL "address")
    target_compile_options(laurel_options INTERFACE -fsanitize=address,undefined
                           -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    target_link_options(laurel_options INTERFACE -fsanitize=address,undefined)
elseif(LAUREL_SANITIZE STREQUAL "thread")
    target_compile_options(laurel_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
    target_link_options(laurel_options INTERFACE -fsanitize=thread)
elseif(LAUREL_SANITIZE STREQUAL "fuzzer")
    target_compile_options(laurel_options INTERFACE -fsanitize=address,undefined,fuzzer-no-link
                           -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    target_link_options(laurel_options INTERFACE -fsanitize=address,undefined)
elseif(NOT LAUREL_SANITIZE STREQUAL "")
    message(FATAL_ERROR "LAUREL_SANITIZE must be empty, address, thread or fuzzer, not '${LAUREL_SANITIZE}'")
endif()

# For targets with subclasses of torch::autograd::Function: through its `apply`, GCC from 13 on sees
# std::vector<bool>::reserve, inlined, copy beyond a word.
function(laurel_has_autograd_functions name)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
        target_compile_options(${name} PRIVATE -Wno-array-bounds -Wno-stringop-overflow)
    endif()
endfunction()

# laurel_add_library(name [INTERFACE] SOURCES src/a.cpp ... [PUBLIC deps...] [PRIVATE deps...])
#
# Makes the static library laurel_<name> (alias laurel::<name>) whose contract is include/laurel/<name>/.
# PUBLIC dependencies are re-exported and so may be used by those who use this target.
function(laurel_add_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(laurel_${name} STATIC ${ARG_SOURCES})
    add_library(laurel::${name} ALIAS laurel_${name})
    target_include_directories(laurel_${name}
        PUBLIC "$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>" "$<INSTALL_INTERFACE:include>"
        PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/src")
    set_target_properties(laurel_${name} PROPERTIES EXPORT_NAME ${name})
    target_link_libraries(laurel_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} laurel_options)
endfunction()

# laurel_add_executable(name SOURCES ... LINK deps...): an executable of that name in build/<preset>/bin.
function(laurel_add_executable name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_LINK} laurel_options)
endfunction()

# laurel_use_threads_of_torch(target): at::parallel_for, a template, uses several threads only where it is compiled
# with OpenMP. Not under ThreadSanitizer, which cannot see how OpenMP's threads meet.
function(laurel_use_threads_of_torch target)
    if(NOT LAUREL_SANITIZE STREQUAL "thread")
        find_package(OpenMP REQUIRED COMPONENTS CXX)
        target_link_libraries(${target} PRIVATE OpenMP::OpenMP_CXX)
    endif()
endfunction()

# laurel_add_test(name SOURCES ... [APART ...] LINK deps... [LABELS fast|slow|ui|data ...] [TIMEOUT seconds])
#
# One CTest entry per test binary: loading LibTorch costs 0.45 s, too much per test case. Helpers shared
# by tests are headers: #include "support/<name>.h".
#
# SOURCES are compiled several at once, because most of a test's time goes into GoogleTest's and the standard
# library's headers. APART are those that are not: their unnamed namespaces have names of others of the same
# test, or they see LibTorch where others do not (`./dev lint` reads what is compiled together with the same eyes).
function(laurel_add_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;APART;LINK;LABELS" ${ARGN})
    find_package(GTest REQUIRED)
    add_executable(${name} ${ARG_SOURCES} ${ARG_APART})
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    set_source_files_properties(${ARG_APART} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gmock GTest::gtest_main laurel_options)
    # A fifth less to compile, and what is measured is the library under test.
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    target_compile_definitions(${name} PRIVATE LAUREL_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                               LAUREL_BINARY_DIR="${PROJECT_BINARY_DIR}")
    if(NOT ARG_LABELS)
        set(ARG_LABELS fast)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    if(LAUREL_SANITIZE) # instrumented code is several times slower
        math(EXPR ARG_TIMEOUT "4 * ${ARG_TIMEOUT}")
    endif()
    add_test(NAME ${name} COMMAND ${name})
    # A binary that skipped all its tests and failed none has not passed: CTest says "Skipped".
    set(all_skipped "\\[  PASSED  \\] 0 tests\\.\n\\[  SKIPPED \\] [0-9]+ tests?, listed below:\n(\\[  SKIPPED \\] [^\n]*\n)+$")
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT}
                                            SKIP_REGULAR_EXPRESSION "${all_skipped}")
endfunction()
