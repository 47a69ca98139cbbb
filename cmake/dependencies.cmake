# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

# Third parties, all from Debian 12 (tools/setup installs them).

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)
find_package(absl CONFIG REQUIRED)
# Debian's protobuf brings no CMake configuration: module mode.
find_package(Protobuf MODULE REQUIRED)
find_package(gRPC CONFIG REQUIRED)
# Brings lz4::lz4 too.
find_package(RocksDB CONFIG REQUIRED)
if(DISCLOSURE_STATIC)
  add_library(disclosure::rocksdb ALIAS RocksDB::rocksdb)
  # Debian ships archives beside the shared libraries, but its packages name
  # the latter only.
  get_directory_property(imported IMPORTED_TARGETS)
  list(FILTER imported INCLUDE REGEX "^(absl|gRPC|protobuf)::")
  foreach(target ${imported})
    foreach(property IMPORTED_LOCATION IMPORTED_LOCATION_NONE
                     IMPORTED_LOCATION_RELEASE)
      get_target_property(location ${target} ${property})
      string(REGEX REPLACE "\\.so[0-9.]*$" ".a" location "${location}")
      if(location MATCHES "\\.a$" AND EXISTS "${location}")
        set_property(TARGET ${target} PROPERTY ${property} "${location}")
      endif()
    endforeach()
  endforeach()
else()
  add_library(disclosure::rocksdb ALIAS RocksDB::rocksdb-shared)
endif()
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(GTest CONFIG REQUIRED)
find_package(benchmark CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)

# Debian compiles cpp-httplib as a library; the features it was built with are
# part of its classes' layout, so they come from its pkg-config file.
find_package(PkgConfig REQUIRED)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET GLOBAL cpp-httplib)
add_library(httplib::httplib ALIAS PkgConfig::HTTPLIB)

pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET GLOBAL jemalloc)
add_library(jemalloc::jemalloc ALIAS PkgConfig::JEMALLOC)

# Documents: markup, packages, PDF text, workbooks, Unicode normalisation.
find_package(LibXml2 REQUIRED)
# Debian's CMake configuration of libzip wants tools of other packages.
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET GLOBAL libzip)
add_library(libzip::zip ALIAS PkgConfig::LIBZIP)
pkg_check_modules(POPPLER REQUIRED IMPORTED_TARGET GLOBAL poppler-cpp)
add_library(poppler::cpp ALIAS PkgConfig::POPPLER)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET GLOBAL xlsxwriter)
add_library(xlsxwriter::xlsxwriter ALIAS PkgConfig::XLSXWRITER)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET GLOBAL libutf8proc)
add_library(utf8proc::utf8proc ALIAS PkgConfig::UTF8PROC)
