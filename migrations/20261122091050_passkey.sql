-- +goose Up

-- The key that a chip or a passkey registered (U2): one for each authenticator.
create table credentials (
  organisation_id  uuid not null,
  authenticator_id uuid not null,
  credential_id    bytea not null,
  public_key       bytea not null,                         -- COSE
  aaguid           bytea not null,                         -- which model it says it is
  sign_count       bigint not null,                        -- the last one seen: one that does not grow is a clone's
  transports       text[] not null,
  backup_eligible  boolean not null,                       -- it may be copied between devices: never a chip's
  backed_up        boolean not null,
  attestation      text not null,                          -- the statement's format
  assurance        text not null,                          -- of the sign-in under which it was registered: it proves no more (P3)
  registered_at    timestamptz not null,
  primary key (organisation_id, authenticator_id),
  foreign key (organisation_id, authenticator_id) references authenticators (organisation_id, id)
);

-- Person: whose key it is, since a sign-in by passkey asks for no name first. A key that was replaced
-- stays here, so that nobody registers it again.
create table credential_ids (
  credential_id    bytea primary key,
  organisation_id  uuid not null,
  authenticator_id uuid not null,
  foreign key (organisation_id, authenticator_id) references authenticators (organisation_id, id)
);

-- Person: ceremonies of WebAuthn under way. One is deleted by the transaction that uses it, so that
-- an answer counts once.
create table ceremonies (
  id               uuid primary key,
  kind             text not null constraint ceremonies_kind_check check (kind in ('registration', 'proof')),
  organisation_id  uuid,                                   -- null: a sign-in without user name
  identity_id      uuid,                                   -- whose key it must be
  authenticator_id uuid,                                   -- null: not a chip's registration
  label            text not null default '',
  state            bytea not null,                         -- the challenge; no secret
  expires_at       timestamptz not null                    -- real time
);
create index ceremonies_expires_at_index on ceremonies (expires_at);
