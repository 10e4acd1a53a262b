-- grain: tables for the values as they were sent, and for what the platform holds
-- parameters: none
CREATE TEMPORARY TABLE as_sent (publication_id bigint, row_key text, content jsonb);
CREATE TEMPORARY TABLE there (row_key text, row_version text, digest text, content jsonb)
