# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

# How a room declares what it builds. File lists are explicit; links are
# private unless named under PUBLIC_DEPS.
#
#   disclosure_library(<name> SRCS ... [PUBLIC_DEPS ...] [DEPS ...])
#     Target disclosure_<name>, alias disclosure::<name>.
#   disclosure_program(<name> SRCS ... [DEPS ...])
#     Executable <name> in the root of the build folder.
#   disclosure_test(<name> SRCS ... [DEPS ...] [LABELS ...] [SANITIZED])
#     A gtest binary and one ctest entry. Labels: unit (default), system, slow.
#     Unit tests are also built by the address and undefined-behaviour presets;
#     SANITIZED adds the thread sanitizer (such a test must not link gRPC).
#   disclosure_script_test(<name> COMMAND ... [LABELS ...])
#     A ctest entry for a script; none in sanitized builds, where there are no
#     programs for it to run. LABELS as above; system is the default.
#   disclosure_fuzz_target(<name> SRCS ... CORPUS <folder> [DEPS ...])
#     <name> calls the LLVMFuzzerTestOneInput of SRCS. A unit test that runs the
#     corpus and seeded mutations of it; with DISCLOSURE_FUZZ a libFuzzer binary
#     (target fuzz_targets; tools/fuzz runs them).
#   disclosure_benchmark(<name> SRCS ... [DEPS ...])
#     A Google Benchmark binary.

add_custom_target(unit_tests)
add_custom_target(fuzz_targets)

function(_disclosure_own_code target)
  # A designated initializer leaves out what keeps its default.
  target_compile_options(${target} PRIVATE
      -Wall -Wextra -Werror -Wno-missing-field-initializers)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # When g++ 12 optimises, these see errors inside std::string, std::optional
    # and std::vector that are not there; the sanitizers find the real ones.
    target_compile_options(${target} PRIVATE
        -Wno-maybe-uninitialized -Wno-restrict -Wno-array-bounds
        -Wno-stringop-overflow -Wno-stringop-overread)
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE -Wthread-safety)
  endif()
  target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}")
endfunction()

if(DISCLOSURE_SANITIZE STREQUAL "thread")
  include(tsan/tsan)
endif()

# Sanitized folders hold the libraries and their tests, nothing else.
function(_disclosure_skip_when_sanitized target)
  if(DISCLOSURE_SANITIZE)
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endfunction()

function(disclosure_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SRCS;PUBLIC_DEPS;DEPS")
  add_library(disclosure_${name} STATIC ${ARG_SRCS})
  add_library(disclosure::${name} ALIAS disclosure_${name})
  _disclosure_own_code(disclosure_${name})
  target_link_libraries(disclosure_${name}
      PUBLIC ${ARG_PUBLIC_DEPS} PRIVATE ${ARG_DEPS})
  if(DISCLOSURE_UNITY)
    set_target_properties(disclosure_${name} PROPERTIES
        UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  endif()
endfunction()

function(disclosure_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SRCS;DEPS")
  add_executable(${name} ${ARG_SRCS})
  _disclosure_own_code(${name})
  _disclosure_skip_when_sanitized(${name})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS})
endfunction()

function(disclosure_benchmark name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SRCS;DEPS")
  disclosure_program(${name} SRCS ${ARG_SRCS}
      DEPS ${ARG_DEPS} benchmark::benchmark)
endfunction()

function(_disclosure_register_test name labels)
  add_test(NAME ${name} ${ARGN} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
  set(timeout 300)
  if("slow" IN_LIST labels OR DISCLOSURE_SANITIZE)
    set(timeout 1800)
  endif()
  set_tests_properties(${name} PROPERTIES
      LABELS "${labels}" TIMEOUT ${timeout})
  if(DISCLOSURE_SANITIZE STREQUAL "address")
    set(leaks "suppressions=${CMAKE_SOURCE_DIR}/cmake/leaks.supp")
    set_tests_properties(${name} PROPERTIES ENVIRONMENT
        "LSAN_OPTIONS=${leaks}:print_suppressions=0")
  endif()
endfunction()

function(disclosure_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "SANITIZED" "" "SRCS;DEPS;LABELS")
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  add_executable(${name} ${ARG_SRCS})
  _disclosure_own_code(${name})
  # The tested libraries are optimised as released; tests compile faster less.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_link_libraries(${name} PRIVATE ${ARG_DEPS}
      GTest::gtest GTest::gmock GTest::gtest_main)
  if(DISCLOSURE_SANITIZE STREQUAL "thread")
    target_link_libraries(${name} PRIVATE tsan_absl)
  endif()

  if(DISCLOSURE_SANITIZE STREQUAL "thread")
    set(wanted ${ARG_SANITIZED})
  elseif(DISCLOSURE_SANITIZE AND NOT "unit" IN_LIST ARG_LABELS)
    set(wanted ${ARG_SANITIZED})
  else()
    set(wanted ON)
  endif()
  if(NOT wanted)
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON)
    return()
  endif()

  if("unit" IN_LIST ARG_LABELS OR DISCLOSURE_SANITIZE)
    add_dependencies(unit_tests ${name})
  endif()
  set(test ${name})
  if(DISCLOSURE_SANITIZE)
    string(APPEND test ".${DISCLOSURE_SANITIZE}")
  endif()
  _disclosure_register_test(${test} "${ARG_LABELS}" COMMAND ${name})
endfunction()

function(disclosure_script_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "COMMAND;LABELS")
  if(NOT ARG_LABELS)
    set(ARG_LABELS system)
  endif()
  if(NOT DISCLOSURE_SANITIZE)
    _disclosure_register_test(${name} "${ARG_LABELS}" COMMAND ${ARG_COMMAND})
  endif()
endfunction()

function(disclosure_fuzz_target name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "CORPUS" "SRCS;DEPS")
  get_filename_component(corpus "${ARG_CORPUS}" ABSOLUTE)
  if(DISCLOSURE_FUZZ)
    disclosure_program(${name} SRCS ${ARG_SRCS} DEPS ${ARG_DEPS})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzz_targets ${name})
    # Which corpus belongs to which program, for tools/fuzz.
    file(WRITE "${CMAKE_BINARY_DIR}/fuzz_targets/${name}" "${corpus}\n")
  else()
    disclosure_test(${name}
        SRCS ${ARG_SRCS} "${CMAKE_SOURCE_DIR}/tests/fuzz/replay_test.cc"
        DEPS ${ARG_DEPS} disclosure::base)
    target_compile_definitions(${name} PRIVATE
        "DISCLOSURE_FUZZ_CORPUS=\"${corpus}\"")
  endif()
endfunction()
