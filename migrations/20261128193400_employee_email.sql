-- +goose NO TRANSACTION
-- +goose Up

-- Who hands something out finds the recipient by the whole e-mail address too (O5). Made beside the
-- writes of the release before, which it must not hold up.
create index concurrently if not exists employees_email_index on employees (organisation_id, lower(email)) where email <> '';
