-- +goose Up

-- Where devices lie (O5): a safe, a cupboard, an issuing office.
create table stock_locations (
  organisation_id uuid not null references organisations (id),
  id              uuid not null,
  name            text not null,
  unit_id         uuid,                                  -- null: the organisation's as a whole
  ended_at        timestamptz,                           -- null: in use
  created_at      timestamptz not null,
  version         bigint not null default 1,
  primary key (organisation_id, id),
  foreign key (organisation_id, unit_id) references units (organisation_id, id)
);
create unique index stock_locations_name_key on stock_locations (organisation_id, lower(name)) where ended_at is null;

-- A file of devices that somebody brought, and what became of it (O5). Nothing of the file is kept.
create table stock_imports (
  organisation_id uuid not null,
  id              uuid not null,
  format          text not null constraint stock_imports_format_check check (format in ('csv', 'pskc')),
  location_id     uuid not null,
  state           text not null constraint stock_imports_state_check check (state in ('running', 'done', 'stopped')),
  stop_code       text not null default '',
  stop_line       integer not null default 0,
  added           integer not null default 0,
  unchanged       integer not null default 0,
  refused         integer not null default 0,
  started_by      uuid,                                  -- null: no employee, as when a demo is filled
  started_at      timestamptz not null,
  touched_at      timestamptz not null,                  -- of the last rows; one that runs no more is judged by it
  primary key (organisation_id, id),
  foreign key (organisation_id, location_id) references stock_locations (organisation_id, id)
);

create table stock_import_rows (
  organisation_id uuid not null,
  import_id       uuid not null,
  number          integer not null,
  line            integer not null,
  serial          text not null,
  outcome         text not null constraint stock_import_rows_outcome_check check (outcome in ('added', 'unchanged', 'refused')),
  reason          text not null default '',
  primary key (organisation_id, import_id, number),
  foreign key (organisation_id, import_id) references stock_imports (organisation_id, id)
);
create index stock_import_rows_outcome_index on stock_import_rows (organisation_id, import_id, outcome, number);

-- A code display, audio reader or chip. It is in exactly one state and one place (O5): at a location,
-- with a holder, or nowhere any more; home is the location whose books it is in.
create table devices (
  organisation_id uuid not null,
  id              uuid not null,
  serial          text collate "C" not null,
  maker           text not null default '',
  model           text not null default '',
  kind            text not null constraint devices_kind_check check (kind in ('code_display', 'audio_reader', 'chip')),
  method          text not null constraint devices_method_check check (method in ('totp', 'hotp', 'webauthn')),
  seed_sealed     bytea,                                 -- null: a chip, or destroyed
  last_step       bigint not null default -1,            -- the last HOTP counter that was spent by any holder (U8)
  drift           integer not null default 0,
  expires_at      timestamptz,                           -- null: the maker names no end
  state           text not null constraint devices_state_check check (state in
                  ('in_stock', 'offered', 'issued', 'on_loan', 'found', 'returned', 'lost', 'written_off', 'destroyed')),
  location_id     uuid,                                  -- null: not at a location
  holder_id       uuid,                                  -- null: nobody holds it
  home_id         uuid not null,
  unfit           text not null default '',              -- why nobody may get it again: lost, blocked, written_off
  import_id       uuid,                                  -- null: not from a file
  created_at      timestamptz not null,
  moved_at        timestamptz not null,
  version         bigint not null default 1,
  primary key (organisation_id, id),
  constraint devices_serial_key unique (organisation_id, maker, serial),
  constraint devices_place_check check (
    (location_id is not null) = (state in ('in_stock', 'offered', 'found', 'returned'))
    and (holder_id is not null) = (state in ('issued', 'on_loan'))),
  constraint devices_unfit_check check (unfit = '' or state not in ('in_stock', 'offered', 'on_loan')),
  constraint devices_seed_check check ((seed_sealed is null) = (kind = 'chip' or state = 'destroyed')),
  foreign key (organisation_id, location_id) references stock_locations (organisation_id, id),
  foreign key (organisation_id, home_id) references stock_locations (organisation_id, id),
  foreign key (organisation_id, holder_id) references employees (organisation_id, id),
  foreign key (organisation_id, import_id) references stock_imports (organisation_id, id)
);
create index devices_serial_index on devices (organisation_id, serial, id);
create index devices_home_id_index on devices (organisation_id, home_id, kind, state);
create index devices_holder_id_index on devices (organisation_id, holder_id) where holder_id is not null;

-- O5: what was destroyed never comes back, whoever asks.
-- +goose StatementBegin
create function refuse_return() returns trigger language plpgsql as $$
begin
  if old.state = 'destroyed' or (old.unfit <> '' and new.unfit = '') then
    raise exception 'a device does not come back from %', old.state
      using errcode = 'restrict_violation', constraint = 'devices_no_return';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger devices_no_return before update on devices for each row execute function refuse_return();

-- Chain of custody (O6): who handed which device to whom, both signed, each in a session of their own.
create table custody (
  organisation_id  uuid not null,
  id               uuid not null,
  device_id        uuid not null,
  act              text not null constraint custody_act_check check (act in
                   ('hand_out', 'take_back', 'transfer', 'find', 'give_back', 'move')),
  state            text not null constraint custody_state_check check (state in ('offered', 'accepted', 'refused', 'withdrawn')),
  from_location_id uuid,                                 -- null: from a holder
  from_employee_id uuid,                                 -- null: found by somebody unknown
  to_location_id   uuid,                                 -- null: to a holder
  to_employee_id   uuid,                                 -- null: nobody takes it over, it only changes place
  given_by         uuid,                                 -- null: not signed by the giver
  given_at         timestamptz not null,
  settled_at       timestamptz,                          -- null: still offered; the receiver's signature when accepted
  primary key (organisation_id, id),
  foreign key (organisation_id, device_id) references devices (organisation_id, id),
  foreign key (organisation_id, from_location_id) references stock_locations (organisation_id, id),
  foreign key (organisation_id, to_location_id) references stock_locations (organisation_id, id)
);
create unique index custody_offered_key on custody (organisation_id, device_id) where state = 'offered';
create index custody_device_id_index on custody (organisation_id, device_id, id);
create index custody_to_employee_id_index on custody (organisation_id, to_employee_id, id);

-- Stocktaking: what somebody counted against what the books said.
create table stock_counts (
  organisation_id uuid not null,
  id              uuid not null,
  location_id     uuid not null,
  kind            text not null,
  counted         integer not null,
  booked          integer not null,
  counted_by      uuid,                                  -- null: no employee
  counted_at      timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, location_id) references stock_locations (organisation_id, id)
);
create index stock_counts_location_id_index on stock_counts (organisation_id, location_id, id);

-- The authenticator is its device's, and one device has one holder (see authenticators).
alter table authenticators add constraint authenticators_device_id_fkey
  foreign key (organisation_id, device_id) references devices (organisation_id, id);
