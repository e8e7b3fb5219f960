-- Which claimed rows are certainly not on their way: set by a claim whose worker promises to take it back
-- before the first byte of the request leaves. A worker that promises nothing leaves it false, and what it
-- had claimed when it died stays in doubt.
ALTER TABLE notifications_ledger ADD COLUMN unopened boolean NOT NULL DEFAULT false;
