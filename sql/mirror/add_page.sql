-- grain: one row: the list with one more page; none when another run added it
-- parameters: mirror_id, pages_before (how many), cursor_before, sha256, cursor
UPDATE ops.mirror SET pages = pages || %(sha256)s::text, cursor = %(cursor)s
WHERE mirror_id = %(mirror_id)s AND state = 'taking' AND cursor = %(cursor_before)s
  AND cardinality(pages) = %(pages_before)s
RETURNING mirror_id, version, as_of, row_count, pages, cursor, state
