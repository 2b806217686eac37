-- +goose Up

-- Installation: relying parties and integrators (P4), of one organisation or of the installation.
create table clients (
  id                       uuid primary key,
  owner_id                 uuid references organisations (id), -- null: the installation's
  name                     text not null,
  authentication           text not null constraint clients_authentication_check
                           check (authentication in ('client_secret', 'private_key_jwt', 'none')),
  grant_types              text[] not null,
  redirect_uris            text[] not null default '{}',       -- compared byte for byte
  post_logout_uris         text[] not null default '{}',
  backchannel_logout_uri   text not null default '',
  scopes                   text[] not null,
  audiences                text[] not null default '{}',       -- the resource servers that its tokens are for
  token_format             text not null default 'jwt' constraint clients_token_format_check check (token_format in ('jwt', 'opaque')),
  session_minutes          integer not null constraint clients_session_minutes_check check (session_minutes between 5 and 1440),
  fresh_sign_in            boolean not null default false,     -- P2: asks for a new sign-in each time
  minimum_assurance        text not null default 'low' constraint clients_minimum_assurance_check
                           check (minimum_assurance in ('low', 'substantial', 'high')),
  national_id              boolean not null default false,     -- P3: entitled to CPR; only an operator says so
  right_ids                uuid[] not null default '{}',       -- what it may do itself, while its organisation holds them
  system_ids               uuid[] not null default '{}',       -- the systems it stands for: it is told of people's powers there
  all_systems              boolean not null default false,     -- R1, P3: a portal, told of every power; only an operator says so
  jwks                     jsonb,                              -- null: does not use private_key_jwt
  outside_issuer           text not null default '',           -- known by tokens of this issuer
  outside_subject          text not null default '',
  secret_hash              bytea,                              -- null: has none
  former_secret_hash       bytea,                              -- null: none is on its way out
  former_secret_until      timestamptz,
  created_at               timestamptz not null,
  retired_at               timestamptz,                        -- null: in use
  version                  bigint not null default 1
);
create index clients_owner_id_index on clients (owner_id, id);
create unique index clients_outside_key on clients (outside_issuer, outside_subject) where outside_issuer <> '' and retired_at is null;

-- Installation: authorization requests that were pushed (PAR) or wait for a sign-in. Short-lived; a row is taken once.
create table authorization_requests (
  key_hash     bytea primary key,
  kind         text not null constraint authorization_requests_kind_check check (kind in ('pushed', 'waiting')),
  client_id    uuid not null references clients (id),
  browser_hash bytea,                                          -- null: pushed, no browser has shown it yet
  parameters   jsonb not null,
  created_at   timestamptz not null,                           -- the product's clock, as sessions.signed_in_at
  expires_at   timestamptz not null                            -- real time
);
create index authorization_requests_expires_at_index on authorization_requests (expires_at);

-- Person: what a sign-in gave a relying party. Codes and tokens are kept as hashes only.
create table token_grants (
  id              uuid primary key,
  client_id       uuid not null references clients (id),
  organisation_id uuid not null,
  employee_id     uuid not null,
  identity_id     uuid not null,
  session_id      uuid not null references sessions (id),
  scopes          text[] not null,
  assurance       text not null,
  amr             text[] not null,
  signed_in_at    timestamptz not null,
  redirect_uri    text not null,
  nonce           text not null,
  challenge       text not null,
  code_hash       bytea not null constraint token_grants_code_hash_key unique,
  code_until      timestamptz not null,                        -- real time
  redeemed_at     timestamptz,                                 -- null: the code is unused
  refresh_hash    bytea constraint token_grants_refresh_hash_key unique, -- null: no refresh token
  ends_at         timestamptz not null,                        -- the relying party's session length
  revoked_at      timestamptz,                                 -- null: not revoked; never cleared
  revoke_reason   text not null default '',
  told_at         timestamptz,                                 -- null: no logout token was delivered
  created_at      timestamptz not null,
  foreign key (organisation_id, employee_id) references employees (organisation_id, id),
  foreign key (organisation_id, identity_id) references identities (organisation_id, id)
);
create index token_grants_session_id_index on token_grants (session_id);
create index token_grants_employee_index on token_grants (organisation_id, employee_id);
create index token_grants_ends_at_index on token_grants (ends_at);

-- Refresh tokens that were rotated away: one that is seen again was stolen.
create table used_refresh_tokens (
  hash     bytea primary key,
  grant_id uuid not null references token_grants (id) on delete cascade,
  used_at  timestamptz not null
);
create index used_refresh_tokens_grant_id_index on used_refresh_tokens (grant_id);

-- Access tokens that say nothing themselves.
create table opaque_tokens (
  hash       bytea primary key,
  id         uuid not null,
  client_id  uuid not null references clients (id),
  grant_id   uuid references token_grants (id) on delete cascade, -- null: the client's own
  scopes     text[] not null,
  audiences  text[] not null,
  issued_at  timestamptz not null,                             -- real time
  expires_at timestamptz not null
);
create index opaque_tokens_grant_id_index on opaque_tokens (grant_id);
create index opaque_tokens_expires_at_index on opaque_tokens (expires_at);

-- Access tokens taken back before their time.
create table refused_tokens (
  id         uuid primary key,
  expires_at timestamptz not null
);

-- Ids of client assertions that were used (RFC 7523): each counts once.
create table client_assertions (
  hash       bytea primary key,
  expires_at timestamptz not null
);

-- Our signing keys. number orders them, so that two nodes cannot both make the next.
create table signing_keys (
  id          text primary key,
  number      integer not null constraint signing_keys_number_key unique,
  sealed      bytea not null,
  public      jsonb not null,
  signs_from  timestamptz not null,                            -- published before, so that everybody knows it by then
  shown_until timestamptz,                                     -- null: published
  created_at  timestamptz not null
);
