-- +goose NO TRANSACTION
-- +goose Up

-- What a device is and was to its holders, the newest last. The unique key knows only those that count, so that whoever asks
-- of a device in somebody's hands (W3, U16) read all of the organisation's.
create index concurrently if not exists authenticators_device_id_index on authenticators (organisation_id, device_id, created_at, id)
  where device_id is not null;
