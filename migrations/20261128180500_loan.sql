-- +goose Up

-- A loan of a code display or chip (U10) is an authenticator with an end that is judged when it is read.
alter table authenticators
  add column on_loan    boolean not null default false,
  add column reduced_to uuid,                              -- null: all of its holder's powers; else the bundle that bounds them
  add constraint authenticators_on_loan_check check (not on_loan or ends_at is not null),
  add constraint authenticators_reduced_to_check check (reduced_to is null or on_loan),
  add constraint authenticators_reduced_to_fkey foreign key (organisation_id, reduced_to) references bundles (organisation_id, id);

-- U4 counts the own code display; beside it there may be one on loan, and only one of the two works.
drop index authenticators_code_display_key;
create unique index authenticators_code_display_key on authenticators (organisation_id, identity_id, on_loan)
  where kind = 'code_display' and state in ('ordered', 'shipped', 'delivered', 'pending_activation', 'active', 'suspended');
create unique index authenticators_working_display_key on authenticators (organisation_id, identity_id)
  where kind = 'code_display' and state = 'active';

-- By which authenticator a session was opened, and what bounds its powers.
alter table sessions
  add column authenticator_id uuid,                        -- null: a private eID
  add column reduced_to       uuid;                        -- null: not bounded; else a bundle of the session's organisation
create index sessions_authenticator_id_index on sessions (authenticator_id) where ended_at is null and authenticator_id is not null;

alter table organisations add column loan_hours integer not null default 72
  constraint organisations_loan_hours_check check (loan_hours between 1 and 168);

-- A pool is a location whose devices are lent outside opening hours, with bounded powers (U10).
create table loan_pools (
  organisation_id uuid not null references organisations (id),
  id              uuid not null,
  name            text not null,
  location_id     uuid not null,
  bundle_id       uuid not null,                           -- what may be done with a device of it, at most
  hours           integer not null constraint loan_pools_hours_check check (hours between 1 and 72),
  ended_at        timestamptz,                             -- null: in use
  created_at      timestamptz not null,
  version         bigint not null default 1,
  primary key (organisation_id, id),
  foreign key (organisation_id, location_id) references stock_locations (organisation_id, id),
  foreign key (organisation_id, bundle_id) references bundles (organisation_id, id)
);
create unique index loan_pools_location_id_key on loan_pools (organisation_id, location_id) where ended_at is null;

-- Who has which device for how long. It is open until the device is back or given up as lost; that the
-- time is over is never stored.
create table loans (
  organisation_id  uuid not null,
  id               uuid not null,
  pool_id          uuid,                                   -- null: a personal loan
  employee_id      uuid not null,
  authenticator_id uuid not null,
  own_id           uuid,                                   -- null: no own code display was put to rest
  device_id        uuid not null,
  why              text not null,
  document         text not null constraint loans_document_check check (document in
                   ('passport', 'driving_licence', 'residence_card', 'staff_card', 'known_in_person')),
  lent_by          uuid not null,
  lent_at          timestamptz not null,
  ends_at          timestamptz not null,
  extended_by      uuid,                                   -- null: not extended, which is done once at most
  extended_at      timestamptz,
  closed_at        timestamptz,                            -- null: not back
  closed_by        uuid,                                   -- null: still open, or no employee's act
  outcome          text constraint loans_outcome_check check (outcome in ('returned', 'lost', 'destroyed')),
  reminders_sent   integer not null default 0,
  version          bigint not null default 1,
  primary key (organisation_id, id),
  constraint loans_closed_check check ((closed_at is null) = (outcome is null)),
  foreign key (organisation_id, pool_id) references loan_pools (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id),
  foreign key (organisation_id, authenticator_id) references authenticators (organisation_id, id),
  foreign key (organisation_id, own_id) references authenticators (organisation_id, id),
  foreign key (organisation_id, device_id) references devices (organisation_id, id)
);
create unique index loans_employee_id_key on loans (organisation_id, employee_id) where closed_at is null;
create unique index loans_device_id_key on loans (organisation_id, device_id) where closed_at is null;
create unique index loans_authenticator_id_key on loans (organisation_id, authenticator_id);
create index loans_ends_at_index on loans (organisation_id, ends_at, id) where closed_at is null;
create index loans_lent_at_index on loans (organisation_id, lent_at, id);
