-- +goose Up

-- Letters that wait for a printer (U15). What stands in one is sealed, and gone once it is printed.
create table letters (
  organisation_id uuid not null,
  id              uuid not null,
  kind            text not null constraint letters_kind_check check (kind in ('hand_over_code', 'appointment')),
  employee_id     uuid not null,
  state           text not null constraint letters_state_check check (state in ('waiting', 'printing', 'printed', 'void')),
  content_sealed  bytea,                                 -- null: printed, void or too old
  claimed_by      uuid,                                  -- null: nobody is printing it
  claimed_at      timestamptz,
  prints          integer not null default 0,            -- how often it went to a printer
  queued_by       uuid,                                  -- null: no employee
  queued_at       timestamptz not null,
  expires_at      timestamptz not null,                  -- not printed by then, it never is; judged when read (law 1)
  settled_at      timestamptz,                           -- null: still to be printed
  version         bigint not null default 1,
  primary key (organisation_id, id),
  constraint letters_claim_check check ((claimed_at is not null) = (state in ('printing', 'printed'))),
  constraint letters_content_check check (content_sealed is null or state in ('waiting', 'printing')),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);
create index letters_open_index on letters (organisation_id, id) where state in ('waiting', 'printing');
create index letters_employee_id_index on letters (organisation_id, employee_id, id);
create index letters_expires_at_index on letters (expires_at) where content_sealed is not null;
