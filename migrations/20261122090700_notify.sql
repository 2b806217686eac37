-- +goose Up

-- The outbox (N1). A message is written in the transaction it tells of; sealed holds recipient,
-- subject and text, which may contain a one-time link, and is wiped once it is delivered.
create table messages (
  organisation_id uuid not null,
  id              uuid not null,
  person          text not null,                         -- whose message it is
  template        text not null,
  language        text not null,
  sealed          bytea,                                 -- null: delivered, or given up
  state           text not null constraint messages_state_check
                  check (state in ('waiting', 'sent', 'failed', 'bounced')),
  attempts        integer not null default 0,
  problem         text not null default '',              -- why it is not delivered, without the address
  created_at      timestamptz not null,
  settled_at      timestamptz,                           -- null: waiting
  primary key (organisation_id, id),
  constraint messages_settled_check check ((state = 'waiting') = (settled_at is null)),
  constraint messages_wiped_check check (state = 'waiting' or sealed is null)
);

-- Installation, under --demo only: what the demo mailbox took in instead of a mail server.
create table demo_mails (
  id           uuid primary key,
  delivered_at timestamptz not null,
  sealed       bytea not null
);
