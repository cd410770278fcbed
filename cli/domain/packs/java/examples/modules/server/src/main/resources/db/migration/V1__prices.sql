create table prices (name text primary key, amount integer not null);
