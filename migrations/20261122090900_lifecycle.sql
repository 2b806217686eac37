-- +goose Up

-- Who has left, and since when: written by whoever tells of it, so that it is told once (L4, L5).
-- Nothing is decided by these rows: an end counts by its date, whether told or not (law 1).
create table departures (
  organisation_id uuid not null,
  employee_id     uuid not null,
  last_day        date not null,                         -- the last on which an employment gave access
  told_at         timestamptz not null,
  primary key (organisation_id, employee_id, last_day),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id)
);
create index departures_told_at_index on departures (told_at);

-- The few employments that end are looked for among the many that do not.
create index employments_ends_on_index on employments (ends_on) where ends_on is not null;
create index employments_ended_at_index on employments (ended_at) where ended_at is not null;
