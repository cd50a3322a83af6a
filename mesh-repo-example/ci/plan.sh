#!/bin/sh
# What an apply would do: plan.sh [REF]. Ends with 0 when there is nothing to do, with 2 when there are changes.
. "$(dirname "$0")/lib.sh"

use_ssh_key
"${WEFT:-weft}" plan --ref "${1:-HEAD}" --path "$(mesh_path)" --detailed-exitcode
