-- +goose Up

-- The kinds of employment an organisation uses (E4); the 20 of the default list are copied in when it is connected.
create table employment_categories (
  organisation_id        uuid not null references organisations (id),
  code                   text not null,
  name_da                text not null,
  name_en                text not null,
  default_days           integer,                        -- null: no default end
  external               boolean not null default false, -- E8: needs a sponsor
  required_documents     text[] not null default '{}',   -- E7
  allowed_authenticators text[] not null default '{app,code_display,chip}',
  retired                boolean not null default false,
  version                bigint not null default 1,
  primary key (organisation_id, code)
);

create table employees (
  organisation_id       uuid not null references organisations (id),
  id                    uuid not null,
  given_name            text not null,
  family_name           text not null,
  sort_key              bytea not null,                  -- Danish collation of family and given name
  search_key            text collate "C" not null,       -- folded "given family", for prefixes and parts
  email                 text not null default '',
  phone                 text not null default '',
  title                 text not null default '',
  employee_number       text not null default '',
  birth_date            date,                            -- null: unknown
  national_id_sealed    bytea,                           -- null: none given (E1)
  national_id_index     bytea,
  national_id_index_key bigint,
  national_id_kind      text not null default '',
  national_id_masked    text not null default '',
  production_unit_id    uuid,                            -- null: none
  unit_id               uuid,                            -- null: none
  manager_id            uuid,                            -- null: none
  protected             boolean not null default false,  -- E13
  created_at            timestamptz not null,
  changed_at            timestamptz not null,
  version               bigint not null default 1,
  primary key (organisation_id, id),
  foreign key (organisation_id, production_unit_id) references production_units (organisation_id, id),
  foreign key (organisation_id, unit_id) references units (organisation_id, id),
  foreign key (organisation_id, manager_id) references employees (organisation_id, id),
  constraint employees_organisation_id_national_id_key unique (organisation_id, national_id_index),
  constraint employees_national_id_check check ((national_id_sealed is null) = (national_id_index is null))
);
create unique index employees_organisation_id_employee_number_key on employees (organisation_id, employee_number) where employee_number <> '';
create index employees_list_index on employees (organisation_id, sort_key, id);
create index employees_search_index on employees using gin (search_key gin_trgm_ops);

create table employments (
  organisation_id    uuid not null,
  id                 uuid not null,
  employee_id        uuid not null,
  category           text not null,
  unit_id            uuid,                               -- null: the employee's own
  production_unit_id uuid,                               -- null: the employee's own
  starts_on          date not null,
  ends_on            date,                               -- null: no end
  ended_at           timestamptz,                        -- null: not ended before its time (L5)
  sponsor            text not null default '',           -- E8: the responsible external body
  version            bigint not null default 1,
  created_at         timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id),
  foreign key (organisation_id, category) references employment_categories (organisation_id, code),
  foreign key (organisation_id, unit_id) references units (organisation_id, id),
  foreign key (organisation_id, production_unit_id) references production_units (organisation_id, id),
  constraint employments_dates_check check (ends_on is null or ends_on >= starts_on)
);
create index employments_employee_id_index on employments (organisation_id, employee_id);
create index employments_outlook_index on employments (organisation_id, ends_on) where ends_on is not null and ended_at is null;

-- Independent reasons why an employee is not usable (E6); usable when none stands.
create table block_reasons (
  organisation_id uuid not null,
  id              uuid not null,
  employee_id     uuid not null,
  kind            text not null constraint block_reasons_kind_check
                  check (kind in ('administrator', 'self', 'lost_identity', 'documents_missing', 'register_status')),
  set_at          timestamptz not null,
  lifted_at       timestamptz,                           -- null: stands
  primary key (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);
create unique index block_reasons_organisation_id_employee_id_kind_key on block_reasons (organisation_id, employee_id, kind) where lifted_at is null;

-- Administrators: who holds which role, where, from when to when (A2, A3).
create table role_grants (
  organisation_id uuid not null,
  id              uuid not null,
  employee_id     uuid not null,
  role            text not null,
  scope_kind      text not null constraint role_grants_scope_kind_check
                  check (scope_kind in ('organisation', 'production_unit', 'unit', 'system')),
  scope_id        uuid,                                  -- null: the whole organisation
  starts_on       date not null,
  ends_on         date,                                  -- null: no end
  revoked_at      timestamptz,                           -- null: in force
  created_at      timestamptz not null,
  version         bigint not null default 1,
  primary key (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id),
  constraint role_grants_role_check check (role in ('organisation_administrator', 'user_administrator', 'rights_administrator',
    'unit_manager', 'approver', 'case_worker', 'authoriser', 'card_officer', 'orderer', 'service_desk_agent', 'auditor', 'billing_reader')),
  constraint role_grants_scope_check check ((scope_kind = 'organisation') = (scope_id is null)),
  constraint role_grants_dates_check check (ends_on is null or ends_on >= starts_on)
);
create index role_grants_employee_id_index on role_grants (organisation_id, employee_id) where revoked_at is null;
create index role_grants_role_index on role_grants (organisation_id, role) where revoked_at is null;

create table role_requests (
  organisation_id uuid not null,
  id              uuid not null,
  employee_id     uuid not null,
  role            text not null,
  scope_kind      text not null,
  scope_id        uuid,                                  -- null: the whole organisation
  reason_sealed   bytea not null,
  state           text not null default 'open' constraint role_requests_state_check
                  check (state in ('open', 'granted', 'rejected', 'withdrawn')),
  requested_at    timestamptz not null,
  decided_at      timestamptz,                           -- null: open
  decided_by      uuid,                                  -- null: open
  version         bigint not null default 1,
  primary key (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);
-- One open request for the same role in the same scope; the zero id stands for the whole organisation.
create unique index role_requests_open_key on role_requests
  (organisation_id, employee_id, role, scope_kind, coalesce(scope_id, '00000000-0000-0000-0000-000000000000'::uuid)) where state = 'open';
