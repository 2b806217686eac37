-- +goose Up

-- Issuing offices (U13): where people come for their devices. Times are what a clock on the wall shows.
create table offices (
  organisation_id uuid not null,
  id              uuid not null,
  name            text not null,
  unit_id         uuid,                                  -- null: the organisation's as a whole
  address         jsonb not null,
  slot_minutes    integer not null constraint offices_slot_minutes_check check (slot_minutes between 5 and 120),
  desks           integer not null constraint offices_desks_check check (desks between 1 and 20),
  hours           jsonb not null,
  closed_days     jsonb not null,
  open_on_holidays boolean not null default false,
  ended_at        timestamptz,                           -- null: in use
  created_at      timestamptz not null,
  version         bigint not null default 1,
  primary key (organisation_id, id),
  foreign key (organisation_id) references organisations (id),
  foreign key (organisation_id, unit_id) references units (organisation_id, id)
);
create unique index offices_name_key on offices (organisation_id, lower(name)) where ended_at is null;

create table appointments (
  organisation_id uuid not null,
  id              uuid not null,
  office_id       uuid not null,
  desk            integer not null,
  starts_at       timestamptz not null,
  ends_at         timestamptz not null,
  employee_id     uuid not null,
  purpose         text not null constraint appointments_purpose_check check (purpose in ('hand_out', 'proofing', 'return', 'other')),
  state           text not null constraint appointments_state_check check (state in ('booked', 'attended', 'missed', 'cancelled')),
  booked_by       uuid,                                  -- null: no employee
  booked_at       timestamptz not null,
  reminded_at     timestamptz,                           -- null: not yet
  version         bigint not null default 1,
  primary key (organisation_id, id),
  foreign key (organisation_id, office_id) references offices (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);
-- One desk, one person at a time; and nobody is expected at two desks at once.
create unique index appointments_desk_key on appointments (organisation_id, office_id, desk, starts_at) where state <> 'cancelled';
create unique index appointments_employee_key on appointments (organisation_id, employee_id, starts_at) where state = 'booked';
create index appointments_employee_id_index on appointments (organisation_id, employee_id, starts_at);
create index appointments_unreminded_index on appointments (starts_at) where state = 'booked' and reminded_at is null;

-- In-person proofing (U13): which document an officer saw, and who stands behind it.
create table proofings (
  organisation_id uuid not null,
  id              uuid not null,
  employee_id     uuid not null,
  identity_id     uuid not null,
  appointment_id  uuid,                                  -- null: without one
  document_type   text not null constraint proofings_document_type_check check (document_type in
                  ('passport', 'national_id_card', 'driving_licence', 'residence_permit')),
  number_sealed   bytea not null,
  number_masked   text not null,
  country         text not null,
  expires_on      date not null,
  photo_sealed    bytea,                                 -- null: none was taken
  photo_type      text not null default '',
  level           text not null constraint proofings_level_check check (level in ('substantial', 'high')),
  state           text not null constraint proofings_state_check check (state in ('waiting', 'confirmed', 'declined', 'withdrawn')),
  clerk_id        uuid not null,
  recorded_at     timestamptz not null,
  confirm_until   timestamptz not null,                  -- the second officer sees the person too; judged when read
  second_id       uuid,                                  -- null: needs none, or not yet
  settled_at      timestamptz,                           -- null: waits for the second officer
  version         bigint not null default 1,
  primary key (organisation_id, id),
  constraint proofings_two_officers_check check (second_id is null or second_id <> clerk_id),
  constraint proofings_not_own_check check (clerk_id <> employee_id and (second_id is null or second_id <> employee_id)),
  constraint proofings_high_check check (level <> 'high' or state <> 'confirmed' or second_id is not null),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id),
  foreign key (organisation_id, identity_id) references identities (organisation_id, id)
);
create unique index proofings_waiting_key on proofings (organisation_id, identity_id) where state = 'waiting';
create index proofings_employee_id_index on proofings (organisation_id, employee_id, id);

-- Receipts of issue (U13), kept ten years.
create table receipts (
  organisation_id uuid not null,
  id              uuid not null,
  custody_id      uuid not null,
  employee_id     uuid not null,
  device_id       uuid not null,
  serial          text not null,
  kind            text not null,
  issued_by       uuid,                                  -- null: no employee
  issued_at       timestamptz not null,
  keep_until      date not null,
  content_sealed  bytea not null,
  document_sealed bytea,                                 -- null: not printed yet; the same sheet ever after
  document_sha256 bytea,
  signed_how      text constraint receipts_signed_how_check check (signed_how in ('own_session', 'first_use', 'paper')), -- null: not signed
  signed_at       timestamptz,
  confirmed_by    uuid,                                  -- null: signed by the holder
  version         bigint not null default 1,
  primary key (organisation_id, id),
  constraint receipts_custody_id_key unique (organisation_id, custody_id),
  constraint receipts_signed_check check ((signed_how is null) = (signed_at is null)),
  constraint receipts_document_check check ((document_sealed is null) = (document_sha256 is null)),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id),
  foreign key (organisation_id, device_id) references devices (organisation_id, id)
);
create index receipts_employee_id_index on receipts (organisation_id, employee_id, id);

-- G1: nothing deletes a receipt before its time, and what it says stays as it was.
-- +goose StatementBegin
create function keep_receipt() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.keep_until >= current_date then
      raise exception 'a receipt is kept until %', old.keep_until using errcode = 'restrict_violation', constraint = 'receipts_kept';
    end if;
    return old;
  end if;
  if new.keep_until < old.keep_until or new.serial <> old.serial or new.employee_id <> old.employee_id or new.issued_at <> old.issued_at
    or old.document_sha256 is not null and new.document_sha256 is distinct from old.document_sha256
    or old.signed_at is not null and new.signed_at is distinct from old.signed_at then
    raise exception 'a receipt stays as it is' using errcode = 'restrict_violation', constraint = 'receipts_kept';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger receipts_kept before update or delete on receipts for each row execute function keep_receipt();

-- How an organisation issues (U13).
create table issuing_settings (
  organisation_id uuid not null primary key references organisations (id),
  complete        text not null constraint issuing_settings_complete_check check (complete in ('never', 'high', 'always')),
  terms           text not null default '',              -- of its receipts; empty: those of Hverv
  version         bigint not null default 1
);
