-- grain: one row: who speaks through this session, and the moment of its transaction
-- parameters: none
SELECT current_setting('application_name') AS actor, now() AS moment
