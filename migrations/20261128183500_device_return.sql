-- +goose Up

-- Who was told to bring back which device, and what they say became of it (U16). Whether one must come back is judged
-- when it is read (law 1); these rows say only what was said, by the authenticator that the device was to its holder.
create table device_returns (
  organisation_id  uuid not null,
  authenticator_id uuid not null,
  asked_at         timestamptz not null,                 -- the first time
  reminders        integer not null default 0,           -- since then
  destroyed_at     timestamptz,                          -- null: the holder has not said that it is destroyed
  destroyed_reason text not null default '',             -- in the holder's words
  primary key (organisation_id, authenticator_id),
  foreign key (organisation_id, authenticator_id) references authenticators (organisation_id, id)
);
