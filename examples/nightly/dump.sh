#!/bin/sh
# One dump a night, in the custom format of pg_dump; the oldest go first.
set -eu
pg_dump --format=custom --file="/dumps/$(date +%F).part"
mv "/dumps/$(date +%F).part" "/dumps/$(date +%F).dump"
ls -1 /dumps/*.dump | sort | head -n "-$KEEP" | xargs -r rm --
