-- +goose Up

alter table organisations
  add column chip_months      integer not null default 0      -- U12: how long a chip is good; 0: without end
    constraint organisations_chip_months_check check (chip_months between 0 and 60),
  add column pass_hours       integer not null default 8      -- U9: how long a temporary pass is good
    constraint organisations_pass_hours_check check (pass_hours between 1 and 24),
  add column chip_attestation boolean not null default false; -- U2: a chip must prove its make and model

-- A chip that must be renewed (U12). What is on loan has an end too, but nobody renews that.
alter table authenticators
  add column renewed_at     timestamptz,                      -- null: its end is no matter of renewal
  add column reminders_sent integer not null default 0,       -- of the present end
  add constraint authenticators_renewed_at_check check (renewed_at is null or kind = 'chip');
create index authenticators_renewal_index on authenticators (ends_at) where state = 'active' and renewed_at is not null;
alter table credentials
  add column used_at timestamptz;                             -- null: not since this was kept

-- A code that bridges until somebody has a device again (U9): shown once, stored slowly hashed.
create table temporary_passes (
  organisation_id uuid not null,
  id              uuid not null,
  identity_id     uuid not null,
  code_hash       text not null,
  issued_by       uuid not null,
  issued_at       timestamptz not null,
  expires_at      timestamptz not null,                       -- judged when read (law 1)
  ended_at        timestamptz,                                -- null: good until its hours are over
  used_at         timestamptz,                                -- null: not used yet; the last time
  primary key (organisation_id, id),
  foreign key (organisation_id, identity_id) references identities (organisation_id, id),
  foreign key (organisation_id, issued_by) references employees (organisation_id, id)
);
create unique index temporary_passes_identity_id_key on temporary_passes (organisation_id, identity_id) where ended_at is null;
