-- +goose Up

-- Systems own rights (R1): of the installation, or of one organisation.
create table systems (
  id              uuid primary key,
  owner_id        uuid references organisations (id),    -- null: the installation's
  code            text not null constraint systems_code_key unique,
  name            text not null,
  version         bigint not null default 1,
  created_at      timestamptz not null,
  retired_at      timestamptz                            -- null: in use
);

create table rights (
  id           uuid primary key,
  system_id    uuid not null references systems (id),
  code         text not null constraint rights_code_key unique,  -- the privilege's URI in tokens
  name         text not null,
  description  text not null default '',
  access       text not null constraint rights_access_check check (access in ('read', 'read_write')),
  sensitivity  text not null constraint rights_sensitivity_check check (sensitivity in ('ordinary', 'sensitive')),
  delegable    boolean not null default false,
  version      bigint not null default 1,
  created_at   timestamptz not null,
  retired_at   timestamptz                               -- null: in use
);
create index rights_system_id_index on rights (system_id);

-- Which organisations hold a right, said by the system's owner (R1).
create table right_holdings (
  organisation_id uuid not null references organisations (id),
  id              uuid not null,
  right_id        uuid not null references rights (id),
  starts_on       date not null,
  ends_on         date,                                  -- null: no end
  revoked_at      timestamptz,                           -- null: in force
  version         bigint not null default 1,
  primary key (organisation_id, id),
  constraint right_holdings_dates_check check (ends_on is null or ends_on >= starts_on)
);
create unique index right_holdings_organisation_id_right_id_key on right_holdings (organisation_id, right_id) where revoked_at is null;
create index right_holdings_history_index on right_holdings (organisation_id, right_id);
create index right_holdings_right_id_index on right_holdings (right_id, id);

create table bundles (
  organisation_id uuid not null references organisations (id),
  id              uuid not null,
  name            text not null,
  basic           boolean not null default false,
  current_version integer not null default 1,
  version         bigint not null default 1,
  created_at      timestamptz not null,
  retired_at      timestamptz,                           -- null: in use
  primary key (organisation_id, id)
);
create unique index bundles_organisation_id_name_key on bundles (organisation_id, name) where retired_at is null;
create unique index bundles_organisation_id_basic_key on bundles (organisation_id) where basic;

-- What a bundle held from version to version; rows are only ever added (R2).
create table bundle_versions (
  organisation_id uuid not null,
  bundle_id       uuid not null,
  number          integer not null,
  right_ids       uuid[] not null,
  made_at         timestamptz not null,
  primary key (organisation_id, bundle_id, number),
  foreign key (organisation_id, bundle_id) references bundles (organisation_id, id)
);
create trigger bundle_versions_only_added before update or delete on bundle_versions
  for each row execute function refuse_change();

create table assignments (
  organisation_id uuid not null,
  id              uuid not null,
  employee_id     uuid not null,
  right_id        uuid references rights (id),           -- null: a bundle
  bundle_id       uuid,                                  -- null: a single right
  scope_kind      text not null constraint assignments_scope_kind_check
                  check (scope_kind in ('organisation', 'production_unit', 'se_number', 'unit')),
  scope_value     text not null default '',              -- an id, or the SE number; empty for the whole organisation
  starts_on       date not null,
  ends_on         date,                                  -- null: no end
  revoked_at      timestamptz,                           -- null: in force
  case_number     text not null default '',
  reason_sealed   bytea,                                 -- null: none was given
  version         bigint not null default 1,
  created_at      timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id),
  foreign key (organisation_id, bundle_id) references bundles (organisation_id, id),
  constraint assignments_what_check check ((right_id is null) <> (bundle_id is null)),
  constraint assignments_scope_check check ((scope_kind = 'organisation') = (scope_value = '')),
  constraint assignments_dates_check check (ends_on is null or ends_on >= starts_on)
);
create index assignments_employee_id_index on assignments (organisation_id, employee_id);
create index assignments_outlook_index on assignments (organisation_id, ends_on) where ends_on is not null and revoked_at is null;
