# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

# Target tsan_absl_mutex: makes abseil's locks known to the thread sanitizer in
# what links it. The calls it wraps are read from absl_mutex.cc.

set(wrappers "${CMAKE_SOURCE_DIR}/cmake/tsan/absl_mutex.cc")
set_property(DIRECTORY APPEND PROPERTY
             CMAKE_CONFIGURE_DEPENDS "${wrappers}")
file(READ "${wrappers}" text)
string(REGEX MATCHALL
       "WRAP\\([ \n]*[a-z]+,[ \n]*_Z[A-Za-z0-9_]+" calls "${text}")

add_library(tsan_absl_mutex OBJECT "${wrappers}")
target_link_libraries(tsan_absl_mutex PUBLIC absl::synchronization)
foreach(call IN LISTS calls)
  string(REGEX REPLACE ".*(_Z.*)" "\\1" symbol "${call}")
  target_link_options(tsan_absl_mutex PUBLIC "LINKER:--wrap=${symbol}")
endforeach()
