# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

# C++ from protos, into <build folder>/generated; never committed.
#
#   disclosure_protos(<name> ROOT <folder> PROTOS ... [DEPS ...])
#     Messages: target disclosure_<name>, alias disclosure::<name>. A proto is
#     named and included by its path below ROOT; it may import those of proto/.
#   disclosure_protos(<name> ROOT <folder> PROTOS ... SERVICES [DEPS ...])
#     The services of the same protos, once their messages have a target, which
#     DEPS must name.

set(GENERATED "${CMAKE_BINARY_DIR}/generated")
file(MAKE_DIRECTORY "${GENERATED}")

function(disclosure_protos name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "SERVICES" "ROOT" "PROTOS;DEPS")
  set(suffix pb)
  set(outputs "--cpp_out=${GENERATED}")
  if(ARG_SERVICES)
    set(suffix grpc.pb)
    set(outputs "--grpc_out=${GENERATED}"
        "--plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>")
  endif()

  set(sources)
  foreach(proto IN LISTS ARG_PROTOS)
    string(REGEX REPLACE "\\.proto$" "" stem "${proto}")
    string(REPLACE "/" "." flat "${stem}.${suffix}.d")
    set(depfile "${CMAKE_CURRENT_BINARY_DIR}/${flat}")
    set(generated "${GENERATED}/${stem}.${suffix}.cc"
                  "${GENERATED}/${stem}.${suffix}.h")
    add_custom_command(
        OUTPUT ${generated}
        COMMAND protobuf::protoc "-I${ARG_ROOT}" "-I${CMAKE_SOURCE_DIR}/proto"
                ${outputs} "--dependency_out=${depfile}" "${proto}"
        DEPENDS "${ARG_ROOT}/${proto}" protobuf::protoc
        DEPFILE "${depfile}"
        COMMENT "Generating ${stem}.${suffix}.cc"
        VERBATIM)
    list(APPEND sources ${generated})
  endforeach()

  add_library(disclosure_${name} STATIC ${sources})
  add_library(disclosure::${name} ALIAS disclosure_${name})
  target_include_directories(disclosure_${name} SYSTEM PUBLIC "${GENERATED}")
  # It is the compiler's work that is saved here: no warnings, less
  # optimisation, and no batches (generated files share private names).
  target_compile_options(disclosure_${name} PRIVATE
      -w $<$<CONFIG:Release>:-O1>)
  set_target_properties(disclosure_${name} PROPERTIES UNITY_BUILD OFF)
  target_link_libraries(disclosure_${name}
      PUBLIC protobuf::libprotobuf ${ARG_DEPS})
endfunction()
