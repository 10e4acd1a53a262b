-- grain: the platform's feed, when it was heard before
-- parameters: platform
SELECT cursor FROM ops.platform_feed WHERE platform = %(platform)s
