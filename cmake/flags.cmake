# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

# Compiler, optimisation and sanitizer flags for everything; warnings are added
# per target by cmake/disclosure.cmake, so that generated code has none.

set(DISCLOSURE_SANITIZE "" CACHE STRING
    "Sanitizer to build with: address, undefined, thread or none.")
set_property(CACHE DISCLOSURE_SANITIZE PROPERTY STRINGS
             "" address undefined thread)
option(DISCLOSURE_UNITY "Compile the libraries in batches of files." OFF)
# The loader would look up some 27,000 symbols of these at each start.
option(DISCLOSURE_STATIC
       "Programs contain gRPC, protobuf, abseil and RocksDB." OFF)
option(DISCLOSURE_FUZZ "Fuzz targets run by libFuzzer; needs clang." OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Assertions are part of the product: a bug must stop the process rather than
# reach the store. So no build type defines NDEBUG.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -D_GLIBCXX_ASSERTIONS")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1 -D_GLIBCXX_ASSERTIONS")

if(DISCLOSURE_SANITIZE)
  add_compile_options(-fsanitize=${DISCLOSURE_SANITIZE}
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DISCLOSURE_SANITIZE})
  if(DISCLOSURE_SANITIZE STREQUAL "undefined")
    add_compile_options(-fno-sanitize-recover=all)
  endif()
  if(DISCLOSURE_SANITIZE STREQUAL "thread")
    # Under this macro protobuf's map fields have more members than in Debian's
    # library, which is not instrumented: the two must agree on the layout.
    add_compile_options(-U__SANITIZE_THREAD__)
  endif()
endif()

if(DISCLOSURE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# One compiler cache for all build folders: paths below the source folder are
# stored relative, so folders at the same depth share their results.
find_program(CCACHE ccache)
mark_as_advanced(CCACHE)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND}" -E env
      "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE}")
endif()

find_program(MOLD mold)
mark_as_advanced(MOLD)
if(MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
