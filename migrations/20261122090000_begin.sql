-- +goose Up
-- Names are kept unique and found by what people type, so text keys are compared byte by byte.
create extension if not exists pg_trgm;
