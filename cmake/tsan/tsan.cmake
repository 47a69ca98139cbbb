# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

# Target tsan_absl: makes abseil's locks and shared statuses known to the thread
# sanitizer in what links it. The calls it wraps are read from absl.cc.

set(wrappers "${CMAKE_SOURCE_DIR}/cmake/tsan/absl.cc")
set_property(DIRECTORY APPEND PROPERTY
             CMAKE_CONFIGURE_DEPENDS "${wrappers}")
file(READ "${wrappers}" text)
string(REGEX MATCHALL
       "WRAP\\([ \n]*[a-z]+,[ \n]*_Z[A-Za-z0-9_]+" calls "${text}")

add_library(tsan_absl OBJECT "${wrappers}")
target_link_libraries(tsan_absl PUBLIC absl::status absl::synchronization)
foreach(call IN LISTS calls)
  string(REGEX REPLACE ".*(_Z.*)" "\\1" symbol "${call}")
  target_link_options(tsan_absl PUBLIC "LINKER:--wrap=${symbol}")
endforeach()
