-- What is sold: stations break into their programmes a few times a day, and a break has slots for spots.

CREATE TABLE stations (
  id serial PRIMARY KEY,
  call_sign text NOT NULL UNIQUE,
  name text NOT NULL,
  market text NOT NULL,
  size text NOT NULL CHECK (size IN ('large', 'small'))
);

CREATE TABLE users (
  id serial PRIMARY KEY,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('traffic-manager', 'sales', 'producer')),
  station_id int NOT NULL REFERENCES stations
);

CREATE TABLE programmes (
  id serial PRIMARY KEY,
  title text NOT NULL,
  genre text NOT NULL
);

CREATE TABLE breaks (
  id serial PRIMARY KEY,
  station_id int NOT NULL REFERENCES stations,
  programme_id int NOT NULL REFERENCES programmes,
  airs_at timestamp NOT NULL
);
CREATE INDEX breaks_by_station ON breaks (station_id, airs_at);

CREATE TABLE slots (
  id serial PRIMARY KEY,
  break_id int NOT NULL REFERENCES breaks,
  position int NOT NULL,
  length_seconds int NOT NULL,
  UNIQUE (break_id, position)
);

CREATE TABLE advertisers (
  id serial PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL
);

CREATE TABLE spots (
  id serial PRIMARY KEY,
  advertiser_id int NOT NULL REFERENCES advertisers,
  title text NOT NULL,
  isci text NOT NULL UNIQUE
);

CREATE TABLE bookings (
  id serial PRIMARY KEY,
  slot_id int NOT NULL UNIQUE REFERENCES slots,
  spot_id int NOT NULL REFERENCES spots,
  price_cents int NOT NULL,
  status text NOT NULL CHECK (status IN ('booked', 'confirmed', 'aired')),
  booked_by int NOT NULL REFERENCES users
);
CREATE INDEX bookings_by_spot ON bookings (spot_id);
