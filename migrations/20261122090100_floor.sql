-- +goose Up

-- The honest log (G1). The columns beside the body repeat what lists are searched by; the body is
-- the event. Rows are only ever added.
create table audit_events (
  organisation_id uuid not null,
  id              uuid not null,
  at              timestamptz not null,
  name            text not null,
  outcome         text not null constraint audit_events_outcome_check check (outcome in ('done', 'refused')),
  actor_id        text not null,
  subject_kind    text not null,
  subject_id      text not null,
  person          text not null,
  body            bytea not null,
  primary key (organisation_id, id)
);
create index audit_events_person_index on audit_events (organisation_id, person, id);
create index audit_events_actor_index on audit_events (organisation_id, actor_id, id);

-- +goose StatementBegin
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are only ever added', tg_table_name using errcode = 'restrict_violation';
end $$;
-- +goose StatementEnd
create trigger audit_events_only_added before update or delete on audit_events
  for each row execute function refuse_change();

-- The key of each person's personal fields in the log; deleting one makes them unreadable (L8).
create table personal_keys (
  organisation_id uuid not null,
  person          text not null,
  wrapped         bytea not null,
  primary key (organisation_id, person)
);

-- What is to be done after a commit. due_at is the product's clock.
create table jobs (
  organisation_id uuid not null,
  id              uuid not null,
  kind            text not null,
  arguments       jsonb not null,
  due_at          timestamptz not null,
  attempts        integer not null default 0,
  taken_until     timestamptz,          -- null: nobody works on it
  failed_at       timestamptz,          -- null: not given up
  last_error      text not null default '',
  primary key (organisation_id, id)
);
create index jobs_due_index on jobs (due_at) where failed_at is null;

-- The answers of changes already made, by the caller's Idempotency-Key (law 7).
create table idempotency_records (
  organisation_id uuid not null,
  principal       text not null,
  key_hash        bytea not null,
  route           text not null,
  digest          bytea not null,
  result          bytea not null,
  expires_at      timestamptz not null,
  primary key (organisation_id, principal, key_hash)
);
create index idempotency_records_expires_index on idempotency_records (expires_at);

-- One row under --demo only: how far the product's clock was moved forward.
create table demo_clock (
  id             integer primary key constraint demo_clock_one_check check (id = 1),
  offset_seconds bigint not null constraint demo_clock_forward_check check (offset_seconds >= 0)
);

-- What the installation must remember of itself, such as which keys it was begun with.
create table installation_facts (
  name  text primary key,
  value bytea not null
);
