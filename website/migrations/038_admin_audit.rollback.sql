DROP TABLE IF EXISTS admin_audit;
DROP FUNCTION IF EXISTS refuse_admin_audit_update();
