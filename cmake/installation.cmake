# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

# What `cmake --install` puts where: the two programs, the systemd units, the
# protos (the API's reference) and the shell completion.

include(GNUInstallDirs)

foreach(program disclosured disclosure)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  endif()
endforeach()

install(FILES deploy/systemd/disclosured.service
              deploy/systemd/disclosure-backup.service
              deploy/systemd/disclosure-backup.timer
        DESTINATION lib/systemd/system OPTIONAL)
install(DIRECTORY proto/ DESTINATION "${CMAKE_INSTALL_DATADIR}/disclosure/proto"
        FILES_MATCHING PATTERN "*.proto" PATTERN "*.txtpb")
install(FILES cli/completions/disclosure.bash
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
        RENAME disclosure OPTIONAL)
