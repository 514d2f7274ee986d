// SPDX-License-Identifier: Apache-2.0

import Files
import Fjord
import Mail
import Tables
import Vipps
import Web

FjordProgram.main(stages: fileStages, mailStages, tableStages, vippsStages, webStages)
