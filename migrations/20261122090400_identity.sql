-- +goose Up

-- How an employee signs in (U1): one current identity each, private or dedicated.
create table identities (
  organisation_id       uuid not null,
  id                    uuid not null,
  employee_id           uuid not null,
  kind                  text not null constraint identities_kind_check check (kind in ('private', 'dedicated')),
  state                 text not null default 'pending' constraint identities_state_check
                        check (state in ('pending', 'active', 'withdrawn', 'revoked')),
  person_id             uuid references persons (id),    -- null: dedicated, or not yet activated
  user_name             text,                            -- null: private, without a second door of its own (U1)
  password_hash         text,                            -- null: none chosen yet
  activate_from         timestamptz not null,            -- U5: the 30 days run from here
  activate_until        date not null,                   -- last day; judged when read (law 1)
  starts_at_dispatch    boolean not null default false,  -- U6: the days begin when the hardware is sent
  reminders_sent        integer not null default 0,      -- of this activation (U5)
  language              text not null default 'da',      -- of the mails about it
  activated_at          timestamptz,                     -- null: not yet
  assurance             text not null default 'substantial',
  consent_at            timestamptz,                     -- null: no consent to a private identity (yet)
  version               bigint not null default 1,
  created_at            timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);
create unique index identities_organisation_id_employee_id_key on identities (organisation_id, employee_id)
  where state in ('pending', 'active');
create index identities_person_id_index on identities (person_id);
create index identities_employee_id_index on identities (organisation_id, employee_id, id);
create index identities_pending_index on identities (organisation_id, activate_until) where state = 'pending';
create index identities_activate_until_index on identities (activate_until) where state = 'pending';

-- The one-time links of an activation that is under way: the first mail's and each reminder's.
create table activation_tokens (
  organisation_id uuid not null,
  token_hash      bytea not null,
  identity_id     uuid not null,
  created_at      timestamptz not null,
  primary key (organisation_id, token_hash),
  foreign key (organisation_id, identity_id) references identities (organisation_id, id)
);
create index activation_tokens_token_hash_index on activation_tokens (token_hash); -- a link does not say the organisation
create index activation_tokens_identity_id_index on activation_tokens (organisation_id, identity_id);

-- Person: user names are unique in the installation, since sign-in asks for the name before the organisation.
create table user_names (
  user_name       text collate "C" primary key,          -- folded
  organisation_id uuid not null,
  identity_id     uuid not null,
  -- An identity that is made in the same change is written with the change's tail, after the name.
  constraint user_names_identity_id_fkey foreign key (organisation_id, identity_id)
    references identities (organisation_id, id) deferrable initially deferred
);

create table authenticators (
  organisation_id uuid not null,
  id              uuid not null,
  identity_id     uuid not null,
  employee_id     uuid not null,
  kind            text not null constraint authenticators_kind_check check (kind in ('app', 'code_display', 'chip')),
  state           text not null constraint authenticators_state_check
                  check (state in ('ordered', 'shipped', 'delivered', 'pending_activation', 'active', 'suspended',
                                   'blocked', 'lost', 'expired', 'revoked', 'returned', 'destroyed')),
  label           text not null default '',
  slot            smallint not null default 1 constraint authenticators_slot_check check (slot between 1 and 3), -- an app's place (U4)
  method          text constraint authenticators_method_check check (method in ('totp', 'hotp', 'webauthn')), -- null: not known yet
  device_id       uuid,                                  -- null: not one of the stock's devices, or not known which yet
  serial          text not null default '',              -- as the device shows it
  deliver_on      date,                                  -- null: not ordered; the day it is expected (U6)
  secret_sealed   bytea,                                 -- null: not a code authenticator, not known yet, or destroyed
  last_step       bigint not null default -1,            -- the highest time step or counter accepted: a code counts once (U8)
  out_of_step     bigint,                                -- null: in step; the far counter whose code was seen last (U8)
  drift           integer not null default 0,            -- steps by which the device's clock is off
  spare           boolean not null default false,        -- U3
  ends_at         timestamptz,                           -- null: no end; judged when read
  created_at      timestamptz not null,
  activated_at    timestamptz,                           -- null: not yet
  version         bigint not null default 1,
  primary key (organisation_id, id),
  foreign key (organisation_id, identity_id) references identities (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);
create index authenticators_identity_id_index on authenticators (organisation_id, identity_id);
-- U4: three apps, and one code display that works or is on its way; a blocked one is dead.
create unique index authenticators_slot_key on authenticators (organisation_id, identity_id, slot)
  where kind = 'app' and state not in ('lost', 'revoked', 'returned', 'destroyed');
create unique index authenticators_code_display_key on authenticators (organisation_id, identity_id)
  where kind = 'code_display' and state in ('ordered', 'shipped', 'delivered', 'pending_activation', 'active', 'suspended');
-- One device, one holder.
create unique index authenticators_device_id_key on authenticators (organisation_id, device_id)
  where state not in ('lost', 'revoked', 'returned', 'destroyed');

-- Hand-over codes (U5): shown once, stored slowly hashed, expiring, the hand-over recorded.
create table handover_codes (
  organisation_id uuid not null,
  id              uuid not null,
  identity_id     uuid not null,
  code_hash       text not null,
  handed_over_how text not null,
  expires_at      timestamptz not null,
  used_at         timestamptz,                           -- null: unused
  created_at      timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, identity_id) references identities (organisation_id, id)
);
create index handover_codes_identity_id_index on handover_codes (organisation_id, identity_id);

-- Person: misses per account and per source (U8). A try is counted before it is judged.
create table throttles (
  key        bytea primary key,                          -- keyed hash of what is throttled
  misses     integer not null,
  last_at    timestamptz not null,
  held_until timestamptz not null,                       -- nothing is judged before then
  forget_at  timestamptz,                                -- when the misses are forgotten; null: never by themselves
  blocked_at timestamptz                                 -- null: not blocked
);

-- Person: browser sessions (P5). organisation and employee are null until one is chosen.
create table sessions (
  id              uuid primary key,
  token_hash      bytea not null constraint sessions_token_hash_key unique,
  person_id       uuid references persons (id),          -- null: a dedicated identity
  organisation_id uuid,                                  -- null: none chosen
  employee_id     uuid,
  identity_id     uuid,
  assurance       text not null,
  amr             text[] not null,
  signed_in_at    timestamptz not null,
  seen_at         timestamptz not null,
  idle_until      timestamptz not null,
  expires_at      timestamptz not null,
  ended_at        timestamptz,                           -- null: open
  end_reason      text not null default '',
  user_agent      text not null default '',
  source          text not null default ''
);
create index sessions_person_id_index on sessions (person_id) where ended_at is null;
create index sessions_employee_id_index on sessions (organisation_id, employee_id) where ended_at is null;
