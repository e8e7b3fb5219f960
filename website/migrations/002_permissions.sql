-- Rights that an operator grants to a Discord account, beside the lists in the settings.
-- Keyed by the account, not by the website user: a right may be granted before the first sign-in.

CREATE TABLE user_permissions (
    discord_user_id bigint NOT NULL,
    tier text NOT NULL,
    granted_at timestamptz NOT NULL DEFAULT now(),
    granted_by bigint,               -- Discord account of the granter; null: the operator
    CONSTRAINT user_permissions_pkey PRIMARY KEY (discord_user_id),
    CONSTRAINT user_permissions_discord_user_id_check CHECK (discord_user_id > 0),
    CONSTRAINT user_permissions_tier_check CHECK (tier IN ('root', 'admin', 'moderator'))
);
