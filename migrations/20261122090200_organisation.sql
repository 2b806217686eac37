-- +goose Up

-- Installation: every connected organisation (C7, C9).
create table organisations (
  id                   uuid primary key,
  cvr                  text not null,
  name                 text not null,
  form                 text not null,
  address              jsonb not null,
  state                text not null default 'connected'
                       constraint organisations_state_check check (state in ('connected', 'suspended', 'closed')),
  private_identities   boolean not null default true,    -- U1: may employees use a private eID
  dedicated_identities boolean not null default true,    -- U1
  code_displays        boolean not null default false,   -- U2: app is always there
  chips                boolean not null default false,   -- U2
  chip_models          text[] not null default '{}',     -- AAGUIDs that chips must have; none: any
  activation_days      integer not null default 30 constraint organisations_activation_days_check check (activation_days between 1 and 90),
  activation_starts    text not null default 'creation'  -- U6: when the days begin where hardware is ordered
                       constraint organisations_activation_starts_check check (activation_starts in ('creation', 'dispatch')),
  cpr_legal_basis      text not null default '',         -- H4
  support_phone        text not null default '',         -- W2
  support_email        text not null default '',
  support_hours        text not null default '',
  tasks_done           text[] not null default '{}',     -- C7: ticked off by hand
  rights_version       bigint not null default 1,        -- raised by whatever changes who may do what
  version              bigint not null default 1,
  created_at           timestamptz not null,
  suspended_at         timestamptz,                      -- null: not suspended
  closed_at            timestamptz                       -- null: not closed
);
create unique index organisations_cvr_key on organisations (cvr) where state <> 'closed';

create table production_units (
  organisation_id uuid not null references organisations (id),
  id              uuid not null,
  p_number        text not null,
  name            text not null,
  address         jsonb not null,
  ended_at        timestamptz,                           -- null: in use
  version         bigint not null default 1,
  primary key (organisation_id, id),
  constraint production_units_organisation_id_p_number_key unique (organisation_id, p_number)
);

-- Departments, in a tree.
create table units (
  organisation_id    uuid not null references organisations (id),
  id                 uuid not null,
  parent_id          uuid,                               -- null: at the top
  production_unit_id uuid,                               -- null: belongs to none
  name               text not null,
  ended_at           timestamptz,                        -- null: in use
  version            bigint not null default 1,
  primary key (organisation_id, id),
  foreign key (organisation_id, parent_id) references units (organisation_id, id),
  foreign key (organisation_id, production_unit_id) references production_units (organisation_id, id)
);

-- Person: a human across organisations, known by the eID they sign in with.
create table persons (
  id                    uuid primary key,
  name                  text not null,
  email                 text not null default '',
  language              text not null default 'da',
  birth_date            date,                            -- null: the eID did not say
  national_id_sealed    bytea,                           -- null: the eID gives none
  national_id_index     bytea,
  national_id_index_key bigint,
  created_at            timestamptz not null,
  constraint persons_national_id_check check ((national_id_sealed is null) = (national_id_index is null))
);
create index persons_national_id_index on persons (national_id_index);

create table external_logins (
  issuer       text not null,
  subject      text not null,
  person_id    uuid not null references persons (id),
  last_used_at timestamptz not null,
  primary key (issuer, subject)
);
create index external_logins_person_id_index on external_logins (person_id);

-- Installation: the operators (A2).
create table operators (
  person_id  uuid primary key references persons (id),
  granted_at timestamptz not null,
  revoked_at timestamptz                                 -- null: in force
);
